// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <set>

#include "core/files/problem_file.h"
#include "core/model/strategy.h"
#include "core/solver/solver.h"

using namespace tidemark;

namespace {

/// "a, b, c" from the table itself.
QString words_of_table() {
  QStringList words;
  for (const StrategyInfo& info : kStrategyTable) {
    words += QString::fromLatin1(info.word.data(), static_cast<qsizetype>(info.word.size()));
  }
  return words.join(QStringLiteral(", "));
}

}  // namespace

/// Every list of strategies in core is its one table; tst_strategy_lists tests the same for the window.
class TestStrategy : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rows_are_complete_and_told_apart();
  void words_are_understood_in_any_case();
  void lists_of_words_are_the_table();
  void each_has_its_own_policy();
  void are_numbered_within_their_kind();
};

void TestStrategy::rows_are_complete_and_told_apart() {
  std::set<std::string> words, short_names, titles, descriptions;
  for (const StrategyInfo& info : kStrategyTable) {
    QCOMPARE(info_of(info.strategy).word, info.word);
    for (const std::string_view text : {info.word, std::string_view(info.short_name),
                                        std::string_view(info.title), std::string_view(info.description)}) {
      QVERIFY(!text.empty());
    }
    words.emplace(info.word);
    short_names.emplace(info.short_name);
    titles.emplace(info.title);
    descriptions.emplace(info.description);
  }
  for (const auto& texts : {words, short_names, titles, descriptions}) {
    QCOMPARE(texts.size(), kStrategyTable.size());
  }
  QCOMPARE(kStrategies.size(), kStrategyTable.size());
}

// People write MSM as often as msm.
void TestStrategy::words_are_understood_in_any_case() {
  for (const StrategyInfo& info : kStrategyTable) {
    QCOMPARE(strategy_named(info.word), info.strategy);
    std::string loud(info.word);
    for (char& letter : loud) letter = static_cast<char>(std::toupper(letter));
    QVERIFY(loud != info.word);
    QCOMPARE(strategy_named(loud), info.strategy);
    QCOMPARE(strategy_named(loud.substr(0, 1) + std::string(info.word.substr(1))), info.strategy);
    QCOMPARE(strategy_named(std::string(info.word) + " "), std::optional<Strategy>());
  }
  for (const char* unknown : {"best", "", "ms", "msmm"}) {
    QCOMPARE(strategy_named(unknown), std::optional<Strategy>());
  }
}

void TestStrategy::lists_of_words_are_the_table() {
  const QString words =
      QString::fromLatin1(kStrategyWords.data(), static_cast<qsizetype>(kStrategyWords.size()));
  QCOMPARE(words, words_of_table());
  const auto refused =
      parse_problem(R"({"format":"tidemark-problem","version":1,"length":9,"strategy":"best"})");
  QVERIFY(!refused);
  QVERIFY(QString::fromStdString(refused.error().message).contains("one of " + words + ", not \"best\""));
}

void TestStrategy::each_has_its_own_policy() {
  Solver solver;
  for (const StrategyInfo& info : kStrategyTable) {
    const StateSizes sizes{2, 7, 5};
    const auto made = solver.policy(info.strategy, sizes, 20, 1000);
    QVERIFY(made && *made);
    const Policy& policy = ***made;
    QCOMPARE(policy.strategy(), info.strategy);
    // The policy stores the states that the table says it stores.
    bool stores_internal = false;
    for (std::int64_t length = 1; length <= 20; ++length) {
      for (const std::int64_t budget : {policy.smallest_budget(20), std::int64_t{40}, std::int64_t{1000}}) {
        if (!is_count(policy.cost(length, budget))) continue;
        const Choice choice = policy.choice(length, budget);
        stores_internal |= choice.kind == Choice::Kind::PushInternal;
        QVERIFY(choice.kind != Choice::Kind::PushHidden || info.rule.counts_hidden_slots);
      }
    }
    QCOMPARE(stores_internal, info.stores_internal);
  }
}

void TestStrategy::are_numbered_within_their_kind() {
  for (const bool optimised : {false, true}) {
    std::size_t number = 0;
    for (const StrategyInfo& info : kStrategyTable) {
      if (info.is_optimised != optimised) continue;
      QCOMPARE(number_within_kind(info.strategy), number);
      ++number;
    }
  }
}

QTEST_GUILESS_MAIN(TestStrategy)
#include "tst_strategy.moc"
