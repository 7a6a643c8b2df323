// SPDX-License-Identifier: GPL-3.0-or-later
/// The unrolled network: what is drawn at each moment, and what clicks and keys do.
#include <QAction>
#include <QSignalSpy>
#include <QVBoxLayout>

#include "core/timeline/action_facts.h"
#include "tests/support/chart_testing.h"
#include "tests/support/planned_workbench.h"
#include "ui/timeline/network_view.h"

namespace tidemark {
namespace {

/// How far two colours are apart, 0 to 765.
int distance(const QColor& a, const QColor& b) {
  return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
}

class TestNetworkView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    workbench_ = std::make_unique<Workbench>();
    timelines_ = std::make_unique<TimelineSource>(workbench_.get());
    window_ = std::make_unique<QWidget>();
    auto* column = new QVBoxLayout(window_.get());
    column->setContentsMargins(0, 0, 0, 0);
    view_ = new NetworkView(workbench_.get(), timelines_.get(), window_.get());
    column->addWidget(view_);
    column->addStretch();
    window_->resize(580, 300);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }
  void cleanup() {
    window_.reset();
    timelines_.reset();
    workbench_.reset();
  }

  void only_short_sequences_have_a_picture() {
    QVERIFY(!view_->has_picture());
    QVERIFY(!view_->isVisible());
    const QSignalSpy changed(view_, &NetworkView::has_picture_changed);
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 40, 5)));
    QVERIFY(view_->has_picture() && view_->isVisible());
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 64, 5)));
    QCOMPARE(changed.size(), 1);
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 65, 5)));
    QCOMPARE(changed.size(), 2);
    QVERIFY(!view_->has_picture() && !view_->isVisible());
    QVERIFY(!view_->shown_action()->isEnabled());
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 40, 5)));
    QVERIFY(view_->isVisible());
    view_->shown_action()->trigger();
    QVERIFY(view_->has_picture() && !view_->isVisible());
    view_->shown_action()->trigger();
    QVERIFY(view_->isVisible());
  }

  void all_cells_fit_data() {
    QTest::addColumn<int>("length");
    QTest::addColumn<double>("least");
    QTest::newRow("1") << 1 << 10.0;
    QTest::newRow("40") << 40 << 7.0;
    QTest::newRow("64") << 64 << 4.0;
  }
  void all_cells_fit() {
    QFETCH(int, length);
    QFETCH(double, least);
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, length, 5)));
    for (std::int64_t step = 1; step <= length; ++step) {
      QVERIFY(view_->cell(step).width() >= least);
      QVERIFY(QRectF(view_->rect()).contains(view_->cell(step)));
      if (step > 1) QVERIFY(view_->cell(step).left() > view_->cell(step - 1).right());
      QVERIFY(view_->hidden_state(step - 1).x() < view_->cell(step).left());
      QVERIFY(view_->hidden_state(step).x() > view_->cell(step).right());
      QVERIFY(view_->hidden_state(step).x() < view_->width());
    }
  }

  /// At every moment each cell and each stored state has its colour.
  void draws_what_is_held_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::addColumn<bool>("is_dark");
    QTest::newRow("hsm, light") << Strategy::Hsm << false;
    QTest::newRow("ism, dark") << Strategy::Ism << true;
    QTest::newRow("msm, dark") << Strategy::Msm << true;
  }
  void draws_what_is_held() {
    QFETCH(Strategy, strategy);
    QFETCH(bool, is_dark);
    if (is_dark) view_->setPalette(dark_palette());
    const ChartColors colors(view_->palette());
    QVERIFY(show_and_wait(*workbench_, plan_of(strategy, 16, 5)));
    const auto timeline = timelines_->timeline();
    for (std::int64_t moment = 0; moment <= timeline->last_moment(); ++moment) {
      workbench_->set_cursor(moment);
      const QImage picture = view_->grab().toImage();
      const auto ground = [&](std::int64_t step) {
        const QRectF cell = view_->cell(step);
        return picture.pixelColor(QPointF(cell.center().x(), cell.bottom() - 4).toPoint());
      };
      const auto is_striped = [&](std::int64_t step) {
        const QRect cell = view_->cell(step).toAlignedRect().adjusted(2, 2, -2, -2);
        for (int x = cell.left(); x <= cell.right(); ++x)
          if (distance(picture.pixelColor(x, cell.bottom()), colors.stored_internal) < 40) return true;
        return false;
      };
      const auto in_slot = [&](std::int64_t step, Lifetime::Kind kind) {
        for (std::int32_t slot = 0; slot < timeline->slot_count(); ++slot) {
          const Lifetime* life = timeline->in_slot(slot, moment);
          if (life && life->step == step && life->kind == kind && !life->is_spent_at(moment)) return true;
        }
        return false;
      };
      const CoreState core = timeline->core_at(moment);
      for (std::int64_t step = 1; step <= 16; ++step) {
        const QColor there = ground(step);
        if (step > timeline->next_backward(moment)) {
          QVERIFY(distance(there, colors.backward) < distance(there, colors.forward));
        } else if (core.internal == step) {
          QVERIFY(distance(there, colors.keep) < 30);
        } else if (in_slot(step, Lifetime::Kind::Internal)) {
          QVERIFY(is_striped(step));
        } else if (step > timeline->reached(moment)) {
          QVERIFY(distance(there, colors.background) < 12);
        } else {
          QVERIFY(distance(there, colors.background) >= 12);
        }
      }
      for (std::int64_t step = 0; step <= 16; ++step) {
        const QColor there = picture.pixelColor(view_->hidden_state(step).toPoint());
        QCOMPARE(distance(there, colors.stored_hidden) < 60, in_slot(step, Lifetime::Kind::Hidden));
      }
    }
  }

  void a_click_goes_to_the_next_action_of_its_step() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 12, 4)));
    const auto timeline = timelines_->timeline();
    workbench_->set_cursor(0);
    std::int64_t before = 0;
    bool has_wrapped = false;
    for (int click = 0; click < 30; ++click) {
      QTest::mouseClick(view_, Qt::LeftButton, {}, view_->cell(5).center().toPoint());
      QCOMPARE(workbench_->cursor(), next_touch(*timeline, 5, before));
      has_wrapped |= workbench_->cursor() < before;
      before = workbench_->cursor();
    }
    QVERIFY(has_wrapped);
  }

  void keys_go_from_action_to_action() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 12, 4)));
    const std::int64_t last = timelines_->timeline()->last_moment();
    workbench_->set_cursor(3);
    QTest::keyClick(view_, Qt::Key_Right);
    QCOMPARE(workbench_->cursor(), 4);
    QTest::keyClick(view_, Qt::Key_Left);
    QTest::keyClick(view_, Qt::Key_Left);
    QCOMPARE(workbench_->cursor(), 2);
    QTest::keyClick(view_, Qt::Key_End);
    QTest::keyClick(view_, Qt::Key_Right);
    QCOMPARE(workbench_->cursor(), last);
    QTest::keyClick(view_, Qt::Key_Home);
    QTest::keyClick(view_, Qt::Key_Left);
    QCOMPARE(workbench_->cursor(), 0);
  }

  void says_what_is_there() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 12, 4)));
    workbench_->set_cursor(1);
    QVERIFY2(view_->accessibleDescription().contains("Stored: h₀."),
             qPrintable(view_->accessibleDescription()));
    QVERIFY(view_->accessibleDescription().contains("Next to be backpropagated: step 12"));
    QVERIFY(view_->words_at(view_->hidden_state(0)).contains("h₀ is in slot 0"));
    const QString words = view_->words_at(view_->cell(7).center());
    QVERIFY2(words.startsWith("step 7\n"), qPrintable(words));
    QVERIFY(words.contains("not computed yet"));
    workbench_->set_cursor(timelines_->timeline()->last_moment());
    QVERIFY(view_->words_at(view_->cell(7).center()).contains("backpropagated"));
    QVERIFY(view_->accessibleDescription().contains("Every step has been backpropagated"));
  }

  void the_focus_shows() {
    QVERIFY(show_and_wait(*workbench_, plan_of(Strategy::Hsm, 12, 4)));
    const QColor accent = ChartColors(view_->palette()).accent;
    QVERIFY(view_->grab().toImage().pixelColor(1, view_->height() / 2) != accent);
    window_->activateWindow();
    view_->setFocus();
    QTRY_VERIFY(view_->hasFocus());
    QCOMPARE(view_->grab().toImage().pixelColor(1, view_->height() / 2), accent);
  }

 private:
  std::unique_ptr<Workbench> workbench_;
  std::unique_ptr<TimelineSource> timelines_;
  std::unique_ptr<QWidget> window_;
  NetworkView* view_ = nullptr;
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestNetworkView)
#include "tst_network_view.moc"
