// SPDX-License-Identifier: GPL-3.0-or-later
/// Where axes have ticks and what stands there, on linear and on logarithmic axes.
#pragma once

#include <QVector>
#include <functional>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Round numbers from `lower` to `upper` for a logarithmic axis: powers of ten, or with 2 and 5, or with more
/// between, so that a narrow range still has ticks. REQUIRES: 0 < lower < upper.
QVector<double> logarithmic_ticks(double lower, double upper);

/// The same where whole powers of two (or of 4, 16, ..) are round: bytes.
QVector<double> binary_ticks(double lower, double upper);

/// Ticks with text by a function of ours, for either scale of an axis. Ticks that lie close together get the
/// digits that tell them apart instead.
class TextTicker : public QCPAxisTicker {
 public:
  enum class Numbers { Real, Whole, Bytes };
  using Text = std::function<QString(double)>;
  /// `is_logarithmic` must be that of the axis. Whole: never a tick between two whole numbers.
  TextTicker(Numbers numbers, bool is_logarithmic, Text text);

 protected:
  double getTickStep(const QCPRange& range) override;
  int getSubTickCount(double tick_step) override;
  QVector<double> createTickVector(double tick_step, const QCPRange& range) override;
  QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar format,
                                     int precision) override;

 private:
  Numbers numbers_;
  bool is_logarithmic_;
  Text text_;
};

}  // namespace tidemark
