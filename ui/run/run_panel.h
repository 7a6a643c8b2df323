// SPDX-License-Identifier: GPL-3.0-or-later
/// What a run came to: its time and memory beside standard BPTT's in one sentence, then what was predicted
/// beside what was measured.
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QTableWidget>
#include <QWidget>

#include "core/study/run_facts.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class RunPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunPanel(Workbench* workbench, QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void update_results();
  void update_progress();
  void show_texts(const QString& sentence, const QString& note, const QString& title);
  void fill_table(const Record& record, const RunFacts& facts);
  void clear_table();
  /// A row shows as soon as something is known.
  void set_row(int row, const QString& predicted, const QString& measured, const QString& verdict);

  Workbench* workbench_;
  QLabel* sentence_;
  QLabel* note_;
  QLabel* title_;
  QProgressBar* progress_;
  QTableWidget* table_;
  WhenVisible* updates_;
};

}  // namespace tidemark
