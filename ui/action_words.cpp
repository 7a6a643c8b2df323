// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/action_words.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

class Words {
  Q_DECLARE_TR_FUNCTIONS(tidemark::ActionWords)

 public:
  static QString of(const Action& action) {
    switch (action.kind) {
      case ActionKind::Advance:
        return action.forward_units() == 1
                   ? tr("advance h_%1 to h_%2, 1 forward step").arg(action.from).arg(action.to)
                   : tr("advance h_%1 to h_%2, %3 forward steps")
                         .arg(action.from)
                         .arg(action.to)
                         .arg(action.forward_units());
      case ActionKind::Keep:
        return tr("keep step %1: h_%2 to h_%1, its internal state stays in the core, 1 forward step")
            .arg(action.to)
            .arg(action.from);
      case ActionKind::StoreHidden:
        return tr("store h_%1 in slot %2").arg(action.to).arg(action.slot);
      case ActionKind::StoreInternal:
        return tr("store the internal state of step %1 in slot %2").arg(action.to).arg(action.slot);
      case ActionKind::Restore:
        return tr("restore h_%1 from slot %2").arg(action.to).arg(action.slot);
      case ActionKind::Backward:
        return action.slot == Action::kNoSlot
                   ? tr("backward step %1").arg(action.from)
                   : tr("backward step %1 from slot %2").arg(action.from).arg(action.slot);
      case ActionKind::Free:
        return tr("free slot %1").arg(action.slot);
    }
    return {};
  }

  static QString of(const Lifetime& life, std::int64_t moment) {
    if (life.kind == Lifetime::Kind::Hidden) return tr("h_%1").arg(life.step);
    return life.is_spent_at(moment) ? tr("internal state of step %1, spent").arg(life.step)
                                    : tr("internal state of step %1").arg(life.step);
  }

  static QString of(const WorkingCore& core) {
    if (core.internal == 0) return tr("h_%1").arg(core.hidden);
    return tr("h_%1 and the internal state of step %2").arg(core.hidden).arg(core.internal);
  }
};

}  // namespace

QString words_for(const Action& action) {
  return Words::of(action);
}

QString words_for(const Lifetime& life, std::int64_t moment) {
  return Words::of(life, moment);
}

QString words_for(const WorkingCore& core) {
  return Words::of(core);
}

}  // namespace tidemark
