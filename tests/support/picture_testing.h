// SPDX-License-Identifier: GPL-3.0-or-later
/// Pictures of charts for tests: a size in pixels, letters as on screen, the format of the file's ending.
#pragma once

#include <QTest>

#include "ui/charts/chart_export.h"
#include "ui/charts/plot.h"

namespace tidemark {

inline PictureOptions pictured(const Plot& chart, PictureFormat format, const QSize& size = {1200, 700}) {
  return {.format = format,
          .size = size,
          .unit = PictureOptions::Unit::Pixels,
          .letters = QFontInfo(chart.font()).pointSize()};
}

[[nodiscard]] inline bool export_to(Plot& chart, const QString& path, const QSize& size = {1200, 700}) {
  const auto written = write_picture(chart, pictured(chart, picture_format_of(path).value(), size), path);
  if (!written) qWarning("%s", written.error().message.c_str());
  return written.has_value();
}

}  // namespace tidemark
