// SPDX-License-Identifier: GPL-3.0-or-later
/// The parts of the parameter bar one by one: what the user can choose, and what they report.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include "ui/ask/budget_box.h"
#include "ui/ask/cell_boxes.h"

namespace tidemark {
namespace {

DeviceDescription device_with(std::vector<Precision> precisions) {
  DeviceDescription device;
  device.info.available = true;
  device.precisions = std::move(precisions);
  return device;
}

class TestParameterBar : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void precision_is_offered_where_there_is_a_choice() {
    CellBoxes boxes;
    const auto* precision = boxes.findChild<QComboBox*>("precision");
    const auto* items = qobject_cast<QStandardItemModel*>(precision->model());
    const DeviceDescription cpu = device_with({Precision::Float32});
    const DeviceDescription card = device_with({Precision::Float32, Precision::Tf32, Precision::Float16});

    boxes.show_cell({}, &cpu);
    QVERIFY(precision->isHidden());
    boxes.show_cell({}, &card);
    QVERIFY(!precision->isHidden());
    QVERIFY(items->item(static_cast<int>(Precision::Tf32))->isEnabled());
    QVERIFY(!items->item(static_cast<int>(Precision::BFloat16))->isEnabled());
    boxes.show_cell({}, nullptr);  // nothing changes while a device is asked
    QVERIFY(!precision->isHidden());
    // A precision that the device lacks is shown, and another one can be chosen.
    boxes.show_cell({.precision = Precision::Float16}, &cpu);
    QVERIFY(!precision->isHidden());
    QCOMPARE(precision->currentText(), QStringLiteral("float16"));
    QVERIFY(items->item(static_cast<int>(Precision::Float32))->isEnabled());
  }

  void a_chosen_precision_leaves_the_rest_of_the_cell() {
    CellBoxes boxes;
    const Cell cell{.kind = CellKind::Gru, .hidden = 96, .batch = 5, .layers = 2};
    const DeviceDescription card = device_with({Precision::Float32, Precision::Tf32});
    boxes.show_cell(cell, &card);
    std::vector<Cell> told;
    connect(&boxes, &CellBoxes::chosen, this, [&](const Cell& chosen) { told.push_back(chosen); });
    auto* precision = boxes.findChild<QComboBox*>("precision");
    boxes.show();
    QTest::keyClick(precision, Qt::Key_Down);
    Cell expected = cell;
    expected.precision = Precision::Tf32;
    QCOMPARE(told, std::vector<Cell>{expected});
    boxes.show_cell(expected, &card);  // a cell that is shown is not reported as chosen
    QCOMPARE(told.size(), std::size_t{1});
  }

  /// 50 slots of ISM hold three times as many bytes as 50 of MSM, and both were called "50 slots".
  void slots_are_named_after_what_they_hold() {
    BudgetBox box;
    const auto* measure = box.findChild<QComboBox*>("budget_measure");
    const auto* readings = box.findChild<QLabel*>("budget_readings");
    const auto show = [&](Strategy strategy, const Budget& budget) {
      Problem problem;
      problem.strategy = strategy;
      problem.budget = budget;
      const auto settled = settle(problem, std::nullopt);
      box.show_budget(problem, settled.value());
    };
    const Budget fifty{Budget::Measure::Slots, 50};
    show(Strategy::Msm, fifty);
    QCOMPARE(measure->currentText(), QStringLiteral("hidden states"));
    show(Strategy::Ism, fifty);
    QCOMPARE(measure->currentText(), QStringLiteral("internal states"));
    show(Strategy::Ism, {Budget::Measure::Percent, 5});
    QVERIFY2(readings->text().contains("50 internal states"), qPrintable(readings->text()));
    show(Strategy::Hsm, {Budget::Measure::Percent, 5});
    QVERIFY2(readings->text().contains("125 hidden states"), qPrintable(readings->text()));
  }

  void a_budget_below_one_MiB_is_shown_in_a_smaller_measure() {
    BudgetBox box;
    Problem problem;
    problem.budget = {Budget::Measure::Bytes, 512 * 1024.0};
    box.show_budget(problem, std::nullopt);
    QCOMPARE(box.findChild<QComboBox*>("budget_measure")->currentText(), QStringLiteral("KiB"));
    QCOMPARE(box.findChild<QDoubleSpinBox*>("budget")->value(), 512.0);
    problem.budget.value = 3 * 1024 * 1024.0;  // stays in the unit in which it is shown
    box.show_budget(problem, std::nullopt);
    QCOMPARE(box.findChild<QComboBox*>("budget_measure")->currentText(), QStringLiteral("KiB"));
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestParameterBar)
#include "tst_parameter_bar.moc"
