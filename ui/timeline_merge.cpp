// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline_merge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace tidemark {
namespace {

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// Collects what falls into one pixel; a lone action keeps its exact shape.
class PixelColumn {
 public:
  PixelColumn(ActionKind kind, std::vector<Stroke>& strokes) : kind_(kind), strokes_(strokes) {}

  void add(double x0, double x1, double y0, double y1) {
    const double pixel = std::floor((x0 + x1) / 2);
    if (count_ > 0 && pixel != pixel_) flush();
    if (count_ == 0) {
      pixel_ = pixel;
      lone_ = {kind_, x0, x1, y0, y1, false};
      low_ = std::min(y0, y1);
      high_ = std::max(y0, y1);
    }
    low_ = std::min({low_, y0, y1});
    high_ = std::max({high_, y0, y1});
    ++count_;
  }

  void flush() {
    if (count_ == 1) strokes_.push_back(lone_);
    if (count_ > 1) strokes_.push_back({kind_, pixel_ + 0.5, pixel_ + 0.5, low_, high_, true});
    count_ = 0;
  }

 private:
  ActionKind kind_;
  std::vector<Stroke>& strokes_;
  std::int64_t count_ = 0;
  double pixel_ = 0;
  double low_ = 0;
  double high_ = 0;
  Stroke lone_;
};

/// The hidden state that is current before an action.
std::int64_t current_before(const std::vector<Action>& actions, std::int64_t number) {
  while (--number >= 0) {
    const Action& action = actions[index(number)];
    if (action.kind == ActionKind::Advance || action.kind == ActionKind::Keep ||
        action.kind == ActionKind::Restore) {
      return action.to;
    }
  }
  return 0;
}

}  // namespace

ActionRange visible_actions(const std::vector<double>& moments, const Window& window) {
  if (moments.size() < 2) return {};
  // Those that end at or after the left edge and begin at or before the right one.
  const auto begin = moments.begin();
  const auto first = std::lower_bound(begin + 1, moments.end(), window.first) - begin - 1;
  const auto end = std::upper_bound(begin, moments.end() - 1, window.last) - begin;
  return {first, std::max<std::int64_t>(first, end)};
}

std::vector<Stroke> merge_actions(const std::vector<Action>& actions, const std::vector<double>& moments,
                                  const Window& window) {
  std::vector<Stroke> strokes;
  PixelColumn advances(ActionKind::Advance, strokes);
  PixelColumn keeps(ActionKind::Keep, strokes);
  PixelColumn backwards(ActionKind::Backward, strokes);
  PixelColumn restores(ActionKind::Restore, strokes);
  const std::array columns = {&advances, &keeps, &backwards, &restores};

  const ActionRange visible = visible_actions(moments, window);
  std::int64_t current = current_before(actions, visible.first);
  for (std::int64_t number = visible.first; number < visible.end; ++number) {
    const Action& action = actions[index(number)];
    const double x0 = window.pixel_of(moments[index(number)]);
    const double x1 = window.pixel_of(moments[index(number) + 1]);
    const auto from = static_cast<double>(action.from);
    const auto to = static_cast<double>(action.to);
    const auto draw = [&](PixelColumn& column) {
      if (x1 - x0 < 1) return column.add(x0, x1, from, to);
      column.flush();
      strokes.push_back({action.kind, x0, x1, from, to, false});
    };
    switch (action.kind) {
      case ActionKind::Advance:
        draw(advances);
        current = action.to;
        break;
      case ActionKind::Keep:
        draw(keeps);
        current = action.to;
        break;
      case ActionKind::Backward:
        draw(backwards);
        break;
      case ActionKind::Restore:
        restores.add(x1, x1, static_cast<double>(current), to);
        current = action.to;
        break;
      default:
        break;  // stores and frees are the ends of lifetimes
    }
  }
  for (PixelColumn* column : columns) column->flush();
  return strokes;
}

std::vector<Bar> merge_lifetimes(const std::vector<Lifetime>& lifetimes, const std::vector<double>& moments,
                                 const Window& window, const Window& steps) {
  std::vector<Bar> bars;
  std::array<std::unordered_map<std::int64_t, std::size_t>, 2> last_in_row;  // by kind
  for (const Lifetime& life : lifetimes) {
    const auto step = static_cast<double>(life.step);
    if (step < steps.first || step > steps.last) continue;
    const double begin = moments[index(std::min<std::int64_t>(life.stored + 1, std::ssize(moments) - 1))];
    if (begin > window.last) break;  // in order of storing
    const double end = moments[index(std::min<std::int64_t>(life.freed, std::ssize(moments) - 1))];
    if (end < window.first) continue;
    const double x0 = window.pixel_of(std::max(begin, window.first));
    const double x1 = window.pixel_of(std::min(end, window.last));

    const auto row = static_cast<std::int64_t>(std::floor(steps.pixel_of(step)));
    const auto [place, is_new] =
        last_in_row[index(static_cast<std::int64_t>(life.kind))].try_emplace(row, bars.size());
    if (!is_new) {
      Bar& last = bars[place->second];
      if (x0 < last.x1 + 1) {
        last.x1 = std::max(last.x1, x1);
        last.is_merged = true;
        continue;
      }
      place->second = bars.size();
    }
    bars.push_back({life.kind, x0, x1, life.step, false});
  }
  return bars;
}

std::vector<ValueColumn> merge_values(const std::vector<double>& places,
                                      const std::vector<std::int64_t>& values, const Window& window) {
  std::vector<ValueColumn> columns;
  const std::size_t count = std::min(places.size(), values.size());
  const auto begin = places.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  auto first = std::lower_bound(begin, end, window.first);
  if (first != begin) --first;  // what holds at the left edge
  const auto last = std::upper_bound(first, end, window.last);
  double pixel = 0;
  for (auto place = first; place != last; ++place) {
    const auto value = static_cast<double>(values[static_cast<std::size_t>(place - begin)]);
    const double x = window.pixel_of(std::max(*place, window.first));
    if (columns.empty() || std::floor(x) != pixel) {
      pixel = std::floor(x);
      columns.push_back({x, value, value, value, value});
      continue;
    }
    ValueColumn& column = columns.back();
    if (x != column.x) column.x = pixel + 0.5;
    column.low = std::min(column.low, value);
    column.high = std::max(column.high, value);
    column.last = value;
  }
  return columns;
}

}  // namespace tidemark
