// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace tidemark {
namespace {

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// Goes through places a pixel at a time.
class PixelSteps {
 public:
  PixelSteps(const std::vector<double>& places, std::int64_t end, const Window& window)
      : places_(places), end_(end), window_(window) {}

  /// The first place after `from` that lies beyond `pixel`, the one that has `from`. The search begins where
  /// the last pixel's number of places suggests, since neighbours have about as many, and goes on in ever
  /// longer leaps.
  std::int64_t next(std::int64_t from, double pixel) {
    const double edge = window_.first + (pixel + 1) / window_.pixels * (window_.last - window_.first);
    const auto is_here = [&](std::int64_t number) { return places_[index(number)] < edge; };
    std::int64_t here = from;
    std::int64_t later = end_;
    const std::int64_t guess = std::min(from + std::max<std::int64_t>(last_step_, 1), end_ - 1);
    if (guess == from || is_here(guess)) {
      here = guess;
      for (std::int64_t leap = 1; here + leap < later; leap *= 2)
        (is_here(here + leap) ? here : later) = here + leap;
    } else {
      later = guess;
      for (std::int64_t leap = 1; later - leap > here; leap *= 2)
        (is_here(later - leap) ? here : later) = later - leap;
    }
    while (later - here > 1) {
      const std::int64_t middle = here + (later - here) / 2;
      (is_here(middle) ? here : later) = middle;
    }
    last_step_ = later - from;
    return later;
  }

 private:
  const std::vector<double>& places_;
  std::int64_t end_;
  const Window& window_;
  std::int64_t last_step_ = 0;
};

/// Collects lifetimes, in order of storing, in the rows of pixels in which they are drawn.
class BarRows {
 public:
  BarRows(const std::vector<double>& moments, const Window& window, const Window& steps)
      : moments_(moments), window_(window), steps_(steps) {
    const auto rows = static_cast<std::size_t>(std::max(1.0, steps.pixels)) + 2;
    for (auto& newest : newest_) newest.assign(rows, kNone);
  }

  void take(const Lifetime& life) {
    const Extent extent = extent_of(life.stored, life.freed);
    if (is_outside(extent, life.step, life.step)) return;
    add(life.kind, clipped(extent), life.step, false);
  }

  /// Takes all lifetimes of a block at once if none is visible, if all are covered by what is drawn already,
  /// or if together they are a dot. Returns whether it did.
  bool take_whole(const LifetimeSpan& block) {
    const Extent extent = extent_of(block.actions.low, block.actions.high);
    if (is_outside(extent, block.steps.low, block.steps.high)) return true;
    const bool is_cut = static_cast<double>(block.steps.low) < steps_.first ||
                        static_cast<double>(block.steps.high) > steps_.last;
    if (is_cut || row_of(block.steps.low) != row_of(block.steps.high)) return false;
    const Extent drawn = clipped(extent);
    if (drawn.end - drawn.begin >= 1 && !is_covered(block, drawn)) return false;
    for (const auto& [kind, is_there] : kinds_in(block))
      if (is_there) add(kind, drawn, block.steps.low, block.count > 1);
    return true;
  }

  const std::vector<Bar>& bars() const { return bars_; }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  struct Extent {
    double begin, end;
  };

  static std::array<std::pair<Lifetime::Kind, bool>, 2> kinds_in(const LifetimeSpan& block) {
    return {{{Lifetime::Kind::Hidden, block.has_hidden}, {Lifetime::Kind::Internal, block.has_internal}}};
  }

  Extent extent_of(std::int64_t stored, std::int64_t freed) const {
    const std::int64_t last = std::ssize(moments_) - 1;
    return {moments_[index(std::min(stored + 1, last))], moments_[index(std::min(freed, last))]};
  }
  bool is_outside(const Extent& extent, std::int64_t low, std::int64_t high) const {
    return extent.begin > window_.last || extent.end < window_.first ||
           static_cast<double>(high) < steps_.first || static_cast<double>(low) > steps_.last;
  }
  /// The visible part of an extent, in pixels.
  Extent clipped(const Extent& extent) const {
    return {window_.pixel_of(std::max(extent.begin, window_.first)),
            window_.pixel_of(std::min(extent.end, window_.last))};
  }
  double row_of(std::int64_t step) const { return std::floor(steps_.pixel_of(static_cast<double>(step))); }
  std::size_t& newest(Lifetime::Kind kind, std::int64_t step) {
    return newest_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(row_of(step))];
  }

  bool is_covered(const LifetimeSpan& block, const Extent& drawn) {
    const auto kinds = kinds_in(block);
    return std::all_of(kinds.begin(), kinds.end(), [&](const auto& each) {
      if (!each.second) return true;
      const std::size_t place = newest(each.first, block.steps.low);
      return place != kNone && drawn.end <= bars_[place].x1;  // no state stored later begins further left
    });
  }

  void add(Lifetime::Kind kind, const Extent& drawn, std::int64_t step, bool is_merged) {
    std::size_t& place = newest(kind, step);
    if (place != kNone && drawn.begin < bars_[place].x1 + 1) {
      bars_[place].x1 = std::max(bars_[place].x1, drawn.end);
      bars_[place].is_merged = true;
      return;
    }
    place = bars_.size();
    bars_.push_back({kind, drawn.begin, drawn.end, step, is_merged});
  }

  const std::vector<double>& moments_;
  const Window& window_;
  const Window& steps_;
  std::vector<Bar> bars_;
  std::array<std::vector<std::size_t>, 2> newest_;  ///< the newest bar of each row, by kind
};

}  // namespace

ActionRange visible_actions(const std::vector<double>& moments, const Window& window) {
  if (moments.size() < 2) return {};
  // The actions that end at or after the left edge and begin at or before the right one.
  const auto begin = moments.begin();
  const auto first = std::lower_bound(begin + 1, moments.end(), window.first) - begin - 1;
  const auto end = std::upper_bound(begin, moments.end() - 1, window.last) - begin;
  return {first, std::max<std::int64_t>(first, end)};
}

std::vector<Stroke> merge_actions(const std::vector<Action>& actions, const ActionLevels& levels,
                                  const std::vector<double>& moments, const Window& window) {
  std::vector<Stroke> strokes;
  const auto x_of = [&](std::int64_t moment) { return window.pixel_of(moments[index(moment)]); };
  const auto draw = [&](std::int64_t first, std::int64_t end, double pixel) {
    const ActionSpan span = span_of(actions, levels, first, end);
    for (std::size_t i = 0; i < ActionSpan::kKinds.size(); ++i) {
      const ActionKind kind = ActionSpan::kKinds[i];
      const KindSpan& of_kind = span.kinds[i];
      if (of_kind.count == 0) continue;
      const auto low = static_cast<double>(of_kind.steps.low);
      const auto high = static_cast<double>(of_kind.steps.high);
      if (of_kind.count > 1) {
        strokes.push_back({kind, pixel + 0.5, pixel + 0.5, low, high, true});
        continue;
      }
      const double x1 = x_of(of_kind.last + std::int64_t{1});  // a lone action keeps its exact shape
      const double x0 = kind == ActionKind::Restore ? x1 : x_of(of_kind.last);
      const bool falls = kind == ActionKind::Backward;
      strokes.push_back({kind, x0, x1, falls ? high : low, falls ? low : high, false});
    }
  };
  const ActionRange visible = visible_actions(moments, window);
  PixelSteps pixels(moments, visible.end, window);
  for (std::int64_t first = visible.first; first < visible.end;) {
    const double pixel = std::floor(x_of(first));
    const std::int64_t next = pixels.next(first, pixel);
    // An action that is a pixel wide can only be the last one here, since the action after it begins in a
    // later pixel.
    const bool is_last_wide = x_of(next) - x_of(next - 1) >= 1;
    const std::int64_t narrow_end = is_last_wide ? next - 1 : next;
    if (first < narrow_end) draw(first, narrow_end, pixel);
    if (is_last_wide) draw(narrow_end, next, pixel);
    first = next;
  }
  return strokes;
}

std::vector<Bar> merge_lifetimes(const std::vector<Lifetime>& lifetimes, const LifetimeLevels& levels,
                                 const std::vector<double>& moments, const Window& window,
                                 const Window& steps) {
  BarRows rows(moments, window, steps);
  levels.visit([&](const LifetimeSpan& block) { return !rows.take_whole(block); },
               [&](std::int64_t number) { rows.take(lifetimes[index(number)]); });
  return rows.bars();
}

std::vector<ValueColumn> merge_values(const std::vector<double>& places,
                                      const std::vector<std::int64_t>& values, const ValueLevels& levels,
                                      const Window& window) {
  std::vector<ValueColumn> columns;
  const auto begin = places.begin();
  const auto count = static_cast<std::ptrdiff_t>(std::min(places.size(), values.size()));
  std::int64_t first = std::lower_bound(begin, begin + count, window.first) - begin;
  const std::int64_t end = std::upper_bound(begin + first, begin + count, window.last) - begin;
  if (first > 0) --first;  // the value that holds at the left edge
  PixelSteps pixels(places, end, window);
  while (first < end) {
    const double x = window.pixel_of(std::max(places[index(first)], window.first));
    const double pixel = std::floor(x);
    const std::int64_t next = pixels.next(first, pixel);
    const double last_x = window.pixel_of(std::max(places[index(next - 1)], window.first));
    const Span<std::int64_t> span = span_of(values, levels, first, next);
    columns.push_back({x == last_x ? x : pixel + 0.5, static_cast<double>(values[index(first)]),
                       static_cast<double>(span.low), static_cast<double>(span.high),
                       static_cast<double>(values[index(next - 1)])});
    first = next;
  }
  return columns;
}

}  // namespace tidemark
