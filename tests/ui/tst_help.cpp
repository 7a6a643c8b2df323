// SPDX-License-Identifier: GPL-3.0-or-later
// A way in: every panel explains itself, every link leads somewhere, every key that is promised is there, and
// documents say what the program says.
#include <QDockWidget>
#include <QLineEdit>
#include <QScreen>
#include <QShortcut>
#include <QTextBrowser>
#include <QToolButton>

#include "core/model/strategy.h"
#include "tests/support/window_bench.h"
#include "ui/ask/inverse_popup.h"
#include "ui/charts/plot.h"
#include "ui/table/cost_numbers_view.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/caption_line.h"
#include "ui/timeline/network_view.h"
#include "ui/timeline/playback_bar.h"
#include "ui/timeline/timeline_view.h"
#include "ui/tradeoff/tradeoff_view.h"
#include "ui/window/glossary_dialog.h"
#include "ui/window/help_page.h"
#include "ui/window/panel_help_popup.h"
#include "ui/words/glossary.h"
#include "ui/words/panel_help.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

/// Sentences end with a full stop, and what follows one begins with a capital letter.
qsizetype sentences_in(const QString& text) {
  static const QRegularExpression end(QStringLiteral("\\.( (?=[A-Z])|$)"));
  return text.count(end);
}

QString file(const QString& name) {
  QFile file(QStringLiteral(TIDEMARK_SOURCE_DIR "/") + name);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The rows of Markdown tables with `columns` columns, without the marks for code.
QList<QStringList> rows_of(const QString& markdown, qsizetype columns) {
  QList<QStringList> rows;
  for (const QString& line : markdown.split('\n')) {
    if (!line.startsWith(QLatin1String("| "))) continue;
    QStringList cells = line.mid(2, line.size() - 4).split(QStringLiteral(" | "));
    if (cells.size() == columns) rows += cells;
  }
  return rows;
}

const GlossaryEntry* entry_of_word(const QString& word) {
  const auto entries = glossary();
  const auto found = std::ranges::find_if(
      entries, [&](const GlossaryEntry& entry) { return word == QString::fromUtf8(entry.word); });
  return found == entries.end() ? nullptr : &*found;
}

/// Where the keys of a panel are pressed. Numbers are a table of Qt's, which moves and chooses by itself.
QList<QWidget*> keyboards_of(const char* panel, const QWidget& window) {
  const auto all = [&](auto* of_type) {
    QList<QWidget*> widgets;
    for (auto* widget : window.findChildren<decltype(of_type)>()) widgets += widget;
    return widgets;
  };
  const QLatin1String name(panel);
  if (name == QLatin1String(kEveryChart)) return all(static_cast<Plot*>(nullptr));
  if (name == QLatin1String("network")) return all(static_cast<NetworkView*>(nullptr));
  if (name == QLatin1String("timeline")) return all(static_cast<TimelineView*>(nullptr));
  if (name == QLatin1String("tradeoff")) return all(static_cast<TradeoffView*>(nullptr));
  if (name == QLatin1String("cost_table")) return all(static_cast<CostTableView*>(nullptr));
  return {};
}

bool is_a_shortcut(const QKeySequence& keys, const QWidget& window) {
  for (const QAction* action : window.findChildren<QAction*>())
    if (action->shortcuts().contains(keys)) return true;
  for (const QShortcut* shortcut : window.findChildren<QShortcut*>())
    if (shortcut->keys().contains(keys)) return true;
  return false;
}

bool takes(QWidget* widget, const QKeySequence& keys) {
  const QKeyCombination pressed = keys[0];
  const bool is_letter = pressed.key() >= Qt::Key_Space && pressed.key() <= Qt::Key_Z;
  QKeyEvent event(QEvent::KeyPress, pressed.key(), pressed.keyboardModifiers(),
                  is_letter ? QString(QChar(static_cast<char16_t>(pressed.key()))) : QString());
  QCoreApplication::sendEvent(widget, &event);
  return event.isAccepted();
}

}  // namespace

class TestHelp : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_windows(settings_); }
  void init() { begin_with_a_window(); }

  // --- panels

  void every_panel_is_explained_in_three_sentences() {
    QStringList names;
    for (const PanelHelp& help : all_panel_help()) {
      names += QLatin1String(help.panel);
      QVERIFY2(*help.title, help.panel);
      for (const char* sentence : {help.shows, help.reading, help.trying}) {
        QVERIFY2(sentences_in(QString::fromUtf8(sentence)) == 1, sentence);
      }
      QVERIFY2(!listed(help.words).isEmpty(), help.panel);
    }
    const QStringList expected = {"question", "answer",   "find",     "network", "timeline",   "memory",
                                  "caption",  "playback", "tradeoff", "compare", "cost_table", "numbers",
                                  "why",      "slots",    "run",      "runs",    "loss",       "log"};
    QCOMPARE(names, expected);
  }

  void every_link_leads_somewhere() {
    for (const PanelHelp& help : all_panel_help()) {
      for (const QString& anchor : listed(help.words)) QVERIFY2(glossary_entry(anchor), qPrintable(anchor));
      for (const QString& other : listed(help.beside)) QVERIFY2(panel_help(other), qPrintable(other));
    }
    QVERIFY(!glossary_entry("no such word") && !panel_help("no such panel"));
  }

  void every_dock_and_the_centre_have_help() {
    Bench bench;
    for (const QDockWidget* dock : bench.window.findChildren<QDockWidget*>()) {
      QCOMPARE(panel_around(dock->widget()), dock->objectName());
    }
    QCOMPARE(panel_around(bench.window.findChild<TimelineView*>()), QStringLiteral("timeline"));
    QCOMPARE(panel_around(bench.window.findChild<NetworkView*>()), QStringLiteral("network"));
    QCOMPARE(panel_around(bench.window.findChild<CaptionLine*>()), QStringLiteral("caption"));
    QCOMPARE(panel_around(bench.window.findChild<FindButton*>()), QStringLiteral("find"));
    QCOMPARE(panel_around(bench.window.findChild<PlaybackBar*>()), QStringLiteral("playback"));
    QCOMPARE(panel_around(bench.window.findChild<CostNumbersView*>()), QStringLiteral("numbers"));
    QCOMPARE(panel_around(bench.find<QWidget>("length")), QStringLiteral("question"));
    QCOMPARE(panel_around(bench.find<QAbstractButton>("run")), QStringLiteral("question"));
    QCOMPARE(panel_around(bench.find<QWidget>("headline")), QStringLiteral("answer"));
    QCOMPARE(panel_around(&bench.window), QString());
  }

  void a_popup_explains_leads_to_the_glossary_and_goes_away() {
    Bench bench;
    auto* dock = bench.find<QDockWidget>("tradeoff");
    bench.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    bench.window.findChild<TradeoffView*>()->setFocus();
    bench.window.commands()->action(CommandId::WhatIsThis)->trigger();
    auto* popup = bench.window.findChild<PanelHelpPopup*>();
    QVERIFY(popup && popup->isVisible());
    QCOMPARE(popup->panel(), QStringLiteral("tradeoff"));
    QVERIFY(bench.window.screen()->availableGeometry().contains(popup->frameGeometry()));
    auto* text = popup->findChild<QTextBrowser*>();
    QVERIFY(text->hasFocus());
    QVERIFY(text->toPlainText().contains(QString::fromUtf8(panel_help("tradeoff")->reading)));
    QVERIFY(text->accessibleDescription().contains(QString::fromUtf8(panel_help("tradeoff")->shows)));

    Q_EMIT text->anchorClicked(QUrl("panel:cost_table"));
    QCOMPARE(popup->panel(), QStringLiteral("cost_table"));
    // By keys alone: to the first word, and into the glossary.
    for (int i = 0; i < 20 && !bench.window.findChild<GlossaryDialog*>(); ++i) {
      QTest::keyClick(text, Qt::Key_Tab);
      if (text->textCursor().selectedText() == QLatin1String("C(t, m)")) {
        QTest::keyClick(text, Qt::Key_Return);
        break;
      }
    }
    auto* dialog = bench.window.findChild<GlossaryDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    auto* entry = dialog->findChild<QTextBrowser*>();
    QVERIFY(entry->textCursor().selectedText().startsWith(QLatin1String("C(t, m)")));
    QTRY_VERIFY(!bench.window.findChild<PanelHelpPopup*>());
    dialog->close();

    QTest::mouseClick(dock->findChild<QToolButton*>("panel_help"), Qt::LeftButton);
    popup = bench.window.findChild<PanelHelpPopup*>();
    QVERIFY(popup && popup->isVisible());
    QTest::keyClick(popup->findChild<QTextBrowser*>(), Qt::Key_Escape);
    QTRY_VERIFY(!bench.window.findChild<PanelHelpPopup*>());
    show_panel_help(dock, "no such panel");
    QVERIFY(!bench.window.findChild<PanelHelpPopup*>());
  }

  /// Also where the panel is at the edge of the screen.
  void every_popup_fits_its_screen() {
    Bench bench;
    for (const PanelHelp& help : all_panel_help()) {
      show_panel_help(bench.find<QDockWidget>("log"), QLatin1String(help.panel));
      auto* popup = bench.window.findChild<PanelHelpPopup*>();
      QVERIFY2(bench.window.screen()->availableGeometry().contains(popup->frameGeometry()), help.panel);
      delete popup;
    }
  }

  // --- words

  void the_glossary_is_whole() {
    QSet<QString> anchors;
    QStringList groups;
    for (const GlossaryEntry& entry : glossary()) {
      anchors += QLatin1String(entry.anchor);
      if (groups.isEmpty() || groups.back() != QLatin1String(entry.group))
        groups += QLatin1String(entry.group);
      const qsizetype sentences = sentences_in(QString::fromUtf8(entry.meaning));
      QVERIFY2(sentences >= 1 && sentences <= 3, entry.meaning);
    }
    QCOMPARE(anchors.size(), static_cast<qsizetype>(glossary().size()));
    QCOMPARE(groups.removeDuplicates(), 0);  // entries of a group stand together
    for (const Strategy strategy : kStrategies) {
      const bool is_there = entry_of_word(short_name(strategy)) || entry_of_word(info_of(strategy).title);
      QVERIFY2(is_there, info_of(strategy).title);
    }
  }

  void the_glossary_is_searched_as_one_types() {
    Bench bench;
    bench.window.commands()->action(CommandId::Glossary)->trigger();
    auto* dialog = bench.window.findChild<GlossaryDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    auto* text = dialog->findChild<QTextBrowser*>();
    auto* search = dialog->findChild<QLineEdit*>();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY(search->hasFocus());
    const QString all = text->toPlainText();
    for (const GlossaryEntry& entry : glossary()) QVERIFY(all.contains(QString::fromUtf8(entry.meaning)));
    QTest::keyClicks(search, "CheckPoint");
    QVERIFY(text->toPlainText().contains(QString::fromUtf8(glossary_entry("slot")->meaning)));
    QVERIFY(!text->toPlainText().contains(QString::fromUtf8(glossary_entry("runner")->meaning)));
    search->clear();
    QTest::keyClicks(search, "<b>xyz");
    QVERIFY(text->toPlainText().contains(QStringLiteral("<b>xyz")));
    bench.window.commands()->action(CommandId::Glossary)->trigger();
    QCOMPARE(bench.window.findChildren<GlossaryDialog*>().size(), 1);
    QCOMPARE(text->toPlainText(), all);
    dialog->close();
  }

  void documents_say_what_the_program_says() {
    const QList<QStringList> rows = rows_of(file("docs/glossary.md"), 3);
    qsizetype found = 0;
    for (const QStringList& row : rows) {
      const GlossaryEntry* entry = entry_of_word(row[0]);
      if (!entry) continue;
      ++found;
      QCOMPARE(row[1], QString::fromUtf8(entry->also));
      QCOMPARE(row[2], QString::fromUtf8(entry->meaning));
    }
    QCOMPARE(found, static_cast<qsizetype>(glossary().size()));

    const QString readme = file("README.md");
    const qsizetype begin = readme.indexOf(QLatin1String("| word | meaning |"));
    const qsizetype end = readme.indexOf(QLatin1String("\n\n"), begin);
    const QList<QStringList> words = rows_of(readme.mid(begin, end - begin), 2);
    QVERIFY(begin >= 0 && words.size() > 5);
    for (const QStringList& row : words.mid(1)) {
      const GlossaryEntry* entry = entry_of_word(row[0]);
      QVERIFY2(entry, qPrintable(row[0]));
      QCOMPARE(row[1], QString::fromUtf8(entry->meaning));
    }
    QVERIFY(readme.contains(QLatin1String("(docs/glossary.md)")));
  }

  // --- keys and gestures

  void every_key_of_the_page_does_something() {
    Bench bench;
    Problem problem = bench.workbench.problem();
    problem.length = 40;  // short enough for the picture of the network
    bench.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.strategy_costs(), kPatienceMs);
    for (const Gesture& gesture : all_gestures()) {
      const QStringList everywhere = {kEveryPanel, kEveryChart};
      QVERIFY2(everywhere.contains(QLatin1String(gesture.panel)) || panel_help(gesture.panel), gesture.panel);
      QVERIFY2(*gesture.mouse || *gesture.keys, gesture.what);
      for (const QString& keys : listed(gesture.keys)) {
        const QKeySequence sequence(keys);
        QVERIFY2(sequence.count() == 1 && sequence[0].key() != Qt::Key_unknown, qPrintable(keys));
        if (is_a_shortcut(sequence, bench.window) || gesture.panel == QLatin1String("numbers")) continue;
        const QList<QWidget*> keyboards = keyboards_of(gesture.panel, bench.window);
        QVERIFY2(!keyboards.isEmpty(), gesture.what);
        for (QWidget* keyboard : keyboards) {
          QVERIFY2(takes(keyboard, sequence), qPrintable(QStringLiteral("%1: %2").arg(gesture.panel, keys)));
        }
      }
    }
    // Not every key is taken.
    QVERIFY(!takes(bench.window.findChild<TimelineView*>(), QKeySequence("Ctrl+Alt+F12")));
  }

  void the_page_has_every_gesture_and_every_shortcut() {
    HelpPage page;
    const QString text = page.findChild<QTextBrowser*>()->toPlainText();
    for (const Gesture& gesture : all_gestures()) {
      QVERIFY2(text.contains(QString::fromUtf8(gesture.what)), gesture.what);
      QVERIFY2(text.contains(done_by(gesture)), gesture.what);
    }
    for (const CommandInfo& info : all_commands()) {
      const QString keys = QKeySequence(QLatin1String(info.keys)).toString(QKeySequence::NativeText);
      QVERIFY2(text.contains(keys), info.text);
    }
  }

  void keys_are_named_shortly() {
    QCOMPARE(done_by({"", "drag", "A Ctrl+Left Ctrl+Right Ctrl+Up Ctrl+Down Alt+,", ""}),
             QStringLiteral("drag · A · Ctrl+arrows · Alt+,"));
  }

 private:
  QTemporaryDir settings_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestHelp)
#include "tst_help.moc"
