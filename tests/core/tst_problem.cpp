// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <functional>
#include <limits>

#include "core/model/settled.h"

using namespace tidemark;

namespace {

/// LSTM 256, batch 32, float32 on the CPU device.
constexpr StateBytes kLstmBytes{.hidden = 65536, .alpha = 229376, .beta = 163840};

QString message_of(const Result<void>& result) {
  return result ? QString() : QString::fromStdString(result.error().message);
}

Problem with_budget(Budget::Measure measure, double value, Strategy strategy = Strategy::Msm) {
  Problem problem;
  problem.strategy = strategy;
  problem.budget = {measure, value};
  return problem;
}

std::int64_t quanta_of(const Problem& problem, const std::optional<StateBytes>& bytes = {}) {
  return settle(problem, bytes).value().budget;
}

}  // namespace

using Change = std::function<void(Problem&)>;
Q_DECLARE_METATYPE(Change)

class TestProblem : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void the_default_is_valid();
  void fields_out_of_range_data();
  void fields_out_of_range();
  void sizes_come_from_the_person_then_the_device();
  void budgets_in_slots();
  void budgets_in_bytes();
  void budgets_in_percent();
  void budgets_never_overshoot();
  void cells_have_names();
};

void TestProblem::the_default_is_valid() {
  QCOMPARE(message_of(validate(Problem())), QString());
  Problem longest;
  longest.length = kLongestLength;
  QCOMPARE(message_of(validate(longest)), QString());
}

void TestProblem::fields_out_of_range_data() {
  QTest::addColumn<Change>("change");
  QTest::addColumn<QString>("complaint");
  const auto row = [](const char* name, Change change, const char* complaint) {
    QTest::newRow(name) << std::move(change) << QString(complaint);
  };
  row(
      "length 0", [](Problem& p) { p.length = 0; },
      "length must be a whole number of steps from 1 to 1000000000000");
  row(
      "length -1", [](Problem& p) { p.length = -1; }, "not -1");
  row(
      "length past the longest", [](Problem& p) { p.length = kLongestLength + 1; }, "not 1000000000001");
  row(
      "budget 0", [](Problem& p) { p.budget.value = 0; }, "budget must be above 0");
  row(
      "budget -1", [](Problem& p) { p.budget.value = -1; }, "budget must be above 0");
  row(
      "budget NaN", [](Problem& p) { p.budget.value = std::numeric_limits<double>::quiet_NaN(); }, "budget");
  row(
      "budget 1e30", [](Problem& p) { p.budget.value = 1e30; }, "budget must be at most");
  row(
      "budget 2000 percent",
      [](Problem& p) {
        p.budget = {Budget::Measure::Percent, 2000};
      },
      "percent");
  row(
      "alpha 0.5", [](Problem& p) { p.alpha = 0.5; }, "alpha must be a number from 1");
  row(
      "beta 0", [](Problem& p) { p.beta = 0; }, "beta must be a number above 0");
  row(
      "beta above alpha", [](Problem& p) { p.alpha = 2, p.beta = 3; }, "must not be above alpha");
  row(
      "hidden 0", [](Problem& p) { p.cell.hidden = 0; }, "hidden must be");
  row(
      "batch too large", [](Problem& p) { p.cell.batch = kLargestCellSide + 1; }, "batch must be");
  row(
      "layers -2", [](Problem& p) { p.cell.layers = -2; }, "layers must be");
  row(
      "no device", [](Problem& p) { p.device.clear(); }, "device");
  row(
      "no input", [](Problem& p) { p.input.clear(); }, "input");
  row(
      "longer and larger than can be counted",
      [](Problem& p) { p.length = kLongestLength, p.alpha = 1e6, p.beta = 0.1; }, "more than can be counted");
}

void TestProblem::fields_out_of_range() {
  QFETCH(Change, change);
  QFETCH(QString, complaint);
  Problem problem;
  change(problem);
  const QString message = message_of(validate(problem));
  QVERIFY2(message.contains(complaint), qPrintable(message));
  QVERIFY(!message.contains('\n'));
}

void TestProblem::sizes_come_from_the_person_then_the_device() {
  Problem problem;
  QCOMPARE(settle(problem, {}).value().sizes, (StateSizes{2, 7, 5}));
  QCOMPARE(settle(problem, StateBytes{256, 1536, 1280}).value().sizes, (StateSizes{1, 6, 5}));
  problem.beta = 1;
  QCOMPARE(settle(problem, StateBytes{256, 1536, 1280}).value().sizes, (StateSizes{1, 2, 1}));
}

void TestProblem::budgets_in_slots() {
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Slots, 50)), std::int64_t{100});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Slots, 50.5)), std::int64_t{101});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Slots, 50.9)), std::int64_t{101});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Slots, 50, Strategy::Ism)), std::int64_t{350});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Slots, 50), kLstmBytes), std::int64_t{100});
}

void TestProblem::budgets_in_bytes() {
  // 12.5 MiB are 200 hidden states of 65,536 bytes.
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Bytes, 12.5 * (1 << 20)), kLstmBytes), std::int64_t{400});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Bytes, 12.5 * (1 << 20) - 1), kLstmBytes),
           std::int64_t{399});
  const Problem unknown = with_budget(Budget::Measure::Bytes, 1e6);
  const auto settled = settle(unknown, {});
  QVERIFY(!settled);
  QVERIFY(QString::fromStdString(settled.error().message).contains("give it in slots"));
}

void TestProblem::budgets_in_percent() {
  // 100%: h_0 and 1000 internal states, 2 + 5000 quanta.
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Percent, 100)), std::int64_t{5002});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Percent, 5)), std::int64_t{250});
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Percent, 5), kLstmBytes), std::int64_t{250});
  // ISM counts internal states alone: 5% of 1000 are 50.
  QCOMPARE(quanta_of(with_budget(Budget::Measure::Percent, 5, Strategy::Ism)), std::int64_t{350});
}

void TestProblem::budgets_never_overshoot() {
  const StateBytes odd{.hidden = 1000, .alpha = 3337, .beta = 2337};
  const StateSizes planned = sizes_from_bytes(odd);
  for (double percent = 0.5; percent < 100; percent += 3.7) {
    Problem problem = with_budget(Budget::Measure::Percent, percent);
    const std::int64_t quanta = quanta_of(problem, odd);
    const double allowed = percent / 100 * static_cast<double>(standard_memory(problem.length, odd));
    QVERIFY(static_cast<double>(quanta) * static_cast<double>(odd.hidden) /
                static_cast<double>(planned.hidden) <=
            allowed);
  }
}

void TestProblem::cells_have_names() {
  for (CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh})
    QCOMPARE(value_in(kCellNames, name_of(kind)), kind);
  QCOMPARE(value_in(kCellNames, "elman"), std::optional<CellKind>());
}

QTEST_GUILESS_MAIN(TestProblem)
#include "tst_problem.moc"
