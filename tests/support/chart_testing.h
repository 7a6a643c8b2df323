// SPDX-License-Identifier: GPL-3.0-or-later
/// What the tests of charts share: a solved workbench, a dark palette, reading files back.
#pragma once

#include <QPalette>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/plans.h"
#include "tests/support/test_files.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// Waits until the problem's comparison has every strategy.
[[nodiscard]] inline bool solve(Workbench& workbench, std::int64_t length, double slot_count,
                                Strategy strategy) {
  Problem problem = problem_of(strategy, length, slot_count);
  problem.beta = 1;
  workbench.set_problem(problem);
  return QTest::qWaitFor(
      [&] {
        const auto strategy_costs = workbench.strategy_costs();
        return strategy_costs && strategy_costs->length == length &&
               strategy_costs->policies.contains(Strategy::Msm) && !workbench.is_planning();
      },
      20'000);
}

inline QPalette dark_palette() {
  QPalette palette;
  palette.setColor(QPalette::Base, QColor(24, 26, 30));
  palette.setColor(QPalette::Text, QColor(230, 230, 230));
  return palette;
}

}  // namespace tidemark
