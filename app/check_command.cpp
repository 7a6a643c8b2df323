// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/output.h"
#include "app/summary.h"
#include "core/files/plan_file.h"

namespace tidemark {

Outcome check_command(const Arguments& arguments) {
  const auto plan = load_plan(*arguments.operand());
  if (!plan && !plan.error().is_violation) return tl::unexpected(plan.error());
  const auto write_verdict = [&](std::ostream& out) -> Result<void> {
    if (plan) {
      out << "valid: forward " << (*plan)->forward_steps << ", peak " << in_slots((*plan)->peak, **plan)
          << "\n";
    } else {
      out << "not valid: " << plan.error().message << "\n";
    }
    return {};
  };
  return write_data(std::nullopt, write_verdict).map([&] { return plan ? Exit::Done : Exit::No; });
}

}  // namespace tidemark
