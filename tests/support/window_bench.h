// SPDX-License-Identifier: GPL-3.0-or-later
/// A whole window to test with: real widgets, real clicks, a real runner.
#pragma once

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include "ui/window/application.h"
#include "ui/window/main_window.h"

namespace tidemark {

inline constexpr int kPatienceMs = 30'000;

/// A window with its workbench, on a small problem whose runs take milliseconds.
struct Bench {
  Bench() : window(&workbench, &timelines) {
    Problem problem;
    problem.strategy = Strategy::Ism;
    problem.length = 100;
    problem.budget = {Budget::Measure::Slots, 10};
    problem.cell = {CellKind::Lstm, 64, 1, 1};
    problem.input = "noise";
    workbench.set_problem(problem);
    window.show();
  }

  template <class Widget>
  Widget* find(const char* name) {
    return window.findChild<Widget*>(QLatin1String(name));
  }
  QString headline() { return find<QLabel>("headline")->text(); }
  QString notice() {
    return find<NoticeBar>("notice_bar")->isVisible() ? find<NoticeBar>("notice_bar")->text() : QString();
  }
  QString log() { return find<QPlainTextEdit>("run_log")->toPlainText(); }
  QString result(int row, int column) { return find<QTableWidget>("run_results")->item(row, column)->text(); }
  void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
  void type(const char* name, const QString& text) {
    auto* box = find<QAbstractSpinBox>(name);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, text);
    QTest::keyClick(box, Qt::Key_Return);
  }
  bool is_planned() const {
    return !workbench.is_planning() && workbench.plan() && workbench.plan()->problem == workbench.problem();
  }
  /// The headline is that of the plan.
  bool tells_its_forward_steps() {
    return headline().startsWith(QStringLiteral("%L1 forward steps").arg(workbench.plan()->forward_steps));
  }
  bool is_ready() const { return is_planned() && workbench.peak_bytes(); }

  Workbench workbench;
  TimelineSource timelines{&workbench};
  MainWindow window;
};

/// To be called once a program: settings and kept runs are read from and written to that folder, so that
/// tests that run at once do not see each other's.
inline void prepare_windows(const QTemporaryDir& settings) {
  qputenv("HOME", settings.path().toUtf8());
  QStandardPaths::setTestModeEnabled(true);
  QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  prepare_application();
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
}

/// To be called before every test.
inline void begin_with_a_window() {
  // Any warning is a failure, except those by which the offscreen platform says what it lacks.
  QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
  qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  QSettings().clear();
}

}  // namespace tidemark
