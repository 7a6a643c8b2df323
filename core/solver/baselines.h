// SPDX-License-Identifier: Apache-2.0
/// The fixed rules that the optimal policies are compared with, as policies of the same kind.
#pragma once

#include <memory>

#include "core/solver/policy.h"

namespace tidemark {

/// Standard BPTT: every internal state but the last is stored, the last stays in the core. C = t.
std::shared_ptr<const Policy> make_standard_policy(const StateSizes& sizes);

/// Chen et al. 2016, sqrt(t): the length is cut into segments of about ceil(sqrt(length)) steps, as even as
/// can be, the longer ones first, and the hidden state at the start of each but the first is stored; then
/// each segment, last to first, is backpropagated with all its internal states. For shorter lengths the
/// policy keeps the segments of the length that it was made for.
std::shared_ptr<const Policy> make_chen_sqrt_policy(const StateSizes& sizes, std::int64_t length);

/// Chen et al. 2016, recursive: stores a hidden state half way, then treats the right half, then the left
/// half, in the same way. A state that only one step would start from is not stored.
std::shared_ptr<const Policy> make_chen_recursive_policy(const StateSizes& sizes);

}  // namespace tidemark
