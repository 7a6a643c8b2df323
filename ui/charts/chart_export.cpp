// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>

#include "core/base/file_io.h"
#include "ui/charts/plot.h"

namespace tidemark {
namespace {

using Bytes = Result<QByteArray>;

constexpr double kMargin = 8;       // pixels around title and caption
constexpr double kTitleSize = 1.2;  // of the chart's letters
constexpr double kLeastChart = 60;  // pixels of the height that title and caption leave to the chart

/// Black on white, for paper.
QPalette paper() {
  QPalette palette;
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::Text, QColor(0x1b1f24));
  palette.setColor(QPalette::Highlight, QColor(0x0b6bb0));
  return palette;
}

/// How large the letters of the picture are, as a multiple of those on screen. Everything else is scaled with
/// them.
double scale_of(const Plot& chart, const PictureOptions& options) {
  const double points = chart.font().pointSizeF();
  return options.letters / (points > 0 ? points : QFontInfo(chart.font()).pointSizeF());
}

/// The room that a text takes in a picture of this width.
double height_of(const QString& text, const QFont& font, double width) {
  if (text.isEmpty()) return 0;
  const QRectF room(0, 0, width - 2 * kMargin, 10'000);
  return QFontMetricsF(font).boundingRect(room, Qt::TextWordWrap, text).height() + kMargin;
}

/// Draws title, chart and caption; a unit of the painter is a pixel of the screen. `picture`: its size in
/// them.
void draw(Plot& chart, const PictureOptions& options, const QSizeF& picture, QCPPainter& painter) {
  const PictureLook look{options.has_screen_colors ? chart.palette() : paper(), options.has_cursors};
  const ChartColors colors(look.palette);
  painter.fillRect(QRectF(QPointF(), picture), colors.background);
  QFont title_font = chart.font();
  title_font.setBold(true);
  title_font.setPointSizeF(title_font.pointSizeF() * kTitleSize);
  const double title = height_of(options.title, title_font, picture.width());
  const double caption = height_of(options.caption, chart.font(), picture.width());
  const double left = std::max(kLeastChart, picture.height() - title - caption);

  painter.save();
  painter.translate(0, title);
  chart.draw_picture(&painter, QSizeF(picture.width(), left).toSize(), look);
  painter.restore();

  const auto write = [&](const QString& text, const QFont& font, double top, double height) {
    if (text.isEmpty()) return;
    painter.setFont(font);
    painter.setPen(colors.text);
    painter.drawText(QRectF(kMargin, top, picture.width() - 2 * kMargin, height), Qt::TextWordWrap, text);
  };
  write(options.title, title_font, kMargin * 0.75, title);
  write(options.caption, chart.font(), title + left, caption);
}

/// Draws onto a vector device of `resolution` dots per inch.
Result<void> draw_vectors(Plot& chart, const PictureOptions& options, double resolution,
                          QPaintDevice* device) {
  QCPPainter painter;
  if (!painter.begin(device)) return failure("the chart cannot be drawn");
  painter.setRenderHint(QPainter::LosslessImageRendering);  // a heat map's colours are its meaning
  painter.setMode(QCPPainter::pmVectorized);
  const double scale = scale_of(chart, options);
  painter.scale(scale, scale);
  draw(chart, options, inches_of(options) * resolution / scale, painter);
  if (!painter.end()) return failure("the chart cannot be finished");
  return {};
}

Bytes svg(Plot& chart, const PictureOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  // At the screen's resolution letters are as large, in pixels of the chart, as they are on screen.
  const int resolution = chart.logicalDpiX();
  const QSizeF size = inches_of(options) * resolution;
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(resolution);
  generator.setSize(size.toSize());
  generator.setViewBox(QRectF(QPointF(), size));
  generator.setTitle(options.title.isEmpty() ? chart.accessibleName() : options.title);
  generator.setDescription(options.caption.isEmpty()
                               ? chart.accessibleName()
                               : chart.accessibleName() + QStringLiteral(": ") + options.caption);
  if (auto drawn = draw_vectors(chart, options, resolution, &generator); !drawn)
    return tl::unexpected(drawn.error());
  return bytes;
}

Bytes pdf(Plot& chart, const PictureOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  if (!buffer.open(QIODevice::WriteOnly)) return failure("the chart cannot be held in memory");
  const int resolution = chart.logicalDpiX();
  QPdfWriter writer(&buffer);
  writer.setTitle(options.title.isEmpty() ? chart.accessibleName() : options.title);
  writer.setCreator(QStringLiteral("Tidemark"));
  writer.setResolution(resolution);
  const QPageSize page(inches_of(options), QPageSize::Inch, QString(), QPageSize::ExactMatch);
  if (!writer.setPageSize(page) || !writer.setPageMargins(QMarginsF(0, 0, 0, 0)))
    return failure("a PDF page cannot have this size");
  if (auto drawn = draw_vectors(chart, options, resolution, &writer); !drawn)
    return tl::unexpected(drawn.error());
  return bytes;
}

Bytes png(Plot& chart, const PictureOptions& options) {
  return bitmap_of(chart, options).and_then([](const QImage& image) -> Bytes {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!image.save(&buffer, "PNG")) return failure("the chart cannot be written as PNG");
    return bytes;
  });
}

/// A bitmap of this size; null if there is not enough memory for it.
QImage bitmap(Plot& chart, const PictureOptions& options, const QSize& pixels) {
  QImage image(pixels, QImage::Format_RGB32);
  QCPPainter painter;
  if (image.isNull() || !painter.begin(&image)) return {};
  const double scale =
      scale_of(chart, options) * pixels.width() / (inches_of(options).width() * chart.logicalDpiX());
  painter.setMode(QCPPainter::pmNonCosmetic);  // lines of no width would be thin in print
  painter.scale(scale, scale);
  draw(chart, options, QSizeF(pixels) / scale, painter);
  return image;
}

}  // namespace

Result<QByteArray> picture_of(Plot& chart, const PictureOptions& options) {
  if (auto valid = validate(options); !valid) return tl::unexpected(valid.error());
  switch (options.format) {
    case PictureFormat::Svg:
      return svg(chart, options);
    case PictureFormat::Pdf:
      return pdf(chart, options);
    case PictureFormat::Png:
      break;
  }
  return png(chart, options);
}

Result<QImage> bitmap_of(Plot& chart, const PictureOptions& options) {
  PictureOptions wanted = options;
  wanted.format = PictureFormat::Png;
  if (auto valid = validate(wanted); !valid) return tl::unexpected(valid.error());
  QImage image = bitmap(chart, options, pixels_of(options));
  if (image.isNull()) return failure("there is not enough memory for a bitmap of this size");
  const double dots_per_metre = image.width() / inches_of(options).width() / 0.0254;
  image.setDotsPerMeterX(qRound(dots_per_metre));
  image.setDotsPerMeterY(qRound(dots_per_metre));
  return image;
}

QImage preview_of(Plot& chart, const PictureOptions& options, const QSize& room) {
  return bitmap(chart, options,
                inches_of(options).scaled(room, Qt::KeepAspectRatio).toSize().expandedTo({1, 1}));
}

Result<void> write_picture(Plot& chart, const PictureOptions& options, const QString& path) {
  return picture_of(chart, options).and_then([&](const QByteArray& picture) {
    return write_file(path.toStdString(),
                      std::string_view(picture.data(), static_cast<std::size_t>(picture.size())));
  });
}

Result<void> copy_picture(Plot& chart) {
  return bitmap_of(chart, remembered_picture_options(chart.picture_words())).map([](const QImage& image) {
    QApplication::clipboard()->setImage(image);
  });
}

}  // namespace tidemark
