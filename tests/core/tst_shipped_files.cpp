// SPDX-License-Identifier: GPL-3.0-or-later
// What comes with the program: that it is found, and that the recorded runs are whole and as they were
// predicted.
#include <QTest>
#include <filesystem>

#include "core/base/shipped_files.h"
#include "core/files/record_file.h"
#include "core/study/run_facts.h"
#include "tests/support/plans.h"

using namespace tidemark;

class TestShippedFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void are_found_or_the_places_are_named() {
    QVERIFY(std::filesystem::is_regular_file(value_of(shipped("texts/tides.txt"))));
    const auto missing = shipped("texts/none.txt");
    QVERIFY(!missing);
    QVERIFY2(missing.error().message.find("texts/none.txt is missing in /") == 0,
             missing.error().message.c_str());
  }

  void runs_data() {
    QTest::addColumn<QString>("path");
    for (const auto& file : std::filesystem::directory_iterator(value_of(shipped("runs")))) {
      if (file.path().extension() != ".jsonl") continue;
      QTest::newRow(file.path().stem().c_str()) << QString::fromStdString(file.path().string());
    }
  }
  /// Also that the question can be asked again where there is no such device.
  void runs() {
    QFETCH(QString, path);
    const Record record = value_of(load_record(path.toStdString()));
    const StartEvent& start = record.start;
    QVERIFY(record.end && record.end->status == EndEvent::Status::Done);
    QVERIFY(!start.device.name.empty() && start.device.details.contains("driver"));
    const RunFacts facts = run_facts(record);
    QVERIFY(facts.is_as_predicted);
    QVERIFY(facts.seconds && std::abs(*facts.seconds / facts.predicted_seconds - 1) < 0.05);

    const auto settled = value_of(settle(start.problem, recorded_sizes(start)));
    QCOMPARE(settled.arena_bytes, std::optional(start.budget_bytes));
    Solver solver;
    const auto plan = value_of(make_plan(start.problem, recorded_sizes(start), solver));
    QCOMPARE((*plan)->forward_steps, start.predicted_forward_steps);
    QCOMPARE(value_of(peak_bytes_of(**plan, start.sizes)), start.predicted_arena_peak_bytes);
  }
};

QTEST_APPLESS_MAIN(TestShippedFiles)
#include "tst_shipped_files.moc"
