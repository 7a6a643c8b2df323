// SPDX-License-Identifier: GPL-3.0-or-later
/// Counts with their noun, in the right number.
#pragma once

#include <QString>
#include <cstdint>

namespace tidemark {

QString iterations_text(std::int64_t count);  ///< "1 iteration", "2,000 iterations"
QString slots_text(std::int64_t count);       ///< "1 slot", "50 slots"

}  // namespace tidemark
