// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/caption_words.h"

#include <QCoreApplication>

#include "core/timeline/action_facts.h"
#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"

namespace tidemark {
namespace {

class Caption {
  Q_DECLARE_TR_FUNCTIONS(tidemark::CaptionWords)

 public:
  explicit Caption(const Timeline& timeline) : timeline_(timeline) {}

  QString before_the_first() const {
    const QString recomputed = recomputed_words();
    return recomputed.isEmpty()
               ? tr("Play: %1 forward, then backward. Nothing is recomputed, since every internal state is kept.")
                     .arg(steps_text(length()))
               : tr("Play: %1 forward, then backward. To save memory, %2.")
                     .arg(steps_text(length()), recomputed);
  }

  QString after_the_last() const {
    const QString recomputed = recomputed_words();
    return recomputed.isEmpty() ? tr("Done: every step has been backpropagated, and none was recomputed.")
                                : tr("Done: every step has been backpropagated; %1.").arg(recomputed);
  }

  QString of(std::int64_t number) const {
    const ActionFacts facts = facts_of(timeline_, number);
    switch (facts.action.kind) {
      case ActionKind::Advance:
        return advance(facts);
      case ActionKind::Keep:
        return keep(facts);
      case ActionKind::StoreHidden:
        return store_hidden(facts);
      case ActionKind::StoreInternal:
        return store_internal(facts);
      case ActionKind::Restore:
        return (facts.is_nearest ? tr("Go back to %1 in slot %2, the nearest state stored: %3 is next to be "
                                      "backpropagated")
                                 : tr("Go back to %1 in slot %2: %3 is next to be backpropagated"))
            .arg(hidden_text(facts.action.to), slot(facts), chunks(facts.next_backward, facts.next_backward));
      case ActionKind::Backward:
        return backward(facts);
      case ActionKind::Free:
        return free(facts);
    }
    return {};
  }

 private:
  std::int64_t length() const { return timeline_.sequence().length; }

  /// How many forward steps of the whole plan are recomputed; empty: none.
  QString recomputed_words() const {
    const std::int64_t forward = timeline_.plan().forward_steps;
    const std::int64_t recomputed = forward - length();
    if (recomputed <= 0) return {};
    return recomputed == 1
               ? tr("1 of %1 is a recomputation").arg(forward_steps_text(forward))
               : tr("%1 of %2 are recomputations").arg(count_text(recomputed), forward_steps_text(forward));
  }

  /// "step 7", "steps 7 to 9", "chunks 7 to 9".
  QString chunks(std::int64_t first, std::int64_t last) const {
    const bool are_steps = timeline_.sequence().chunk_length == 1;
    if (first == last) return (are_steps ? tr("step %1") : tr("chunk %1")).arg(count_text(first));
    return (are_steps ? tr("steps %1 to %2") : tr("chunks %1 to %2"))
        .arg(count_text(first), count_text(last));
  }

  /// The same at the beginning of a sentence.
  QString chunks_first(std::int64_t first, std::int64_t last) const {
    QString words = chunks(first, last);
    words[0] = words[0].toUpper();
    return words;
  }

  static QString slot(const ActionFacts& facts) { return count_text(facts.action.slot); }

  /// Where a forward action goes on from.
  static QString from(const ActionFacts& facts) {
    const QString state = hidden_text(facts.action.from);
    if (facts.origin != facts.action.from) return state;
    return facts.is_nearest ? tr("%1, the nearest state stored").arg(state)
                            : tr("%1, which is stored").arg(state);
  }

  QString advance(const ActionFacts& facts) const {
    const auto [from_state, to] = std::pair(facts.action.from, facts.action.to);
    if (facts.recomputed > 0) return tr("Recompute %1 from %2").arg(chunks(from_state + 1, to), from(facts));
    return from_state + 1 == to
               ? tr("%1 goes forward; its internal state is not kept").arg(chunks_first(to, to))
               : tr("%1 go forward; their internal states are not kept")
                     .arg(chunks_first(from_state + 1, to));
  }

  QString keep(const ActionFacts& facts) const {
    const std::int64_t step = facts.action.to;
    if (facts.recomputed > 0)
      return tr("Recompute %1 from %2; its internal state stays in the core")
          .arg(chunks(step, step), from(facts));
    return tr("%1 goes forward; its internal state stays in the core").arg(chunks_first(step, step));
  }

  /// What is recomputed from a state that has just been stored; empty: nothing.
  QString use_of(const ActionFacts& facts) const {
    const std::int64_t step = facts.action.to;
    if (facts.recomputed_up_to <= step) return {};
    return tr("%1 will be recomputed from here").arg(chunks(step + 1, facts.recomputed_up_to));
  }

  QString store_hidden(const ActionFacts& facts) const {
    const QString state = hidden_text(facts.action.to);
    const QString stored = facts.action.to == 0
                               ? tr("Store %1, the initial state, in slot %2").arg(state, slot(facts))
                               : tr("Store %1 in slot %2").arg(state, slot(facts));
    const QString use = use_of(facts);
    return use.isEmpty() ? stored : tr("%1: %2").arg(stored, use);
  }

  QString store_internal(const ActionFacts& facts) const {
    const QString step = chunks(facts.action.to, facts.action.to);
    const bool is_used = facts.life->spent < timeline_.last_moment();
    const QString stored = (is_used ? tr("Store the internal state of %1 in slot %2, for its backward step")
                                    : tr("Store the internal state of %1 in slot %2"))
                               .arg(step, slot(facts));
    const QString use = use_of(facts);
    return use.isEmpty() ? stored : tr("%1: %2").arg(stored, use);
  }

  QString backward(const ActionFacts& facts) const {
    const QString step = chunks(facts.action.from, facts.action.from);
    if (facts.life)
      return tr("Backpropagate %1, from the internal state stored in slot %2").arg(step, slot(facts));
    return facts.kept_ago == 1 ? tr("Backpropagate %1, from the internal state just kept").arg(step)
                               : tr("Backpropagate %1, from the internal state kept a moment ago").arg(step);
  }

  QString free(const ActionFacts& facts) const {
    const std::int64_t step = facts.life->step;
    const bool is_hidden = facts.life->kind == Lifetime::Kind::Hidden;
    const QString state =
        is_hidden ? hidden_text(step) : tr("the internal state of %1").arg(chunks(step, step));
    // From a hidden state the steps after it are computed, from an internal one also its own is
    // backpropagated.
    const bool is_done_with = facts.next_backward <= (is_hidden ? step : step - 1);
    return (is_done_with ? tr("Free slot %1: %2 is not needed any more") : tr("Free slot %1, which held %2"))
        .arg(slot(facts), state);
  }

  const Timeline& timeline_;
};

}  // namespace

QString caption_words(const Timeline& timeline, std::int64_t moment) {
  const Caption caption(timeline);
  if (moment <= 0) return caption.before_the_first();
  if (moment >= timeline.last_moment()) return caption.after_the_last();
  return caption.of(moment - 1);
}

}  // namespace tidemark
