// SPDX-License-Identifier: GPL-3.0-or-later
/// What a screen can show of a timeline: everything narrower than a pixel is merged, and nothing is left out.
///
/// The time taken depends on the number of pixels, not on the length of the schedule, see timeline_index.h.
/// Long schedules have thousands of actions per pixel. A merged shape covers exactly what its parts cover, so
/// that a peak stays a peak however far one zooms out. Free functions; no widget.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/action.h"
#include "core/timeline/timeline.h"

namespace tidemark {

/// The visible part of an axis and the pixels it has.
struct Window {
  double first = 0;
  double last = 1;
  double pixels = 1;
  double pixel_of(double x) const { return (x - first) / (last - first) * pixels; }
};

/// The actions that touch a window, as a range of numbers.
struct ActionRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};
ActionRange visible_actions(const std::vector<double>& moments, const Window& window);

/// An action drawn from (x0, y0) to (x1, y1): x in pixels from the window's left, y in steps. A merged stroke
/// stands upright in its pixel and covers the steps of all its actions.
struct Stroke {
  ActionKind kind = ActionKind::Advance;
  double x0 = 0;
  double x1 = 0;
  double y0 = 0;
  double y1 = 0;
  bool is_merged = false;
};

/// Strokes of advances, keeps, backward steps and restores (upright, from the hidden state that was current).
/// Those of one kind are in order of time.
std::vector<Stroke> merge_actions(const std::vector<Action>& actions, const ActionLevels& levels,
                                  const std::vector<double>& moments, const Window& window);

/// A stored state's life: x in pixels, y in steps. A merged bar stands for several lives in the same row of
/// pixels that are less than a pixel apart.
struct Bar {
  Lifetime::Kind kind = Lifetime::Kind::Hidden;
  double x0 = 0;
  double x1 = 0;
  std::int64_t step = 0;  ///< if merged, that of the first one
  bool is_merged = false;
};

/// `steps`: the vertical window, from the lowest step to the highest.
std::vector<Bar> merge_lifetimes(const std::vector<Lifetime>& lifetimes, const LifetimeLevels& levels,
                                 const std::vector<double>& moments, const Window& window,
                                 const Window& steps);

/// The values of a step line within one pixel. Each value holds from its place to the next one's.
struct ValueColumn {
  double x = 0;  ///< in pixels; exact for a single value, else the pixel's middle
  double first = 0;
  double low = 0;
  double high = 0;
  double last = 0;
};

/// `places`: in rising order, one for each value. The result begins with the value that holds at the window's
/// left edge.
std::vector<ValueColumn> merge_values(const std::vector<double>& places,
                                      const std::vector<std::int64_t>& values, const ValueLevels& levels,
                                      const Window& window);

}  // namespace tidemark
