// SPDX-License-Identifier: GPL-3.0-or-later
// The examples that ship: that each is listed, read, planned and proven, and that what is said of it is true.
#include <QTest>
#include <filesystem>
#include <set>

#include "core/base/shipped_files.h"
#include "core/files/examples.h"
#include "core/files/problem_file.h"
#include "tests/support/cpu_runs.h"

using namespace tidemark;

namespace {

/// As the window plans it on a machine without a GPU.
std::shared_ptr<const Plan> planned(const std::filesystem::path& path) {
  const Problem problem = value_of(load_problem(path));
  if (problem.device != "cpu") throw std::runtime_error("not everybody has " + problem.device);
  Solver solver;
  return value_of(make_plan(problem, device_sizes(problem.cell, problem.chunk_length), solver)).value();
}

std::shared_ptr<const Plan> planned_example(const std::string& name) {
  return planned(value_of(shipped("examples/" + name + ".tidemark")));
}

}  // namespace

class TestExamples : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void every_file_is_listed_once() {
    std::multiset<std::string> listed;
    std::set<std::string> titles;
    for (const Example& example : value_of(examples())) {
      listed.insert(example.path.string());
      titles.insert(example.title);
    }
    std::multiset<std::string> there;
    for (const auto& file : std::filesystem::directory_iterator(value_of(shipped("examples")))) {
      if (file.path().extension() == ".tidemark") there.insert(file.path().string());
    }
    QCOMPARE(there.size(), 7u);
    QVERIFY(listed == there);
    QCOMPARE(titles.size(), listed.size());
  }

  void are_planned_and_proven_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("description");
    for (const Example& example : value_of(examples())) {
      QTest::newRow(example.title.c_str())
          << QString::fromStdString(example.path.string()) << QString::fromStdString(example.description);
    }
  }
  void are_planned_and_proven() {
    QFETCH(QString, path);
    QFETCH(QString, description);
    QVERIFY2(description.endsWith('.') && description.count(". ") == 0, "one sentence");
    const auto plan = planned(path.toStdString());
    const auto proven = value_of(plan_from_actions(*plan, plan->actions));
    QCOMPARE(proven->forward_steps, plan->forward_steps);
    QVERIFY(plan->peak > 0 && plan->peak <= plan->budget);
  }

  void what_is_said_of_them_is_true() {
    const auto first = value_of(load_problem(value_of(examples()).front().path));
    QVERIFY(first.length == 40 && first.strategy == Strategy::Msm && first.device == "cpu");
    QVERIFY((first.budget == Budget{Budget::Measure::Slots, 5}));
    // README's first minute: 129 forward steps in 5 % of what standard BPTT stores.
    const auto first_plan = planned_example("first-look");
    QCOMPARE(first_plan->forward_steps, 129);
    const StateBytes& states = first_plan->device->chunk.states;
    const double part =
        static_cast<double>(*first_plan->peak_bytes) / static_cast<double>(states.hidden + 40 * states.beta);
    QCOMPARE(std::round(100 * part), 5.0);
    QCOMPARE(planned_example("internal-states")->forward_steps, 1950);  // the paper's "one third more time"
    QCOMPARE(planned_example("standard")->forward_steps, 1000);
    QCOMPARE(planned_example("chunks")->problem.chunk_length, 8);
    const auto longest = planned_example("long");
    QCOMPARE(longest->problem.length, 100'000);
    QCOMPARE(std::round(static_cast<double>(longest->forward_steps) / 100'000), 2.0);  // "about twice"
    // Repeated several times: more than three forward steps beyond the first for each step.
    QVERIFY(planned_example("tight-budget")->forward_steps > 4 * 1000);
  }

  void a_broken_index_is_refused_with_its_place() {
    const auto broken = parse_examples(
        R"({"format":"tidemark-examples","version":1,"examples":[{"title":"a","description":"b","file":7}]})",
        "/folder");
    QVERIFY(!broken);
    QCOMPARE(broken.error().message, "examples[0].file: must be a text, not 7");
    const auto good = value_of(parse_examples(
        R"({"format":"tidemark-examples","version":1,"examples":[{"title":"a","description":"b","file":"c"}]})",
        "/folder"));
    QCOMPARE(good.front().path, std::filesystem::path("/folder/c"));
  }
};

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
