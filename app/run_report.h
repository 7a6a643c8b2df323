// SPDX-License-Identifier: GPL-3.0-or-later
/// What a run was predicted to take and what it took, in a few lines.
#pragma once

#include <string>

#include "core/model/record.h"

namespace tidemark {

/// Gradients further than this from standard BPTT's, as relative L2, differ by more than rounding.
inline constexpr double kLargestGradientDifference = 1e-5;

/// REQUIRES: the record has started.
std::string report_of(const Record& record);

/// Whether forward steps and peak are those predicted, and gradients, where they were compared, standard
/// BPTT's.
bool is_as_predicted(const Record& record);

}  // namespace tidemark
