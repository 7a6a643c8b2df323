// SPDX-License-Identifier: GPL-3.0-or-later
/// Why a policy does what it does with one subproblem, in the recurrence's own numbers. Text only; no widget.
#pragma once

#include <QString>
#include <QVector>
#include <cstdint>
#include <optional>

#include "core/solver/policy.h"

namespace tidemark {

/// A question of the table: C(length, budget), the budget in quanta of the policy's sizes.
struct TableQuestion {
  std::int64_t length = 0;
  std::int64_t budget = 0;
  bool operator==(const TableQuestion&) const = default;
};

/// A piece of text; a term C(t, m) can be asked about in turn.
struct Term {
  QString text;
  std::optional<TableQuestion> question;
};

struct Explanation {
  QVector<Term> formula;  ///< "C(1000, 50)" " = " "38" " + " "C(962, 49)" " + " "C(38, 50)" " = 2948"
  QString what_is_done;   ///< in words, one line
  QStringList notes;      ///< as good, dearer, and what to know of this form
  std::optional<TableQuestion> left;   ///< the part solved last
  std::optional<TableQuestion> right;  ///< the part solved first

  QString formula_text() const;
  QString text() const;  ///< all of it, a line each
};

/// REQUIRES: question.length >= 0. Answers out of the policy's reach say so.
Explanation explain(const Policy& policy, const TableQuestion& question);

}  // namespace tidemark
