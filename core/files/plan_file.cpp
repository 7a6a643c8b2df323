// SPDX-License-Identifier: Apache-2.0
#include "core/files/plan_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/file_io.h"
#include "core/files/json_parts.h"
#include "core/plan/checker.h"
#include "core/study/plan_facts.h"

namespace tidemark {
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "tidemark-plan";
constexpr std::int64_t kVersion = 1;

constexpr WholeRange kSlots = {0, Action::kLastSlot};
constexpr WholeRange kQuantaPerHidden = {1, 1024};
constexpr std::int64_t kMostStateQuanta = static_cast<std::int64_t>(kLargestRatio) * kQuantaPerHidden.most;
constexpr WholeRange kBudgetQuanta = {0, static_cast<std::int64_t>(Budget::kLargest)};
constexpr RealRange kBudgetSlots = {0, Budget::kLargest};
constexpr double kTolerance = 1e-9;  // between a number in a file and the same number counted here

bool is_close(double a, double b) {
  return std::abs(a - b) <= kTolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

// --- writing ---

Json problem_of(const Solution& plan) {
  Json fields = json_of(plan.problem);
  fields["budget_slots"] = plan.in_slots(plan.budget);
  fields["alpha"] = plan.sizes.alpha_ratio();
  fields["beta"] = plan.sizes.beta_ratio();
  Json given = Json::object();
  if (plan.problem.alpha) given["alpha"] = *plan.problem.alpha;
  if (plan.problem.beta) given["beta"] = *plan.problem.beta;
  fields["given"] = std::move(given);
  fields["quanta"] = {{"hidden", plan.sizes.hidden},
                      {"alpha", plan.sizes.alpha},
                      {"beta", plan.sizes.beta},
                      {"budget", plan.budget}};
  return fields;
}

void put_action(const Action& action, TextWriter& out) {
  out << "[\"" << name_of(action.kind) << '"';
  if (action.kind == ActionKind::Advance) {
    out << ',' << action.from << ',' << action.to;
  } else if (action.kind != ActionKind::Free) {
    out << ',' << action.step();
  }
  if (action.slot != Action::kNoSlot) out << ',' << action.slot;
  out << ']';
}

/// Writes the file of a schedule that reaches `peak`. The share is one of standard BPTT's memory, see
/// core/model/memory_share.h; overheads are in the paper's basis.
void put_file(const ScheduleView& schedule, const PeakMemory& peak, TextWriter& out,
              std::string_view line_end) {
  const Solution& plan = schedule.solution;
  const PlanFacts facts = plan_facts(plan, peak, {}, OverheadBasis::Kind::Paper);
  const bool counts_bytes = facts.share_basis == MemoryShare::Basis::Bytes;
  const Json cost = {{"forward_steps", plan.forward_steps},
                     {"backward_steps", plan.problem.length},
                     {"peak_slots", plan.in_slots(peak.quanta)},
                     {"share", facts.share},
                     {"share_of", counts_bytes ? "bytes" : "states"},
                     {"overhead", facts.overhead},
                     {"backward_counts", facts.overhead_basis.backward_cost()},
                     {"optimal", plan.optimal}};
  out << "{\"format\":\"" << kFormat << "\",\"version\":" << kVersion << ',' << line_end;
  out << "\"problem\":" << dumped(problem_of(plan)) << ',' << line_end;
  out << "\"cost\":" << dumped(cost) << ',' << line_end;
  if (plan.calibration) out << "\"calibration\":" << dumped(json_of(*plan.calibration)) << ',' << line_end;
  out << "\"actions\":[" << line_end;
  bool is_first = true;
  schedule.emit_actions([&](const Action& action) {
    if (!std::exchange(is_first, false)) out << ',' << line_end;
    put_action(action, out);
    return out.is_good();
  });
  out << line_end << "]}" << line_end;
}

// --- reading ---

/// How many numbers follow an action's word: at least, and at most.
std::pair<std::size_t, std::size_t> operand_count(ActionKind kind) {
  switch (kind) {
    case ActionKind::Advance:
    case ActionKind::StoreHidden:
    case ActionKind::StoreInternal:
    case ActionKind::Restore:
      return {2, 2};
    case ActionKind::Backward:
      return {1, 2};
    case ActionKind::Keep:
    case ActionKind::Free:
      return {1, 1};
  }
  return {0, 0};
}

/// The Error's place is relative to the action.
Result<Action> read_action(const json& value) {
  if (!value.is_array() || value.empty()) {
    return failure(": must be a list such as [\"advance\", 0, 38], not ", shown(value));
  }
  const auto kind =
      value[0].is_string() ? action_named(value[0].get_ref<const std::string&>()) : std::nullopt;
  if (!kind) {
    return failure(
        "[0]: must be advance, keep, store_hidden, store_internal, restore, backward or free, not ",
        shown(value[0]));
  }
  const auto [fewest, most] = operand_count(*kind);
  const std::size_t count = value.size() - 1;
  if (count < fewest || count > most) {
    return failure(": ", name_of(*kind), " takes ", fewest, fewest == most ? "" : " or 2",
                   fewest == 1 && most == 1 ? " number" : " numbers", ", not ", count);
  }
  const bool starts_with_slot = *kind == ActionKind::Free;
  const auto first = whole_number(value[1], starts_with_slot ? kSlots : kSteps, "[1]");
  if (!first) return tl::unexpected(first.error());
  if (starts_with_slot) return Action::free(static_cast<std::int32_t>(*first));
  if (count == 1) return *kind == ActionKind::Keep ? Action::keep(*first) : Action::backward(*first);
  const auto second = whole_number(value[2], *kind == ActionKind::Advance ? kSteps : kSlots, "[2]");
  if (!second) return tl::unexpected(second.error());
  if (*kind == ActionKind::Advance) return Action::advance(*first, *second);
  const std::int64_t to = *kind == ActionKind::Backward ? *first - 1 : *first;
  return Action{*kind, static_cast<std::int32_t>(*second), *first, to};
}

/// The sizes and the budget that a plan was made with, in quanta.
Settled read_quanta(Fields fields) {
  Settled quanta;
  quanta.sizes.hidden = fields.whole("hidden", kQuantaPerHidden);
  quanta.sizes.alpha = fields.whole("alpha", {quanta.sizes.hidden, kMostStateQuanta});
  quanta.sizes.beta = fields.whole("beta", {1, quanta.sizes.alpha});
  quanta.budget = fields.whole("budget", kBudgetQuanta);
  return quanta;
}

/// Compares the file's ratios and its budget in slots with its whole quanta.
void compare_quanta(Fields& fields, const Problem& problem, double budget_slots, const Settled& quanta) {
  const auto compare = [&](std::string_view name, double said, double counted) {
    if (is_close(said, counted)) return;
    std::ostringstream text;
    text << fields.place_of(name) << ": is " << said << ", but " << counted << " by its quanta";
    fields.fail(text.str());
  };
  if (problem.alpha) compare("alpha", *problem.alpha, quanta.sizes.alpha_ratio());
  if (problem.beta) compare("beta", *problem.beta, quanta.sizes.beta_ratio());
  compare("budget_slots", budget_slots, quanta.in_slots(quanta.budget));
}

/// What the file's `problem` holds: the question, and the quanta in which it was answered.
Settled read_settled(Fields fields) {
  Problem problem = read_planned_problem(fields);  // alpha and beta: the ratios planned with
  const double budget_slots = fields.real("budget_slots", kBudgetSlots);
  Settled settled;
  if (fields.has("quanta")) {
    settled = read_quanta(fields.object("quanta"));
    settled.problem.strategy = problem.strategy;
    compare_quanta(fields, problem, budget_slots, settled);
  } else {
    Problem in_slots = problem;
    in_slots.budget = {Budget::Measure::Slots, budget_slots};
    if (auto counted = settle(in_slots, std::nullopt)) {
      settled = *std::move(counted);
    } else {
      fields.fail(fields.path() + ": " + counted.error().message);
    }
  }
  if (!fields.has("budget")) problem.budget = {Budget::Measure::Slots, budget_slots};
  if (fields.has("given")) {
    Fields given = fields.object("given");
    problem.alpha = given.real_if_any("alpha", kAnyReal);
    problem.beta = given.real_if_any("beta", kAnyReal);
  }
  if (auto valid = validate(problem); !valid) fields.fail(fields.path() + ": " + valid.error().message);
  settled.problem = problem;
  return settled;
}

/// Compares the costs that the file states with what the checker counted.
void compare_cost(Fields cost, const Plan& plan) {
  const auto compare = [&](std::string_view name, std::int64_t counted) {
    const std::int64_t said = cost.whole(name, kCounts, counted);
    if (said == counted) return;
    cost.fail(cost.place_of(name) + ": is " + std::to_string(said) + ", but the actions have " +
              std::to_string(counted));
  };
  compare("forward_steps", plan.forward_steps);
  compare("backward_steps", plan.problem.length);
  const double peak = plan.in_slots(plan.peak);
  const double said = cost.real("peak_slots", kBudgetSlots, peak);
  if (is_close(said, peak)) return;
  std::ostringstream text;
  text << cost.place_of("peak_slots") << ": is " << said << ", but the actions reach " << peak;
  cost.fail(text.str());
}

}  // namespace

void put_plan(const Plan& plan, TextWriter& out, std::string_view line_end) {
  put_file(plan, {plan.peak, plan.peak_bytes}, out, line_end);
}

void ActionReader::begin() {
  actions_.clear();
  error_.reset();
}

void ActionReader::take(const json& item) {
  if (error_) return;
  if (const auto action = read_action(item)) {
    actions_.push_back(*action);
  } else {
    error_ = Error{"[" + std::to_string(actions_.size()) + "]" + action.error().message};
  }
}

std::vector<Action> ActionReader::finish(Fields& fields) {
  fields.list("actions");  // fails where it is something else
  // If the key is repeated, the last occurrence counts: where it is null, the actions of an earlier one are
  // dropped.
  if (!fields.has("actions")) begin();
  if (error_) fields.fail(fields.place_of("actions") + error_->message);
  return std::move(actions_);
}

Result<std::shared_ptr<const Plan>> read_plan(Fields& fields, ActionReader& reader) {
  fields.expect_format(kFormat, kVersion);
  Settled settled = read_settled(fields.object("problem"));
  std::vector<Action> actions = reader.finish(fields);
  if (fields.has("calibration")) {
    settled.calibration = std::make_shared<const Calibration>(read_calibration(fields.object("calibration")));
  }
  if (!fields.is_good()) return tl::unexpected(fields.error());

  auto plan = plan_from_actions(settled, std::move(actions));
  if (!plan) {
    const std::string place = fields.path().empty() ? "" : fields.path() + ": ";
    return tl::unexpected(Error{place + plan.error().message, plan.error().is_violation});
  }
  compare_cost(fields.object("cost"), **plan);
  (*plan)->optimal = fields.object("cost").flag("optimal", false);
  // Everything else has been checked before, so that only the costs that the file states can be wrong here.
  return fields.check(std::shared_ptr<const Plan>(*plan)).map_error([](const Error& error) {
    return Error{error.message, true};
  });
}

std::string to_json(const Action& action) {
  std::ostringstream text;
  TextWriter out(text);
  put_action(action, out);
  (void)out.finish();  // a string stream takes everything
  return text.str();
}

Result<void> write_plan(const Plan& plan, std::ostream& out) {
  TextWriter writer(out);
  put_plan(plan, writer, "\n");
  return writer.finish();
}

Result<void> write_plan(const Solution& solution, std::ostream& out) {
  const ScheduleView schedule = solution;
  Checker checker(solution);
  Result<void> proven;
  schedule.emit_actions([&](const Action& action) {
    proven = checker.apply(action);
    return proven.has_value();
  });
  if (proven) proven = checker.finish();
  if (!proven) return proven;

  TextWriter writer(out);
  put_file(schedule, {checker.peak(), checker.peak_bytes()}, writer, "\n");
  return writer.finish();
}

Result<std::shared_ptr<const Plan>> parse_plan(std::string_view text) {
  ActionReader actions({"actions"});
  const auto parsed = parse_json(text, "the file", &actions);
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  return read_plan(fields, actions);
}

Result<std::shared_ptr<const Plan>> load_plan(const std::filesystem::path& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  return parse_plan(*content).map_error(in_file(path));
}

Result<void> save_plan(const Plan& plan, const std::filesystem::path& path) {
  return write_file(path, [&plan](std::ostream& out) { return write_plan(plan, out); });
}

}  // namespace tidemark
