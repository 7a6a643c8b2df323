// SPDX-License-Identifier: GPL-3.0-or-later
/// The timeline under real hands: clicks, scrubbing, measuring, keys, the switch to milliseconds, and
/// exports.
#include <QAction>
#include <QFile>
#include <QImage>
#include <QLocale>

#include "tests/support/planned_workbench.h"
#include "ui/timeline/timeline_view.h"

namespace tidemark {
namespace {

QPoint pixel(const TimelineView& view, double time, double step) {
  return QPointF(view.xAxis->coordToPixel(time), view.yAxis->coordToPixel(step)).toPoint();
}

class TestTimelineView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    workbench_ = std::make_unique<Workbench>();
    timelines_ = std::make_unique<TimelineSource>(workbench_.get());
    view_ = std::make_unique<TimelineView>(workbench_.get(), timelines_.get());
    view_->resize(900, 600);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    plan_ = plan_for(Strategy::Hsm, 10, 4);
    QVERIFY(show_and_wait(*workbench_, plan_));
    workbench_->set_cursor(0);
    view_->replot();
  }
  void cleanup() {
    view_.reset();
    timelines_.reset();
    workbench_.reset();
  }

  void a_click_goes_to_the_action_under_it() {
    const std::vector<double> moments = moments_in_operations(plan_->actions, 2);
    for (std::size_t number = 0; number < plan_->actions.size(); ++number) {
      if (moments[number] == moments[number + 1]) continue;
      QTest::mouseClick(view_.get(), Qt::LeftButton, {},
                        pixel(*view_, (moments[number] + moments[number + 1]) / 2, 5));
      QCOMPARE(workbench_->cursor(), static_cast<std::int64_t>(number) + 1);
    }
  }

  void control_click_asks_why() {
    const TableCell before = workbench_->selected_cell();
    // The second advance, after h_1 is stored, answers C(9, 3).
    QTest::mouseClick(view_.get(), Qt::LeftButton, Qt::ControlModifier, pixel(*view_, 1.5, 5));
    QVERIFY(workbench_->selected_cell() != before);
    QCOMPARE(workbench_->selected_cell(), (TableCell{9, 3}));
    QTest::keyClick(view_.get(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(view_.get(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(view_.get(), Qt::Key_Return);
    QCOMPARE(workbench_->selected_cell(), (TableCell{10, 4}));
  }

  void the_ruler_scrubs() {
    const QPoint on_ruler(pixel(*view_, 4, 0).x(), view_->axisRect()->top() - 5);
    QTest::mousePress(view_.get(), Qt::LeftButton, {}, on_ruler);
    const std::int64_t there = workbench_->cursor();
    QVERIFY(there > 0);
    QTest::mouseMove(view_.get(), QPoint(pixel(*view_, 30, 0).x(), on_ruler.y()));
    QTRY_VERIFY(workbench_->cursor() > there);
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, on_ruler);
    QVERIFY(view_->is_following());  // scrubbing is no panning
  }

  void shift_drag_measures_and_snaps() {
    QTest::mousePress(view_.get(), Qt::LeftButton, Qt::ShiftModifier, pixel(*view_, 0.1, 5));
    QTest::mouseMove(view_.get(), pixel(*view_, 23, 5));
    QTRY_VERIFY(!view_->measured_words().isEmpty());
    QTest::mouseMove(view_.get(), pixel(*view_, 44, 5));
    QTRY_VERIFY2(view_->measured_words().contains("44 operations"), qPrintable(view_->measured_words()));
    QVERIFY(view_->measured_words().contains("memory up to 4 slots"));
    QTest::mouseRelease(view_.get(), Qt::LeftButton, Qt::ShiftModifier, pixel(*view_, 44, 5));
    QVERIFY(view_->is_following());
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(view_->measured_words().isEmpty());
    for (int i = 0; i < 3; ++i)
      QTest::keyClick(view_.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(view_->measured_words().startsWith("3 actions"));
  }

  void words_say_what_is_under_the_pointer() {
    const QString words = view_->words_at(pixel(*view_, 2, 5));
    QVERIFY2(words.contains("advance h_1 to h_4, 3 forward steps"), qPrintable(words));
    QVERIFY2(view_->words_at(pixel(*view_, 20.5, 4)).contains("holds h_4"), "the lifetime of h_4");
    QCOMPARE(view_->words_at(QPointF(1, 1)), QString());
  }

  void milliseconds_need_a_record_of_this_plan() {
    view_->set_axis(TimelineView::Axis::Milliseconds);
    QCOMPARE(view_->axis(), TimelineView::Axis::Operations);
    workbench_->show_record(record_for(*plan_));
    QTRY_COMPARE(view_->axis(), TimelineView::Axis::Milliseconds);
    QVERIFY(view_->axisRects().last()->axis(QCPAxis::atBottom)->label().contains("ms"));
    QVERIFY(view_->axisRects().last()->axis(QCPAxis::atLeft)->label().contains("MiB"));
    QTRY_VERIFY(view_->xAxis->range().upper > 24 + 30);
    QVERIFY(view_->xAxis->range().upper < 1.1 * (24 + 30));
    view_->view_actions().front()->trigger();
    QCOMPARE(view_->axis(), TimelineView::Axis::Operations);
  }

  void new_data_never_fights_a_zoom() {
    view_->zoom(4);
    QVERIFY(!view_->is_following());
    const QCPRange range = view_->xAxis->range();
    workbench_->show_record(record_for(*plan_));
    QTest::qWait(50);
    QCOMPARE(view_->xAxis->range(), range);
    QCOMPARE(view_->axisRects().last()->axis(QCPAxis::atBottom)->range(), range);  // linked
    view_->reset_view();
    QVERIFY(view_->xAxis->range().size() > range.size());
  }

  void keys_zoom_once() {
    const double before = view_->xAxis->range().size();
    view_->zoom(2);
    QVERIFY(qAbs(view_->xAxis->range().size() - before / 2) < before * 0.02);
  }

  void the_gap_resizes_the_strip() {
    const double before = view_->memory_share();
    const QPoint gap(400, view_->axisRect()->bottom() + 6);
    QTest::mousePress(view_.get(), Qt::LeftButton, {}, gap);
    QTest::mouseMove(view_.get(), gap - QPoint(0, 100));
    QTRY_VERIFY(view_->memory_share() > before + 0.1);
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, gap - QPoint(0, 100));
    view_->set_memory_share(7);
    QVERIFY(view_->memory_share() < 1);
  }

  void exports_each_part_data() {
    QTest::addColumn<TimelineView::Part>("part");
    QTest::addColumn<bool>("has_steps");
    QTest::addColumn<bool>("has_memory");
    QTest::newRow("both") << TimelineView::Part::Both << true << true;
    QTest::newRow("timeline") << TimelineView::Part::Timeline << true << false;
    QTest::newRow("memory") << TimelineView::Part::Memory << false << true;
  }
  void exports_each_part() {
    QFETCH(TimelineView::Part, part);
    QFETCH(bool, has_steps);
    QFETCH(bool, has_memory);
    view_->set_shown(part);
    const QTemporaryDir folder;
    const QString svg = folder.filePath("a.svg");
    QVERIFY(view_->export_to(svg));
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(text.contains("internal state stored"), has_steps);
    QCOMPARE(text.contains("tidemark: budget 4 slots"), has_memory);
    QVERIFY(text.contains("operations (a forward step is 1, a backward step 2)"));
    const QString png = folder.filePath("a.png");
    QVERIFY(view_->export_to(png, {800, 500}));
    QCOMPARE(QImage(png).size(), QSize(1600, 1000));
    QVERIFY(view_->export_to(folder.filePath("a.pdf")));
    // Clicks work on whatever is shown, and everything comes back.
    view_->replot();
    const QCPAxis* time = view_->axisRects().first()->axis(QCPAxis::atBottom);
    QTest::mouseClick(view_.get(), Qt::LeftButton, {},
                      QPoint(qRound(time->coordToPixel(2)), view_->axisRects().first()->center().y()));
    QVERIFY(workbench_->cursor() > 0);
    view_->set_shown(TimelineView::Part::Both);
    QCOMPARE(view_->axisRects().size(), 2);
  }

  void follows_the_palette() {
    const QImage light = view_->grab().toImage();
    QPalette dark;
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::Text, Qt::white);
    view_->setPalette(dark);
    QTRY_VERIFY(view_->grab().toImage().pixelColor(2, 2).lightness() < 50);
    QVERIFY(light.pixelColor(2, 2).lightness() > 200);
  }

  void lives_through_every_kind_of_plan() {
    for (const auto& plan : {plan_for(Strategy::Hsm, 1, 1), plan_for(Strategy::Standard, 50, 500),
                             plan_for(Strategy::Msm, 200, 30), plan_for(Strategy::Ism, 3000, 4)}) {
      QVERIFY(show_and_wait(*workbench_, plan));
      view_->set_lifetimes_shown(false);
      view_->set_restores_shown(false);
      view_->set_device_memory_shown(true);
      view_->replot();
      view_->zoom(30);
      view_->replot();
      view_->reset_view();
      view_->set_lifetimes_shown(true);
      QVERIFY(view_->accessibleDescription().contains(QString::number(plan->problem.length)));
    }
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench_->set_problem(impossible);
    QTRY_VERIFY(workbench_->plan() == nullptr);
    view_->replot();
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, QPoint(400, 200));
    QTest::keyClick(view_.get(), Qt::Key_Return);
    QCOMPARE(view_->words_at(QPointF(400, 200)), QString());
  }

  /// Long plans are laid out in the background.
  void long_plans_arrive() {
    const auto plan = plan_for(Strategy::Hsm, 20'000, 20);
    QVERIFY(plan->actions.size() > 50'000);
    QVERIFY(show_and_wait(*workbench_, plan));
    QTRY_VERIFY(timelines_->timeline() != nullptr && timelines_->timeline()->shared_plan() == plan);
    QTRY_VERIFY(view_->xAxis->range().upper > 50'000);
  }

 private:
  std::unique_ptr<Workbench> workbench_;
  std::unique_ptr<TimelineSource> timelines_;
  std::unique_ptr<TimelineView> view_;
  std::shared_ptr<const Plan> plan_;
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestTimelineView)
#include "tst_timeline_view.moc"
