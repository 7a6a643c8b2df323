// SPDX-License-Identifier: GPL-3.0-or-later
/// The one place that includes QCustomPlot: its header needs QT_NO_KEYWORDS and QT_NO_FOREACH off, and is none of
/// ours to keep warning-free.
#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#include <qcustomplot.h>
#pragma GCC diagnostic pop
