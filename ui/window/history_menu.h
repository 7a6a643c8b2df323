// SPDX-License-Identifier: GPL-3.0-or-later
/// The last questions that were asked, the newest first, to ask one of them again.
#pragma once

#include <QMenu>

#include "ui/workbench/question_history.h"

namespace tidemark {

class HistoryMenu : public QMenu {
  Q_OBJECT

 public:
  /// `history` outlives the menu.
  explicit HistoryMenu(QuestionHistory* history, QWidget* parent = nullptr);

 private:
  void fill();

  QuestionHistory* history_;
};

}  // namespace tidemark
