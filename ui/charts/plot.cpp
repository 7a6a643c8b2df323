// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <cmath>
#include <utility>

#include "ui/charts/chart_export.h"
#include "ui/charts/export_dialog.h"
#include "ui/widgets/turns.h"

namespace tidemark {
namespace {

constexpr double kWheelZoom = 1.18;  // for one notch
constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 0.1;

/// The axes that are moved by wheel, drag and keys.
QList<QCPAxis*> movable_axes(const QList<QCPAxisRect*>& rects) {
  QList<QCPAxis*> axes;
  for (QCPAxisRect* rect : rects)
    for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical})
      if (rect->rangeZoom().testFlag(orientation))
        for (QCPAxis* axis : rect->rangeZoomAxes(orientation))
          if (!axes.contains(axis)) axes += axis;  // several rects may share an axis
  return axes;
}

double middle(const QCPAxis& axis) {
  const QCPRange range = axis.range();
  return axis.scaleType() == QCPAxis::stLogarithmic ? std::sqrt(range.lower * range.upper) : range.center();
}

/// `range` moved into `bounds`, and shrunk if it is longer.
QCPRange kept_within(const QCPRange& range, const QCPRange& bounds, bool is_logarithmic) {
  if (!is_logarithmic) return range.bounded(bounds.lower, bounds.upper);
  const QCPRange logs = QCPRange(std::log(range.lower), std::log(range.upper))
                            .bounded(std::log(bounds.lower), std::log(bounds.upper));
  return {std::exp(logs.lower), std::exp(logs.upper)};
}

}  // namespace

Plot::Plot(QWidget* parent) : QCustomPlot(parent) {
  setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  setPlottingHint(QCP::phImmediateRefresh, false);  // charts that change together are painted together
  setNoAntialiasingOnDrag(false);
  setAutoAddPlottableToLegend(false);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);  // the chart draws its background itself
  setAccessibleDescription(
      tr("Wheel, plus and minus zoom; dragging and the arrow keys pan; Home shows everything."));
  addLayer("cursor");
  cursor_layer()->setMode(QCPLayer::lmBuffered);
  // Every buffer is cleared and laid over the others at each frame. The selection's layer is not used here
  // and needs no buffer.
  layer("overlay")->setMode(QCPLayer::lmLogical);
  readout_ = new HoverLabel(this, cursor_layer()->name());
  connect(this, &QCustomPlot::afterLayout, this, &Plot::refresh_readout);
  drawing_.setSingleShot(true);
  connect(&drawing_, &QTimer::timeout, this, &Plot::take_turn);
}

void Plot::replot(RefreshPriority priority) {
  if (priority == rpQueuedReplot) {
    if (!drawing_.isActive()) drawing_.start(0);
    return;
  }
  drawing_.stop();
  QCustomPlot::replot(priority);
}

void Plot::take_turn() {
  static Turns turns_of_charts;
  if (!turns_of_charts.take()) return drawing_.start(0);
  replot();
}

void Plot::zoom(double factor) {
  for (QCPAxis* axis : movable_axes(axisRects())) axis->scaleRange(1 / factor, middle(*axis));
  is_following_ = false;
  replot(rpQueuedReplot);
}

void Plot::pan(double dx, double dy) {
  for (QCPAxis* axis : movable_axes(axisRects())) {
    const double part = axis->orientation() == Qt::Horizontal ? dx : dy;
    const QCPRange range = axis->range();
    if (axis->scaleType() == QCPAxis::stLogarithmic)
      axis->moveRange(std::pow(range.upper / range.lower, part));
    else
      axis->moveRange(range.size() * part);
  }
  is_following_ = false;
  replot(rpQueuedReplot);
}

void Plot::reset_view() {
  is_following_ = true;
  show_everything();
  replot(rpQueuedReplot);
}

void Plot::data_changed() {
  if (is_following_) show_everything();
  if (isVisible()) replot(rpQueuedReplot);
}

void Plot::replot_cursors() {
  if (isVisible() && !drawing_.isActive()) cursor_layer()->replot();
}

void Plot::set_pointer(const std::optional<QPointF>& pixel) {
  if (!pixel && !pointer_ && readout().isEmpty()) return;
  pointer_ = pixel;
  refresh_readout();
  replot_cursors();
}

void Plot::show_readout(const QString& text, const QPointF& pixel) {
  set_pointer(std::nullopt);
  readout_->show_text(text, pixel);
  replot_cursors();
}

void Plot::refresh_readout() {
  readout_->show_text(point_at(pointer_), pointer_.value_or(QPointF()));
}

void Plot::set_bounds(QCPAxis* axis, const QCPRange& bounds) {
  if (!bounds_.contains(axis))
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this, axis](const QCPRange& range) {
              const QCPRange kept =
                  kept_within(range, bounds_.value(axis), axis->scaleType() == QCPAxis::stLogarithmic);
              if (kept != range) axis->setRange(kept);
            });
  bounds_[axis] = bounds;
  axis->setRange(kept_within(axis->range(), bounds, axis->scaleType() == QCPAxis::stLogarithmic));
}

void Plot::draw_picture(QCPPainter* painter, const QSize& size, const PictureLook& look) {
  const QRect screen = viewport();
  const QList<QCPRange> shown = ranges();
  const std::optional<QPointF> pointer = std::exchange(pointer_, std::nullopt);
  const QString words = readout();
  const QPointF place = readout_->position->coords();
  const bool has_cursors = cursor_layer()->visible();

  picture_palette_ = look.palette;
  refresh_colors();
  cursor_layer()->setVisible(look.has_cursors);
  if (is_following_) show_everything();
  setViewport(QRect(QPoint(), size));
  painter->setMode(QCPPainter::pmNoCaching);
  draw(painter);

  // Everything is put back, the layout too, so that what is on screen can be drawn over piece by piece.
  setViewport(screen);
  cursor_layer()->setVisible(has_cursors);
  picture_palette_.reset();
  refresh_colors();
  const QList<QCPAxis*> axes = all_axes();
  for (qsizetype i = 0; i < axes.size(); ++i) axes[i]->setRange(shown[i]);
  pointer_ = pointer;
  updateLayout();
  if (!pointer_) readout_->show_text(words, place);
}

void Plot::export_asking() {
  auto* dialog = new ExportDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void Plot::copy_to_clipboard() {
  if (const auto copied = copy_picture(*this); !copied)
    Q_EMIT picture_failed(QString::fromStdString(copied.error().message));
}

void Plot::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
    refresh_colors();
    if (isVisible()) replot(rpQueuedReplot);
  }
}

void Plot::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  add_to_menu(&menu, event->pos());
  if (!menu.isEmpty()) menu.addSeparator();
  connect(menu.addAction(tr("Show everything")), &QAction::triggered, this, &Plot::reset_view);
  connect(menu.addAction(tr("Copy chart")), &QAction::triggered, this, &Plot::copy_to_clipboard);
  connect(menu.addAction(tr("Chart as picture…")), &QAction::triggered, this, &Plot::export_asking);
  menu.exec(event->globalPos());
}

void Plot::keyPressEvent(QKeyEvent* event) {
  // Shift is needed to type "+" on many keyboards. A key with any other modifier is not for the chart.
  if (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) {
    QCustomPlot::keyPressEvent(event);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_W:
      return zoom(kKeyZoom);
    case Qt::Key_Minus:
    case Qt::Key_S:
      return zoom(1 / kKeyZoom);
    case Qt::Key_Left:
    case Qt::Key_A:
      return pan(-kKeyPan, 0);
    case Qt::Key_Right:
    case Qt::Key_D:
      return pan(kKeyPan, 0);
    case Qt::Key_Up:
      return pan(0, kKeyPan);
    case Qt::Key_Down:
      return pan(0, -kKeyPan);
    case Qt::Key_Home:
    case Qt::Key_0:
      return reset_view();
    default:
      QCustomPlot::keyPressEvent(event);
  }
}

void Plot::mousePressEvent(QMouseEvent* event) {
  may_be_click_ = event->button() == Qt::LeftButton;
  press_position_ = event->pos();
  set_pointer(std::nullopt);
  QCustomPlot::mousePressEvent(event);
}

void Plot::mouseMoveEvent(QMouseEvent* event) {
  const int moved = (event->pos() - press_position_).manhattanLength();
  if (may_be_click_ && moved < QApplication::startDragDistance()) return;  // a small movement is no drag
  may_be_click_ = false;
  const QList<QCPRange> before = ranges();
  QCustomPlot::mouseMoveEvent(event);
  if (ranges() != before) is_following_ = false;
  set_pointer(event->buttons() == Qt::NoButton ? std::optional(event->position()) : std::nullopt);
}

void Plot::leaveEvent(QEvent* event) {
  QCustomPlot::leaveEvent(event);
  set_pointer(std::nullopt);
}

void Plot::mouseReleaseEvent(QMouseEvent* event) {
  QCustomPlot::mouseReleaseEvent(event);
  if (may_be_click_ && event->button() == Qt::LeftButton) Q_EMIT clicked(event->pos(), event->modifiers());
  may_be_click_ = false;
  set_pointer(event->position());
}

/// A frame says that the chart has the keyboard's focus. It is painted on the widget, and so in no export.
void Plot::paintEvent(QPaintEvent* event) {
  if (drawing_.isActive()) replot();  // what comes into sight is up to date
  QCustomPlot::paintEvent(event);
  if (!hasFocus()) return;
  QPainter painter(this);
  painter.setPen(QPen(colors().accent, 2));
  painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

void Plot::wheelEvent(QWheelEvent* event) {
  QCPAxisRect* rect = axisRectAt(event->position());
  if (!rect || event->angleDelta().y() == 0) return event->ignore();
  const double factor = std::pow(kWheelZoom, event->angleDelta().y() / 120.0);
  for (QCPAxis* axis : movable_axes({rect})) {
    const bool is_horizontal = axis->orientation() == Qt::Horizontal;
    const double pixel = is_horizontal ? event->position().x() : event->position().y();
    axis->scaleRange(1 / factor, axis->pixelToCoord(pixel));
  }
  is_following_ = false;
  event->accept();
  replot(rpQueuedReplot);
}

void Plot::showEvent(QShowEvent* event) {
  QCustomPlot::showEvent(event);
  refresh_colors();
  data_changed();
}

void Plot::refresh_colors() {
  const ChartColors now = colors();
  setBackground(QBrush(now.background));
  for (QCPAxis* axis : all_axes()) {
    const QPen line(now.faint, 1);
    axis->setBasePen(line);
    axis->setTickPen(line);
    axis->setSubTickPen(line);
    axis->setTickLabelColor(now.text);
    axis->setLabelColor(now.text);
    axis->setTickLabelFont(font());  // or else an axis measures its words with a font of before
    axis->setLabelFont(font());
    axis->grid()->setPen(QPen(now.grid, 1));
    axis->grid()->setSubGridPen(Qt::NoPen);
    axis->grid()->setZeroLinePen(QPen(now.grid, 1));
  }
  if (legend) {  // null if a chart has made its own layout
    legend->setTextColor(now.text);
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(now.background);
  }
  readout_->apply_colors(now);
  apply_colors(now);
}

QList<QCPAxis*> Plot::all_axes() const {
  QList<QCPAxis*> axes;
  for (const QCPAxisRect* rect : axisRects()) axes += rect->axes();
  return axes;
}

QList<QCPRange> Plot::ranges() const {
  QList<QCPRange> all;
  for (const QCPAxis* axis : all_axes()) all += axis->range();
  return all;
}

}  // namespace tidemark
