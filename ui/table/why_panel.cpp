// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/why_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/workbench/cost_table.h"

namespace tidemark {

WhyPanel::WhyPanel(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  setAccessibleName(tr("Why"));
  words_ = new QLabel(this);
  words_->setAccessibleName(tr("Explanation"));
  words_->setTextFormat(Qt::RichText);
  words_->setWordWrap(true);
  words_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  words_->setMargin(8);
  words_->setTextInteractionFlags(Qt::TextBrowserInteraction);
  auto* scroll = new QScrollArea(this);
  scroll->setWidget(words_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);

  auto* row = new QHBoxLayout;
  row->setContentsMargins(6, 4, 6, 0);
  const auto add = [&](const QString& text, const QString& tip, void (WhyPanel::*slot)()) {
    auto* button = new QPushButton(text, this);
    button->setToolTip(tip);
    connect(button, &QPushButton::clicked, this, slot);
    row->addWidget(button);
    return button;
  };
  whole_ =
      add(tr("Whole problem"), tr("Ask about the problem's own length and budget"), &WhyPanel::ask_whole);
  back_ = add(tr("Back"), tr("To the question before"), &WhyPanel::go_back);
  right_ = add(tr("Right part"), tr("Ask about the part solved first"), &WhyPanel::ask_right);
  left_ = add(tr("Left part"), tr("Ask about the part solved last"), &WhyPanel::ask_left);
  row->addStretch(1);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(row);
  column->addWidget(scroll, 1);

  connect(words_, &QLabel::linkActivated, this,
          [this](const QString& link) { link == QLatin1String("right") ? ask_right() : ask_left(); });
  connect(workbench, &Workbench::plan_changed, this, [this] {
    before_.clear();
    followed_to_.reset();
    refresh();
  });
  connect(workbench, &Workbench::strategy_costs_changed, this, &WhyPanel::refresh);
  connect(workbench, &Workbench::selected_cell_changed, this, &WhyPanel::refresh);
  refresh();
}

void WhyPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && words_ != nullptr) show_explanation();
}

QString WhyPanel::text() const {
  return explanation_.text();
}

std::shared_ptr<const Policy> WhyPanel::policy() const {
  if (workbench_->plan() != nullptr && workbench_->plan()->policy != nullptr)
    return workbench_->plan()->policy;
  if (workbench_->plan() == nullptr && workbench_->solution()) return workbench_->solution()->policy;
  // A plan from a file comes without a policy; the cost table still answers for its strategy and sizes.
  const std::shared_ptr<const StrategyCosts> strategy_costs = workbench_->strategy_costs();
  if (strategy_costs == nullptr) return nullptr;
  const auto found = strategy_costs->policies.find(workbench_->problem().strategy);
  return found == strategy_costs->policies.end() ? nullptr : found->second;
}

TableQuestion WhyPanel::selected_question(const Policy& policy) const {
  const TableCell cell = workbench_->selected_cell();
  const std::int64_t slot = policy.slot();
  if (followed_to_ && followed_to_->length == cell.length && followed_to_->budget / slot == cell.slots)
    return *followed_to_;
  const std::shared_ptr<const Plan> plan = workbench_->plan();
  const bool is_counted_alike = plan == nullptr || plan->sizes == policy.sizes();
  const auto whole = whole_question(*workbench_);
  if (whole && is_counted_alike && whole->length == cell.length && whole->budget / slot == cell.slots) {
    return *whole;  // the problem's own budget may lie between two cells
  }
  return {cell.length, cell.slots * slot};
}

void WhyPanel::refresh() {
  const auto policy = this->policy();
  if (policy == nullptr) {
    explanation_ = {};
    explanation_.what_is_done = workbench_->planning_error().isEmpty() ? tr("Nothing has been solved yet.")
                                                                       : workbench_->planning_error();
  } else {
    question_ = selected_question(*policy);
    explanation_ = explain(*policy, question_);
    const std::int64_t k = sequence_of(workbench_->settled_problem()).chunk_length;
    if (k > 1) explanation_.notes.prepend(tr("A step stands here for a chunk of %1 steps.").arg(k));
  }
  show_explanation();
}

void WhyPanel::ask(const TableQuestion& question) {
  const auto policy = this->policy();
  if (policy == nullptr) return;
  followed_to_ = question;
  const TableCell cell{question.length, question.budget / policy->slot()};
  if (cell == workbench_->selected_cell()) return refresh();  // another budget within the same cell
  workbench_->select_cell(cell);
}

void WhyPanel::ask_left() {
  if (!explanation_.left) return;
  before_.push_back(question_);
  ask(TableQuestion(*explanation_.left));
}

void WhyPanel::ask_right() {
  if (!explanation_.right) return;
  before_.push_back(question_);
  ask(TableQuestion(*explanation_.right));
}

void WhyPanel::go_back() {
  if (before_.empty()) return;
  const TableQuestion question = before_.back();
  before_.pop_back();
  ask(question);
}

void WhyPanel::ask_whole() {
  const auto whole = whole_question(*workbench_);
  if (!whole) return;
  before_.clear();
  ask(*whole);
}

void WhyPanel::show_explanation() {
  // A label keeps the link colour that it had when its text was set. So the colour is in the text, which is
  // set anew when the palette changes.
  const QString link_color = palette().color(QPalette::Link).name();
  QString formula;
  for (const Term& term : explanation_.formula) {
    const QString text = term.text.toHtmlEscaped();
    const bool is_right = term.question == explanation_.right;
    formula += term.question ? QStringLiteral("<a href=\"%1\" style=\"color: %2\">%3</a>")
                                   .arg(is_right ? "right" : "left", link_color, text)
                             : text;
  }
  QString html;
  if (!formula.isEmpty()) html += QStringLiteral("<p style=\"font-size: large\"><b>%1</b></p>").arg(formula);
  html += QStringLiteral("<p>%1</p>").arg(explanation_.what_is_done.toHtmlEscaped());
  for (const QString& note : explanation_.notes)
    html += QStringLiteral("<p>%1</p>").arg(note.toHtmlEscaped());
  words_->setText(html);
  words_->setAccessibleDescription(explanation_.text());
  right_->setEnabled(explanation_.right.has_value());
  left_->setEnabled(explanation_.left.has_value());
  back_->setEnabled(!before_.empty());
  whole_->setEnabled(whole_question(*workbench_).has_value());
}

}  // namespace tidemark
