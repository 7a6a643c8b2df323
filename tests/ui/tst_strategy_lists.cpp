// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QSet>
#include <QTest>

#include "ui/ask/strategy_buttons.h"
#include "ui/charts/chart_colors.h"
#include "ui/window/commands.h"
#include "ui/window/help_page.h"
#include "ui/words/strategy_names.h"

namespace tidemark {

/// Every list of strategies in the window is their one table, in its order: a row added there needs no other
/// list to be edited.
class TestStrategyLists : public QObject {
  Q_OBJECT

 private:
  static QStringList short_names() {
    QStringList names;
    for (const StrategyInfo& info : kStrategyTable) names += QString::fromUtf8(info.short_name);
    return names;
  }

 private Q_SLOTS:
  void names_are_the_tables() {
    for (const StrategyInfo& info : kStrategyTable) {
      QCOMPARE(short_name(info.strategy), QString::fromUtf8(info.short_name));
      QCOMPARE(description(info.strategy), QString::fromUtf8(info.description));
    }
  }

  void there_is_a_button_for_each() {
    StrategyButtons buttons;
    QStringList texts;
    for (const QAbstractButton* button : buttons.findChildren<QAbstractButton*>()) texts += button->text();
    QCOMPARE(texts, short_names());
  }

  void there_is_a_command_for_each() {
    QMenuBar bar;
    Commands commands;
    commands.fill(&bar);
    QStringList in_menu;
    for (const QAction* action : commands.menu("&Problem")->actions()) in_menu += action->text();
    QCOMPARE(in_menu.mid(in_menu.size() - short_names().size()), short_names());
    for (const StrategyInfo& info : kStrategyTable) {
      const QAction* action = commands.action(command_of(info.strategy));
      QCOMPARE(action->text(), QString::fromUtf8(info.short_name));
      QVERIFY(!action->shortcut().isEmpty());
      QVERIFY(shortcuts_page().contains(QString::fromUtf8(info.description).toHtmlEscaped()));
    }
  }

  void each_has_a_colour_of_its_own() {
    const ChartColors colors{QPalette(Qt::white)};
    QSet<QRgb> seen;
    for (const StrategyInfo& info : kStrategyTable) seen += colors.strategy(info.strategy).rgb();
    QCOMPARE(seen.size(), static_cast<qsizetype>(kStrategyTable.size()));
  }
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestStrategyLists)
#include "tst_strategy_lists.moc"
