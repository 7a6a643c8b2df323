// SPDX-License-Identifier: GPL-3.0-or-later
/// A run against its prediction: forward steps, peak bytes, time, gradients.
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QTableWidget>
#include <QWidget>

#include "ui/workbench/workbench.h"

namespace tidemark {

class RunPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunPanel(Workbench* workbench, QWidget* parent = nullptr);

 private:
  void update_results();
  void set_title(const QString& title);
  void set_row(int row, const QString& predicted, const QString& measured, const QString& verdict);

  Workbench* workbench_;
  QLabel* title_;
  QProgressBar* progress_;
  QTableWidget* table_;
};

}  // namespace tidemark
