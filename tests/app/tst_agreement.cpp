// SPDX-License-Identifier: GPL-3.0-or-later
/// Window, command line, exports and plan files state the same facts about one question: share of standard
/// BPTT's memory, overhead, predicted time, optimality; and about a run: peak, time and verdicts. They are
/// read back from the texts of the widgets and of the files.
#include <QLabel>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTableWidget>
#include <QTest>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "app/run_report.h"
#include "app/summary.h"
#include "core/base/number_text.h"
#include "core/files/exports.h"
#include "core/files/plan_file.h"
#include "core/plan/budget_readings.h"
#include "core/study/run_facts.h"
#include "ui/ask/answer_bar.h"
#include "ui/ask/parameter_bar.h"
#include "ui/run/run_panel.h"
#include "ui/timeline/slots_panel.h"
#include "ui/tradeoff/tradeoff_view.h"
#include "ui/words/chart_format.h"
#include "ui/words/explanation.h"
#include "ui/workbench/answer_facts.h"
#include "ui/workbench/cost_table.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kQuestions = 200;
constexpr int kPatienceMs = 30'000;

/// The parts of the window that state facts about an answer.
struct Window {
  Workbench workbench;
  TimelineSource timelines{&workbench};
  AnswerBar answer{&workbench};
  ParameterBar bar{&workbench};
  SlotsPanel slots_panel{&workbench, &timelines};
  TradeoffView tradeoff{&workbench};
  RunPanel run{&workbench};

  QString text(const char* name) const {
    for (const QWidget* widget : std::initializer_list<const QWidget*>{&answer, &bar, &run})
      if (const auto* label = widget->findChild<QLabel*>(QLatin1String(name))) return label->text();
    return {};
  }
};

/// The first capture of `pattern` in the text, without blanks before percent signs; says so if there is none.
QString found(const QString& text, const QString& pattern) {
  const auto match = QRegularExpression(pattern).match(text);
  return match.hasMatch() ? match.captured(1) : QStringLiteral("nothing like ") + pattern;
}

QString number(double fraction) {
  return QString::fromStdString(text_of({readable_percent(fraction).value, ""}));
}

/// "12.3 % more time" as a number: 12.3; less time is below 0.
QString overhead_in(const QString& text) {
  if (text.contains(QLatin1String("no more time"))) return QStringLiteral("0");
  const auto match = QRegularExpression(QStringLiteral("([0-9.]+) ?% (more|less) time")).match(text);
  if (!match.hasMatch()) return QStringLiteral("no overhead in ") + text;
  return (match.captured(2) == QLatin1String("less") ? QStringLiteral("-") : QString()) + match.captured(1);
}

struct Random {
  std::mt19937 engine{20};

  std::int64_t whole(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(engine);
  }
  double real(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(engine);
  }
};

Problem random_problem(Random& random, const Cell& cell, std::int64_t chunk_length) {
  Problem problem;
  problem.cell = cell;
  problem.chunk_length = chunk_length;
  problem.input = "noise";
  problem.length = random.whole(2, 300);
  problem.strategy = kStrategies[static_cast<std::size_t>(random.whole(0, std::ssize(kStrategies) - 1))];
  if (chunk_length == 1 && random.whole(0, 3) == 0) problem.beta = static_cast<double>(random.whole(1, 6));
  if (problem.beta && random.whole(0, 1) == 0)
    problem.alpha = *problem.beta + static_cast<double>(random.whole(0, 3));
  switch (random.whole(0, 3)) {
    case 0:
      problem.budget = {Budget::Measure::Slots, static_cast<double>(random.whole(2, 100))};
      break;
    case 1:
      problem.budget = {Budget::Measure::Percent, random.real(2, 120)};
      break;
    case 2:
      problem.budget = {Budget::Measure::Bytes, static_cast<double>(random.whole(2'000, 300'000))};
      break;
    default:
      problem.budget = {Budget::Measure::DeviceMemory, static_cast<double>(random.whole(50'000, 900'000))};
      break;
  }
  return problem;
}

/// A finished run of `plan`, with times that make chunks and single steps differ.
std::shared_ptr<const Record> run_of(const Plan& plan, Random& random) {
  const double k = static_cast<double>(plan.problem.chunk_length);
  Record record;
  StartEvent& start = record.start;
  start.problem = plan.problem;
  start.device.name = "a device";
  start.iterations = 4;
  start.sizes = plan.device->chunk.states;
  start.budget_bytes = plan.arena_bytes.value_or(0);
  start.predicted_forward_steps = plan.forward_steps;
  start.predicted_arena_peak_bytes = plan.peak_bytes.value_or(0);
  start.times = {
      .advance = 1e-3 / k + 1e-4, .keep = 1.1e-3 / k + 1e-4, .backward = 2.3e-3 / k, .iteration = 1e-3};
  start.predicted_seconds = predicted_seconds(start.times, plan);
  for (std::int64_t n = 1; n <= 3; ++n) {
    record.iterations.push_back({.n = n,
                                 .loss = 5.0 / static_cast<double>(n),
                                 .seconds = start.predicted_seconds * random.real(0.8, 1.6),
                                 .forward_steps = plan.forward_steps,
                                 .arena_peak_bytes = start.predicted_arena_peak_bytes - (n == 3 ? 8 : 0),
                                 .device_peak_bytes = 1'000'000 * n});
  }
  record.verify = VerifyEvent{.relative_l2 = random.whole(0, 1) == 0 ? 3e-6 : 2e-5,
                              .bit_identical = false,
                              .standard_seconds = start.predicted_seconds * 0.7};
  record.end = EndEvent{EndEvent::Status::Cancelled, ""};
  return std::make_shared<const Record>(record);
}

/// Whether an answer has come, a plan or an error, with the curves of its question.
bool ask(Window& window, const Problem& problem) {
  Workbench& workbench = window.workbench;
  workbench.set_problem(problem);
  return QTest::qWaitFor(
      [&] {
        if (workbench.is_planning() || !workbench.device_sizes()) return false;
        if (!workbench.plan()) return !workbench.planning_error().isEmpty();
        const auto costs = workbench.strategy_costs();
        return workbench.plan()->problem == problem && costs && costs->sequence == sequence_of(problem) &&
               costs->sizes == workbench.plan()->sizes;
      },
      kPatienceMs);
}

}  // namespace

class TestAgreement : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
    QStandardPaths::setTestModeEnabled(true);
    QLocale::setDefault(QLocale::c());
  }

  void everything_states_the_same_facts() {
    Window window;
    Random random;
    const Cell cells[] = {{CellKind::Lstm, 8, 2, 1}, {CellKind::Gru, 8, 1, 1}, {CellKind::Tanh, 16, 2, 2}};
    int planned = 0;
    for (int i = 0; i < kQuestions; ++i) {
      // The device is asked anew for every new cell or chunk length, so that there are not too many of them.
      const int group = i * 6 / kQuestions;
      const Problem problem = random_problem(random, cells[group % 3], group < 3 ? 1 : 4);
      const QByteArray what = QStringLiteral("question %1: %2 over %3, budget %4 (%5), chunks of %6")
                                  .arg(i)
                                  .arg(QString::fromUtf8(name_of(problem.strategy).data()))
                                  .arg(problem.length)
                                  .arg(problem.budget.value)
                                  .arg(static_cast<int>(problem.budget.measure))
                                  .arg(problem.chunk_length)
                                  .toUtf8();
      QVERIFY2(ask(window, problem), what.constData());
      if (!window.workbench.plan()) continue;
      ++planned;
      if (i % 10 == 0) {
        window.workbench.show_record(run_of(*window.workbench.plan(), random));
        QVERIFY2(ask(window, problem), what.constData());
        QVERIFY2(run_is_told_alike(window), what.constData());
      }
      for (const auto kind : {OverheadBasis::Kind::Paper, OverheadBasis::Kind::Measured}) {
        window.workbench.set_overhead_kind(kind);
        QVERIFY2(answer_is_told_alike(window), what.constData());
      }
      QVERIFY2(files_tell_the_same(window), what.constData());
    }
    QVERIFY2(planned > kQuestions / 3, qPrintable(QString::number(planned)));
  }

 private:
  static bool answer_is_told_alike(Window& window) {
    bool is_good = true;
    const auto agree = [&is_good](const char* thing, const QString& told, const QString& expected) {
      if (told == expected) return;
      qWarning().noquote() << thing << "is told as" << told << "and as" << expected;
      is_good = false;
    };
    Workbench& workbench = window.workbench;
    const auto plan = workbench.plan();
    const Strategy strategy = plan->problem.strategy;
    const auto facts = facts_of(workbench);
    const QString headline = window.text("headline");
    const QString footnote = window.text("footnote");
    const QString summary =
        QString::fromStdString(summary_of(*plan, measurements_of(workbench), workbench.overhead_kind()));

    // The share of the peak.
    const QString share = number(facts->share);
    agree("share, headline", found(headline, "([0-9.]+) % of standard memory"), share);
    agree("share, command line", found(summary, "memory +([0-9.]+)% of standard"), share);
    const bool counts_bytes = facts->share_basis == MemoryShare::Basis::Bytes;
    agree("what the share counts", found(summary, "of standard BPTT's (bytes|states) "),
          counts_bytes ? "bytes" : "states");
    agree("share, timeline's axis",
          number(window.timelines.part_of_standard(window.timelines.timeline()->peak())), share);
    workbench.set_cursor(window.timelines.timeline()->peak_moment());
    agree("share, slots", found(window.slots_panel.sum_words(), "\\(([0-9.]+) % of standard"), share);
    window.tradeoff.set_memory_scale(MemoryScale::Percent);
    const TradeoffScales& scales = window.tradeoff.scales();
    agree("share, trade-off", number(scales.x_of_quanta(static_cast<double>(plan->peak), strategy) / 100),
          share);
    // The share of the budget.
    const auto readings = readings_of(*plan);
    const double budget_share = scales.x_of_quanta(static_cast<double>(plan->budget), strategy);
    if (plan->problem.budget.measure != Budget::Measure::Percent) {
      const QString read = found(window.text("budget_readings"), "([0-9.]+) %");
      agree("budget, box", read, number(readings.percent / 100));
      // The chart counts whole quanta, so that of a budget in bytes less than one may be left over.
      const double quantum = budget_share / static_cast<double>(plan->budget);
      if (std::abs(readings.percent - budget_share) > 1.0001 * quantum) {
        agree("budget, trade-off", QString::number(budget_share), QString::number(readings.percent));
      }
    }

    // Overhead and time.
    const QString overhead = number(std::abs(facts->overhead) < 0.0005 ? 0 : facts->overhead);
    agree("overhead, headline", overhead_in(headline), overhead);
    if (overhead != "0") agree("overhead, command line", overhead_in(summary), overhead);
    window.tradeoff.set_cost_scale(CostScale::Overhead);
    agree("overhead, trade-off",
          number(window.tradeoff.scales().y_of_steps(static_cast<double>(plan->forward_steps)) / 100),
          number(facts->overhead));
    const QString backward = ratio_text(facts->overhead_basis.backward_cost());
    agree("basis, command line", found(summary, "a backward step counts ([0-9.]+) forward steps"), backward);
    agree("basis, window",
          found(window.answer.findChild<QComboBox*>("overhead_basis")->currentText(),
                "a backward step counts ([0-9.]+) forward steps"),
          backward);
    agree("basis, trade-off", found(window.tradeoff.scales().y_title(), "backward = ([0-9.]+)"), backward);
    agree("basis, timeline", ratio_text(window.timelines.timeline()->backward()), backward);
    if (const auto cell = cell_of_problem(workbench);
        cell && plan->policy && plan->budget % plan->slot() == 0) {
      const CostTable table = cost_table(workbench);
      if (table.contains(*cell))
        agree("overhead, cost table", found(table.explanation(*cell), "overhead (-?[0-9.]+) %"),
              number(facts->overhead));
    }
    if (facts->seconds) {
      agree("time, headline", headline.contains(duration_text(*facts->seconds)) ? "told" : headline, "told");
      agree("time, command line", found(summary, "predicted time +([0-9.]+ [^ ]+) for an iteration"),
            duration_text(*facts->seconds));
      window.tradeoff.set_cost_scale(CostScale::Milliseconds);
      agree(
          "time, trade-off",
          duration_text(window.tradeoff.scales().y_of_steps(static_cast<double>(plan->forward_steps)) / 1e3),
          duration_text(*facts->seconds));
    }

    // Optimality.
    const auto told = [](bool is_optimal, bool is_plain) {
      return is_optimal ? "optimal" : is_plain ? "plain" : "neither";
    };
    const QString optimality =
        told(facts->optimality == Optimality::Optimal, facts->optimality == Optimality::NearlyOptimal);
    agree("optimality, footnote",
          told(footnote.contains("optimal: no other"), footnote.contains("by one forward step")), optimality);
    agree("optimality, command line",
          told(summary.contains("optimal         yes"), summary.contains("nearly:")), optimality);
    agree("optimality, plan", plan->optimal ? "optimal" : "not", optimality == "optimal" ? "optimal" : "not");
    const QString why = explain(*plan->policy, {plan->sequence().chunks(), plan->budget}).text();
    agree("optimality, why", why.contains("by one forward step") ? "plain" : "not",
          optimality == "plain" ? "plain" : "not");
    return is_good;
  }

  static bool files_tell_the_same(Window& window) {
    const auto plan = window.workbench.plan();
    const PlanFacts facts = plan_facts(*plan, {}, OverheadBasis::Kind::Paper);
    std::ostringstream file;
    if (!write_plan(*plan, file)) return false;
    const auto cost = nlohmann::json::parse(file.str()).at("cost");
    if (cost.at("share") != facts.share || cost.at("overhead") != facts.overhead ||
        cost.at("optimal") != (facts.optimality == Optimality::Optimal) ||
        cost.at("share_of") != (facts.share_basis == MemoryShare::Basis::Bytes ? "bytes" : "states")) {
      qWarning() << "the plan file tells" << cost.dump().c_str();
      return false;
    }
    // A curve's point at the plan's own budget.
    if (plan->budget % plan->slot() != 0) return true;
    const CurveMeasures measures{plan->sequence(), plan->sizes,
                                 MemoryShare(plan->problem, plan->sizes, plan->device), OverheadBasis()};
    const std::int64_t cost_in_chunks = plan->policy->cost(plan->sequence().chunks(), plan->budget);
    std::ostringstream csv;
    if (!write_curves_csv(
            {{plan->problem.strategy, {{plan->budget / plan->slot(), plan->budget, cost_in_chunks}}}},
            measures, csv))
      return false;
    const QStringList row = QString::fromStdString(csv.str()).split('\n').at(1).split(',');
    const bool is_good =
        number(row[7].toDouble() / 100) == number(facts.overhead) &&
        (plan->peak != plan->budget || number(row[4].toDouble() / 100) == number(facts.share));
    if (!is_good) qWarning() << "the curve tells" << row << "of" << facts.overhead << facts.share;
    return is_good;
  }

  static bool run_is_told_alike(Window& window) {
    window.run.show();  // hidden, it does not follow
    const auto record = window.workbench.record();
    if (!record) return false;
    const RunFacts facts = run_facts(*record);
    const QString report = QString::fromStdString(report_of(*record));
    const auto* table = window.run.findChild<QTableWidget*>("run_results");
    QStringList cells;
    for (int row = 0; row < table->rowCount(); ++row)
      for (int column = 0; column < table->columnCount(); ++column) cells << table->item(row, column)->text();
    const QString panel = cells.join('\n') + '\n' + window.text("run_title");
    window.run.hide();
    bool is_good = true;
    const auto both = [&](const char* thing, const QString& text) {
      for (const QString& told : {panel, report}) {
        if (told.contains(text)) continue;
        qWarning().noquote() << thing << "is not told as" << text << "in" << told;
        is_good = false;
      }
    };
    both("peak", QString::number(*facts.peak_bytes));
    both("predicted time", duration_text(facts.predicted_seconds));
    both("median time", duration_text(*facts.seconds));
    both("time over standard BPTT", number(std::abs(*facts.overhead)));
    both("gradients", facts.gradients == GradientVerdict::Differ ? "NOT those of standard BPTT"
                                                                 : "standard BPTT's up to rounding");
    both("state", "cancelled");
    both("iterations", "3 of 4 iterations");
    return is_good;
  }
};

}  // namespace tidemark

using tidemark::TestAgreement;
QTEST_MAIN(TestAgreement)
#include "tst_agreement.moc"
