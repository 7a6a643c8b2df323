// SPDX-License-Identifier: Apache-2.0
#include "core/plan/schedule.h"

#include <vector>

namespace tidemark {
namespace {

/// Steps still to be backpropagated: h_start .. h_{start + length}, with h_start stored in slot `home`.
struct Segment {
  std::int64_t start;
  std::int64_t length;
  std::int64_t budget;
  std::int32_t home;
};

/// A stored state and the segment that it cuts in two, whose left part is treated when the right part is
/// done.
struct Pushed {
  Segment segment;
  Choice choice;
  std::int32_t slot;
};

class Emitter {
 public:
  Emitter(const Policy& policy, const ActionSink& sink, const DecisionSink& decided)
      : policy_(policy), sink_(sink), decided_(decided) {}

  bool run(std::int64_t length, std::int64_t budget) {
    constexpr std::int32_t kInitialSlot = 0;
    Segment segment{0, length, budget, kInitialSlot};
    Choice choice = decide(segment);
    if (!sink_(Action::store_hidden(0, kInitialSlot))) return false;
    for (;; choice = decide(segment)) {  // h_start is current
      if (choice.kind != Choice::Kind::KeepInCore) {
        if (!push(segment, choice)) return false;
        continue;
      }
      if (!finish_in_core(segment, choice.y)) return false;
      while (segment.length == 0 && !pushed_.empty()) {
        if (!pop(segment)) return false;
      }
      if (segment.length == 0) return sink_(Action::free(kInitialSlot));
      if (!sink_(Action::restore(segment.start, segment.home))) return false;
    }
  }

 private:
  Choice decide(const Segment& segment) const {
    const Choice choice = policy_.choice(segment.length, segment.budget);
    if (decided_) decided_({{segment.start, segment.length, segment.budget}, choice});
    return choice;
  }

  /// Stores the chosen state; `segment` becomes the part to the right of it.
  bool push(Segment& segment, const Choice& choice) {
    const std::int64_t step = segment.start + choice.y;
    const auto slot = static_cast<std::int32_t>(pushed_.size()) + 1;
    const bool stored = choice.kind == Choice::Kind::PushHidden
                            ? advance(segment.start, step) && sink_(Action::store_hidden(step, slot))
                            : advance(segment.start, step - 1) && sink_(Action::keep(step)) &&
                                  sink_(Action::store_internal(step, slot));
    pushed_.push_back({segment, choice, slot});
    segment = {step, segment.length - choice.y, policy_.budget_right_of(choice, segment.budget), slot};
    return stored;
  }

  /// Frees the state stored last; `segment` becomes the part to the left of it.
  bool pop(Segment& segment) {
    const Pushed last = pushed_.back();
    pushed_.pop_back();
    segment = last.segment;
    segment.length = last.choice.y;
    if (last.choice.kind == Choice::Kind::PushInternal) {
      if (!sink_(Action::backward(segment.start + segment.length, last.slot))) return false;
      --segment.length;
    }
    return sink_(Action::free(last.slot));
  }

  /// Backpropagates the segment's last step with the working core alone.
  bool finish_in_core(Segment& segment, std::int64_t y) {
    const std::int64_t step = segment.start + y;
    segment.length = y - 1;
    return advance(segment.start, step - 1) && sink_(Action::keep(step)) && sink_(Action::backward(step));
  }

  bool advance(std::int64_t from, std::int64_t to) { return from == to || sink_(Action::advance(from, to)); }

  const Policy& policy_;
  const ActionSink& sink_;
  const DecisionSink& decided_;
  std::vector<Pushed> pushed_;
};

}  // namespace

bool emit_schedule(const Policy& policy, std::int64_t length, std::int64_t budget, const ActionSink& sink,
                   const DecisionSink& decided) {
  return Emitter(policy, sink, decided).run(length, budget);
}

}  // namespace tidemark
