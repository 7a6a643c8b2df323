// SPDX-License-Identifier: GPL-3.0-or-later
/// A solution in words and figures for people.
#pragma once

#include <string>

#include "core/plan/plan.h"

namespace tidemark {

/// A fraction as "31.7%" or "95%": one decimal where it says something, more where else it would say 0% or
/// 100%.
std::string percent(double fraction);

/// Bytes as "12.3 MiB".
std::string readable_bytes(std::int64_t bytes);

/// A budget in the strategy's slots: "50", or "50.5" where it is no whole number.
std::string in_slots(std::int64_t quanta, Strategy strategy, const StateSizes& sizes);

/// Several lines, the first of which holds the whole answer. Schedules of up to some million actions are
/// checked for their peak.
std::string summary_of(const Solution& solution);

}  // namespace tidemark
