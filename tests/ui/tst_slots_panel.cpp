// SPDX-License-Identifier: GPL-3.0-or-later
/// The slots panel shows, at every moment, what a checker of the same actions holds.
#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>

#include "core/plan/checker.h"
#include "tests/support/planned_workbench.h"
#include "ui/timeline/slots_panel.h"
#include "ui/words/action_words.h"

namespace tidemark {
namespace {

class TestSlotsPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void agrees_with_checker_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::addColumn<double>("budget");
    QTest::newRow("hsm") << Strategy::Hsm << 4.0;
    QTest::newRow("ism") << Strategy::Ism << 5.0;
    QTest::newRow("msm") << Strategy::Msm << 12.0;
  }
  void agrees_with_checker() {
    QFETCH(Strategy, strategy);
    QFETCH(double, budget);
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    const auto* view = panel.findChild<QTableView*>();
    const QAbstractItemModelTester tester(view->model());
    const auto plan = plan_of(strategy, 30, budget);
    QVERIFY(show_and_wait(workbench, plan));
    const auto text = [&](int row, int column) {
      return view->model()->index(row, column).data().toString();
    };
    Checker checker(30, strategy, plan->sizes, plan->budget);
    for (std::size_t moment = 0; moment <= plan->actions.size(); ++moment) {
      workbench.set_cursor(static_cast<std::int64_t>(moment));
      for (int row = 0; row < view->model()->rowCount(); ++row) {
        const auto stored = checker.stored().find(row);
        if (stored == checker.stored().end()) {
          QCOMPARE(text(row, SlotsModel::Holds), QString("free"));
          QCOMPARE(text(row, SlotsModel::Size), QString());
          continue;
        }
        const QString step = QString::number(stored->second.step);
        switch (stored->second.kind) {
          case Checker::Stored::Kind::Hidden:
            QCOMPARE(text(row, SlotsModel::Holds), hidden_text(stored->second.step));
            break;
          case Checker::Stored::Kind::Internal:
            QCOMPARE(text(row, SlotsModel::Holds), "internal state of step " + step);
            break;
          case Checker::Stored::Kind::SpentInternal:
            QCOMPARE(text(row, SlotsModel::Holds), "internal state of step " + step + ", spent");
            break;
        }
      }
      QVERIFY(panel.core_words().startsWith("Working core: " + hidden_text(checker.current_step())));
      QCOMPARE(panel.core_words().contains("internal state of step"), checker.core_internal() != 0);
      const QString held = timelines.memory_words(checker.memory());
      QVERIFY2(panel.sum_words().startsWith("Held: " + held + " of"), qPrintable(panel.sum_words()));
      if (moment < plan->actions.size()) QVERIFY(checker.apply(plan->actions[moment]));
    }
    QVERIFY(panel.core_words().endsWith("Every step has been backpropagated."));
  }

  void counts_bytes_when_a_run_tells_them() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    QVERIFY(show_and_wait(workbench, plan));
    workbench.set_cursor(1);
    QVERIFY(panel.sum_words().contains("1 hidden state of a budget of 4 hidden states"));
    workbench.show_record(record_for(*plan));
    QTRY_VERIFY2(panel.sum_words().contains("MiB"), qPrintable(panel.sum_words()));
    QVERIFY(panel.model()->index(0, SlotsModel::Size).data().toString().endsWith("MiB"));
  }

  void a_selected_row_points_out_its_state() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    panel.show();
    auto* table = panel.findChild<QTableView*>();
    const auto plan = plan_of(Strategy::Hsm, 40, 8);
    QVERIFY(show_and_wait(workbench, plan));
    workbench.set_cursor(std::ssize(plan->actions) / 3);
    const auto timeline = timelines.timeline();
    for (int row = 0; row < table->model()->rowCount(); ++row) {
      const Lifetime* life = timeline->in_slot(row, workbench.cursor());
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                        table->visualRect(table->model()->index(row, 1)).center());
      QCOMPARE(workbench.mark().has_value(), life != nullptr);
      if (life == nullptr) continue;
      QCOMPARE(workbench.mark()->slot, std::optional<int>(row));
      QCOMPARE(workbench.mark()->first, life->stored);
    }
  }

  void a_state_that_is_pointed_out_is_selected() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    panel.resize(380, 120);  // fewer rows than slots
    panel.show();
    const auto* table = panel.findChild<QTableView*>();
    const auto plan = plan_of(Strategy::Hsm, 200, 30);
    QVERIFY(show_and_wait(workbench, plan));
    const auto& lives = timelines.timeline()->lifetimes();
    const auto life = std::ranges::find(lives, 25, &Lifetime::slot);
    QVERIFY(life != lives.end());
    workbench.set_cursor(1);
    workbench.set_mark(Mark{life->stored, life->freed, life->slot});
    QCOMPARE(table->selectionModel()->selectedRows().value(0).row(), 25);
    QVERIFY(table->viewport()->rect().intersects(table->visualRect(table->model()->index(25, 0))));
    QCOMPARE(workbench.mark(), std::optional(Mark{life->stored, life->freed, life->slot}));
    workbench.set_mark(Mark{0, 10});
    QVERIFY(!table->selectionModel()->hasSelection());
  }

  void fits_a_narrow_panel() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    panel.resize(380, 300);
    panel.show();
    const auto plan = plan_of(Strategy::Ism, 40, 6);
    QVERIFY(show_and_wait(workbench, plan));
    QVERIFY(panel.minimumSizeHint().width() <= 380);
    const auto* table = panel.findChild<QTableView*>();
    QVERIFY(table->columnWidth(SlotsModel::Holds) >=
            table->fontMetrics().horizontalAdvance("internal state of step 39"));
    QCOMPARE(table->horizontalHeader()->length(), table->viewport()->width());
  }

  void without_a_plan_it_is_empty() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    SlotsPanel panel(&workbench, &timelines);
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench.set_problem(impossible);
    QTRY_VERIFY(!workbench.planning_error().isEmpty());
    QTRY_COMPARE(panel.model()->rowCount(), 0);
    QCOMPARE(panel.core_words(), workbench.planning_error());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestSlotsPanel)
#include "tst_slots_panel.moc"
