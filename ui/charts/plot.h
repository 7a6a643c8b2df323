// SPDX-License-Identifier: GPL-3.0-or-later
/// What every chart of ours shares: the palette (dark and light, followed while running), zooming and panning
/// by mouse and keyboard, a cheap layer for cursors, words beside the pointer and for screen readers, export.
#pragma once

#include <QMenu>
#include <optional>

#include "core/base/result.h"
#include "ui/charts/chart_colors.h"
#include "ui/charts/hover_label.h"
#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

class Plot : public QCustomPlot {
  Q_OBJECT

 public:
  static constexpr QSize kExportSize{1200, 700};

  explicit Plot(QWidget* parent = nullptr);

  /// Wheel zooms under the pointer; drag pans; + - W S zoom, arrows A D pan, Home or 0 resets. These do the
  /// same.
  void zoom(double factor);        ///< above 1: in
  void pan(double dx, double dy);  ///< parts of the visible range
  /// Shows all data again; from then on new data is followed until the person zooms or pans.
  void reset_view();
  bool is_following() const { return is_following_; }
  /// The words beside the pointer; empty: none.
  QString readout() const { return readout_->text(); }

  /// What a chart is exported as: two formats of vectors, and a bitmap of twice the size, sharp in print.
  enum class Format { Svg, Pdf, Png };
  /// By the ending: .svg, .pdf or .png, in any case.
  static std::optional<Format> format_of(const QString& path);
  /// The chart as the content of such a file.
  Result<QByteArray> drawn_as(Format format, const QSize& size = kExportSize);
  /// Written whole or not at all, in the format of the ending.
  Result<void> export_to(const QString& path, const QSize& size = kExportSize);
  /// The same after asking for a file, with what went wrong shown.
  void export_asking();
  void copy_to_clipboard();

 Q_SIGNALS:
  /// The left button went down and up on one spot, in pixels: a drag is none.
  void clicked(const QPoint& position, Qt::KeyboardModifiers modifiers);

 protected:
  /// Sets pens and brushes from `colors`; called at first show, before an export, and whenever the palette
  /// changes. Axes, grids, background and legend are coloured already.
  virtual void apply_colors(const ChartColors& colors) = 0;
  /// Sets the axes to all data.
  virtual void show_everything() = 0;
  /// Actions of the view's own at `position`, above those that every chart has.
  virtual void add_to_menu(QMenu* /*menu*/, const QPoint& /*position*/) {}

  /// What is drawn at `pixel`, in words for the box beside the pointer; without words or without a pixel
  /// there is no box. Asked when the pointer moves and again at each drawing, so that the box always speaks
  /// of what is drawn. May move marks on the cursor layer.
  virtual QString point_at(const std::optional<QPointF>& /*pixel*/) { return {}; }
  /// The pointer has gone to `pixel`; none: it has left, or does something else than asking.
  void set_pointer(const std::optional<QPointF>& pixel);
  /// Words beside a spot that the keyboard has gone to. They hold until the next drawing.
  void show_readout(const QString& text, const QPointF& pixel);

  /// To call when data has changed: shows all of it while following, and draws at the next frame.
  void data_changed();

  ChartColors colors() const { return ChartColors(palette()); }
  /// Buffered on its own: replot of cursors and highlights does not redraw the data.
  QCPLayer* cursor_layer() { return layer("cursor"); }
  /// Draws the cursor layer alone where possible.
  void replot_cursors();
  /// Zooming and panning never leave `bounds`. For axes whose bounds change with the data: call again.
  void set_bounds(QCPAxis* axis, const QCPRange& bounds);

  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void refresh_colors();
  void refresh_readout();
  void prepare_export();
  QList<QCPRange> ranges() const;

  HoverLabel* readout_;
  std::optional<QPointF> pointer_;
  bool is_following_ = true;
  bool may_be_click_ = false;
  QPoint press_position_;
  QHash<QCPAxis*, QCPRange> bounds_;
};

}  // namespace tidemark
