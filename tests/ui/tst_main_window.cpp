// SPDX-License-Identifier: GPL-3.0-or-later
/// The window as a user uses it: real widgets, real clicks, a real runner, real files read back.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStyleOptionSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>
#include <csignal>

#include "core/files/record_file.h"
#include "tests/support/plans.h"
#include "tests/support/runner_processes.h"
#include "tests/support/window_bench.h"
#include "ui/table/why_panel.h"
#include "ui/widgets/log_slider.h"
#include "ui/window/help_page.h"

namespace tidemark {
class TestMainWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_windows(settings_); }
  void init() { begin_with_a_window(); }

  void dragging_the_length_changes_plan_and_headline() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const QString before = bench.headline();
    QVERIFY2(before.startsWith(QStringLiteral("225 forward steps")), qPrintable(before));
    auto* slider = bench.find<LogSlider>("length_slider");
    slider->setFocus();
    for (int i = 0; i < 12; ++i) QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(bench.workbench.problem().length > 150);
    QCOMPARE(bench.find<QDoubleSpinBox>("length")->value(),
             static_cast<double>(bench.workbench.problem().length));
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(bench.headline() != before);
    QVERIFY2(bench.tells_its_forward_steps(), qPrintable(bench.headline()));
  }

  void the_length_slider_is_dragged_with_the_mouse() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    auto* slider = bench.find<LogSlider>("length_slider");
    QStyleOptionSlider option;
    option.initFrom(slider);
    option.orientation = Qt::Horizontal;
    option.maximum = slider->maximum();
    option.sliderPosition = slider->value();
    const QPoint grip =
        slider->style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, slider).center();
    QTest::mousePress(slider, Qt::LeftButton, Qt::NoModifier, grip);
    for (int x = 0; x <= 20; x += 2) QTest::mouseMove(slider, grip + QPoint(x, 0), 10);
    QTest::mouseRelease(slider, Qt::LeftButton, Qt::NoModifier, grip + QPoint(20, 0));
    QVERIFY(bench.workbench.problem().length > 100);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY2(bench.tells_its_forward_steps(), qPrintable(bench.headline()));
  }

  void strategies_are_switched_by_button_and_key() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.click("strategy_3");
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QCOMPARE(bench.workbench.problem().strategy, Strategy::Hsm);
    QVERIFY2(bench.headline().startsWith(QStringLiteral("322 forward steps")), qPrintable(bench.headline()));
    QVERIFY(bench.window.commands()->action(command_of(Strategy::Hsm))->isChecked());
    bench.window.commands()->action(command_of(Strategy::Ism))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(bench.find<QToolButton>("strategy_4")->isChecked());
    QVERIFY(bench.headline().startsWith(QStringLiteral("225 forward steps")));
  }

  /// Strategies are compared in the memory that was asked for.
  void another_strategy_keeps_the_memory_asked_for() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    for (const Budget& asked :
         {Budget{Budget::Measure::Bytes, 20'480}, Budget{Budget::Measure::Percent, 12.5}}) {
      Problem problem = bench.workbench.problem();
      problem.budget = asked;
      bench.workbench.set_problem(problem);
      QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
      for (const char* strategy : {"strategy_3", "strategy_4", "strategy_5"}) {
        bench.click(strategy);
        QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
        QCOMPARE(bench.workbench.problem().budget, asked);
        QVERIFY(*bench.workbench.plan()->peak_bytes <= *bench.workbench.plan()->arena_bytes);
      }
    }
  }

  void typed_numbers_are_asked() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.type("length", QStringLiteral("1000"));
    bench.type("budget", QStringLiteral("50"));
    QCOMPARE(bench.workbench.problem().length, 1000);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY2(bench.headline().startsWith(QStringLiteral("1,950 forward steps · 31.7 % more time")),
             qPrintable(bench.headline()));
  }

  void one_budget_is_read_in_every_measure() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    auto* chunk = bench.find<QComboBox>("budget_measure");
    const QLabel* readings = bench.find<QLabel>("budget_readings");
    QVERIFY2(readings->text().contains(QStringLiteral("17.5 KiB")), qPrintable(readings->text()));
    chunk->setFocus();
    QTest::keyClicks(chunk, QStringLiteral("KiB"));
    QTRY_COMPARE(bench.workbench.problem().budget.measure, Budget::Measure::Bytes);
    QCOMPARE(bench.workbench.problem().budget.value, 10.0 * 7 * 256);
    QCOMPARE(bench.find<QDoubleSpinBox>("budget")->value(), 17.5);
    QVERIFY2(readings->text().contains(QStringLiteral("10 internal states")), qPrintable(readings->text()));
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(bench.headline().startsWith(QStringLiteral("225 forward steps")));
    // As device memory, what is fixed comes on top of the same states.
    const std::int64_t fixed = total(bench.workbench.device_sizes()->chunk.fixed);
    chunk->setCurrentIndex(chunk->findText(QStringLiteral("MiB in all")));
    Q_EMIT chunk->activated(chunk->currentIndex());
    QCOMPARE(bench.workbench.problem().budget,
             (Budget{Budget::Measure::DeviceMemory, 10.0 * 7 * 256 + static_cast<double>(fixed)}));
    QVERIFY2(readings->text().contains(QStringLiteral("17.5 KiB")), qPrintable(readings->text()));
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(bench.headline().startsWith(QStringLiteral("225 forward steps")));
  }

  void chunks_are_given_or_found_beside_the_cell() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const auto* chunk = bench.find<QSpinBox>("chunk");
    QCOMPARE(chunk->value(), 1);
    bench.type("chunk", QStringLiteral("4"));
    QCOMPARE(bench.workbench.problem().chunk_length, 4);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const QLabel* footnote = bench.find<QLabel>("footnote");
    QVERIFY2(footnote->text().contains(QStringLiteral("α 11, β 10 · chunks of 4 steps")),
             qPrintable(footnote->text()));
    bench.type("chunk", QStringLiteral("0"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.calibration() && !bench.workbench.is_planning(), kPatienceMs);
    QVERIFY(bench.workbench.plan());
    const auto found = bench.workbench.plan()->problem.chunk_length;
    QCOMPARE(chunk->text(), QStringLiteral("auto: %1").arg(found));
    QVERIFY2(bench.headline().contains(QStringLiteral(" ms · ")) ||
                 bench.headline().contains(QStringLiteral(" s · ")),
             qPrintable(bench.headline()));
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record() && bench.workbench.record()->end, kPatienceMs);
    QCOMPARE(bench.workbench.record()->start.problem.chunk_length, found);
    QVERIFY(bench.workbench.record()->start.calibration);
  }

  void too_small_a_budget_is_said_in_place_with_one_click_to_mend_it() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    auto* remedy = bench.find<QPushButton>("use_smallest_budget");
    QVERIFY(!remedy->isVisible());
    bench.click("strategy_0");
    QTRY_VERIFY_WITH_TIMEOUT(remedy->isVisible(), kPatienceMs);
    QVERIFY2(bench.headline().contains(QStringLiteral("the smallest that works")),
             qPrintable(bench.headline()));
    QVERIFY(!bench.find<QPushButton>("run")->isEnabled());
    QTest::mouseClick(remedy, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(!remedy->isVisible());
    QVERIFY2(bench.headline().startsWith(QStringLiteral("100 forward steps · no more time")),
             qPrintable(bench.headline()));
    QVERIFY(bench.find<QPushButton>("run")->isEnabled());
  }

  void a_run_shows_the_peak_that_was_predicted() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.find<QSpinBox>("iterations")->setValue(2);
    bench.find<QCheckBox>("verify")->setChecked(true);
    QSignalSpy finished(&bench.workbench, &Workbench::run_finished);
    bench.click("run");
    QVERIFY(bench.workbench.is_running());
    QCOMPARE(bench.find<QPushButton>("run")->text(), QStringLiteral("Cancel"));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QVERIFY2(finished[0][0].toBool(), qPrintable(finished[0][1].toString()));
    QCOMPARE(bench.find<QPushButton>("run")->text(), QStringLiteral("Run"));
    QTRY_VERIFY(bench.result(6, 2).contains(QStringLiteral("bit-identical")));  // at the next frame
    QCOMPARE(bench.result(0, 0), QStringLiteral("225"));
    QCOMPARE(bench.result(0, 1), QStringLiteral("225"));
    QCOMPARE(bench.result(0, 2), QStringLiteral("equal"));
    QVERIFY(bench.result(1, 0).contains(QStringLiteral("bytes")));
    QCOMPARE(bench.result(1, 0), bench.result(1, 1));
    QCOMPARE(bench.result(1, 2), QStringLiteral("equal to the byte"));
    QVERIFY(bench.log().contains(QStringLiteral("done")));
    QVERIFY(bench.notice().isEmpty());
  }

  void the_window_answers_while_a_run_goes_on_and_cancel_ends_it() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.find<QSpinBox>("iterations")->setValue(1'000'000);
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record(), kPatienceMs);
    const qint64 runner = bench.workbench.runner_process_id();
    QVERIFY(is_alive(runner));
    bench.click("strategy_3");
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(bench.workbench.is_running());
    QVERIFY(bench.headline().startsWith(QStringLiteral("322 forward steps")));
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(!bench.workbench.is_running(), kPatienceMs);
    QTRY_VERIFY(bench.log().contains(QStringLiteral("cancelled")));
    QVERIFY(bench.notice().isEmpty());  // a cancelled run is no error
    QTRY_VERIFY(!is_alive(runner));
  }

  void killing_the_runner_gives_a_message_and_keeps_the_partial_record() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.find<QSpinBox>("iterations")->setValue(1'000'000);
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record() && !bench.workbench.record()->iterations.empty(),
                             kPatienceMs);
    ::kill(static_cast<pid_t>(bench.workbench.runner_process_id()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(bench.notice().contains(QStringLiteral("killed")), kPatienceMs);
    QVERIFY(bench.workbench.record()->is_partial());
    QTRY_VERIFY(bench.find<QLabel>("run_title")->text().contains(QStringLiteral("not finished")));
    QCOMPARE(bench.result(1, 2), QStringLiteral("equal to the byte"));

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("partial.jsonl"));
    bench.window.files()->save_record(path);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), kPatienceMs);
    const auto read = load_record(path.toStdString());
    QVERIFY(read && read->is_partial());
    QCOMPARE(read->iterations.size(), bench.workbench.record()->iterations.size());
  }

  void a_missing_runner_is_said() {
    const QTemporaryDir empty;
    qputenv("TIDEMARK_RUNNERS", empty.path().toUtf8());
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(!bench.workbench.is_planning() && !bench.workbench.devices().empty(),
                             kPatienceMs);
    QVERIFY(bench.find<QComboBox>("device")->currentText().contains(QStringLiteral("is not installed")));
    QVERIFY2(bench.headline().contains(QStringLiteral("is not installed")), qPrintable(bench.headline()));
    QVERIFY(!bench.find<QPushButton>("run")->isEnabled());
    // Sizes given by hand can be planned with nevertheless; Run says what is missing.
    Problem problem = bench.workbench.problem();
    problem.beta = 2.5;
    bench.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned(), kPatienceMs);
    QVERIFY(!bench.find<QPushButton>("run")->isEnabled());
    QVERIFY(!bench.window.commands()->action(CommandId::Run)->isEnabled());
    QVERIFY(bench.find<QPushButton>("run")->toolTip().contains(QStringLiteral("is not installed")));
  }

  /// Until the device has reported the sizes of another cell, there is nothing to run.
  void run_waits_for_the_sizes_of_another_cell() {
    const QTemporaryDir folder;
    QVERIFY(install_runner(folder, held_for_gru(folder)));
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const auto* run = bench.find<QPushButton>("run");
    QVERIFY(run->isEnabled());
    Problem problem = bench.workbench.problem();
    problem.cell.kind = CellKind::Gru;
    bench.workbench.set_problem(problem);
    QVERIFY(!run->isEnabled());
    QVERIFY(!bench.window.commands()->action(CommandId::Run)->isEnabled());
    // The visible answer is marked as belonging to another question until the device has answered.
    QTRY_VERIFY_WITH_TIMEOUT(!bench.find<QLabel>("headline")->isEnabled(), kPatienceMs);
    QVERIFY(!run->isEnabled());
    QVERIFY(let_go_of_gru(folder));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kPatienceMs);
    QCOMPARE(bench.workbench.plan()->sizes.beta_ratio(), 5.0);
  }

  void closing_mid_run_and_mid_solve_leaves_nothing() {
    qint64 runner = 0;
    {
      Bench bench;
      QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
      bench.find<QSpinBox>("iterations")->setValue(1'000'000);
      bench.click("run");
      QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record(), kPatienceMs);
      runner = bench.workbench.runner_process_id();
      bench.workbench.set_problem(slow_problem());
      QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.planning_progress() > 0, kPatienceMs);
      QVERIFY(bench.workbench.is_planning());
      bench.window.close();
    }
    QVERIFY(runner > 0);
    QTRY_VERIFY(!is_alive(runner));
  }

  void links_are_readable_in_dark() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const auto shows_link = [&](const QColor& color) {
      const auto* why = bench.window.findChild<WhyPanel*>();
      return why->findChild<QLabel*>()->text().contains(color.name());
    };
    bench.window.commands()->action(CommandId::ThemeLight)->trigger();
    QTRY_VERIFY(shows_link(palette_of(Theme::Light).color(QPalette::Link)));
    bench.window.commands()->action(CommandId::ThemeDark)->trigger();
    QTRY_VERIFY(shows_link(palette_of(Theme::Dark).color(QPalette::Link)));
    bench.window.commands()->action(CommandId::ThemeLight)->trigger();
  }

  void a_slow_plan_is_said_and_the_old_answer_is_grey() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    QVERIFY(bench.find<QLabel>("headline")->isEnabled());
    bench.workbench.set_problem(slow_problem());
    QTRY_VERIFY_WITH_TIMEOUT(!bench.find<QLabel>("headline")->isEnabled(), kPatienceMs);
    QVERIFY(bench.workbench.is_planning());
    QVERIFY(
        bench.find<QLabel>("footnote")->text().startsWith(QStringLiteral("Planning MSM over 20,000 steps")));
    bench.type("length", QStringLiteral("100"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_planned() && bench.find<QLabel>("headline")->isEnabled(), kPatienceMs);
    QVERIFY(bench.find<QLabel>("footnote")->text().startsWith(QStringLiteral("MSM over 100 steps")));
  }

  void every_view_follows_a_change_to_dark_and_back() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const auto lightness = [&] {
      return bench.window.grab()
          .toImage()
          .scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
          .pixelColor(0, 0)
          .lightness();
    };
    bench.window.commands()->action(CommandId::ThemeLight)->trigger();
    QTRY_VERIFY(lightness() > 180);
    bench.window.commands()->action(CommandId::ThemeDark)->trigger();
    QTRY_VERIFY(lightness() < 90);
    for (QDockWidget* dock : bench.window.findChildren<QDockWidget*>()) {
      if (!dock->isVisible()) continue;
      QTRY_VERIFY2(dock->grab()
                           .toImage()
                           .scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                           .pixelColor(0, 0)
                           .lightness() < 128,
                   qPrintable(dock->windowTitle()));
    }
    bench.window.commands()->action(CommandId::ThemeLight)->trigger();
    QTRY_VERIFY(lightness() > 180);
  }

  void layout_and_problem_are_remembered_and_reset() {
    Problem problem;
    {
      Bench bench;
      QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
      bench.type("length", QStringLiteral("321"));
      problem = bench.workbench.problem();
      bench.find<QDockWidget>("why")->close();
      bench.window.close();
    }
    Workbench workbench;
    TimelineSource timelines(&workbench);
    MainWindow window(&workbench, &timelines);
    window.show();
    QCOMPARE(workbench.problem(), problem);
    auto* why = window.findChild<QDockWidget*>(QStringLiteral("why"));
    QVERIFY(!why->isVisible());
    window.commands()->action(CommandId::ResetLayout)->trigger();
    QTRY_VERIFY(why->isVisible());
  }

  void everything_is_reached_by_keyboard_and_has_a_name() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    for (const QWidget* widget : bench.window.findChildren<QWidget*>()) {
      const bool is_ours = widget->focusPolicy() & Qt::TabFocus && widget->isVisible() &&
                           !widget->objectName().startsWith(QStringLiteral("qt_"));
      if (!is_ours) continue;
      const auto* button = qobject_cast<const QAbstractButton*>(widget);
      QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
               qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                                      widget->objectName())));
    }
    QSet<const QWidget*> reached;
    for (int i = 0; i < 12; ++i) {
      bench.window.commands()->action(CommandId::NextPanel)->trigger();
      reached.insert(QApplication::focusWidget());
    }
    QVERIFY(reached.size() >= 4);
  }

  void the_help_page_lists_every_command() {
    Bench bench;
    bench.window.commands()->action(CommandId::Shortcuts)->trigger();
    auto* page = bench.window.findChild<HelpPage*>();
    QVERIFY(page && page->isVisible());
    const QString text = page->findChild<QTextBrowser*>()->toPlainText();
    for (const CommandInfo& info : all_commands()) {
      QVERIFY2(text.contains(translated(info.hint)), info.hint);
      QVERIFY(bench.window.commands()->action(info.id)->shortcut() == QKeySequence(QLatin1String(info.keys)));
    }
    page->close();
  }

  void no_two_menus_or_controls_share_an_underlined_letter() {
    Bench bench;
    QStringList texts;
    for (const QAction* menu : bench.window.findChild<QMenuBar*>()->actions()) texts += menu->text();
    for (const QLabel* label : bench.window.findChildren<QLabel*>())
      if (label->buddy() && label->window() == &bench.window) texts += label->text();
    for (const QAbstractButton* button : bench.window.findChildren<QAbstractButton*>())
      if (button->window() == &bench.window) texts += button->text();
    QSet<QChar> letters;
    for (const QString& text : texts) {
      const auto at = text.indexOf(QLatin1Char('&'));
      if (at < 0 || at + 1 == text.size()) continue;
      const QChar letter = text[at + 1].toLower();
      QVERIFY2(!letters.contains(letter), qPrintable(text));
      letters.insert(letter);
    }
    QVERIFY(letters.size() >= 5);
  }

  void no_two_commands_share_keys() {
    QSet<QString> keys;
    for (const CommandInfo& info : all_commands()) {
      const QString key = QLatin1String(info.keys);
      if (key.isEmpty()) continue;
      QVERIFY2(!keys.contains(key), info.keys);
      keys.insert(key);
    }
  }

 private:
  QTemporaryDir settings_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestMainWindow)
#include "tst_main_window.moc"
