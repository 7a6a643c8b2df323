// SPDX-License-Identifier: GPL-3.0-or-later
/// The run panel and the loss of real runs and of recorded ones, as they are drawn.
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "core/files/record_file.h"
#include "tests/support/planned_workbench.h"
#include "ui/run/loss_plot.h"
#include "ui/run/run_panel.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;

struct Panel {
  Panel() {
    panel.resize(380, 220);
    panel.show();
  }
  QString text(const char* name) const { return panel.findChild<QLabel*>(QLatin1String(name))->text(); }
  QTableWidget* table() const { return panel.findChild<QTableWidget*>("run_results"); }
  QProgressBar* progress() const { return panel.findChild<QProgressBar*>(); }
  QString verdict(int row) const { return table()->item(row, 2)->text(); }

  Workbench workbench{nullptr, Workbench::Asks::ItsRunner};
  RunPanel panel{&workbench};
};

Record some_run(std::vector<double> seconds, double standard_seconds) {
  Record record;
  StartEvent& start = record.start;
  start.problem = problem_of(Strategy::Msm, 1000, 50);
  start.problem.device = "cuda:7";
  start.device.name = "A device with quite a long name, as they have";
  start.sizes = {16384, 57344, 40960};
  start.iterations = 1000;
  start.predicted_forward_steps = 1958;
  start.predicted_arena_peak_bytes = 8'192'000;
  start.predicted_seconds = 1;
  for (const double each : seconds) {
    const auto n = static_cast<std::int64_t>(record.iterations.size()) + 1;
    record.iterations.push_back({.n = n,
                                 .loss = 5.0 / static_cast<double>(n),
                                 .seconds = each,
                                 .forward_steps = 1958,
                                 .arena_peak_bytes = 8'192'000,
                                 .device_peak_bytes = 99'000'000});
  }
  if (standard_seconds > 0)
    record.verify = VerifyEvent{.bit_identical = true, .standard_seconds = standard_seconds};
  record.end = EndEvent{EndEvent::Status::Cancelled, ""};
  return record;
}

/// The x values at which the plot writes numbers.
QVector<double> iterations_written(LossPlot& plot) {
  plot.replot(QCustomPlot::rpImmediateRefresh);
  return plot.xAxis->tickVector();
}

/// Whether something of the colour of measured values is drawn inside the axes.
bool has_ink(LossPlot& plot) {
  const QRect inside = plot.axisRect()->rect().adjusted(2, 2, -2, -2);
  const QImage image = plot.grab(inside).toImage();
  const QColor ink = ChartColors(plot.palette()).measured;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixelColor(x, y) == ink) return true;
    }
  }
  return false;
}

}  // namespace

class TestRunPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    prepare_for_views();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }
  void init() {
    fail_on_any_warning();
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  }

  void without_a_run_it_says_how_to_get_one() {
    Panel panel;
    QVERIFY(panel.text("run_sentence").contains("Nothing has been run"));
    QVERIFY(panel.text("run_sentence_note").contains("F5"));
    QVERIFY(!panel.table()->isVisible() && !panel.progress()->isVisible());
  }

  /// The number that people want stands first, and fits.
  void time_over_standard_bptt_comes_first() {
    Panel panel;
    panel.workbench.show_record(std::make_shared<const Record>(some_run({3, 1.1, 1.04, 1.02}, 0.8)));
    QTRY_COMPARE(panel.text("run_sentence"),
                 QStringLiteral("30 % more time than standard BPTT, in 20 % of its memory"));
    QVERIFY(panel.text("run_sentence_note").contains("same process"));
    QCOMPARE(panel.verdict(0), QStringLiteral("equal"));
    QCOMPARE(panel.verdict(1), QStringLiteral("equal to the byte"));
    QCOMPARE(panel.verdict(2), QStringLiteral("4 % more"));
    QCOMPARE(panel.table()->item(3, 1)->text(), QStringLiteral("30 % more"));
    QVERIFY(panel.verdict(6).contains("bit-identical"));
    QVERIFY(panel.text("run_title").startsWith("cancelled after 4 of 1,000 iterations"));
    const QLabel* sentence = panel.panel.findChild<QLabel*>("run_sentence");
    QVERIFY(sentence->font().pointSizeF() > panel.panel.font().pointSizeF() * 1.2);
    QVERIFY(!panel.table()->horizontalScrollBar()->isVisible());
    QCOMPARE(panel.panel.size(), QSize(380, 220));  // nothing in it has pushed it wider
    QCOMPARE(panel.table()->horizontalScrollBar()->maximum(), 0);
    QVERIFY2(panel.table()->height() > 60, qPrintable(QString::number(panel.table()->height())));
  }

  /// "232 % slower" once stood there after one cold iteration.
  void one_cold_iteration_gets_no_verdict_on_time() {
    Panel panel;
    panel.workbench.show_record(std::make_shared<const Record>(some_run({3.32}, 0)));
    QTRY_COMPARE(panel.verdict(2), QStringLiteral("one iteration, not warmed up"));
    QCOMPARE(panel.text("run_sentence"), QStringLiteral("20 % of standard BPTT's memory"));
    QVERIFY(panel.text("run_sentence_note").contains("Verify"));
    QVERIFY(panel.table()->isRowHidden(6));
    QCOMPARE(panel.table()->item(7, 1)->text(), QStringLiteral("5.0000"));
  }

  void it_does_nothing_while_hidden() {
    Panel panel;
    panel.panel.hide();
    panel.workbench.show_record(std::make_shared<const Record>(some_run({3, 1.1}, 0.8)));
    QTest::qWait(100);
    QVERIFY(panel.text("run_sentence").contains("Nothing has been run"));
    panel.panel.show();
    QVERIFY(panel.text("run_sentence").contains("more time"));  // before it is painted
  }

  void a_real_run_tells_how_far_it_is_and_how_it_was_cancelled() {
    Panel panel;
    Problem problem = problem_of(Strategy::Msm, 200, 20);
    problem.beta.reset();
    problem.alpha.reset();
    problem.cell = {CellKind::Lstm, 64, 1, 1};
    problem.input = "noise";
    panel.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(panel.workbench.plan() && !panel.workbench.is_planning(), kPatienceMs);
    panel.workbench.run(1'000'000, true);
    QTRY_VERIFY_WITH_TIMEOUT(panel.progress()->isVisible(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(QRegularExpression("^iteration [0-9,]+ of 1,000,000 · about .* left$")
                                 .match(panel.progress()->text())
                                 .hasMatch(),
                             kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(panel.text("run_sentence").contains("than standard BPTT"), kPatienceMs);
    panel.workbench.cancel_run();
    QTRY_VERIFY_WITH_TIMEOUT(!panel.workbench.is_running(), kPatienceMs);
    QTRY_VERIFY(QRegularExpression("^cancelled after [0-9,]+ of 1,000,000 iterations · MSM")
                    .match(panel.text("run_title"))
                    .hasMatch());
    QVERIFY(!panel.progress()->isVisible());
  }

  /// The axis once had iterations at 2.5 and 7.5.
  void the_loss_is_at_whole_iterations() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    LossPlot plot(&workbench);
    plot.resize(400, 220);
    plot.show();
    for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{10}, std::size_t{37}}) {
      workbench.show_record(std::make_shared<const Record>(some_run(std::vector<double>(count, 1.0), 0)));
      QTRY_COMPARE(plot.graph(0)->dataCount(), static_cast<int>(count));
      const QVector<double> ticks = iterations_written(plot);
      QVERIFY(!ticks.isEmpty());
      for (const double tick : ticks) QCOMPARE(tick, std::round(tick));
      QVERIFY2(has_ink(plot), qPrintable(QStringLiteral("nothing drawn of %1").arg(count)));
    }
  }

  void a_hidden_loss_plot_does_nothing() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    LossPlot plot(&workbench);
    workbench.show_record(std::make_shared<const Record>(some_run({1, 1}, 0)));
    QTest::qWait(50);
    QCOMPARE(plot.graph(0)->dataCount(), 0);
    plot.show();
    QCOMPARE(plot.graph(0)->dataCount(), 2);
  }
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestRunPanel)
#include "tst_run_panel.moc"
