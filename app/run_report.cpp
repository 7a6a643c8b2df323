// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_report.h"

#include <iomanip>
#include <sstream>

#include "core/base/names.h"
#include "core/base/number_text.h"
#include "core/study/run_facts.h"

namespace tidemark {
namespace {

constexpr Named<GradientVerdict> kVerdictWords[] = {
    {GradientVerdict::BitIdentical, "bit-identical to standard BPTT's"},
    {GradientVerdict::WithinTolerance, "standard BPTT's up to rounding"},
    {GradientVerdict::Differ, "NOT those of standard BPTT"}};

std::string gradients_in_words(const RunFacts& facts) {
  std::ostringstream text;
  text << name_in(kVerdictWords, *facts.gradients);
  if (*facts.gradients != GradientVerdict::BitIdentical) {
    text << ": relative L2 " << facts.gradient_difference;
  }
  return text.str();
}

constexpr Named<RunState> kStateWords[] = {{RunState::Done, ""},
                                           {RunState::Unfinished, ", not finished"},
                                           {RunState::Cancelled, ", cancelled"},
                                           {RunState::Failed, ", failed"}};

template <class T>
std::string or_dash(const std::optional<T>& value, auto&& words) {
  return value ? words(*value) : std::string("-");
}

}  // namespace

std::string report_of(const Record& record) {
  const StartEvent& start = record.start;
  const Problem& problem = start.problem;
  const RunFacts facts = run_facts(record);
  std::ostringstream text;
  text << name_of(problem.strategy) << ", " << counted(problem.length, "step") << " of " << name_of(problem.cell.kind)
       << " " << problem.cell.hidden << ", batch " << problem.cell.batch;
  if (problem.cell.layers > 1) text << ", " << problem.cell.layers << " layers";
  if (problem.cell.precision != Precision::Float32) text << ", " << name_of(problem.cell.precision);
  if (problem.chunk_length > 1) text << ", in chunks of " << problem.chunk_length << " steps";
  text << ", on " << start.device.name << "; " << facts.iterations_done << " of "
       << counted(facts.iterations_asked, "iteration") << name_in(kStateWords, facts.state) << "\n";

  const auto row = [&](std::string_view name, const std::string& predicted, const std::string& measured) {
    text << "  " << std::left << std::setw(18) << name << std::right << std::setw(18) << predicted
         << std::setw(18) << measured << "\n";
  };
  const auto count = [](std::int64_t value) { return std::to_string(value); };
  const auto duration = [](double seconds) { return text_of(readable_seconds(seconds)); };
  const auto percent = [](double fraction) { return text_of(readable_percent(fraction)); };
  row("", "predicted", "measured");
  row("forward steps", count(facts.predicted_forward_steps), or_dash(facts.forward_steps, count));
  row("arena peak, bytes", count(facts.predicted_peak_bytes), or_dash(facts.peak_bytes, count));
  row("one iteration", duration(facts.predicted_seconds), or_dash(facts.seconds, duration));
  if (facts.overhead) {
    row("overhead", or_dash(facts.predicted_overhead, percent), percent(*facts.overhead));
    text << "  (time over standard BPTT's: predicted from measured steps, and measured)\n";
  }
  text << "  arena of " << text_of(readable_bytes(start.budget_bytes)) << ", beside it "
       << text_of(readable_bytes(total(start.fixed))) << " of fixed memory";
  if (facts.device_peak_bytes)
    text << "; the process held " << text_of(readable_bytes(*facts.device_peak_bytes));
  text << "\n";
  if (facts.first_loss) {
    text << "  loss " << *facts.first_loss;
    if (facts.iterations_done > 1) text << " -> " << *facts.last_loss;
    text << " nats a byte\n";
  }
  if (facts.gradients) text << "  gradients are " << gradients_in_words(facts) << "\n";
  return text.str();
}

}  // namespace tidemark
