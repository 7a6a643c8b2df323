// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/explanation.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/solver/optimality.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"

namespace tidemark {
namespace {

/// Up to this length every y is tried to find the cost of the best choice of a kind.
constexpr std::int64_t kMostTried = 20'000;

class Explainer {
  Q_DECLARE_TR_FUNCTIONS(tidemark::Explanation)

 public:
  Explainer(const Policy& policy, const TableQuestion& question) : policy_(policy), question_(question) {}

  Explanation explain(bool with_notes) {
    const auto [length, budget] = question_;
    if (length < 1 || length > policy_.longest_length()) {
      return only(length < 1
                      ? tr("There are no steps to backpropagate: C(0, m) = 0.")
                      : tr("The table reaches up to %1 steps.").arg(count_text(policy_.longest_length())));
    }
    least_ = policy_.cost(length, budget);
    if (least_ == kInfeasible) {
      return only(tr("%1 is impossible: no schedule for %2 steps fits; the smallest budget that works is %3.")
                      .arg(term(question_), count_text(length), least_slots_text(length)));
    }
    if (least_ == kUncountable) {
      return only(tr("%1 is more than a 64-bit number counts: allow more memory.").arg(term(question_)));
    }
    const Choice choice = policy_.choice(length, budget);
    write_formula(choice);
    explanation_.what_is_done = what_is_done(choice);
    if (!with_notes) return explanation_;
    if (is_optimised(policy_.strategy()) && length > kLongestCompared) {
      explanation_.notes +=
          tr("Beyond %1 the other first choices are not compared.").arg(steps_text(kLongestCompared));
    } else if (is_optimised(policy_.strategy())) {
      const std::vector<ChoiceRange> best = policy_.best_choices(question_.length, question_.budget);
      note_equals(choice, best);
      note_dearer(best);
      note_form();
    } else {
      explanation_.notes +=
          tr("This baseline is a fixed rule: nothing is chosen, and a larger budget changes nothing.");
    }
    return explanation_;
  }

 private:
  static Explanation only(const QString& sentence) {
    Explanation explanation;
    explanation.what_is_done = sentence;
    return explanation;
  }

  QString slots_text(std::int64_t quanta) const {
    const auto slot = static_cast<double>(policy_.slot());
    // Without separators of thousands: a comma divides length and budget in C(t, m).
    return QString::number(std::round(1000 * static_cast<double>(quanta) / slot) / 1000, 'g', 15);
  }

  /// In whole slots, like the table's cells and the budgets that can be asked for.
  QString least_slots_text(std::int64_t length) const {
    const std::int64_t slot = policy_.slot();
    return QString::number((policy_.smallest_budget(length) + slot - 1) / slot);
  }

  static QString steps_text(std::int64_t count) {
    return count == 1 ? tr("the one step") : tr("the %1 steps").arg(count);
  }

  QString term(const TableQuestion& question) const {
    return QStringLiteral("C(%1, %2)").arg(question.length).arg(slots_text(question.budget));
  }

  TableQuestion right_of(const Choice& choice) const {
    return {question_.length - choice.y, policy_.budget_right_of(choice, question_.budget)};
  }

  TableQuestion left_of(const Choice& choice) const {
    return {choice.kind == Choice::Kind::PushHidden ? choice.y : choice.y - 1, question_.budget};
  }

  std::int64_t cost(const TableQuestion& question) const {
    return policy_.cost(question.length, question.budget);
  }

  /// y + C(right) + C(left); kInfeasible if a part is.
  std::int64_t cost_of(const Choice& choice) const {
    const std::int64_t left = cost(left_of(choice));
    const std::int64_t right = choice.kind == Choice::Kind::KeepInCore ? 0 : cost(right_of(choice));
    return is_count(left) && is_count(right) ? choice.y + left + right : kInfeasible;
  }

  void write_formula(const Choice& choice) {
    QVector<Term>& formula = explanation_.formula;
    formula += {term(question_), std::nullopt};
    const auto add = [&](const QString& text, const std::optional<TableQuestion>& question = std::nullopt) {
      formula.append({text, question});
    };
    add(QStringLiteral(" = "));
    add(QString::number(choice.y));
    QString numbers = QString::number(choice.y);
    const auto add_part = [&](const TableQuestion& part) {
      add(QStringLiteral(" + "));
      add(term(part), part);
      numbers += QStringLiteral(" + %1").arg(cost(part));
    };
    const bool is_push = choice.kind != Choice::Kind::KeepInCore;
    if (is_push && right_of(choice).length > 0) {
      explanation_.right = right_of(choice);
      add_part(*explanation_.right);
    }
    if (left_of(choice).length > 0) {
      explanation_.left = left_of(choice);
      add_part(*explanation_.left);
    }
    if (explanation_.left || explanation_.right) add(QStringLiteral(" = %1 = %2").arg(numbers).arg(least_));
  }

  QString what_is_done(const Choice& choice) const {
    const QString y = QString::number(choice.y);
    const QString before = steps_text(choice.y - 1);
    const QString rest = steps_text(question_.length - choice.y);
    switch (choice.kind) {
      case Choice::Kind::KeepInCore:
        return choice.y == 1
                   ? tr("One forward step that keeps its internal state in the working core, then its "
                        "backward step.")
                   : tr("Nothing more is stored: %1 forward from h_0, the last one's internal state stays in "
                        "the working core and is backpropagated at once; then %2 before it.")
                         .arg(y, before);
      case Choice::Kind::PushHidden:
        return tr("Push hidden: %1 forward from h_0, store h_%1, then %2 after it with one slot less, then "
                  "%3 before it.")
            .arg(y, rest, steps_text(choice.y));
      case Choice::Kind::PushInternal:
        return choice.y == 1
                   ? tr("Push internal: one forward step, store its internal state, then %1 after it; its "
                        "own backward step then needs no forward step.")
                         .arg(rest)
                   : tr("Push internal: %1 forward from h_0, store the internal state of step %1, then %2 "
                        "after it; step %1 then needs no forward step, and %3 before it remain.")
                         .arg(y, rest, before);
    }
    return {};
  }

  static QString kind_words(Choice::Kind kind) {
    switch (kind) {
      case Choice::Kind::KeepInCore:
        return tr("keep in the core");
      case Choice::Kind::PushHidden:
        return tr("push hidden");
      case Choice::Kind::PushInternal:
        return tr("push internal");
    }
    return {};
  }

  /// Choices of one kind, all as good as each other.
  static QString range_words(const ChoiceRange& range) {
    const bool is_lone = range.first_y == range.last_y;
    switch (range.kind) {
      case Choice::Kind::KeepInCore:
        return tr("keep step %1 in the core").arg(range.first_y);
      case Choice::Kind::PushHidden:
        return is_lone ? tr("store h_%1").arg(range.first_y)
                       : tr("store one of h_%1 … h_%2").arg(range.first_y).arg(range.last_y);
      case Choice::Kind::PushInternal:
        return is_lone ? tr("store the internal state of step %1").arg(range.first_y)
                       : tr("store the internal state of one of the steps %1 … %2")
                             .arg(range.first_y)
                             .arg(range.last_y);
    }
    return {};
  }

  /// Ties are told the same way for every strategy: all of them in rising order, and which one the schedule
  /// takes.
  void note_equals(const Choice& choice, const std::vector<ChoiceRange>& best) {
    constexpr std::size_t kMostNamed = 8;  // a million steps have dozens
    const bool is_lone = best.size() == 1 && best.front().first_y == best.front().last_y;
    if (is_lone) {
      explanation_.notes += tr("No other first move is as good.");
      return;
    }
    QStringList named;
    for (std::size_t i = 0; i < std::min(best.size(), kMostNamed); ++i) named += range_words(best[i]);
    if (best.size() > kMostNamed)
      named += tr("%n more range(s) of y, up to %1", nullptr, static_cast<int>(best.size() - kMostNamed))
                   .arg(best.back().last_y);
    explanation_.notes +=
        tr("All equally good: %1. The schedule takes y = %2.").arg(named.join(tr("; or "))).arg(choice.y);
  }

  /// Notes the best choice of every kind that is not among the best of all.
  void note_dearer(const std::vector<ChoiceRange>& best) {
    const std::int64_t length = question_.length;
    const auto is_best = [&](Choice::Kind kind) {
      return std::any_of(best.begin(), best.end(),
                         [kind](const ChoiceRange& range) { return range.kind == kind; });
    };
    const StrategyInfo& strategy = info_of(policy_.strategy());
    for (const Choice::Kind kind :
         {Choice::Kind::PushHidden, Choice::Kind::PushInternal, Choice::Kind::KeepInCore}) {
      if (is_best(kind)) continue;
      if (kind == Choice::Kind::PushHidden && !strategy.rule.counts_hidden_slots) continue;
      if (kind == Choice::Kind::PushInternal && !strategy.stores_internal) continue;
      const bool is_core = kind == Choice::Kind::KeepInCore;
      if (!is_core && length > kMostTried) continue;
      const std::int64_t first_y = is_core ? length : 1;
      std::int64_t last_y = is_core ? length : length - 1;
      if (Policy::is_unread(kind, last_y, length)) --last_y;
      if (first_y > last_y) continue;
      Choice cheapest{kind, first_y};
      std::int64_t least = cost_of(cheapest);
      for (std::int64_t y = first_y + 1; y <= last_y; ++y) {
        if (const std::int64_t tried = cost_of({kind, y}); tried < least) {
          least = tried;
          cheapest.y = y;
        }
      }
      explanation_.notes += least == kInfeasible
                                ? tr("No room for: %1.").arg(kind_words(kind))
                                : tr("Dearer: %1, at best %2 (y = %3), %4 more.")
                                      .arg(kind_words(kind), QString::number(least),
                                           QString::number(cheapest.y), QString::number(least - least_));
    }
  }

  void note_form() {
    const StateSizes& sizes = policy_.sizes();
    if (optimality_of(policy_.strategy(), sizes) != Optimality::NearlyOptimal) return;
    explanation_.notes += tr("Alpha = %1 is not beta + 1 (beta = %2): a cheaper schedule can exist, in known "
                             "cases by one forward step.")
                              .arg(ratio_text(sizes.alpha_ratio()), ratio_text(sizes.beta_ratio()));
  }

  const Policy& policy_;
  TableQuestion question_;
  std::int64_t least_ = 0;
  Explanation explanation_;
};

}  // namespace

QString Explanation::formula_text() const {
  QString text;
  for (const Term& term : formula) text += term.text;
  return text;
}

QString Explanation::text() const {
  QStringList lines;
  if (!formula.isEmpty()) lines += formula_text();
  lines += what_is_done;
  return (lines + notes).join(QLatin1Char('\n'));
}

Explanation explain(const Policy& policy, const TableQuestion& question) {
  return Explainer(policy, question).explain(true);
}

Explanation explain_first_choice(const Policy& policy, const TableQuestion& question) {
  return Explainer(policy, question).explain(false);
}

}  // namespace tidemark
