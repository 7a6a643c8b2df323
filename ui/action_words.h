// SPDX-License-Identifier: GPL-3.0-or-later
/// Actions and states as a person reads them: "advance h_0 to h_38, 38 forward steps".
#pragma once

#include <QString>

#include "core/action.h"
#include "ui/timeline_data.h"

namespace tidemark {

QString words_for(const Action& action);
/// What a slot holds: "h_38", "internal state of step 39", "internal state of step 39, spent".
QString words_for(const Lifetime& life, std::int64_t moment);
/// The working core: "h_38", "h_39 and the internal state of step 39".
QString words_for(const WorkingCore& core);

}  // namespace tidemark
