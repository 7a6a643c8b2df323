// SPDX-License-Identifier: GPL-3.0-or-later
/// Whether a zoom still makes sense after what a chart shows has changed: the one rule of the charts whose
/// axes are lengths, budgets and costs.
#pragma once

#include <QString>

#include "ui/charts/plot.h"

namespace tidemark {

/// What is shown: what the axes count, in words, and how far the data reaches on them.
struct ZoomScene {
  QString axes;
  double reach_x = 0;
  double reach_y = 0;
};

/// A zoom is kept while the axes count the same things and the data reaches less than twice as far, and more
/// than half as far, as when the user zoomed. So it survives a slider that is moved a little, and no question
/// of another kind or size.
class ZoomRule {
 public:
  /// To be called when `shown` may be new. True: the user's zoom makes no sense any more.
  bool is_outlived(const Plot& plot, const ZoomScene& shown) {
    const auto is_near = [](double before, double now) { return now < 2 * before && before < 2 * now; };
    const bool is_alike = shown.axes == zoomed_.axes && is_near(zoomed_.reach_x, shown.reach_x) &&
                          is_near(zoomed_.reach_y, shown.reach_y);
    if (is_alike && !plot.is_following()) return false;
    zoomed_ = shown;
    return !plot.is_following();
  }

 private:
  ZoomScene zoomed_;  ///< as it was when the user zoomed
};

}  // namespace tidemark
