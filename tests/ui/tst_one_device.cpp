// SPDX-License-Identifier: GPL-3.0-or-later
/// The whole way through the window by the keyboard alone, and by the mouse alone: ask, adopt a cell, undo,
/// play, run, open a run, export a chart.
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include "tests/support/window_bench.h"
#include "ui/charts/export_dialog.h"
#include "ui/client/kept_runs.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/playback_bar.h"
#include "ui/timeline/timeline_view.h"

namespace tidemark {
namespace {

/// Presses a key as the window system would: whatever has the focus gets it.
void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWidget* popup = QApplication::activePopupWidget();
  [[maybe_unused]] const bool has_focus =
      QTest::qWaitFor([popup] { return popup != nullptr || QApplication::focusWidget() != nullptr; }, 2000);
  QWidget* target = popup != nullptr ? popup : QApplication::focusWidget();
  QTest::keyClick(target != nullptr ? target : QApplication::activeWindow(), key, modifiers);
}

/// Types into whatever has the focus.
void type_text(const QString& text) {
  QTest::keyClicks(QApplication::focusWidget(), text);
}

/// Presses F6 until a widget has the focus, or comes to have it.
[[nodiscard]] bool go_to(const QWidget* widget) {
  for (int i = 0; i < 30; ++i) {
    if (widget->hasFocus() || widget->isAncestorOf(QApplication::focusWidget())) return true;
    press(Qt::Key_F6);
    QTest::qWait(20);
  }
  return false;
}

/// Clicks through menus: choose(bar, {"Problem", "Undo"}). Texts without their underlined letters.
[[nodiscard]] bool choose(QMenuBar* bar, const QStringList& path) {
  const auto find = [](const QWidget* menu, const QString& text) -> QAction* {
    for (QAction* action : menu->actions())
      if (QString(action->text()).remove('&') == text) return action;
    return nullptr;
  };
  QAction* action = find(bar, path.front());
  if (action == nullptr) return false;
  QTest::mouseClick(bar, Qt::LeftButton, {}, bar->actionGeometry(action).center());
  for (const QString& text : path.mid(1)) {
    QMenu* menu = action->menu();
    if (!QTest::qWaitFor([&] { return menu->isVisible(); }, 2000)) return false;
    action = find(menu, text);
    if (action == nullptr || !action->isEnabled()) return false;
    QTest::mouseMove(menu, menu->actionGeometry(action).center());
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
  }
  return true;
}

/// A window whose folder of kept runs is empty.
struct EmptyBench : Bench {
  EmptyBench() {
    QDir(autosave_folder()).removeRecursively();
    window.resize(1280, 800);
    window.reset_layout();
    window.activateWindow();
  }
  bool is_active() { return QTest::qWaitForWindowActive(&window); }
  bool is_run() const { return workbench.record() && workbench.record()->end && !workbench.is_running(); }
  QTableView* runs() { return find<QTableView>("runs"); }
};

}  // namespace

class TestOneDevice : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_windows(settings_); }
  void init() { begin_with_a_window(); }

  void by_keyboard_alone() {
    EmptyBench bench;
    QVERIFY(bench.is_active());
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    // Ask.
    press(Qt::Key_L, Qt::ControlModifier);
    type_text(QStringLiteral("1e2"));
    press(Qt::Key_Return);
    press(Qt::Key_L, Qt::ControlModifier);
    type_text(QStringLiteral("60"));
    press(Qt::Key_Return);
    QCOMPARE(bench.workbench.problem().length, 60);
    press(Qt::Key_B, Qt::ControlModifier);
    type_text(QStringLiteral("6"));
    press(Qt::Key_Return);
    QCOMPARE(bench.workbench.problem().budget.value, 6.0);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const Problem asked = bench.workbench.problem();
    // Adopt a cell of the table, which lies behind another tab.
    auto* table = bench.window.findChild<CostTableView*>();
    QVERIFY(go_to(table));
    QTRY_VERIFY_WITH_TIMEOUT(table->is_complete(), kPatienceMs);
    for (int i = 0; i < 3; ++i) press(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), asked);  // only asked about
    press(Qt::Key_Return);
    QCOMPARE(bench.workbench.problem().length, 57);
    // Undo.
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bench.workbench.problem(), asked);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    // Play, wherever the focus is, and by Space in the timeline.
    auto* playback = bench.window.findChild<PlaybackBar*>();
    press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(playback->is_playing());
    press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(!playback->is_playing());
    QVERIFY(go_to(bench.window.centralWidget()));
    auto* timeline = bench.window.findChild<TimelineView*>();
    for (int i = 0; i < 10 && !timeline->hasFocus(); ++i) press(Qt::Key_Tab);
    QVERIFY(timeline->hasFocus());
    press(Qt::Key_Space);
    QVERIFY(playback->is_playing());
    press(Qt::Key_Space);
    // Export the chart that has the focus.
    press(Qt::Key_E, Qt::ControlModifier);
    auto* dialog = bench.window.findChild<ExportDialog*>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    press(Qt::Key_Return);
    QFileDialog* files = nullptr;
    QTRY_VERIFY((files = bench.window.findChild<QFileDialog*>()) && files->isVisible());
    const QTemporaryDir folder;
    auto* name = files->findChild<QLineEdit*>();
    QTRY_VERIFY(name->hasFocus());
    name->selectAll();
    type_text(folder.filePath(QStringLiteral("picture.svg")));
    press(Qt::Key_Return);
    QTRY_VERIFY(QFile::exists(folder.filePath(QStringLiteral("picture.svg"))));
    QTRY_VERIFY(bench.window.findChild<ExportDialog*>() == nullptr);
    // Run.
    bench.window.activateWindow();
    QVERIFY(bench.is_active());
    press(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_run(), kPatienceMs);
    // Open the run again from the table of runs.
    press(Qt::Key_L, Qt::ControlModifier);
    type_text(QStringLiteral("80"));
    press(Qt::Key_Return);
    QVERIFY(go_to(bench.runs()));
    QTRY_COMPARE(bench.runs()->model()->rowCount(), 1);
    press(Qt::Key_Home);
    press(Qt::Key_Return);
    QTRY_COMPARE(bench.workbench.problem(), asked);
  }

  void by_mouse_alone() {
    EmptyBench bench;
    QVERIFY(bench.is_active());
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    auto* menus = bench.window.findChild<QMenuBar*>();
    // Ask.
    bench.click("strategy_3");
    QCOMPARE(bench.workbench.problem().strategy, Strategy::Hsm);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const Problem asked = bench.workbench.problem();
    // Adopt a cell of the table: its tab, then a double click.
    auto* table = bench.window.findChild<CostTableView*>();
    QVERIFY(choose(menus, {"View", "Cost table"}));
    QTRY_VERIFY_WITH_TIMEOUT(table->isVisible() && table->is_complete(), kPatienceMs);
    const QPoint spot = table->axisRect()->center();
    QTest::mouseClick(table, Qt::LeftButton, {}, spot);
    QCOMPARE(bench.workbench.problem(), asked);  // only asked about
    QTest::mouseDClick(table, Qt::LeftButton, {}, spot);
    QVERIFY(bench.workbench.problem() != asked);
    // Undo.
    QVERIFY(choose(menus, {"Problem", "Undo"}));
    QCOMPARE(bench.workbench.problem(), asked);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    // Play.
    auto* playback = bench.window.findChild<PlaybackBar*>();
    QToolButton* play = nullptr;
    for (auto* button : playback->findChildren<QToolButton*>())
      if (button->accessibleName() == QStringLiteral("Play")) play = button;
    QVERIFY(play != nullptr);
    QTest::mouseClick(play, Qt::LeftButton);
    QVERIFY(playback->is_playing());
    QTRY_VERIFY(bench.workbench.cursor() > 0);
    QTest::mouseClick(play, Qt::LeftButton);
    QVERIFY(!playback->is_playing());
    // Export a chart.
    auto* timeline = bench.window.findChild<TimelineView*>();
    QTest::mouseClick(timeline, Qt::LeftButton, {}, timeline->axisRect()->center());
    QVERIFY(choose(menus, {"File", "Export", "Chart as picture…"}));
    auto* dialog = bench.window.findChild<ExportDialog*>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    const QTemporaryDir folder;
    QVERIFY(QDir::setCurrent(folder.path()));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("picture_save")), Qt::LeftButton);
    QFileDialog* files = nullptr;
    QTRY_VERIFY((files = bench.window.findChild<QFileDialog*>()) && files->isVisible());
    files->setDirectory(folder.path());
    files->selectFile(QStringLiteral("picture.svg"));
    for (auto* button : files->findChildren<QPushButton*>())
      if (button->isDefault()) QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(folder.filePath(QStringLiteral("picture.svg"))));
    QTRY_VERIFY(bench.window.findChild<ExportDialog*>() == nullptr);
    // Run, and open the run again.
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_run(), kPatienceMs);
    bench.click("strategy_4");
    QVERIFY(choose(menus, {"View", "Runs"}));
    QTRY_VERIFY(bench.runs()->isVisible());
    QTRY_COMPARE(bench.runs()->model()->rowCount(), 1);
    const QPoint row = bench.runs()->visualRect(bench.runs()->model()->index(0, 0)).center();
    QTest::mouseClick(bench.runs()->viewport(), Qt::LeftButton, {}, row);
    QTest::mouseDClick(bench.runs()->viewport(), Qt::LeftButton, {}, row);
    QTRY_COMPARE(bench.workbench.problem(), asked);
  }

 private:
  QTemporaryDir settings_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestOneDevice)
#include "tst_one_device.moc"
