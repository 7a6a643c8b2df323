// SPDX-License-Identifier: GPL-3.0-or-later
/// What every chart of ours shares: the palette (dark and light, followed while running), zooming and panning by
/// mouse and keyboard, a cheap layer for cursors, words for screen readers, and export.
#pragma once

#include <QColor>

#include "core/result.h"
#include "ui/qcustomplot_header.h"

namespace tidemark {

/// Colours that are told apart in dark and light and by colour-blind eyes (Okabe-Ito), taken from a palette.
struct ChartColors {
  explicit ChartColors(const QPalette& palette);
  bool is_dark;
  QColor background, text, grid, faint;
  QColor forward, keep, backward, stored_hidden, stored_internal, restore;  ///< actions and lifetimes
  QColor predicted, measured, budget;                                      ///< memory
  QColor strategy(int index) const;  ///< one for each of kStrategies
};

class Plot : public QCustomPlot {
  Q_OBJECT

 public:
  explicit Plot(QWidget* parent = nullptr);

  /// Wheel zooms under the pointer; drag pans; + - W S zoom, arrows A D pan, Home or 0 resets. These do the same.
  void zoom(double factor);  ///< above 1: in
  void pan(double dx, double dy);  ///< parts of the visible range
  /// Shows all data again; from then on new data is followed until the person zooms or pans.
  void reset_view();
  bool is_following() const { return is_following_; }

  /// Vector or bitmap by the ending: .svg, .pdf, .png. Written whole or not at all.
  Result<void> export_to(const QString& path, const QSize& size = {1200, 700});
  void copy_to_clipboard();

 protected:
  /// Sets pens and brushes from `colors`; called at first show and whenever the palette changes.
  virtual void apply_colors(const ChartColors& colors) = 0;
  /// Sets the axes to all data.
  virtual void show_everything() = 0;

  ChartColors colors() const { return ChartColors(palette()); }
  /// Buffered on its own: replot of cursors and highlights does not redraw the data.
  QCPLayer* cursor_layer() { return layer("cursor"); }

  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  bool is_following_ = true;
};

}  // namespace tidemark
