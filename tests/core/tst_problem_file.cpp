// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/files/problem_file.h"
#include "tests/support/damage.h"

using namespace tidemark;

namespace {

Problem random_problem(std::mt19937_64& random) {
  const auto pick = [&random](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - least + 1));
  };
  const auto ratio = [&random] { return 1 + 20 * std::generate_canonical<double, 53>(random); };
  Problem problem;
  problem.length = pick(1, random() % 2 == 0 ? 1000 : kLongestLength);
  problem.strategy = kStrategies[random() % kStrategies.size()];
  problem.budget = {static_cast<Budget::Measure>(random() % 3), ratio() * 40};
  if (random() % 2 == 0) problem.alpha = 21 + ratio();
  if (random() % 2 == 0) problem.beta = ratio();
  problem.cell = {static_cast<CellKind>(random() % 3), pick(1, kLargestCellSide), pick(1, kLargestCellSide),
                  pick(1, kLargestCellSide)};
  problem.device = random() % 2 == 0 ? "cpu" : "cuda:" + std::to_string(random() % 8);
  problem.input = random() % 2 == 0 ? "noise" : "/some folder/\"ä\"\n.txt";
  return problem;
}

}  // namespace

class TestProblemFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comes_back_as_it_went();
  void fills_in_what_is_missing();
  void names_the_field_that_is_wrong_data();
  void names_the_field_that_is_wrong();
  void names_the_file();
  void survives_random_damage();
};

void TestProblemFile::comes_back_as_it_went() {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    const Problem problem = random_problem(random);
    const auto back = parse_problem(to_json(problem));
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QVERIFY(*back == problem);
  }
  QTemporaryDir folder;
  const auto path = std::filesystem::path(folder.path().toStdString()) / "some.tidemark";
  const Problem problem = random_problem(random);
  QVERIFY(save_problem(problem, path));
  QVERIFY(load_problem(path).value() == problem);
}

void TestProblemFile::fills_in_what_is_missing() {
  const auto problem = parse_problem(
      R"({"format": "tidemark-problem", "version": 1, "length": 7, "strategy": "ism", "colour": ["red"]})");
  QVERIFY(problem);
  Problem expected;
  expected.length = 7;
  expected.strategy = Strategy::Ism;
  QVERIFY(*problem == expected);
}

void TestProblemFile::names_the_field_that_is_wrong_data() {
  QTest::addColumn<QString>("fields");
  QTest::addColumn<QString>("message");
  const QString kLength = "length: must be a whole number from 1 to 1000000000000, not ";
  QTest::newRow("length -1") << R"("length": -1)" << kLength + "-1";
  QTest::newRow("length 1e30") << R"("length": 1e30)" << kLength + "1e+30";
  QTest::newRow("length as a list") << R"("length": [1, 2])" << kLength + "a list";
  QTest::newRow("a long text") << "\"length\": \"" + QString(500, 'x') + "\""
                               << kLength + "\"" + QString(40, 'x') + "..\"";
  QTest::newRow("a text with line ends") << R"("length": "a\nb")" << kLength + R"("a\nb")";
  QTest::newRow("a number past all") << R"("length": 1e999)"
                                     << "the file has a number that is too large to be read";
  QTest::newRow("budget measure")
      << R"("budget": {"measure": "miles", "value": 5})"
      << "budget.measure: must be one of slots, bytes, device_memory, percent, not \"miles\"";
  QTest::newRow("budget value") << R"("budget": {"measure": "slots"})"
                                << "budget.value: is missing; it must be a number from 0 to 9e+15";
  QTest::newRow("budget 0") << R"("budget": {"measure": "slots", "value": 0})"
                            << "the budget must be above 0, not 0";
  QTest::newRow("NaN") << R"("alpha": NaN)"
                       << "the file is not valid JSON at line 1, column 79 (byte 79)";
  QTest::newRow("alpha as text") << R"("alpha": "NaN")"
                                 << "alpha: must be a number from 1 to 1e+06, not \"NaN\"";
  QTest::newRow("alpha below 1") << R"("alpha": 0.99)"
                                 << "alpha: must be a number from 1 to 1e+06, not 0.99";
  QTest::newRow("beta above alpha")
      << R"("alpha": 2, "beta": 3)"
      << "beta (3) must not be above alpha (2): it is the same state without its "
         "input hidden state";
  QTest::newRow("cell") << R"("cell": {"kind": "transformer"})"
                        << "cell.kind: must be one of lstm, gru, tanh, not \"transformer\"";
  QTest::newRow("hidden") << R"("cell": {"kind": "gru", "hidden": 1e9})"
                          << "cell.hidden: must be a whole number from 1 to 1048576, not 1000000000.0";
  QTest::newRow("device") << R"("device": false)"
                          << "device: must be a text, not false";
  QTest::newRow("no device") << R"("device": "")"
                             << "the device has no name; \"cpu\" always works";
}

void TestProblemFile::names_the_field_that_is_wrong() {
  QFETCH(QString, fields);
  QFETCH(QString, message);
  // Of two fields with one name the last counts, so that the valid length stands first.
  const QString text =
      R"({"format":"tidemark-problem","version":1,"strategy":"hsm","length":5,)" + fields + "}";
  const auto problem = parse_problem(text.toStdString());
  QVERIFY(!problem);
  QCOMPARE(QString::fromStdString(problem.error().message), message);
}

void TestProblemFile::names_the_file() {
  const auto problem = load_problem("/no/such/folder/a.tidemark");
  QVERIFY(!problem);
  QCOMPARE(problem.error().message, "/no/such/folder/a.tidemark: cannot be read: No such file or directory");
  const auto broken = load_problem(TIDEMARK_TEST_DATA "/version-99.tidemark");
  QVERIFY(!broken);
  QCOMPARE(broken.error().message,
           TIDEMARK_TEST_DATA "/version-99.tidemark: version 99 is newer than this program reads (1)");
}

void TestProblemFile::survives_random_damage() {
  std::mt19937_64 any(3);
  std::mt19937 random(3);
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto problem = parse_problem(damaged(to_json(random_problem(any)), random));
    if (!problem) QVERIFY2(is_one_clean_line(problem.error().message), problem.error().message.c_str());
    if (problem) ++taken;
    if (problem) QVERIFY(validate(*problem));
  }
  QVERIFY2(taken > 100 && taken < 3900, std::to_string(taken).c_str());  // some damage is harmless
}

QTEST_GUILESS_MAIN(TestProblemFile)
#include "tst_problem_file.moc"
