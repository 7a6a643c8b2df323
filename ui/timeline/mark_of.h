// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <optional>

#include "core/timeline/timeline.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// A stored state's life as the workbench's mark; none for none.
inline std::optional<Mark> mark_of(const Timeline& timeline, const Lifetime* life) {
  if (life == nullptr) return std::nullopt;
  return Mark{life->stored, std::min(life->freed + 1, timeline.last_moment()), life->slot};
}

}  // namespace tidemark
