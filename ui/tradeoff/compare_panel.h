// SPDX-License-Identifier: GPL-3.0-or-later
/// Every strategy side by side in the memory that the problem's budget gives.
///
/// A double click or Return makes a row's strategy the problem's, in the same memory, or in the least that it
/// needs.
#pragma once

#include <QWidget>
#include <vector>

#include "core/study/equal_memory.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

class QLabel;
class QTableWidget;

namespace tidemark {

class ComparePanel : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` outlives the panel.
  explicit ComparePanel(Workbench* workbench, QWidget* parent = nullptr);

  QTableWidget* table() const { return table_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  enum Column { Name, ForwardSteps, MoreTime, Memory, Share, Slots, kColumns };

  void rebuild();
  void show_row(int row);
  void say_none();
  void adopt(int row);
  QString title() const;

  Workbench* workbench_;
  std::optional<Settled> settled_;  ///< the question that the rows are of
  std::vector<StrategyAtMemory> rows_;
  QLabel* title_;
  QTableWidget* table_;
  WhenVisible* updates_;
};

}  // namespace tidemark
