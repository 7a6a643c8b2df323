// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/picture_options.h"

#include <QFileInfo>
#include <QSettings>
#include <algorithm>

namespace tidemark {
namespace {

constexpr double kMillimetresPerInch = 25.4;
constexpr double kLeastInches = 0.75;
constexpr double kMostInches = 200;                  // what a page of a PDF may measure
constexpr std::int64_t kMostDots = 100'000'000;      // 400 MB while it is drawn
constexpr int kLeastLetters = 4, kMostLetters = 72;  // points
const QString kGroup = QStringLiteral("picture");

}  // namespace

std::optional<PictureFormat> picture_format_of(const QString& path) {
  const QString ending = QFileInfo(path).suffix().toLower();
  for (const PictureFormat format : {PictureFormat::Svg, PictureFormat::Pdf, PictureFormat::Png})
    if (ending == ending_of(format)) return format;
  return std::nullopt;
}

QString ending_of(PictureFormat format) {
  switch (format) {
    case PictureFormat::Svg:
      return QStringLiteral("svg");
    case PictureFormat::Pdf:
      return QStringLiteral("pdf");
    case PictureFormat::Png:
      break;
  }
  return QStringLiteral("png");
}

QSizeF inches_of(const PictureOptions& options) {
  const bool is_metric = options.unit == PictureOptions::Unit::Millimetres;
  return QSizeF(options.size) / (is_metric ? kMillimetresPerInch : PictureOptions::kPixelsPerInch);
}

QSize pixels_of(const PictureOptions& options) {
  if (options.unit == PictureOptions::Unit::Pixels) return options.size;
  return (inches_of(options) * options.dots_per_inch).toSize();
}

Result<void> validate(const PictureOptions& options) {
  const QSizeF inches = inches_of(options);
  const std::string_view unit = options.unit == PictureOptions::Unit::Pixels ? " pixels" : " mm";
  const auto refuse = [&](std::string_view why) {
    return failure("a picture of ", options.size.width(), " by ", options.size.height(), unit, why);
  };
  if (std::min(inches.width(), inches.height()) < kLeastInches)
    return refuse(" is too small for a chart; take at least 20 mm or 72 pixels");
  if (std::max(inches.width(), inches.height()) > kMostInches)
    return refuse(" is too large for a page; take at most 5,000 mm or 19,200 pixels");
  if (options.letters < kLeastLetters || options.letters > kMostLetters)
    return failure("letters must be of ", kLeastLetters, " to ", kMostLetters, " points, not ",
                   options.letters);
  const QSize pixels = pixels_of(options);
  if (options.format == PictureFormat::Png && std::int64_t{pixels.width()} * pixels.height() > kMostDots)
    return refuse(" has too many dots for a bitmap; take fewer dots per inch, or SVG or PDF");
  return {};
}

PictureOptions remembered_picture_options(const PictureWords& words) {
  QSettings settings;
  settings.beginGroup(kGroup);
  PictureOptions options;
  const PictureOptions defaults;
  options.format = static_cast<PictureFormat>(std::clamp(settings.value("format", 0).toInt(), 0, 2));
  if (settings.value("has_title", true).toBool()) options.title = words.title;
  if (settings.value("has_caption", true).toBool()) options.caption = words.caption;
  options.size = settings.value("size", defaults.size).toSize();
  if (settings.value("in_pixels", false).toBool()) options.unit = PictureOptions::Unit::Pixels;
  options.letters = settings.value("letters", defaults.letters).toInt();
  options.dots_per_inch = settings.value("dots_per_inch", defaults.dots_per_inch).toInt();
  options.has_screen_colors = settings.value("screen_colors", false).toBool();
  options.has_cursors = settings.value("cursors", false).toBool();
  if (validate(options)) return options;
  return {.title = words.title, .caption = words.caption};  // the settings were damaged
}

void remember_picture_options(const PictureOptions& options) {
  QSettings settings;
  settings.beginGroup(kGroup);
  settings.setValue("format", static_cast<int>(options.format));
  settings.setValue("has_title", !options.title.isEmpty());
  settings.setValue("has_caption", !options.caption.isEmpty());
  settings.setValue("size", options.size);
  settings.setValue("in_pixels", options.unit == PictureOptions::Unit::Pixels);
  settings.setValue("letters", options.letters);
  settings.setValue("dots_per_inch", options.dots_per_inch);
  settings.setValue("screen_colors", options.has_screen_colors);
  settings.setValue("cursors", options.has_cursors);
}

}  // namespace tidemark
