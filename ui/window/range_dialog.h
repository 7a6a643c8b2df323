// SPDX-License-Identifier: GPL-3.0-or-later
/// Asks before a large file of a schedule is written: says how large it gets, and offers to write a part.
#pragma once

#include <QDialog>
#include <QLabel>
#include <QSpinBox>

#include "core/files/export_size.h"

namespace tidemark {

class RangeDialog : public QDialog {
  Q_OBJECT

 public:
  /// `actions`: of the whole schedule, whose file takes `size`.
  RangeDialog(std::int64_t actions, const FileSize& size, QWidget* parent);

  ScheduleRange range() const;
  /// The bytes that the range takes, about.
  std::int64_t bytes() const;

 private:
  void refresh();

  std::int64_t actions_;
  std::int64_t bytes_;
  QSpinBox* first_;
  QSpinBox* last_;
  QLabel* size_;
};

}  // namespace tidemark
