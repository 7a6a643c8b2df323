// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_slider.h"

#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {
constexpr int kPositions = 1000;
}

LogSlider::LogSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setRange(0, kPositions);
  setSingleStep(5);
  setPageStep(50);
  connect(this, &QSlider::valueChanged, this, [this](int position) { Q_EMIT chosen(value_at(position)); });
}

void LogSlider::set_range(double least, double most) {
  least_ = least;
  most_ = std::max(least, most);
}

void LogSlider::set_value(double value) {
  // While the user drags the handle, a value that lies between two positions must not move it.
  if (isSliderDown()) return;
  const QSignalBlocker quiet(this);
  const double part =
      most_ > least_ ? std::log(std::clamp(value, least_, most_) / least_) / std::log(most_ / least_) : 0;
  setValue(static_cast<int>(std::lround(part * kPositions)));
}

double LogSlider::value_at(int position) const {
  return least_ * std::pow(most_ / least_, static_cast<double>(position) / kPositions);
}

}  // namespace tidemark
