// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

#include "core/base/file_io.h"

namespace tidemark {
namespace {

constexpr double kWheelZoom = 1.18;  // for one notch
constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 0.1;
constexpr int kBitmapScale = 2;

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

using Bytes = Result<QByteArray>;

Bytes svg(QCustomPlot& plot, const QSize& size) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(0, 0), size));
  generator.setTitle(plot.accessibleName());
  generator.setDescription(plot.accessibleDescription());
  QCPPainter painter;
  if (!painter.begin(&generator)) return failure("the chart cannot be drawn as SVG");
  painter.setMode(QCPPainter::pmVectorized);
  plot.toPainter(&painter, size.width(), size.height());
  if (!painter.end()) return failure("the chart cannot be finished as SVG");
  return bytes;
}

Bytes pdf(QCustomPlot& plot, const QSize& size) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  if (!buffer.open(QIODevice::WriteOnly)) return failure("the chart cannot be held in memory");
  QPdfWriter writer(&buffer);
  writer.setTitle(plot.accessibleName());
  writer.setCreator(QStringLiteral("Tidemark"));
  // At the screen's resolution letters are as large, in pixels of the chart, as they are on screen.
  const int resolution = plot.logicalDpiX();
  writer.setResolution(resolution);
  const QSizeF points = QSizeF(size) * 72.0 / resolution;
  if (!writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch)) ||
      !writer.setPageMargins(QMarginsF(0, 0, 0, 0)))
    return failure("a PDF page cannot be ", size.width(), " by ", size.height(), " pixels");
  QCPPainter painter;
  if (!painter.begin(&writer)) return failure("the chart cannot be drawn as PDF");
  painter.setMode(QCPPainter::pmVectorized);
  plot.toPainter(&painter, size.width(), size.height());
  if (!painter.end()) return failure("the chart cannot be finished as PDF");
  return bytes;
}

Bytes png(QCustomPlot& plot, const QSize& size) {
  QImage image = plot.toPixmap(size.width(), size.height(), kBitmapScale).toImage();
  if (image.isNull()) return failure("a bitmap cannot be ", size.width(), " by ", size.height(), " pixels");
  image.setDevicePixelRatio(1);
  constexpr double kDotsPerMeter = 96 * kBitmapScale / 0.0254;
  image.setDotsPerMeterX(qRound(kDotsPerMeter));
  image.setDotsPerMeterY(qRound(kDotsPerMeter));
  QByteArray bytes;
  QBuffer buffer(&bytes);
  if (!image.save(&buffer, "PNG")) return failure("the chart cannot be written as PNG");
  return bytes;
}

}  // namespace

Plot::Plot(QWidget* parent) : QCustomPlot(parent) {
  setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
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
  replot(rpQueuedReplot);
}

void Plot::replot_cursors() {
  if (isVisible()) cursor_layer()->replot();
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

std::optional<Plot::Format> Plot::format_of(const QString& path) {
  const QString ending = QFileInfo(path).suffix().toLower();
  if (ending == "svg") return Format::Svg;
  if (ending == "pdf") return Format::Pdf;
  if (ending == "png") return Format::Png;
  return std::nullopt;
}

Result<QByteArray> Plot::drawn_as(Format format, const QSize& size) {
  if (size.isEmpty()) return failure("a chart cannot be ", size.width(), " by ", size.height(), " pixels");
  prepare_export();
  // Draws the screen again at the next frame, since the export is laid out for another size.
  replot(rpQueuedReplot);
  switch (format) {
    case Format::Svg:
      return svg(*this, size);
    case Format::Pdf:
      return pdf(*this, size);
    case Format::Png:
      break;
  }
  return png(*this, size);
}

Result<void> Plot::export_to(const QString& path, const QSize& size) {
  const auto format = format_of(path);
  if (!format) return failure("a chart can be written as .svg, .pdf or .png, not as ", path.toStdString());
  return drawn_as(*format, size).and_then([&](const QByteArray& picture) {
    return write_file(path.toStdString(),
                      std::string_view(picture.data(), static_cast<std::size_t>(picture.size())));
  });
}

void Plot::export_asking() {
  const QString path = QFileDialog::getSaveFileName(
      this, tr("Export chart"), QString(), tr("Scalable drawing (*.svg);;Document (*.pdf);;Picture (*.png)"));
  if (path.isEmpty()) return;
  const Result<void> written = export_to(path);
  if (!written)
    QMessageBox::warning(this, tr("Export chart"), QString::fromStdString(written.error().message));
}

void Plot::copy_to_clipboard() {
  prepare_export();
  QImage image = toPixmap(0, 0, kBitmapScale).toImage();
  replot(rpQueuedReplot);
  image.setDevicePixelRatio(1);
  QApplication::clipboard()->setImage(image);
}

void Plot::changeEvent(QEvent* event) {
  QCustomPlot::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    refresh_colors();
    replot(rpQueuedReplot);
  }
}

void Plot::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  add_to_menu(&menu, event->pos());
  if (!menu.isEmpty()) menu.addSeparator();
  connect(menu.addAction(tr("Show everything")), &QAction::triggered, this, &Plot::reset_view);
  connect(menu.addAction(tr("Copy chart")), &QAction::triggered, this, &Plot::copy_to_clipboard);
  connect(menu.addAction(tr("Export chart…")), &QAction::triggered, this, &Plot::export_asking);
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
  for (QCPAxisRect* rect : axisRects()) {
    for (QCPAxis* axis : rect->axes()) {
      const QPen line(now.faint, 1);
      axis->setBasePen(line);
      axis->setTickPen(line);
      axis->setSubTickPen(line);
      axis->setTickLabelColor(now.text);
      axis->setLabelColor(now.text);
      axis->grid()->setPen(QPen(now.grid, 1));
      axis->grid()->setSubGridPen(Qt::NoPen);
      axis->grid()->setZeroLinePen(QPen(now.grid, 1));
    }
  }
  if (legend) {  // null if a chart has made its own layout
    legend->setTextColor(now.text);
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(now.background);
  }
  readout_->apply_colors(now);
  apply_colors(now);
}

void Plot::prepare_export() {
  set_pointer(std::nullopt);
  deselectAll();
  refresh_colors();
  if (is_following_) show_everything();
}

QList<QCPRange> Plot::ranges() const {
  QList<QCPRange> all;
  for (QCPAxisRect* rect : axisRects())
    for (QCPAxis* axis : rect->axes()) all += axis->range();
  return all;
}

}  // namespace tidemark
