// SPDX-License-Identifier: GPL-3.0-or-later
/// Using the timeline: clicks, scrubbing, measuring, keys, the switch to milliseconds, and exports.
#include <QAction>
#include <QApplication>
#include <QImage>
#include <QLocale>
#include <QWheelEvent>
#include <algorithm>
#include <functional>

#include "tests/support/picture_testing.h"
#include "tests/support/planned_workbench.h"
#include "tests/support/test_files.h"
#include "ui/charts/chart_export.h"
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
    plan_ = plan_of(Strategy::Hsm, 10, 4);
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
    QVERIFY(view_->measured_words().contains("memory up to 4 hidden states"));
    QVERIFY(view_->measured_words().contains("forward for the first time: 10 steps, 10 operations"));
    QVERIFY(view_->measured_words().contains("recomputed: 14 steps, 14 operations"));
    QVERIFY(view_->measured_words().contains("backward: 10 steps, 20 operations"));
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
    QVERIFY2(words.contains("advance h₁ to h₄, 3 forward steps"), qPrintable(words));
    QVERIFY2(view_->words_at(pixel(*view_, 20.5, 4)).contains("holds h₄"), "the lifetime of h_4");
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
    QVERIFY(workbench_->is_planning());
    QTRY_VERIFY(!workbench_->is_planning());
    QVERIFY(timelines_->record() != nullptr);
    QCOMPARE(view_->xAxis->range(), range);
    QCOMPARE(view_->axisRects().last()->axis(QCPAxis::atBottom)->range(), range);  // linked
    view_->reset_view();
    QVERIFY(view_->xAxis->range().size() > range.size());
  }

  /// While zoomed in, another budget has another line, label and scale; only the visible part of time stays.
  void a_zoom_keeps_nothing_of_the_plan_before() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 100, 30)));
    view_->zoom(4);
    const QCPRange time = view_->xAxis->range();
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 100, 4)));
    QCOMPARE(view_->xAxis->range(), time);
    QVERIFY(!view_->is_following());
    QCOMPARE(budget_words(), QString("tidemark: budget 4 hidden states"));
    QCOMPARE(budget_line()->start->coords().y(), 4.0);
    QCOMPARE(memory()->axis(QCPAxis::atLeft)->range().upper, 4 * 1.28);
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 100, 30)));
    QVERIFY(!view_->is_following());
    QCOMPARE(budget_words(), QString("tidemark: budget 30 hidden states"));
    QVERIFY(memory()->axis(QCPAxis::atLeft)->range().upper > 30);
  }

  /// A run counts in bytes: even while zoomed in, the axis changes its unit and its range.
  void a_zoom_takes_the_unit_of_a_run() {
    view_->zoom(4);
    const auto record = record_for(*plan_);
    workbench_->show_record(record);
    QTRY_VERIFY(memory()->axis(QCPAxis::atLeft)->label().contains("MiB"));
    QVERIFY(!view_->is_following());
    const double peak = static_cast<double>(4 * record->start.sizes.hidden >> 20);
    QVERIFY(memory()->axis(QCPAxis::atLeft)->range().upper > peak);
    QCOMPARE(budget_words(), QString("tidemark: budget %1 MiB").arg(peak));
    QCOMPARE(budget_line()->start->coords().y(), peak);
  }

  /// The same number of slots is half the share of standard BPTT's memory at twice the steps.
  void the_share_of_standard_follows_the_length() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 100, 10)));
    const QCPAxis* share = memory()->axis(QCPAxis::atRight);
    const QCPRange slots = memory()->axis(QCPAxis::atLeft)->range();
    const double before = share->range().upper;
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 200, 10)));
    QCOMPARE(memory()->axis(QCPAxis::atLeft)->range(), slots);
    QVERIFY(qAbs(share->range().upper - before / 2) < before * 0.01);
    QVERIFY(qAbs(share->range().upper - 100 * 1.28 * timelines_->part_of_standard(timelines_->budget())) <
            1e-6);
  }

  void without_a_plan_axes_have_no_numbers() {
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench_->set_problem(impossible);
    QTRY_VERIFY(workbench_->plan() == nullptr);
    for (const QCPAxisRect* rect : view_->axisRects()) {
      for (const auto side : {QCPAxis::atLeft, QCPAxis::atBottom}) QVERIFY(!rect->axis(side)->tickLabels());
    }
  }

  /// The pointer rests while plans change under it.
  void the_readout_is_of_the_plan_shown() {
    const QPoint at = pixel(*view_, 2, 5);
    QTest::mouseMove(view_.get(), at);
    QTRY_VERIFY2(view_->readout().contains("advance h₁ to h₄"), qPrintable(view_->readout()));
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 10, 2)));
    QTRY_VERIFY(!view_->readout().contains("advance h₁ to h₄"));
    QCOMPARE(view_->readout(), view_->words_at(at));
    QVERIFY(!view_->readout().isEmpty());
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench_->set_problem(impossible);
    QTRY_COMPARE(view_->readout(), QString());
  }

  /// The words of a measured range stand at its rectangle for as long as there is one.
  void a_measured_range_and_its_words_go_together() {
    const auto measure = [this] {
      for (int i = 0; i < 3; ++i)
        QTest::keyClick(view_.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
      return shown_words().startsWith("3 actions") && measured_box()->visible();
    };
    const auto is_gone = [this] { return shown_words().isEmpty() && !measured_box()->visible(); };
    QVERIFY(measure());
    view_->zoom(2);
    QTest::keyClick(view_.get(), Qt::Key_Home);
    QVERIFY(shown_words().startsWith("3 actions") && measured_box()->visible());
    QCOMPARE(words_item()->position->pixelPosition().x(), measured_box()->bottomRight->pixelPosition().x());
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, QPoint(2, view_->height() - 2));
    QVERIFY(is_gone());
    workbench_->set_cursor(0);
    QVERIFY(measure());
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 10, 3)));
    QTRY_VERIFY(is_gone());
    workbench_->set_cursor(0);
    QVERIFY(measure());
    view_->set_axis(TimelineView::Axis::Milliseconds);
    QVERIFY(is_gone());
  }

  /// Memory that is read now and then is drawn as a line between the readings, without a 0 where none was
  /// taken.
  void a_reading_that_was_not_taken_is_no_reading() {
    auto record = std::make_shared<Record>(*record_for(*plan_));
    for (std::size_t i = 0; i < record->actions.size(); ++i) {
      if (i % 5 != 0) record->actions[i].device_bytes.reset();
    }
    view_->set_device_memory_shown(true);
    workbench_->show_record(record);
    QTRY_VERIFY(device_line() != nullptr && !device_line()->is_empty());
    bool is_found = false;
    const QCPRange values = device_line()->getValueRange(is_found, QCP::sdBoth, {});
    QVERIFY(is_found);
    QCOMPARE(values.lower, 50.0);
    QCOMPARE(values.upper, 50.0);
    QVERIFY(memory()->axis(QCPAxis::atLeft)->range().upper > 50);
    view_->set_device_memory_shown(false);
    QVERIFY(memory()->axis(QCPAxis::atLeft)->range().upper < 50);
  }

  void where_chunks_are_counted_it_says_so() {
    Problem problem;
    problem.strategy = Strategy::Hsm;
    problem.length = 83;
    problem.chunk_length = 8;
    problem.beta = 2.5;
    problem.budget = {Budget::Measure::Slots, 4};
    Solver solver;
    const auto plan = make_plan(problem, std::nullopt, solver);
    QVERIFY(plan && *plan);
    QVERIFY(show_and_wait(*workbench_, **plan));
    const QString time = view_->axisRects().last()->axis(QCPAxis::atBottom)->label();
    QCOMPARE(time, QString("operations (a chunk of 8 steps is 1 forward, 2 backward)"));
    const std::vector<double>& moments = timelines_->timeline()->operations();
    const auto first = std::ranges::find((**plan)->actions, ActionKind::Backward, &Action::kind);
    const auto number = static_cast<std::size_t>(first - (**plan)->actions.begin());
    const QString words = view_->words_at(pixel(*view_, moments[number] + 1, 5));
    QVERIFY2(words.contains("backward chunk 11 (steps 81–83)"), qPrintable(words));
  }

  /// The wheel zooms time alone; with Control, or over the axis of the steps, it zooms steps alone.
  void the_wheel_zooms_one_axis() {
    const QPoint middle = view_->axisRect()->center();
    const QPoint on_axis(view_->axisRect()->left() - 10, middle.y());
    const auto turned = [this](const QPoint& at, Qt::KeyboardModifiers modifiers) {
      view_->reset_view();
      const std::pair before(view_->xAxis->range(), view_->yAxis->range());
      QWheelEvent event(at, view_->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                        false);
      QApplication::sendEvent(view_.get(), &event);
      return std::pair(view_->xAxis->range() != before.first, view_->yAxis->range() != before.second);
    };
    QCOMPARE(turned(middle, {}), std::pair(true, false));
    QVERIFY(!view_->is_following());
    QCOMPARE(turned(middle, Qt::ControlModifier), std::pair(false, true));
    QCOMPARE(turned(on_axis, {}), std::pair(false, true));
    QCOMPARE(turned(memory()->center(), {}), std::pair(true, false));
  }

  void keys_zoom_one_axis() {
    const std::pair before(view_->xAxis->range(), view_->yAxis->range());
    QTest::keyClick(view_.get(), Qt::Key_Plus);
    QVERIFY(view_->xAxis->range().size() < before.first.size());
    QCOMPARE(view_->yAxis->range(), before.second);
    view_->reset_view();
    QTest::keyClick(view_.get(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(view_->xAxis->range(), before.first);
    QVERIFY(view_->yAxis->range().size() < before.second.size());
  }

  /// What was zoomed into means nothing on another sequence, or on a schedule of another scale.
  void a_zoom_is_left_where_it_makes_no_sense() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 100, 10)));
    const auto is_kept_by = [this](const std::shared_ptr<const Plan>& plan) {
      view_->zoom(4);
      return show_and_wait(*workbench_, plan) && !view_->is_following();
    };
    QVERIFY(is_kept_by(plan_of(Strategy::Hsm, 100, 9)));
    QVERIFY(is_kept_by(plan_of(Strategy::Msm, 100, 9)));
    QVERIFY(!is_kept_by(plan_of(Strategy::Hsm, 101, 9)));
    QCOMPARE(view_->xAxis->range().lower, -0.005 * timelines_->timeline()->operations().back());
    QVERIFY(!is_kept_by(plan_of(Strategy::Hsm, 101, 1)));  // t (t + 1) / 2 forward steps
  }

  void says_why_there_is_no_schedule() {
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench_->set_problem(impossible);
    QTRY_VERIFY(workbench_->plan() == nullptr);
    const auto* words = item_where<QCPItemText>([](const QCPItemText* text) { return text->visible(); });
    QVERIFY(words);
    QCOMPARE(words->text().simplified(), workbench_->planning_error().simplified());
    QCOMPARE(view_->accessibleDescription(), workbench_->planning_error());
  }

  void the_budget_is_written_above_its_line() {
    for (const auto part : {TimelineView::Part::Both, TimelineView::Part::Memory}) {
      view_->set_shown(part);
      view_->replot();
      const auto* label = item_where<QCPItemText>(
          [](const QCPItemText* text) { return text->text().startsWith("tidemark:"); });
      QVERIFY(label->bottomLeft->pixelPosition().y() <= budget_line()->start->pixelPosition().y() + 1);
      QVERIFY(label->topLeft->pixelPosition().y() >= memory()->top() - 1);
    }
  }

  void the_legend_says_what_its_words_mean() {
    const auto* key = view_->findChild<TimelineKey*>();
    QVERIFY(key);
    for (const ChartWord word : {ChartWord::Advance, ChartWord::TimesComputed, ChartWord::Predicted}) {
      const auto place = key->place_of(word);
      QVERIFY(place);
      QCOMPARE(view_->words_at(place->center()).simplified(), meaning_of(word));
    }
    QVERIFY(!key->is_shown(ChartWord::Measured));
    workbench_->show_record(record_for(*plan_));
    QTRY_VERIFY(key->is_shown(ChartWord::Measured));
  }

  /// At any width all of the legend is there.
  void the_legend_needs_as_many_rows_as_it_needs() {
    const auto* key = view_->findChild<TimelineKey*>();
    for (const int width : {300, 580, 1200}) {
      view_->resize(width, 500);
      view_->replot();
      QList<QRectF> places;
      for (const ChartWord word : kChartWords) {
        const auto place = key->place_of(word);
        if (!place) continue;
        QVERIFY(QRectF(view_->rect()).contains(*place));
        QVERIFY(place->bottom() <= view_->axisRect()->top());
        for (const QRectF& other : places) QVERIFY(!other.intersects(*place));
        places += *place;
      }
      QVERIFY(places.size() >= 8);
    }
  }

  void pictures_of_memory_have_a_key() {
    workbench_->show_record(record_for(*plan_));
    QTRY_VERIFY(timelines_->record() != nullptr && !workbench_->is_planning());
    view_->set_shown(TimelineView::Part::Memory);
    const auto svg = picture_of(*view_, {});
    QVERIFY(svg);
    QVERIFY(svg->contains(">memory, predicted</text>"));
    QVERIFY(svg->contains(">measured</text>"));
    QVERIFY(!svg->contains(">advance</text>"));
  }

  /// Labels that would be cut off or meet each other are shortened or left out.
  void labels_fit_at_any_size() {
    workbench_->show_record(record_for(*plan_));
    QTRY_VERIFY(timelines_->record() != nullptr && !workbench_->is_planning());
    for (const QSize& size : {QSize(900, 600), QSize(580, 300), QSize(400, 220), QSize(300, 200)}) {
      view_->resize(size);
      view_->replot();
      const QFontMetrics metrics(view_->font());
      for (const QCPAxisRect* rect : view_->axisRects()) {
        for (const QCPAxis* axis : rect->axes()) {
          const int room = axis->orientation() == Qt::Horizontal ? rect->width() : rect->height();
          QVERIFY(metrics.horizontalAdvance(axis->label()) <= room);
          if (axis->orientation() == Qt::Horizontal || !axis->tickLabels() || !axis->visible()) continue;
          QVERIFY2(axis->tickVector().size() * metrics.height() <= room + metrics.height(),
                   qPrintable(QString("%1 numbers on %2 pixels").arg(axis->tickVector().size()).arg(room)));
        }
      }
    }
  }

  void shows_how_often_each_step_is_computed() {
    const auto& counts = timelines_->timeline()->forward_counts();
    QVERIFY(*std::ranges::max_element(counts) >= 3);
    const auto at = [this](std::int64_t step) {
      return QPointF(view_->axisRect()->right() + StepCountsBand::kGap + 3,
                     view_->yAxis->coordToPixel(static_cast<double>(step) - 0.5));
    };
    for (std::int64_t step = 1; step <= 10; ++step) {
      const std::int64_t count = counts[static_cast<std::size_t>(step - 1)];
      QCOMPARE(view_->words_at(at(step)), count == 1
                                              ? QString("step %1: computed once").arg(step)
                                              : QString("step %1: computed %2 times").arg(step).arg(count));
    }
    view_->set_step_counts_shown(false);
    QCOMPARE(view_->words_at(at(3)), QString());
  }

  /// A step that is computed often is seen even where thousands share a pixel.
  void no_step_is_lost_in_the_band() {
    const auto plan = plan_of(Strategy::Hsm, 10'000, 20);
    QVERIFY(show_and_wait(*workbench_, plan));
    QTRY_VERIFY(timelines_->timeline() != nullptr && timelines_->timeline()->shared_plan() == plan);
    view_->replot();
    const auto& counts = timelines_->timeline()->forward_counts();
    const QString most = QString("up to %1 times").arg(*std::ranges::max_element(counts));
    bool is_found = false;
    for (int y = view_->axisRect()->top(); y <= view_->axisRect()->bottom(); ++y)
      is_found |=
          view_->words_at(QPointF(view_->axisRect()->right() + StepCountsBand::kGap + 3, y)).contains(most);
    QVERIFY(is_found);
  }

  void a_click_on_a_bar_points_it_out() {
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, pixel(*view_, 20.5, 4));
    const std::optional<Mark> mark = workbench_->mark();
    QVERIFY(mark && mark->slot);
    const Lifetime* life = timelines_->timeline()->in_slot(*mark->slot, mark->first + 1);
    QCOMPARE(life->step, 4);
    QCOMPARE(life->stored, mark->first);
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(!workbench_->mark());
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, pixel(*view_, 20.5, 4));
    QVERIFY(workbench_->mark());
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, pixel(*view_, 20.5, 9));
    QVERIFY(!workbench_->mark());
  }

  void a_mark_is_drawn_but_not_exported() {
    const auto pictures = [this] {
      view_->replot();
      const QImage shown = view_->grab().toImage();
      const QByteArray exported = *picture_of(*view_, {});
      view_->replot();
      return std::pair(shown, exported);
    };
    const auto [plain, exported] = pictures();
    workbench_->set_mark(Mark{3, 12});
    const auto [marked, exported_marked] = pictures();
    const int x = qRound(view_->xAxis->coordToPixel(timelines_->timeline()->operations()[8]));
    const QPoint inside(x, view_->axisRect()->top() + 3);
    QVERIFY(plain.pixelColor(inside) != marked.pixelColor(inside));
    QCOMPARE(exported_marked, exported);
    workbench_->set_mark(std::nullopt);
    QCOMPARE(view_->grab().toImage(), plain);
  }

  void the_focus_shows_on_screen_alone() {
    const QColor accent = view_->palette().color(QPalette::Highlight);
    const auto edge = [this] { return view_->grab().toImage().pixelColor(1, view_->height() / 2); };
    view_->clearFocus();
    QVERIFY(edge() != accent);
    view_->activateWindow();
    view_->setFocus();
    QTRY_VERIFY(view_->hasFocus());
    QCOMPARE(edge(), accent);
    const auto picture = bitmap_of(*view_, {.size = {800, 600}, .unit = PictureOptions::Unit::Pixels});
    QVERIFY(picture);
    QVERIFY(picture->pixelColor(2, 300) != accent);
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
    QVERIFY(export_to(*view_, svg));
    const QByteArray text = content_of(svg);
    QCOMPARE(text.contains("internal state stored"), has_steps);
    QCOMPARE(text.contains("tidemark: budget 4 hidden states"), has_memory);
    QVERIFY(text.contains("operations (a forward step is 1, a backward step 2)"));
    const QString png = folder.filePath("a.png");
    QVERIFY(export_to(*view_, png, {800, 500}));
    QCOMPARE(QImage(png).size(), QSize(800, 500));
    QVERIFY(export_to(*view_, folder.filePath("a.pdf")));
    // Clicks work in whichever part is shown, and everything comes back.
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
    for (const auto& plan : {plan_of(Strategy::Hsm, 1, 1), plan_of(Strategy::Standard, 50, 500),
                             plan_of(Strategy::Msm, 200, 30), plan_of(Strategy::Ism, 3000, 4)}) {
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
    const auto plan = plan_of(Strategy::Hsm, 20'000, 20);
    QVERIFY(plan->actions.size() > 50'000);
    QVERIFY(show_and_wait(*workbench_, plan));
    QTRY_VERIFY(timelines_->timeline() != nullptr && timelines_->timeline()->shared_plan() == plan);
    QTRY_VERIFY(view_->xAxis->range().upper > 50'000);
  }

 private:
  template <class Item>
  Item* item_where(const std::function<bool(Item*)>& is_wanted) const {
    for (int i = 0; i < view_->itemCount(); ++i) {
      auto* item = dynamic_cast<Item*>(view_->item(i));
      if (item != nullptr && is_wanted(item)) return item;
    }
    return nullptr;
  }
  QCPAxisRect* memory() const { return view_->axisRects().last(); }
  QCPItemLine* budget_line() const {
    return item_where<QCPItemLine>([](QCPItemLine*) { return true; });
  }
  QString budget_words() const {
    const auto* label =
        item_where<QCPItemText>([](const QCPItemText* text) { return text->text().startsWith("tidemark:"); });
    return label == nullptr ? QString() : label->text();
  }
  QCPItemRect* measured_box() const {
    return item_where<QCPItemRect>([](QCPItemRect*) { return true; });
  }
  /// A box of words that is not empty; null if there is none.
  HoverLabel* words_item() const {
    return item_where<HoverLabel>([](const HoverLabel* label) { return !label->text().isEmpty(); });
  }
  QString shown_words() const { return words_item() == nullptr ? QString() : words_item()->text(); }
  MemoryLayer* device_line() const {
    MemoryLayer* last = nullptr;
    for (int i = 0; i < view_->plottableCount(); ++i) {
      if (auto* layer = dynamic_cast<MemoryLayer*>(view_->plottable(i))) last = layer;
    }
    return last;
  }

  std::unique_ptr<Workbench> workbench_;
  std::unique_ptr<TimelineSource> timelines_;
  std::unique_ptr<TimelineView> view_;
  std::shared_ptr<const Plan> plan_;
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestTimelineView)
#include "tst_timeline_view.moc"
