// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer, always visible: what the plan costs, or why there is none and what would work.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QWidget>

#include "ui/workbench/workbench.h"

namespace tidemark {

class AnswerBar : public QWidget {
  Q_OBJECT

 public:
  explicit AnswerBar(Workbench* workbench, QWidget* parent = nullptr);

  /// Makes the smallest budget that works the problem's, if the problem's own is too small.
  void use_smallest_budget();

 private:
  void update_answer();
  void update_basis();
  void planning_changed();
  /// Greys an answer that belongs to an earlier question, and says below it what is being solved.
  void show_planning();

  Workbench* workbench_;
  QLabel* headline_;
  QLabel* footnote_;
  QComboBox* basis_;  ///< the basis of overheads
  QPushButton* remedy_;
  QTimer slow_;  ///< when it ends, planning has taken so long that the bar says so
};

}  // namespace tidemark
