// SPDX-License-Identifier: GPL-3.0-or-later
/// A slider over several powers of ten.
#pragma once

#include <QSlider>

namespace tidemark {

class LogSlider : public QSlider {
  Q_OBJECT

 public:
  explicit LogSlider(QWidget* parent = nullptr);

  /// REQUIRES: 0 < least <= most.
  void set_range(double least, double most);
  /// Moves the handle without emitting chosen(). A value out of range moves it to the nearer end.
  void set_value(double value);
  double value_at(int position) const;

 Q_SIGNALS:
  void chosen(double value);  ///< emitted when the user moves it by mouse, wheel or keys

 private:
  double least_ = 1;
  double most_ = 1;
};

}  // namespace tidemark
