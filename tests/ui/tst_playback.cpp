// SPDX-License-Identifier: GPL-3.0-or-later
/// The playback bar: buttons, keys, slider and time move the workbench's cursor.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "tests/support/planned_workbench.h"
#include "ui/timeline/playback_bar.h"

namespace tidemark {
namespace {

class TestPlayback : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void buttons_move_the_cursor() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    bar.show();
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    QVERIFY(show_and_wait(workbench, plan));
    const auto last = static_cast<std::int64_t>(plan->actions.size());
    workbench.set_cursor(0);
    QVERIFY(click(bar, "Step forward"));
    QCOMPARE(workbench.cursor(), 1);
    QVERIFY(click(bar, "Step forward"));
    QVERIFY(click(bar, "Step back"));
    QCOMPARE(workbench.cursor(), 1);
    QVERIFY(click(bar, "Next store"));
    QCOMPARE(plan->actions[static_cast<std::size_t>(workbench.cursor() - 1)].kind, ActionKind::StoreHidden);
    QVERIFY(workbench.cursor() > 1);
    QVERIFY(click(bar, "Memory peak"));
    const auto timeline = timelines.timeline();
    QCOMPARE(timeline->memory()[static_cast<std::size_t>(workbench.cursor())], plan->peak);
    QVERIFY(click(bar, "Last"));
    QCOMPARE(workbench.cursor(), last);
    QVERIFY(click(bar, "Step forward"));
    QCOMPARE(workbench.cursor(), last);
    QVERIFY(click(bar, "First"));
    QCOMPARE(workbench.cursor(), 0);
    QVERIFY(click(bar, "Step back"));
    QCOMPARE(workbench.cursor(), 0);
  }

  void says_where_it_is() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 10, 4)));
    workbench.set_cursor(0);
    QCOMPARE(bar.position_words(), QString("action 0 of 50 · step 0 · 0 hidden states"));
    bar.step_forward();
    QCOMPARE(bar.position_words(), QString("action 1 of 50 · step 0 · 1 hidden state"));
    bar.go_to_last();
    QVERIFY(bar.position_words().startsWith("action 50 of 50"));
  }

  void says_which_steps_a_chunk_has() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    Problem problem;
    problem.strategy = Strategy::Hsm;
    problem.length = 80;
    problem.chunk_length = 8;
    problem.beta = 2.5;
    problem.budget = {Budget::Measure::Slots, 4};
    Solver solver;
    const auto plan = make_plan(problem, std::nullopt, solver);
    QVERIFY(plan && *plan);
    QVERIFY(show_and_wait(workbench, **plan));
    workbench.set_cursor(0);
    QVERIFY2(bar.position_words().contains(" · chunk 0 · "), qPrintable(bar.position_words()));
    workbench.set_cursor(2);
    QVERIFY2(bar.position_words().contains(" · chunk 1 (steps 1–8) · "), qPrintable(bar.position_words()));
  }

  void the_slider_scrubs_and_follows() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    const auto plan = plan_of(Strategy::Ism, 40, 6);
    QVERIFY(show_and_wait(workbench, plan));
    auto* slider = bar.findChild<QSlider*>();
    QCOMPARE(slider->maximum(), static_cast<int>(plan->actions.size()));
    slider->setValue(23);
    QCOMPARE(workbench.cursor(), 23);
    workbench.set_cursor(7);
    QCOMPARE(slider->value(), 7);
  }

  void space_plays_to_the_end_and_again() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    bar.show();
    QVERIFY(QTest::qWaitForWindowExposed(&bar));
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    QVERIFY(show_and_wait(workbench, plan));
    auto* speed = bar.findChild<QComboBox*>();
    speed->setCurrentIndex(speed->findText("8x"));
    const auto last = static_cast<std::int64_t>(plan->actions.size());
    workbench.set_cursor(last);
    bar.activateWindow();
    bar.playback_actions()[2]->trigger();
    QVERIFY(bar.is_playing());
    QVERIFY(workbench.cursor() < last);
    QTRY_VERIFY(workbench.cursor() > 5);
    bar.playback_actions()[2]->trigger();
    QVERIFY(!bar.is_playing());
    const std::int64_t paused_at = workbench.cursor();
    QTest::qWait(60);
    QCOMPARE(workbench.cursor(), paused_at);
    bar.play();
    QTRY_COMPARE(workbench.cursor(), last);
    QTRY_VERIFY(!bar.is_playing());
    QCOMPARE(bar.playback_actions()[2]->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Space));
  }

  void follows_a_hand_on_the_cursor_while_playing() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    const auto plan = plan_of(Strategy::Hsm, 300, 5);
    QVERIFY(show_and_wait(workbench, plan));
    workbench.set_cursor(0);
    auto* speed = bar.findChild<QComboBox*>();
    speed->setCurrentIndex(speed->findText("1x"));
    bar.play();
    workbench.set_cursor(500);
    QTRY_VERIFY(workbench.cursor() != 500);
    const std::int64_t played_to = workbench.cursor();
    QVERIFY2(played_to > 500 && played_to < 520, qPrintable(QString::number(played_to)));
  }

  /// Space plays in the timeline and on the slider; a button, a box or a table keeps the key for itself.
  void space_is_left_to_whoever_has_the_focus() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* bar = new PlaybackBar(&workbench, &timelines, &window);
    auto* view = new QLabel(&window);
    auto* box = new QCheckBox(&window);
    auto* button = new QPushButton(&window);
    for (QWidget* widget : {static_cast<QWidget*>(bar), static_cast<QWidget*>(view),
                            static_cast<QWidget*>(box), static_cast<QWidget*>(button)})
      column->addWidget(widget);
    view->setFocusPolicy(Qt::StrongFocus);
    bar->play_by_space_in(view);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 200, 4)));
    workbench.set_cursor(0);
    const auto plays_by_space_in = [&](QWidget* widget, Qt::KeyboardModifiers modifiers = {}) {
      bar->pause();
      widget->setFocus();
      QTest::keyClick(widget, Qt::Key_Space, modifiers);
      const bool plays = bar->is_playing();
      bar->pause();
      return plays;
    };
    QVERIFY(plays_by_space_in(view));
    QVERIFY(plays_by_space_in(bar->findChild<QSlider*>()));
    QVERIFY(!plays_by_space_in(box));
    QVERIFY(box->isChecked());
    const QSignalSpy clicked(button, &QPushButton::clicked);
    QVERIFY(!plays_by_space_in(button));
    QCOMPARE(clicked.size(), 1);
    QVERIFY(plays_by_space_in(box, Qt::ControlModifier));
    QVERIFY(plays_by_space_in(button, Qt::ControlModifier));
  }

  /// Nothing in the bar moves when the words change, however little room there is.
  void fits_a_narrow_window() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    QVERIFY2(bar.minimumSizeHint().width() <= 560,
             qPrintable(QString::number(bar.minimumSizeHint().width())));
    bar.resize(560, bar.sizeHint().height());
    bar.show();
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Ism, 3000, 4)));
    const auto places = [&bar] {
      QList<QRect> all;
      for (const QWidget* child : bar.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
        all += child->geometry();
      return all;
    };
    QCoreApplication::processEvents();
    const QList<QRect> before = places();
    for (const QRect& place : before) QVERIFY(bar.rect().contains(place));
    bar.go_to_last();
    QCoreApplication::processEvents();
    QCOMPARE(places(), before);
  }

  void without_a_plan_nothing_can_be_pressed() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench.set_problem(impossible);
    QTRY_VERIFY(!workbench.planning_error().isEmpty());
    QTRY_VERIFY(workbench.plan() == nullptr);
    for (const QAction* action : bar.playback_actions()) QVERIFY(!action->isEnabled());
    bar.play();
    QVERIFY(!bar.is_playing());
    bar.go_to_peak();
    bar.go_to_next_store();
    QCOMPARE(bar.position_words(), QString("no schedule"));
  }

  void every_button_has_a_name_and_a_key() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    PlaybackBar bar(&workbench, &timelines);
    for (const QToolButton* button : bar.findChildren<QToolButton*>()) {
      QVERIFY(!button->accessibleName().isEmpty());
      QVERIFY(!button->defaultAction()->shortcut().isEmpty());
      QVERIFY(!button->icon().isNull());
    }
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestPlayback)
#include "tst_playback.moc"
