// SPDX-License-Identifier: Apache-2.0
/// The name that a file is offered under, so that a folder of them can be told apart.
#pragma once

#include <string>
#include <string_view>

#include "core/model/problem.h"

namespace tidemark {

/// "msm_1000-steps_50-slots_timeline.svg": strategy, length, chunk if it is not 1, budget, what the file is.
/// `what` is of plain letters, "timeline.svg"; what begins with a point is an ending alone:
/// "msm_1000-steps_50-slots.tidemark".
std::string suggested_name(const Problem& problem, std::string_view what);

}  // namespace tidemark
