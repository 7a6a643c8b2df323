// SPDX-License-Identifier: GPL-3.0-or-later
/// Where things stand in the window: what a fresh one shows, one panel alone, tabs that come forward, notices
/// that move nothing.
#include <QLabel>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include "tests/support/plans.h"
#include "tests/support/window_bench.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/timeline_view.h"

namespace tidemark {
namespace {

/// Where each visible panel stands, by name.
QMap<QString, QRect> places(const MainWindow& window) {
  QMap<QString, QRect> found;
  for (const auto* dock : window.findChildren<PanelDock*>(QString(), Qt::FindDirectChildrenOnly))
    if (!dock->visibleRegion().isEmpty()) found[dock->objectName()] = dock->geometry();
  found[QStringLiteral("centre")] = window.centralWidget()->geometry();
  return found;
}

/// Whether a panel is in front of those in the same place.
bool is_in_front(const MainWindow& window, const char* name) {
  return !window.dock(QLatin1String(name))->visibleRegion().isEmpty();
}

void show_at(MainWindow& window, const QSize& size) {
  window.resize(size);
  window.reset_layout();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  QTest::qWait(50);  // docks take their sizes once the event loop has run
}

}  // namespace

class TestWindowLayout : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_windows(settings_); }
  void init() { begin_with_a_window(); }

  void the_timeline_takes_half_of_a_fresh_window_or_more() {
    Bench bench;
    for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(2560, 1440)}) {
      show_at(bench.window, size);
      QCOMPARE(bench.window.size(), size);
      const QSize centre = bench.window.centralWidget()->size();
      const int views = bench.window.height() - bench.window.menuWidget()->height();
      QVERIFY2(2 * centre.width() * centre.height() >= size.width() * views,
               qPrintable(QStringLiteral("%1x%2 of %3").arg(centre.width()).arg(centre.height()).arg(views)));
      // Each stack of panels has room to be read.
      QVERIFY(bench.window.dock(QStringLiteral("tradeoff"))->height() >= 180);
      QVERIFY(bench.window.dock(QStringLiteral("why"))->height() >= 180);
      QVERIFY(bench.window.dock(QStringLiteral("why"))->width() >= 340);
    }
  }

  /// No panel keeps the timeline from its part of a small window.
  void every_panel_can_be_narrow() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    for (const auto* dock : bench.window.findChildren<PanelDock*>(QString(), Qt::FindDirectChildrenOnly)) {
      const QSize least = dock->widget()->minimumSizeHint().expandedTo(dock->widget()->minimumSize());
      QVERIFY2(
          least.width() <= 380 && least.height() <= 190,
          qPrintable(
              QStringLiteral("%1: %2x%3").arg(dock->objectName()).arg(least.width()).arg(least.height())));
    }
  }

  void it_fits_small_screens_and_large_type() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const QSize least = bench.window.minimumSizeHint();
    QVERIFY2(least.width() <= 1024 && least.height() <= 700,
             qPrintable(QStringLiteral("%1x%2").arg(least.width()).arg(least.height())));
    const QFont usual = QApplication::font();
    QFont large = usual;
    large.setPointSizeF(usual.pointSizeF() * 1.5);
    QApplication::setFont(large);
    QTest::qWait(50);
    const QSize least_large = bench.window.minimumSizeHint();
    QApplication::setFont(usual);
    QVERIFY2(least_large.width() <= 1280 && least_large.height() <= 800,
             qPrintable(QStringLiteral("%1x%2").arg(least_large.width()).arg(least_large.height())));
  }

  void a_double_click_on_its_title_makes_a_panel_large_and_puts_it_back() {
    Bench bench;
    show_at(bench.window, {1280, 800});
    PanelDock* why = bench.window.dock(QStringLiteral("why"));
    const auto before = places(bench.window);
    const auto click_title = [&] {
      QTest::mouseDClick(why->findChild<QLabel*>(QStringLiteral("panel_says")), Qt::LeftButton);
    };
    click_title();
    QCOMPARE(bench.window.spotlight()->panel(), static_cast<QWidget*>(why));
    QTRY_VERIFY(why->width() > 1200 && why->height() > 500);
    QVERIFY(!bench.window.centralWidget()->isVisible());
    QVERIFY(!why->isFloating());
    click_title();
    QTRY_COMPARE(places(bench.window), before);
    // The button does the same, and so does a double click on the tab.
    QTest::mouseClick(why->findChild<QToolButton*>(QStringLiteral("panel_enlarge")), Qt::LeftButton);
    QTRY_VERIFY(why->width() > 1200);
    bench.window.spotlight()->leave();
    QTRY_COMPARE(places(bench.window), before);
    for (QTabBar* bar : bench.window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
      for (int i = 0; i < bar->count(); ++i)
        if (bar->tabText(i) == why->windowTitle())
          QTest::mouseDClick(bar, Qt::LeftButton, Qt::NoModifier, bar->tabRect(i).center());
    }
    QTRY_VERIFY(why->width() > 1200);
    bench.window.commands()->action(CommandId::ResetLayout)->trigger();
    QTRY_COMPARE(places(bench.window), before);
  }

  void keys_make_the_focused_panel_large_and_a_lecture() {
    Bench bench;
    show_at(bench.window, {1280, 800});
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    const auto before = places(bench.window);
    const double type = QApplication::font().pointSizeF();
    bench.window.findChild<TimelineView*>()->setFocus();
    QTest::keyClick(&bench.window, Qt::Key_F11);
    QCOMPARE(bench.window.spotlight()->panel(), bench.window.centralWidget());
    QTRY_VERIFY(bench.window.centralWidget()->width() > 1200);
    QVERIFY(bench.find<QLabel>("headline")->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_F11, Qt::ShiftModifier);
    QCOMPARE(bench.window.spotlight()->mode(), Spotlight::Mode::Lecture);
    QVERIFY(QApplication::font().pointSizeF() > 1.4 * type);
    QVERIFY(!bench.find<QLabel>("headline")->isVisible());
    QVERIFY(!bench.window.statusBar()->isVisible());
    // Commands still answer to their keys although the menus are hidden.
    QTest::keyClick(&bench.window, Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(bench.workbench.problem().strategy != Strategy::Ism);
    QTest::keyClick(&bench.window, Qt::Key_Escape);
    QCOMPARE(bench.window.spotlight()->mode(), Spotlight::Mode::Off);
    QCOMPARE(QApplication::font().pointSizeF(), type);
    QVERIFY(bench.find<QLabel>("headline")->isVisible());
    QTRY_COMPARE(places(bench.window), before);
  }

  void a_window_closed_with_one_panel_alone_comes_back_whole() {
    const double type = QApplication::font().pointSizeF();
    QMap<QString, QRect> before;
    {
      Bench bench;
      show_at(bench.window, {1280, 800});
      before = places(bench.window);
      bench.window.spotlight()->toggle(bench.window.dock(QStringLiteral("slots")), Spotlight::Mode::Lecture);
      QVERIFY(QApplication::font().pointSizeF() > type);
      bench.window.close();
    }
    Bench bench;
    QVERIFY(QTest::qWaitForWindowExposed(&bench.window));
    QCOMPARE(QApplication::font().pointSizeF(), type);
    QTRY_COMPARE(places(bench.window).keys(), before.keys());
    QVERIFY(bench.window.centralWidget()->isVisible());
  }

  void panels_come_forward_when_they_have_something_to_say() {
    Bench bench;
    show_at(bench.window, {1280, 800});
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.window.dock(QStringLiteral("log"))->raise();
    QTRY_VERIFY(is_in_front(bench.window, "log"));
    bench.workbench.ask_why({50, 5});
    QTRY_VERIFY(is_in_front(bench.window, "why"));
    bench.click("run");
    QTRY_VERIFY(is_in_front(bench.window, "run"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record() && !bench.workbench.is_running(), kPatienceMs);
    bench.window.dock(QStringLiteral("slots"))->raise();
    bench.workbench.show_record(bench.workbench.record());
    QTRY_VERIFY(is_in_front(bench.window, "run"));
    // A cell that is selected because another question was asked does not push itself forward.
    bench.window.dock(QStringLiteral("slots"))->raise();
    bench.type("length", QStringLiteral("77"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(is_in_front(bench.window, "slots"));
  }

  void notices_are_counted_newest_first_and_move_nothing() {
    Bench bench;
    show_at(bench.window, {1280, 800});
    const auto before = places(bench.window);
    for (int i = 1; i <= 3; ++i) Q_EMIT bench.window.files()->failed(QStringLiteral("Trouble %1.").arg(i));
    QCOMPARE(bench.notice(), QStringLiteral("Trouble 3."));
    QCOMPARE(bench.find<QLabel>("notice_number")->text(), QStringLiteral("1 of 3"));
    QTest::qWait(20);
    QCOMPARE(places(bench.window), before);
    bench.click("notice_older");
    QCOMPARE(bench.notice(), QStringLiteral("Trouble 2."));
    bench.click("notice_close");
    QCOMPARE(bench.find<NoticeBar>("notice_bar")->count(), 2);
    QCOMPARE(bench.notice(), QStringLiteral("Trouble 1."));
    Q_EMIT bench.window.files()->failed(QStringLiteral("Trouble 1."));  // once more: not twice in the list
    QCOMPARE(bench.find<NoticeBar>("notice_bar")->count(), 2);
    bench.click("notice_close_all");
    QVERIFY(bench.notice().isEmpty());
    QVERIFY(bench.log().contains(QStringLiteral("Trouble 2.")));
  }

  void every_question_is_undone_by_key_and_from_the_list() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const Problem first = bench.workbench.problem();
    bench.click("strategy_3");
    auto* table = bench.window.findChild<CostTableView*>();
    bench.window.dock(QStringLiteral("cost_table"))->raise();
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned() && table->is_complete(), kPatienceMs);
    const Problem second = bench.workbench.problem();
    QTest::mouseDClick(table, Qt::LeftButton, Qt::NoModifier, table->axisRect()->center());
    QVERIFY(bench.workbench.problem() != second);
    bench.window.setFocus();
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), second);
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), first);
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(bench.workbench.problem(), second);
    // A number that was typed is a question, too, with the keyboard still in its box.
    bench.type("length", QStringLiteral("77"));
    QCOMPARE(bench.workbench.problem().length, 77);
    auto* length = bench.find<QDoubleSpinBox>("length");
    QVERIFY(length->hasFocus());
    QTest::keyClick(length, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), second);
    // While it is being typed, undo is the text's.
    QTest::keyClicks(length, QStringLiteral("5"));
    QTest::keyClick(length, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), second);
    QTest::keyClick(length, Qt::Key_Escape);
    bench.window.history()->redo();
    QMenu* asked = nullptr;
    for (QMenu* menu : bench.window.findChildren<QMenu*>())
      if (menu->title() == QStringLiteral("&Questions asked")) asked = menu;
    QVERIFY(asked != nullptr);
    Q_EMIT asked->aboutToShow();
    asked->actions().front()->trigger();  // the newest is the first
    QCOMPARE(bench.workbench.problem().length, 77);
    asked->actions()[1]->trigger();
    QCOMPARE(bench.workbench.problem(), second);
  }

 private:
  QTemporaryDir settings_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestWindowLayout)
#include "tst_window_layout.moc"
