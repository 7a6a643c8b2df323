// SPDX-License-Identifier: GPL-3.0-or-later
/// The unrolled network at the cursor: a cell for each step, which states are stored, which is computed now,
/// and how far the gradients have come back.
#pragma once

#include <QWidget>
#include <optional>

#include "ui/charts/chart_colors.h"
#include "ui/workbench/timeline_source.h"

class QAction;
class QCPPainter;

namespace tidemark {

class Workbench;

/// For problems of a few dozen steps (or chunks); for longer ones it hides itself.
class NetworkView : public QWidget {
  Q_OBJECT

 public:
  static constexpr std::int64_t kMostSteps = 64;

  /// `workbench` and `source` outlive it.
  NetworkView(Workbench* workbench, TimelineSource* source, QWidget* parent = nullptr);

  /// Whether there is a schedule that is short enough to be drawn.
  bool has_picture() const { return timeline_ != nullptr; }
  /// Shows or hides the picture where there is one; checkable. Owned by this view.
  QAction* shown_action() const { return shown_; }

  /// The state of the network at the cursor in words.
  QString state_words() const;
  /// What lies at a spot, in words; empty: nothing.
  QString words_at(const QPointF& position) const;
  /// Where the cell of a step is drawn. REQUIRES: has_picture().
  QRectF cell(std::int64_t step) const;
  /// Where the hidden state after a step is drawn, h_0 left of the first cell. REQUIRES: has_picture().
  QPointF hidden_state(std::int64_t step) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void has_picture_changed(bool has_picture);

 protected:
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void timeline_changed();
  void cursor_changed();
  void refresh_visibility();
  std::int64_t steps() const { return timeline_->sequence().chunks(); }
  std::int64_t moment() const;
  /// The action that has just been done; none at the start.
  std::optional<Action> last_action() const;
  /// The step whose cell, input or number is at a spot, or whose state is right of it; 0: none.
  std::int64_t step_at(const QPointF& position) const;
  QString step_words(std::int64_t step) const;
  /// In which slot the hidden state after a step is stored on its own; none: in none.
  const Lifetime* stored(Lifetime::Kind kind, std::int64_t step) const;

  double pitch() const;  ///< pixels from one cell to the next
  void paint_edges(QCPPainter& painter, const ChartColors& colors) const;
  void paint_cells(QCPPainter& painter, const ChartColors& colors) const;
  void paint_inputs(QCPPainter& painter, const ChartColors& colors) const;
  void paint_gradient(QCPPainter& painter, const ChartColors& colors) const;
  void paint_states(QCPPainter& painter, const ChartColors& colors) const;

  Workbench* workbench_;
  TimelineSource* source_;
  std::shared_ptr<const Timeline> timeline_;  ///< null: there is no picture
  QAction* shown_;
};

}  // namespace tidemark
