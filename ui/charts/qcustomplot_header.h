// SPDX-License-Identifier: GPL-3.0-or-later
/// The one place that includes QCustomPlot. Its header needs QT_NO_KEYWORDS and QT_NO_FOREACH to be off, and
/// its warnings are not Tidemark's to fix.
#pragma once

// Qt's headers that QCustomPlot includes must come before the keywords are defined.
#include <QCache>
#include <QDateTime>
#include <QDebug>
#include <QFlags>
#include <QMargins>
#include <QMouseEvent>
#include <QMultiMap>
#include <QObject>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPointer>
#include <QPrinter>
#include <QSharedPointer>
#include <QStack>
#include <QString>
#include <QTimer>
#include <QVector>
#include <QWheelEvent>
#include <QWidget>
#include <QtMath>
#include <QtNumeric>

#define foreach Q_FOREACH
#define signals Q_SIGNALS
#define slots Q_SLOTS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#include <qcustomplot.h>
#pragma GCC diagnostic pop
#undef foreach
#undef signals
#undef slots
