// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer, always in sight: what the plan costs, or why there is none and what would work.
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

  /// Asks for the smallest budget that works, where the problem's own is too small.
  void use_smallest_budget();

 private:
  void update_answer();
  void update_basis();
  void planning_changed();
  /// An answer that is an earlier question's is grey, and the words below say what is being solved.
  void show_planning();

  Workbench* workbench_;
  QLabel* headline_;
  QLabel* footnote_;
  QComboBox* basis_;  ///< of overheads
  QPushButton* remedy_;
  QTimer slow_;  ///< until a plan takes so long that it is worth saying so
};

}  // namespace tidemark
