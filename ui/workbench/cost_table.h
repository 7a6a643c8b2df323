// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table of the problem's strategy, which its two views show: C(t, m) for steps t and slots m.
#pragma once

#include <QString>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/solver/policy.h"
#include "core/study/overhead.h"
#include "ui/words/explanation.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// A value. What it points to is immutable, so that any thread may use a copy.
struct CostTable {
  std::shared_ptr<const Policy> policy;  ///< null: nothing has been solved yet
  std::int64_t slot = 1;                 ///< quanta that one slot takes
  std::int64_t longest = 1;              ///< t goes from 1 to this
  std::int64_t most_slots = 1;           ///< m goes from 1 to this
  Sequence sequence{1};                  ///< t counts its chunks
  OverheadBasis basis = {};              ///< how overheads are worked out

  explicit operator bool() const { return policy != nullptr; }
  bool operator==(const CostTable&) const = default;

  bool contains(const TableCell& cell) const;
  TableCell clamped(const TableCell& cell) const;  ///< the nearest cell of the table
  /// C(t, m), kInfeasible or kUncountable. REQUIRES: contains().
  std::int64_t cost(const TableCell& cell) const { return policy->cost(cell.length, cell.slots * slot); }
  /// C(t, m)/t; NaN where infeasible, infinity where uncountable.
  double cost_per_step(const TableCell& cell) const;
  /// What the schedule does first; none where there is none. REQUIRES: contains().
  std::optional<Choice> choice(const TableCell& cell) const;

  /// "1,000 steps", "125 chunks of 8 steps"
  QString length_text(std::int64_t length) const;
  /// Lines about a cell: length and budget, the cost, all best first choices in rising order.
  QString explanation(const TableCell& cell) const;
};

CostTable cost_table(const Workbench& workbench);

/// The problem's length and budget as a cell; none while the budget in slots is not known.
std::optional<TableCell> cell_of_problem(const Workbench& workbench);

/// The question that was solved last, whether or not its schedule was written out. None: nothing was solved.
std::optional<TableQuestion> whole_question(const Workbench& workbench);

/// Makes a cell's length and budget the problem.
void ask_cell(Workbench& workbench, const TableCell& cell);
/// The same for a cell of another strategy's table.
void ask_cell(Workbench& workbench, const TableCell& cell, Strategy strategy);

}  // namespace tidemark
