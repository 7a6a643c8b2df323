// SPDX-License-Identifier: GPL-3.0-or-later
/// Explains what a policy does with one subproblem, by the terms of its recurrence. Text only; no widget.
#pragma once

#include <QString>
#include <QVector>
#include <cstdint>
#include <optional>

#include "core/solver/policy.h"

namespace tidemark {

/// A cell of the cost table: C(length, budget), with the budget in quanta of the policy's sizes.
struct TableQuestion {
  std::int64_t length = 0;
  std::int64_t budget = 0;
  bool operator==(const TableQuestion&) const = default;
};

/// A piece of text. A term C(t, m) has a question of its own, which can be asked in turn.
struct Term {
  QString text;
  std::optional<TableQuestion> question;
};

struct Explanation {
  QVector<Term> formula;  ///< "C(1000, 50)" " = " "38" " + " "C(962, 49)" " + " "C(38, 50)" " = 2948"
  QString what_is_done;   ///< one sentence
  QStringList notes;      ///< choices that are as good or dearer, and remarks on the form of the recurrence
  std::optional<TableQuestion> left;   ///< the part solved last
  std::optional<TableQuestion> right;  ///< the part solved first

  QString formula_text() const;
  QString text() const;  ///< all of it, one line each
};

/// Beyond this length the other first choices are not compared: it would take seconds, and gigabytes beyond
/// 10^8 steps.
inline constexpr std::int64_t kLongestCompared = 2'000'000;
/// Whether a question of this length is explained within a few milliseconds.
constexpr bool is_explained_at_once(std::int64_t length) {
  return length <= 20'000 || length > kLongestCompared;
}

/// REQUIRES: question.length >= 0. If the question is beyond what the policy can answer, the explanation says
/// so. May be called on any thread.
Explanation explain(const Policy& policy, const TableQuestion& question);
/// The same without the notes, which compare the other first choices: in no time, however long the question.
Explanation explain_first_choice(const Policy& policy, const TableQuestion& question);

}  // namespace tidemark
