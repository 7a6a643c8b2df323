// SPDX-License-Identifier: Apache-2.0
/// The policies Tidemark knows: the paper's three and the baselines it is compared with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark {

enum class Strategy : std::uint8_t {
  Standard,       ///< standard BPTT: every internal state is stored, nothing is recomputed
  ChenSqrt,       ///< Chen et al. 2016 (arXiv 1604.06174): a hidden state every ceil(sqrt(t)) steps
  ChenRecursive,  ///< the same paper's recursive halving: O(log t) memory
  Hsm,            ///< selective hidden-state memorisation (NIPS 2016, section 3.1)
  Ism,            ///< selective internal-state memorisation (section 3.2)
  Msm,            ///< mixed memorisation (section 3.3)
};

inline constexpr std::array kStrategies = {Strategy::Standard, Strategy::ChenSqrt, Strategy::ChenRecursive,
                                           Strategy::Hsm,      Strategy::Ism,      Strategy::Msm};

/// The word used on the command line and in files: standard, chen, chen-recursive, hsm, ism, msm.
std::string_view name_of(Strategy strategy);

std::optional<Strategy> strategy_named(std::string_view name);

/// True for the three strategies found by dynamic programming; the baselines are fixed rules.
bool is_optimised(Strategy strategy);

}  // namespace tidemark
