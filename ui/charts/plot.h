// SPDX-License-Identifier: GPL-3.0-or-later
/// What all charts share: colours that follow the palette, zooming and panning by mouse and keyboard, a layer
/// for cursors that is redrawn on its own, words beside the pointer and for screen readers, drawing itself as
/// a picture.
#pragma once

#include <QMenu>
#include <QTimer>
#include <functional>
#include <optional>

#include "ui/charts/chart_colors.h"
#include "ui/charts/hover_label.h"
#include "ui/charts/picture_options.h"
#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// How a picture of a chart differs from the screen.
struct PictureLook {
  QPalette palette;
  bool has_cursors = false;
};

class Plot : public QCustomPlot {
  Q_OBJECT

 public:
  explicit Plot(QWidget* parent = nullptr);

  /// The wheel zooms at the pointer; dragging pans; + - W S zoom, arrows A D pan, Home or 0 resets. These
  /// functions do the same.
  void zoom(double factor);        ///< above 1: in
  void pan(double dx, double dy);  ///< in parts of the visible range
  /// Shows all data again. From then on the view follows new data until the user zooms or pans.
  void reset_view();
  bool is_following() const { return is_following_; }
  /// As QCustomPlot's, but each chart whose drawing is queued is drawn in a turn of the event loop of its
  /// own, so that what the user does in between is not kept waiting for all of them.
  void replot(RefreshPriority priority = rpRefreshHint);
  /// The words beside the pointer; empty: none.
  QString readout() const { return readout_->text(); }

  /// Draws the chart as a picture of `size` pixels of the screen; what is on screen stays as it is. `painter`
  /// says by its mode whether it draws lines or pixels.
  void draw_picture(QCPPainter* painter, const QSize& size, const PictureLook& look);
  /// Sets who proposes title, caption and file name of pictures; without, a picture has none.
  void set_picture_words(std::function<PictureWords()> words) { picture_words_ = std::move(words); }
  PictureWords picture_words() const { return picture_words_ ? picture_words_() : PictureWords(); }
  /// Opens the dialog in which the user makes a picture of this chart.
  void export_asking();
  /// Says by picture_failed() what went wrong.
  void copy_to_clipboard();

 Q_SIGNALS:
  void picture_written(const QString& path);
  void picture_failed(const QString& sentence);
  /// The left button was pressed and released at one spot, in pixels. Not emitted after a drag.
  void clicked(const QPoint& position, Qt::KeyboardModifiers modifiers);

 protected:
  /// Sets pens and brushes from `colors`; called at first show, around a picture, and whenever the palette
  /// changes. Axes, grids, background and legend are coloured already.
  virtual void apply_colors(const ChartColors& colors) = 0;
  /// Sets the axes so that all data is visible.
  virtual void show_everything() = 0;
  /// Adds the view's own actions for `position`, above those that every chart has.
  virtual void add_to_menu(QMenu* /*menu*/, const QPoint& /*position*/) {}

  /// Words for the box beside the pointer: what is drawn at `pixel`. Without words or without a pixel there
  /// is no box. Called when the pointer moves and whenever the chart is drawn, so that the box always
  /// describes what is drawn. May move marks on the cursor layer.
  virtual QString point_at(const std::optional<QPointF>& /*pixel*/) { return {}; }
  /// Says that the pointer is at `pixel`; none: it has left the chart, or is used for something else.
  void set_pointer(const std::optional<QPointF>& pixel);
  /// Shows words beside a spot that the keyboard has moved to, until the chart is drawn again.
  void show_readout(const QString& text, const QPointF& pixel);

  /// To be called when data has changed: draws it at the next frame or when shown, all of it while following.
  void data_changed();

  /// Those of the palette, or, while a picture is drawn, the picture's.
  ChartColors colors() const { return ChartColors(picture_palette_.value_or(palette())); }
  /// While this holds, the layout is that of a picture, which the screen does not show.
  bool is_drawing_picture() const { return picture_palette_.has_value(); }
  /// The layer of cursors and highlights. It has a buffer of its own, so that drawing it does not redraw the
  /// data.
  QCPLayer* cursor_layer() { return layer("cursor"); }
  /// Draws the cursor layer alone where possible; nothing if the whole chart is about to be drawn.
  void replot_cursors();
  /// Keeps zooming and panning within `bounds`. Call it again when the data changes the bounds.
  void set_bounds(QCPAxis* axis, const QCPRange& bounds);

  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void take_turn();
  void refresh_colors();
  void refresh_readout();
  QList<QCPAxis*> all_axes() const;
  QList<QCPRange> ranges() const;

  QTimer drawing_;  ///< runs while the chart waits to be drawn
  HoverLabel* readout_;
  std::optional<QPointF> pointer_;
  bool is_following_ = true;
  bool may_be_click_ = false;
  QPoint press_position_;
  QHash<QCPAxis*, QCPRange> bounds_;
  std::optional<QPalette> picture_palette_;
  std::function<PictureWords()> picture_words_;
};

}  // namespace tidemark
