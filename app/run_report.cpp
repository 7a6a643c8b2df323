// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_report.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "app/summary.h"
#include "core/plan/plan.h"

namespace tidemark {
namespace {

/// The iterations' median, which one slow moment of the machine does not move.
double median_seconds(const std::vector<IterationEvent>& iterations) {
  std::vector<double> seconds;
  for (const IterationEvent& iteration : iterations) seconds.push_back(iteration.seconds);
  const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
  std::nth_element(seconds.begin(), middle, seconds.end());
  return *middle;
}

std::string duration(double seconds) {
  std::ostringstream text;
  text << std::setprecision(4);
  seconds < 1 ? text << seconds * 1000 << " ms" : text << seconds << " s";
  return text.str();
}

bool has_standard_gradients(const VerifyEvent& verify) {
  return verify.bit_identical || verify.relative_l2 <= kLargestGradientDifference;
}

std::string gradients_in_words(const VerifyEvent& verify) {
  if (verify.bit_identical) return "bit-identical to standard BPTT's";
  std::ostringstream text;
  text << (has_standard_gradients(verify) ? "standard BPTT's up to rounding" : "NOT those of standard BPTT")
       << ": relative L2 " << verify.relative_l2;
  return text.str();
}

}  // namespace

std::string report_of(const Record& record) {
  const StartEvent& start = record.start;
  const Problem& problem = start.problem;
  const auto& iterations = record.iterations;
  std::ostringstream text;
  text << name_of(problem.strategy) << ", " << problem.length << " steps of " << name_of(problem.cell.kind)
       << " " << problem.cell.hidden << ", batch " << problem.cell.batch;
  if (problem.cell.layers > 1) text << ", " << problem.cell.layers << " layers";
  if (problem.cell.precision != Precision::Float32) text << ", " << name_of(problem.cell.precision);
  if (problem.chunk_length > 1) text << ", in chunks of " << problem.chunk_length << " steps";
  text << ", on " << start.device.name << "; " << iterations.size() << " of " << start.iterations
       << (start.iterations == 1 ? " iteration" : " iterations") << "\n";

  const auto row = [&](std::string_view name, const std::string& predicted, const std::string& measured) {
    text << "  " << std::left << std::setw(18) << name << std::right << std::setw(18) << predicted
         << std::setw(18) << measured << "\n";
  };
  const bool measured = !iterations.empty();
  const auto measured_count = [&](std::int64_t count) {
    return measured ? std::to_string(count) : std::string("-");
  };
  const IterationEvent last = measured ? iterations.back() : IterationEvent{};
  row("", "predicted", "measured");
  row("forward steps", std::to_string(start.predicted_forward_steps), measured_count(last.forward_steps));
  row("arena peak, bytes", std::to_string(start.predicted_arena_peak_bytes),
      measured_count(last.arena_peak_bytes));
  row("one iteration", duration(start.predicted_seconds),
      measured ? duration(median_seconds(iterations)) : "-");
  if (record.verify && measured && record.verify->standard_seconds > 0) {
    row("overhead", percent(overhead(start.predicted_forward_steps, problem.length)),
        percent(median_seconds(iterations) / record.verify->standard_seconds - 1));
  }
  text << "  arena of " << readable_bytes(start.budget_bytes) << ", beside it "
       << readable_bytes(total(start.fixed)) << " of fixed memory";
  if (last.device_peak_bytes > 0) text << "; the process held " << readable_bytes(last.device_peak_bytes);
  text << "\n";
  if (measured) {
    text << "  loss " << iterations.front().loss;
    if (iterations.size() > 1) text << " -> " << last.loss;
    text << " nats a byte\n";
  }
  if (record.verify) text << "  gradients are " << gradients_in_words(*record.verify) << "\n";
  return text.str();
}

bool is_as_predicted(const Record& record) {
  const StartEvent& start = record.start;
  const bool counts_agree = std::ranges::all_of(record.iterations, [&](const IterationEvent& iteration) {
    return iteration.forward_steps == start.predicted_forward_steps &&
           iteration.arena_peak_bytes == start.predicted_arena_peak_bytes;
  });
  return counts_agree && (!record.verify || has_standard_gradients(*record.verify));
}

}  // namespace tidemark
