// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer in words, and what to do if there is none.
#include <QLabel>
#include <QPushButton>

#include "tests/support/planned_workbench.h"
#include "ui/ask/answer_bar.h"
#include "ui/words/plurals.h"

namespace tidemark {
namespace {

class TestAnswerBar : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    prepare_for_views();
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }
  void init() { fail_on_any_warning(); }

  /// The sentence and the button beside it name one budget, in the same words.
  void the_smallest_budget_is_named_once_data() {
    QTest::addColumn<Budget>("budget");
    QTest::addColumn<QString>("smallest");
    QTest::newRow("slots") << Budget{Budget::Measure::Slots, 50} << QStringLiteral("2,499 hidden states");
    QTest::newRow("percent") << Budget{Budget::Measure::Percent, 5} << QStringLiteral("100 %");
  }
  void the_smallest_budget_is_named_once() {
    QFETCH(Budget, budget);
    QFETCH(QString, smallest);
    Workbench workbench;
    const AnswerBar bar(&workbench);
    Problem problem;
    problem.strategy = Strategy::Standard;
    problem.budget = budget;
    workbench.set_problem(problem);
    QTRY_VERIFY(workbench.smallest_budget() && !workbench.is_planning());
    QCOMPARE(bar.findChild<QLabel*>("headline")->text(),
             QStringLiteral(
                 "A budget of %1 is too small for Standard over 1,000 steps: the smallest that works is %2.")
                 .arg(budget_text(budget, Strategy::Standard), smallest));
    QCOMPARE(bar.findChild<QPushButton*>("use_smallest_budget")->text(),
             QStringLiteral("Use %1, the smallest that works").arg(smallest));
  }

  /// Bytes are rounded up: a budget that suffices still suffices when it is typed in as it is written.
  void bytes_are_never_rounded_down() {
    QCOMPARE(budget_text({Budget::Measure::Bytes, 4.0 * 1024 * 1024}, Strategy::Hsm), QString("4 MiB"));
    QCOMPARE(budget_text({Budget::Measure::Bytes, 4.0 * 1024 * 1024 + 1}, Strategy::Hsm),
             QString("4.001 MiB"));
    QCOMPARE(budget_text({Budget::Measure::Bytes, 163'741'696}, Strategy::Hsm), QString("156.157 MiB"));
    QCOMPARE(budget_text({Budget::Measure::Bytes, 2049}, Strategy::Hsm), QString("2.001 KiB"));
    QCOMPARE(budget_text({Budget::Measure::Bytes, 17}, Strategy::Hsm), QString("17 B"));
    QCOMPARE(budget_text({Budget::Measure::DeviceMemory, 1024}, Strategy::Hsm), QString("1 KiB in all"));
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestAnswerBar)
#include "tst_answer_bar.moc"
