// SPDX-License-Identifier: GPL-3.0-or-later
/// What a run was predicted to take and what it took, in a few lines.
#pragma once

#include <string>

#include "core/model/record.h"

namespace tidemark {

/// REQUIRES: the record has started.
std::string report_of(const Record& record);

}  // namespace tidemark
