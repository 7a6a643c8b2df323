// SPDX-License-Identifier: GPL-3.0-or-later
/// The parts of the parameter bar one by one: what the user can choose, and what they report.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSet>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>

#include "ui/ask/budget_box.h"
#include "ui/ask/cell_boxes.h"
#include "ui/ask/parameter_bar.h"

namespace tidemark {
namespace {

DeviceDescription device_with(std::vector<Precision> precisions) {
  DeviceDescription device;
  device.info.available = true;
  device.precisions = std::move(precisions);
  return device;
}

constexpr int kPatienceMs = 30'000;

/// The bar in a window of its own, with a real runner to ask.
struct Asked {
  Asked() {
    bar.show();
    bar.activateWindow();
    active = QTest::qWaitForWindowActive(&bar);
  }
  template <class Widget>
  Widget* find(const char* name) {
    return bar.findChild<Widget*>(QLatin1String(name));
  }
  Workbench workbench;
  ParameterBar bar{&workbench};
  bool active = false;
};

void type(QAbstractSpinBox* box, const char* text) {
  box->setFocus();
  box->selectAll();
  QTest::keyClicks(box, text);
  QTest::keyClick(box, Qt::Key_Return);
}

class TestParameterBar : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
    QStandardPaths::setTestModeEnabled(true);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication::setStyle("Fusion");
  }
  void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support)")); }

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
    problem.budget.value = 3;  // until it could not be read in it
    box.show_budget(problem, std::nullopt);
    QCOMPARE(box.findChild<QComboBox*>("budget_measure")->currentText(), QStringLiteral("bytes"));
    QCOMPARE(box.findChild<QDoubleSpinBox*>("budget")->value(), 3.0);
  }

  /// "5%" became 5 KiB, and "4 GiB" 4 KiB, without a word.
  void a_budget_is_typed_with_its_measure() {
    Asked asked;
    const auto types = [&](const char* text) {
      type(asked.find<QDoubleSpinBox>("budget"), text);
      return asked.workbench.problem().budget;
    };
    const auto* measure = asked.find<QComboBox>("budget_measure");
    const auto* refusal = asked.find<QDoubleSpinBox>("budget")->findChild<QLabel*>("refusal");
    QTRY_VERIFY_WITH_TIMEOUT(asked.workbench.device_sizes(), kPatienceMs);
    QCOMPARE(types("2k"), (Budget{Budget::Measure::Slots, 2000}));
    QCOMPARE(types("5%"), (Budget{Budget::Measure::Percent, 5}));
    QCOMPARE(measure->currentText(), QStringLiteral("%"));
    QCOMPARE(types("7"), (Budget{Budget::Measure::Percent, 7}));
    QCOMPARE(types("4 GiB"), (Budget{Budget::Measure::Bytes, 4.0 * (1 << 30)}));
    QCOMPARE(measure->currentText(), QStringLiteral("GiB"));
    QCOMPARE(types("64 KiB"), (Budget{Budget::Measure::Bytes, 65'536}));
    QCOMPARE(measure->currentText(), QStringLiteral("KiB"));
    QCOMPARE(types("1.5GB"), (Budget{Budget::Measure::Bytes, 1.5e9}));
    QVERIFY(!refusal->isVisible());
    QCOMPARE(types("10k"), (Budget{Budget::Measure::Bytes, 1.5e9}));
    QCOMPARE(refusal->text(), QStringLiteral("“10k” needs a unit such as MiB, GB or %"));
    // In all stays in all.
    Problem problem = asked.workbench.problem();
    problem.budget = {Budget::Measure::DeviceMemory, 1 << 30};
    asked.workbench.set_problem(problem);
    QCOMPARE(types("300 MiB"), (Budget{Budget::Measure::DeviceMemory, 300.0 * (1 << 20)}));
    QCOMPARE(measure->currentText(), QStringLiteral("MiB in all"));
    QCOMPARE(types("2GiB"), (Budget{Budget::Measure::DeviceMemory, 2.0 * (1 << 30)}));
    QCOMPARE(measure->currentText(), QStringLiteral("GiB in all"));
    QCOMPARE(types("5000%"), (Budget{Budget::Measure::DeviceMemory, 2.0 * (1 << 30)}));
    QVERIFY(refusal->text().contains(QStringLiteral("at most 1000 %")));
  }

  void a_length_is_typed_with_thousands() {
    Asked asked;
    auto* length = asked.find<QDoubleSpinBox>("length");
    for (const auto& [text, steps] : {std::pair{"10k", 10'000}, {"1e5", 100'000}, {"1M", 1'000'000}}) {
      type(length, text);
      QCOMPARE(asked.workbench.problem().length, std::int64_t{steps});
    }
    type(length, "5%");
    QCOMPARE(asked.workbench.problem().length, std::int64_t{1'000'000});
    QVERIFY(length->findChild<QLabel*>("refusal")->isVisible());
  }

  void one_step_is_one_step() {
    Asked asked;
    const auto says = [&](const char* word) {
      const QList<QLabel*> labels = asked.bar.findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](QLabel* label) { return label->text() == word; });
    };
    QVERIFY(says("steps"));
    type(asked.find<QDoubleSpinBox>("length"), "1");
    QVERIFY(says("step"));
    QVERIFY(!says("steps"));
  }

  /// In 1000 pixels at the usual font, and in 1270 with one half as large again.
  void the_rows_fit_data() {
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("width");
    QTest::newRow("usual") << 1.0 << 1000;
    QTest::newRow("large") << 1.5 << 1270;
  }
  void the_rows_fit() {
    QFETCH(double, scale);
    QFETCH(int, width);
    const QFont usual = QApplication::font();
    QFont font = usual;
    font.setPointSizeF(usual.pointSizeF() * scale);
    QApplication::setFont(font);
    {
      Asked asked;
      auto* find = new QToolButton;
      find->setText("Find…");
      asked.bar.add_tool(find);
      QVERIFY2(asked.bar.minimumSizeHint().width() <= width,
               qPrintable(QString::number(asked.bar.minimumSizeHint().width())));
      asked.bar.resize(width, asked.bar.sizeHint().height());
      QVERIFY(find->geometry().right() < asked.find<QPushButton>("run")->mapTo(&asked.bar, QPoint()).x());
    }
    QApplication::setFont(usual);
  }

  /// Otherwise a button moves away from under the pointer.
  void nothing_moves_whatever_is_asked() {
    Asked asked;
    asked.bar.resize(1000, asked.bar.sizeHint().height());
    const auto places = [&] {
      QList<QRect> all;
      for (const QWidget* widget : asked.bar.findChildren<QWidget*>()) {
        if (widget->isVisible()) all << QRect(widget->mapTo(&asked.bar, QPoint()), widget->size());
      }
      return all;
    };
    const QList<QRect> before = places();
    QVERIFY(before.size() > 15);
    Problem problem = asked.workbench.problem();
    problem.length = 1'000'000'000'000;
    problem.budget = {Budget::Measure::Percent, 0.123};
    problem.strategy = Strategy::Ism;
    problem.cell = {CellKind::Gru, 1'000'000, 1'000'000, 12, Precision::BFloat16};
    problem.device = "cuda:0:fused";
    problem.input = "/a/name/that/is/rather/long/for/a/file/with/a/text/that/goes/on/and/on.txt";
    asked.workbench.set_problem(problem);
    QCoreApplication::processEvents();
    QCOMPARE(places(), before);
    auto* setup = asked.find<PopupButton>("setup");
    QVERIFY(setup->sentence().endsWith("reading on.txt"));
    QVERIFY(setup->toolTip().startsWith(setup->sentence()));
  }

  void the_setup_is_changed_by_keyboard() {
    Asked asked;
    QVERIFY(asked.active);
    auto* setup = asked.find<PopupButton>("setup");
    QCOMPARE(setup->sentence(), QStringLiteral("LSTM 256, batch 32, on this processor"));
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Down}) {
      setup->setFocus();
      QTest::keyClick(setup, key);
      QVERIFY(setup->form()->isVisible());
      QTest::keyClick(setup->form(), Qt::Key_Escape);
      QVERIFY(!setup->form()->isVisible());
      QCOMPARE(QApplication::focusWidget(), setup);
    }
    setup->open();
    auto* cell = asked.find<QComboBox>("cell");
    QTRY_COMPARE(setup->form()->focusWidget(), cell);
    QTest::keyClicks(cell, "GRU");
    QTest::keyClick(cell, Qt::Key_Tab);
    auto* hidden = asked.find<QSpinBox>("hidden");
    QCOMPARE(setup->form()->focusWidget(), hidden);
    QTest::keyClicks(hidden, "1M");
    QTest::keyClick(hidden, Qt::Key_Return);
    QVERIFY(setup->form()->isVisible());  // for the next change
    QCOMPARE(asked.workbench.problem().cell.kind, CellKind::Gru);
    QCOMPARE(asked.workbench.problem().cell.hidden, std::int64_t{1'000'000});
    QCOMPARE(setup->sentence(), QStringLiteral("GRU 1,000,000, batch 32, on this processor"));
    // The number is not cut off in its box.
    QVERIFY(hidden->findChild<QLineEdit*>()->width() >=
            hidden->fontMetrics().horizontalAdvance(hidden->text()));

    QSet<QString> reached;
    QWidget* focused = hidden;
    for (int i = 0; i < 12; ++i) {
      QTest::keyClick(focused, Qt::Key_Tab);
      focused = setup->form()->focusWidget();
      reached.insert(focused->objectName());
    }
    for (const char* name : {"cell", "hidden", "batch", "layers", "device", "input", "chunk"}) {
      QVERIFY2(reached.contains(name), name);
    }
    setup->form()->close();
  }

  void how_to_run_is_said_on_the_button_beside() {
    Asked asked;
    auto* options = asked.find<PopupButton>("run_options");
    QCOMPARE(asked.bar.iterations(), 1);
    QVERIFY(!asked.bar.is_verifying());
    options->setFocus();
    QTest::keyClick(options, Qt::Key_Space);
    QVERIFY(options->form()->isVisible());
    type(asked.find<QSpinBox>("iterations"), "2k");
    QTest::keyClick(asked.find<QCheckBox>("verify"), Qt::Key_Space);
    QCOMPARE(asked.bar.iterations(), 2000);
    QVERIFY(asked.bar.is_verifying());
    QVERIFY(options->sentence().contains("2,000"));
    QVERIFY(options->accessibleName().contains("gradients verified"));
    options->form()->close();
  }

  /// Run was offered on a device of another machine, and then failed.
  void nothing_is_run_on_a_device_that_is_not_here() {
    Asked asked;
    const auto* run = asked.find<QPushButton>("run");
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kPatienceMs);
    Problem problem = asked.workbench.problem();
    problem.device = "cuda:7";
    problem.beta = 5;  // so that it can be planned nevertheless
    asked.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(asked.workbench.plan() && !asked.workbench.is_planning() &&
                                 !asked.workbench.is_asking_device() && !asked.workbench.devices().empty(),
                             kPatienceMs);
    QTRY_VERIFY(!run->isEnabled());
    QVERIFY2(run->toolTip().contains("cuda:7"), qPrintable(run->toolTip()));
    problem.device = "cpu";
    asked.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kPatienceMs);
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestParameterBar)
#include "tst_parameter_bar.moc"
