// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer in words, and what to do if there is none.
#include <QLabel>
#include <QPushButton>

#include "tests/support/planned_workbench.h"
#include "ui/ask/answer_bar.h"
#include "ui/widgets/theme.h"
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

  /// The panels below moved down when a sentence was long, and did not come back.
  void the_bar_keeps_its_height_whatever_it_says() {
    Workbench workbench;
    AnswerBar bar(&workbench);
    bar.resize(900, bar.sizeHint().height());
    bar.show();
    const int height = bar.sizeHint().height();
    const auto holds = [&] {
      QCoreApplication::processEvents();
      return bar.sizeHint().height() == height && bar.minimumSizeHint().height() <= height &&
             bar.minimumSizeHint().width() <= 900 && !bar.hasHeightForWidth();
    };
    QVERIFY(holds());
    QTRY_VERIFY(workbench.plan() && !workbench.is_planning());
    QVERIFY(holds());
    Problem problem;
    problem.strategy = Strategy::Standard;
    workbench.set_problem(problem);
    QTRY_VERIFY(workbench.smallest_budget() && !workbench.is_planning());
    QVERIFY(bar.findChild<QPushButton*>("use_smallest_budget")->isVisible());
    QVERIFY(bar.findChild<ElidedLabel*>("headline")->is_elided());
    QVERIFY(holds());
  }

  void the_footnote_can_be_read_in_light_and_dark() {
    Workbench workbench;
    const AnswerBar bar(&workbench);
    const auto* footnote = bar.findChild<QLabel*>("footnote");
    for (const Theme theme : {Theme::Dark, Theme::Light}) {
      apply_theme(theme);
      QCoreApplication::processEvents();
      const QPalette palette = footnote->palette();
      QVERIFY(contrast(palette.color(footnote->foregroundRole()), palette.color(QPalette::Window)) >= 4.5);
      QCOMPARE(palette.color(QPalette::Window), palette_of(theme).color(QPalette::Window));
    }
  }

  /// A measurement takes seconds, and could not be stopped.
  void measuring_is_said_and_stopped() {
    Workbench workbench;
    AnswerBar bar(&workbench);
    bar.show();
    const auto* footnote = bar.findChild<QLabel*>("footnote");
    auto* stop = bar.findChild<QPushButton*>("stop_measuring");
    Problem problem;
    problem.cell = {CellKind::Lstm, 1024, 64, 1};  // takes long
    problem.chunk_length = 4;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.plan() && !workbench.is_planning(), 30'000);
    QVERIFY(!stop->isVisible());
    problem.chunk_length = kAutoChunk;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(stop->isVisible(), 30'000);
    QCOMPARE(footnote->text(), QStringLiteral("Measuring the fastest chunks on this processor, about 10 s…"));
    QTest::mouseClick(stop, Qt::LeftButton);
    QCOMPARE(workbench.problem().chunk_length, 4);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.plan() && !workbench.is_planning(), 30'000);
    QVERIFY(!stop->isVisible());
    QVERIFY(!workbench.is_calibrating());
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
