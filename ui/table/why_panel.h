// SPDX-License-Identifier: GPL-3.0-or-later
/// Explains the selected cell of the table, and lets the user go into its parts.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/solver/policy.h"
#include "ui/words/explanation.h"

class QLabel;
class QPushButton;

namespace tidemark {

class Workbench;

class WhyPanel : public QWidget {
  Q_OBJECT

 public:
  explicit WhyPanel(Workbench* workbench, QWidget* parent = nullptr);

  /// What is shown, without markup.
  QString text() const;
  const Explanation& explanation() const { return explanation_; }

  void ask_left();   ///< goes into the part that is solved last
  void ask_right();  ///< goes into the part that is solved first
  void go_back();    ///< to the question before
  void ask_whole();  ///< the problem's own question

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void ask(const TableQuestion& question);
  void show_explanation();
  std::shared_ptr<const Policy> policy() const;
  TableQuestion selected_question(const Policy& policy) const;

  Workbench* workbench_;
  Explanation explanation_;
  TableQuestion question_;
  /// The exact question that the user has gone to: a cell has whole slots, but a part's budget can lie
  /// between two cells.
  std::optional<TableQuestion> followed_to_;
  std::vector<TableQuestion> before_;

  QLabel* words_ = nullptr;
  QPushButton *back_, *whole_, *right_, *left_;
};

}  // namespace tidemark
