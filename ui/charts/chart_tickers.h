// SPDX-License-Identifier: GPL-3.0-or-later
/// The ticks of linear and logarithmic axes, and their labels.
#pragma once

#include <QVector>
#include <functional>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Round numbers from `lower` to `upper` for a logarithmic axis: powers of ten; in a narrower range also 2
/// and 5 times these, or still more, so that there are enough ticks. REQUIRES: 0 < lower < upper.
QVector<double> logarithmic_ticks(double lower, double upper);

/// The same for bytes, where powers of two (or of 4, 16, ..) are the round numbers.
QVector<double> binary_ticks(double lower, double upper);

/// The labels of an axis without those that would be printed on the one before.
QVector<QString> without_overlaps(const QCPAxis& axis, const QVector<double>& ticks, QVector<QString> labels);

/// Ticks labelled by a function, for linear and logarithmic axes. Ticks that lie close together are labelled
/// with the digits that tell them apart instead.
class TextTicker : public QCPAxisTicker {
 public:
  enum class Numbers { Real, Whole, Bytes };
  using Text = std::function<QString(double)>;
  /// `is_logarithmic` must be that of the axis. Numbers::Whole: ticks are at whole numbers only. `axis`,
  /// which owns the ticker: labels for which it has no room are left out; null: none are.
  TextTicker(Numbers numbers, bool is_logarithmic, Text text, const QCPAxis* axis = nullptr);

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
  const QCPAxis* axis_;
};

}  // namespace tidemark
