// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/why_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/workbench/cost_table.h"

namespace tidemark {
namespace {

/// Takes the width that it is given. A QLabel lays its text out several times to say which it would like
/// best.
class Words : public QLabel {
 public:
  using QLabel::QLabel;
  QSize sizeHint() const override { return {0, 0}; }
  QSize minimumSizeHint() const override { return {0, 0}; }
};

}  // namespace

WhyPanel::WhyPanel(Workbench* workbench, QWidget* parent)
    : QWidget(parent),
      workbench_(workbench),
      updates_(new WhenVisible(this, [this] { refresh(); })),
      notes_([](const Asked& asked,
                const auto&) { return std::optional(explain(*asked.policy, asked.question)); },
             [this](const Asked& asked, const std::optional<Explanation>& explanation) {
               const bool is_wanted = asked.policy == explained_.lock() && asked.question == question_;
               if (explanation && is_wanted) take(asked, *explanation);
             }) {
  setAccessibleName(tr("Why"));
  words_ = new Words(this);
  words_->setAccessibleName(tr("Explanation"));
  words_->setTextFormat(Qt::RichText);
  words_->setWordWrap(true);
  words_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  words_->setMargin(8);
  words_->setTextInteractionFlags(Qt::TextBrowserInteraction);
  scroll_ = new QScrollArea(this);
  scroll_->setWidget(words_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setFocusPolicy(Qt::NoFocus);

  auto* row = new QHBoxLayout;
  row->setContentsMargins(6, 4, 6, 0);
  const auto add = [&](const QString& text, const QString& name, const QString& tip,
                       void (WhyPanel::*slot)()) {
    auto* button = new QPushButton(text, this);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    connect(button, &QPushButton::clicked, this, slot);
    row->addWidget(button);
    return button;
  };
  whole_ = add(tr("Whole"), tr("Whole problem"), tr("Ask about the problem's own length and budget"),
               &WhyPanel::ask_whole);
  back_ = add(tr("Back"), tr("Back"), tr("To the question before"), &WhyPanel::go_back);
  // In the order of the sequence.
  left_ = add(tr("Left part"), tr("Left part"), tr("Ask about the steps before, which are solved last"),
              &WhyPanel::ask_left);
  right_ = add(tr("Right part"), tr("Right part"), tr("Ask about the steps after, which are solved first"),
               &WhyPanel::ask_right);
  for (QPushButton* part : {left_, right_}) part->installEventFilter(this);
  row->addStretch(1);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(row);
  column->addWidget(scroll_, 1);

  connect(words_, &QLabel::linkActivated, this,
          [this](const QString& link) { link == QLatin1String("right") ? ask_right() : ask_left(); });
  connect(words_, &QLabel::linkHovered, this, [this](const QString& link) {
    if (link.isEmpty()) return point_out(std::nullopt);
    point_out(stretch_of_part(link == QLatin1String("right") ? &Explanation::right : &Explanation::left));
  });
  connect(workbench, &Workbench::plan_changed, this, [this] {
    before_.clear();
    followed_to_.reset();
    updates_->ask();
  });
  connect(workbench, &Workbench::selected_cell_changed, this, [this] {
    if (is_following_) return;
    const bool was_marked = followed_to_ && followed_to_->stretch;
    followed_to_.reset();
    if (was_marked) point_out(std::nullopt);
    updates_->ask();
  });
  connect(workbench, &Workbench::strategy_costs_changed, updates_, &WhenVisible::ask);
  updates_->ask();
}

void WhyPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && words_ != nullptr) show_explanation();
}

bool WhyPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == left_ || watched == right_) {
    const bool comes = event->type() == QEvent::Enter || event->type() == QEvent::FocusIn;
    const bool goes = event->type() == QEvent::Leave || event->type() == QEvent::FocusOut;
    if (comes) point_out(stretch_of_part(watched == right_ ? &Explanation::right : &Explanation::left));
    if (goes) point_out(std::nullopt);
  }
  return QWidget::eventFilter(watched, event);
}

QString WhyPanel::text() {
  return explanation().text();
}

const Explanation& WhyPanel::explanation() {
  updates_->now();
  return explanation_;
}

/// None: only the part that was gone into stays marked.
void WhyPanel::point_out(const std::optional<Stretch>& stretch) {
  const auto& shown = stretch || !followed_to_ ? stretch : followed_to_->stretch;
  workbench_->set_mark(shown ? std::optional(Mark{.first = shown->first, .end = shown->end}) : std::nullopt);
}

std::optional<Stretch> WhyPanel::stretch_of_part(Part part) const {
  const std::optional<TableQuestion>& asked = explanation_.*part;
  const auto plan = workbench_->plan();
  if (!asked || plan == nullptr || plan->policy != policy()) return std::nullopt;
  const std::int64_t current = std::max<std::int64_t>(0, workbench_->cursor() - 1);
  const auto whole = followed_to_ && followed_to_->stretch
                         ? followed_to_->stretch
                         : stretch_of(*plan, question_.length, question_.budget, current);
  return whole ? first_stretch_in(*plan, *whole, asked->length, asked->budget)
               : stretch_of(*plan, asked->length, asked->budget, current);
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
  if (followed_to_) return followed_to_->question;
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
  const TableQuestion before = question_;
  if (policy == nullptr) {
    explained_.reset();
    notes_.drop();
    explanation_ = {};
    explanation_.what_is_done = workbench_->planning_error().isEmpty() ? tr("Nothing has been solved yet.")
                                                                       : workbench_->planning_error();
    show_explanation();
  } else {
    const Asked asked{policy, selected_question(*policy),
                      sequence_of(workbench_->settled_problem()).chunk_length};
    const bool is_explained =
        explained_.lock() == policy && question_ == asked.question && chunk_length_ == asked.chunk_length;
    if (!is_explained) explain_now(asked);
  }
  offer_ways();
  if (question_ != before) scroll_->verticalScrollBar()->setValue(0);
}

/// What is done first is said at once; the comparison of all other first moves of a long question takes
/// longer than a frame and follows.
void WhyPanel::explain_now(const Asked& asked) {
  explained_ = asked.policy;
  question_ = asked.question;
  chunk_length_ = asked.chunk_length;
  notes_.drop();
  if (is_explained_at_once(asked.question.length)) return take(asked, explain(*asked.policy, asked.question));
  Explanation first = explain_first_choice(*asked.policy, asked.question);
  if (first.formula.isEmpty()) return take(asked, first);  // there is no move to compare with
  first.notes += tr("The other first moves are being compared…");
  take(asked, first);
  notes_.ask(asked);
}

void WhyPanel::take(const Asked& asked, const Explanation& explanation) {
  explanation_ = explanation;
  if (asked.chunk_length > 1)
    explanation_.notes.prepend(tr("A step stands here for a chunk of %1 steps.").arg(asked.chunk_length));
  show_explanation();
  offer_ways();
}

void WhyPanel::ask(const Visited& visited) {
  const auto policy = this->policy();
  if (policy == nullptr) return;
  followed_to_ = visited;
  is_following_ = true;
  workbench_->select_cell({visited.question.length, visited.question.budget / policy->slot()});
  is_following_ = false;
  refresh();
  point_out(visited.stretch);
}

void WhyPanel::ask_left() {
  ask_part(&Explanation::left);
}

void WhyPanel::ask_right() {
  ask_part(&Explanation::right);
}

void WhyPanel::ask_part(Part part) {
  updates_->now();
  if (!(explanation_.*part)) return;
  const Visited visited{*(explanation_.*part), stretch_of_part(part)};
  before_.push_back({question_, followed_to_ ? followed_to_->stretch : std::nullopt});
  ask(visited);
}

void WhyPanel::go_back() {
  if (before_.empty()) return;
  const Visited visited = before_.back();
  before_.pop_back();
  ask(visited);
}

void WhyPanel::ask_whole() {
  const auto whole = whole_question(*workbench_);
  if (!whole) return;
  before_.clear();
  ask({*whole, std::nullopt});
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
}

void WhyPanel::offer_ways() {
  right_->setEnabled(explanation_.right.has_value());
  left_->setEnabled(explanation_.left.has_value());
  back_->setEnabled(!before_.empty());
  whole_->setEnabled(whole_question(*workbench_).has_value());
}

}  // namespace tidemark
