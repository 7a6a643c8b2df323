// SPDX-License-Identifier: GPL-3.0-or-later
/// Draws a chart as a picture: a vector drawing, a page or a bitmap, with title and caption. What is on
/// screen stays as it is. In the thread of the window.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>

#include "core/base/result.h"
#include "ui/charts/picture_options.h"

namespace tidemark {

class Plot;

/// The content of a file with the chart, in the format of `options`. Errors: what validate() says.
Result<QByteArray> picture_of(Plot& chart, const PictureOptions& options);
/// The same as a bitmap, whatever the format.
Result<QImage> bitmap_of(Plot& chart, const PictureOptions& options);
/// A small bitmap of the whole picture, as large as fits into `room`, for a look at it. REQUIRES: `options`
/// are valid.
QImage preview_of(Plot& chart, const PictureOptions& options, const QSize& room);

/// Writes the picture. The file is written whole or not at all.
Result<void> write_picture(Plot& chart, const PictureOptions& options, const QString& path);
/// Puts a bitmap of the chart into the clipboard, like the last picture that was saved.
Result<void> copy_picture(Plot& chart);

}  // namespace tidemark
