// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/action_words.h"

#include <QCoreApplication>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"

namespace tidemark {
namespace {

class Words {
  Q_DECLARE_TR_FUNCTIONS(tidemark::ActionWords)

 public:
  explicit Words(const Sequence& sequence) : sequence_(sequence) {}

  QString chunk(std::int64_t first, std::int64_t last) const {
    const bool is_one = first == last;
    if (sequence_.chunk_length == 1) {
      return is_one ? tr("step %1").arg(count_text(first)) : tr("one of steps %1").arg(range(first, last));
    }
    if (last == 0) return tr("chunk 0");
    return (is_one ? tr("chunk %1 (steps %2)") : tr("one of chunks %1 (steps %2)"))
        .arg(range(first, last), range(sequence_.first_step(first), sequence_.last_step(last)));
  }

  QString chunk(std::int64_t number) const { return chunk(number, number); }

  QString forward(const Action& action) const { return forward_steps_text(sequence_.forward_steps(action)); }

  QString of(const Action& action) const {
    switch (action.kind) {
      case ActionKind::Advance:
        return tr("advance %1 to %2, %3")
            .arg(hidden_text(action.from), hidden_text(action.to), forward(action));
      case ActionKind::Keep:
        return tr("keep %1: %2 to %3, its internal state stays in the core, %4")
            .arg(chunk(action.to), hidden_text(action.from), hidden_text(action.to), forward(action));
      case ActionKind::StoreHidden:
        return tr("store %1 in slot %2").arg(hidden_text(action.to)).arg(action.slot);
      case ActionKind::StoreInternal:
        return tr("store the internal state of %1 in slot %2").arg(chunk(action.to)).arg(action.slot);
      case ActionKind::Restore:
        return tr("restore %1 from slot %2").arg(hidden_text(action.to)).arg(action.slot);
      case ActionKind::Backward:
        return action.slot == Action::kNoSlot
                   ? tr("backward %1").arg(chunk(action.from))
                   : tr("backward %1 from slot %2").arg(chunk(action.from)).arg(action.slot);
      case ActionKind::Free:
        return tr("free slot %1").arg(action.slot);
    }
    return {};
  }

  QString of(const Lifetime& life, std::int64_t moment) const {
    if (life.kind == Lifetime::Kind::Hidden) return hidden_text(life.step);
    return (life.is_spent_at(moment) ? tr("internal state of %1, spent") : tr("internal state of %1"))
        .arg(chunk(life.step));
  }

  QString of(const CoreState& core) const {
    if (core.internal == 0) return hidden_text(core.hidden);
    return tr("%1 and the internal state of %2").arg(hidden_text(core.hidden), chunk(core.internal));
  }

 private:
  static QString range(std::int64_t first, std::int64_t last) {
    return first == last ? count_text(first)
                         : QStringLiteral("%1–%2").arg(count_text(first), count_text(last));
  }

  const Sequence& sequence_;
};

}  // namespace

QString hidden_text(std::int64_t step) {
  QString text = QStringLiteral("h");
  for (const QChar digit : QString::number(step)) text += QChar(u'₀' + digit.digitValue());
  return text;
}

QString words_for(const Action& action, const Sequence& sequence) {
  return Words(sequence).of(action);
}

QString words_for(const Lifetime& life, std::int64_t moment, const Sequence& sequence) {
  return Words(sequence).of(life, moment);
}

QString words_for(const CoreState& core, const Sequence& sequence) {
  return Words(sequence).of(core);
}

QString chunk_text(std::int64_t chunk, const Sequence& sequence) {
  return Words(sequence).chunk(chunk);
}

QString chunk_text(std::int64_t first, std::int64_t last, const Sequence& sequence) {
  return Words(sequence).chunk(first, last);
}

}  // namespace tidemark
