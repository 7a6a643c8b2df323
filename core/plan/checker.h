// SPDX-License-Identifier: Apache-2.0
/// The checker: proves a schedule by carrying it out on counters.
///
/// It knows only the action language and the memory rule, not the solver. The memory held at a moment is
///   hidden slots x hidden + internal slots x beta,
/// where a stored internal state s counts alpha instead of beta unless h_{s-1} is held (in a hidden slot, or
/// by the stored internal state s-1). Where the strategy's MemoryRule says so, internal states alone count,
/// alpha each, the core's included. A step here is a chunk of the sequence.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "core/base/result.h"
#include "core/model/action.h"
#include "core/model/memory_rule.h"
#include "core/model/sequence.h"
#include "core/model/settled.h"
#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

class Checker {
 public:
  /// What a slot holds. A spent internal state has been backpropagated: it takes room but is of no more use.
  struct Stored {
    enum class Kind : std::uint8_t { Hidden, Internal, SpentInternal };
    Kind kind;
    std::int64_t step;
  };

  /// Proves a schedule for a settled question. Where the device's sizes are known, bytes are counted, too.
  explicit Checker(const Settled& settled);
  /// Counts in one quantum, that of `sizes` and `budget`; see with_byte_quanta() on how to count bytes alone.
  Checker(const Sequence& sequence, Strategy strategy, const StateSizes& sizes, std::int64_t budget);

  /// Carries out one action. The Error says which action breaks which rule; after an Error the checker must
  /// not be used any more.
  Result<void> apply(const Action& action);

  /// To be called after the last action. An Error if a step has not been backpropagated.
  Result<void> finish() const;

  std::int64_t length() const { return length_; }                ///< in chunks of the sequence
  std::int64_t actions() const { return actions_; }              ///< carried out so far
  std::int64_t forward_steps() const { return forward_steps_; }  ///< so far, in single steps
  std::int64_t next_backward() const { return next_backward_; }  ///< the next to backpropagate; 0: none
  std::int64_t memory() const { return memory_; }                ///< held now
  std::int64_t peak() const { return peak_; }                    ///< the most held so far
  /// The same in bytes of the device; none where its sizes are not known.
  std::optional<std::int64_t> peak_bytes() const {
    return costs_in_bytes_ ? std::optional(peak_bytes_) : std::nullopt;
  }
  std::int64_t current_step() const { return current_; }  ///< p of the current hidden state h_p
  /// Step of the core's internal state; 0: none.
  std::int64_t core_internal() const { return core_internal_; }
  /// What each occupied slot holds. (It is not named slots(), since Qt's headers define that word as a
  /// macro.)
  const std::unordered_map<std::int32_t, Stored>& stored() const { return slots_; }

  /// Whether h_step is held in a hidden slot or by a stored internal state.
  bool is_held(std::int64_t step) const { return holders_.contains(step); }

 private:
  Result<void> carry_out(const Action& action);
  Result<void> store(const Action& action, Stored::Kind kind);
  Result<void> backward(const Action& action);
  Result<void> release(std::int32_t slot);
  void hold(std::int64_t step);
  void let_go(std::int64_t step);
  /// What an internal state takes whose input is h_step.
  std::int64_t StateCosts::*internal_state_after(std::int64_t step) const;
  /// So many more states are held, or fewer.
  void count(std::int64_t StateCosts::*cost, std::int64_t states);
  /// Counts those that are stored as sharing h_step (sign 1), or as not sharing it any more (sign -1).
  void share_input(std::int64_t step, std::int64_t sign);

  Sequence sequence_;
  std::int64_t length_;
  MemoryRule rule_;
  StateCosts costs_;
  std::int64_t slot_;  ///< what one slot of the budget takes
  std::int64_t budget_;
  std::int64_t actions_ = 0;
  std::int64_t forward_steps_ = 0;
  std::int64_t next_backward_;
  std::int64_t current_ = 0;
  std::int64_t core_internal_ = 0;
  std::int64_t memory_ = 0;
  std::int64_t peak_ = 0;
  std::optional<StateCosts> costs_in_bytes_;
  std::int64_t memory_bytes_ = 0;
  std::int64_t peak_bytes_ = 0;
  std::unordered_map<std::int32_t, Stored> slots_;
  std::unordered_map<std::int64_t, int> holders_;    ///< hidden state -> how many slots hold it
  std::unordered_map<std::int64_t, int> internals_;  ///< step -> how many slots store its internal state
};

}  // namespace tidemark
