// SPDX-License-Identifier: GPL-3.0-or-later
/// What a picture of a chart is like: its words, size, format and colours. The same for the window's dialog,
/// the clipboard and the command line.
#pragma once

#include <QSize>
#include <QString>
#include <optional>

#include "core/base/result.h"

namespace tidemark {

enum class PictureFormat { Svg, Pdf, Png };

/// The format of a file name's ending: .svg, .pdf or .png, in upper or lower case.
std::optional<PictureFormat> picture_format_of(const QString& path);
/// The ending of such a file: "svg".
QString ending_of(PictureFormat format);

/// A value. The defaults are a figure across two columns of a paper.
struct PictureOptions {
  enum class Unit { Millimetres, Pixels };
  static constexpr double kPixelsPerInch = 96;  ///< of a size that is given in pixels

  PictureFormat format = PictureFormat::Svg;
  QString title = {};    ///< above the chart; empty: none
  QString caption = {};  ///< below it; empty: none
  QSize size{175, 100};
  Unit unit = Unit::Millimetres;
  int letters = 8;          ///< points; the size of the chart's letters, to which everything else is scaled
  int dots_per_inch = 300;  ///< of a bitmap whose size is in millimetres
  bool has_screen_colors = false;  ///< else it is light, whatever the theme
  bool has_cursors = false;        ///< play head, cross-hair and whatever else marks what the user looks at

  bool operator==(const PictureOptions&) const = default;
};

/// The whole picture in inches.
QSizeF inches_of(const PictureOptions& options);
/// The pixels of a bitmap of it.
QSize pixels_of(const PictureOptions& options);
/// An Error if the picture is too small for a chart, or a bitmap of it too large to be drawn.
Result<void> validate(const PictureOptions& options);

/// Words for a picture, and a name for its file without ending, as whoever knows the question proposes them.
struct PictureWords {
  QString title, caption, file_name;
};

/// The options that were last used, with the words proposed now. Where the user left title or caption empty
/// last time, it is empty.
PictureOptions remembered_picture_options(const PictureWords& words);
void remember_picture_options(const PictureOptions& options);

}  // namespace tidemark
