// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer, always visible: what the plan costs, or why there is none and what would work. Two lines of
/// fixed height, whatever they say.
#pragma once

#include <QComboBox>
#include <QPushButton>
#include <QTimer>
#include <QWidget>

#include "ui/widgets/elided_label.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class AnswerBar : public QWidget {
  Q_OBJECT

 public:
  explicit AnswerBar(Workbench* workbench, QWidget* parent = nullptr);

  /// Makes the smallest budget that works the problem's, if the problem's own is too small.
  void use_smallest_budget();

  /// Goes back from a chunk length that is to be found to the one before.
  void stop_measuring();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void update_answer();
  void update_basis();
  void planning_changed();
  /// Greys an answer that belongs to an earlier question, and says below it what is being solved.
  void show_planning();
  void remember_chunk_length();
  void make_footnote_quiet();

  Workbench* workbench_;
  ElidedLabel* headline_;
  ElidedLabel* footnote_ = nullptr;
  QComboBox* basis_;  ///< the basis of overheads
  QPushButton* remedy_;
  QPushButton* stop_;              ///< stops measuring which chunks are fastest
  std::int64_t chunk_length_ = 1;  ///< the one that was given last, to which stopping goes back
  QTimer slow_;                    ///< when it ends, planning has taken so long that the bar says so
};

}  // namespace tidemark
