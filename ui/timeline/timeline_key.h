// SPDX-License-Identifier: GPL-3.0-or-later
/// The timeline's legend: small drawings with a word each, in as many rows as the width needs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ui/charts/chart_colors.h"
#include "ui/charts/qcustomplot_header.h"
#include "ui/words/chart_words.h"

namespace tidemark {

/// Owned by its plot.
class TimelineKey : public QCPLayoutElement {
  Q_OBJECT

 public:
  using Drawing = std::function<void(QCPPainter*, const QRectF&)>;

  explicit TimelineKey(QCustomPlot* plot);

  /// Words are listed in the order in which they are added.
  void add(ChartWord word, Drawing drawing);
  void set_shown(ChartWord word, bool shown);
  bool is_shown(ChartWord word) const;
  void set_color(const QColor& text) { text_ = text; }
  /// The entry at a spot, in pixels; none: there is none.
  std::optional<ChartWord> word_at(const QPointF& position) const;
  /// Where a word stands, in pixels; none: it is not shown.
  std::optional<QRectF> place_of(ChartWord word) const;

  QSize minimumOuterSizeHint() const override;
  QSize maximumOuterSizeHint() const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  struct Entry {
    ChartWord word;
    Drawing drawing;
    bool is_shown = true;
  };
  /// The places of the entries that are shown, for a width, from the upper left corner on.
  std::vector<std::pair<const Entry*, QRectF>> places(double width) const;

  std::vector<Entry> entries_;
  QColor text_;
};

}  // namespace tidemark
