// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/question_history.h"

#include <QScopedValueRollback>
#include <algorithm>
#include <iterator>

#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

AskedQuestion question_of(const Workbench& workbench) {
  return {workbench.problem(), workbench.given_plan()};
}

/// The one field with a number in it that differs; None: several do, or one that is chosen and not slid.
QuestionHistory::Number changed_number(const Problem& a, const Problem& b) {
  using Number = QuestionHistory::Number;
  Problem other = a;
  const auto is_all = [&](auto member, Number number) {
    const auto before = other.*member;
    other.*member = b.*member;
    const bool is_it = a != b && other == b;
    other.*member = before;
    return is_it ? number : Number::None;
  };
  if (a.strategy != b.strategy || a.budget.measure != b.budget.measure || a.cell.kind != b.cell.kind)
    return Number::None;
  for (const Number number :
       {is_all(&Problem::length, Number::Length), is_all(&Problem::budget, Number::Budget),
        is_all(&Problem::cell, Number::Cell), is_all(&Problem::chunk_length, Number::Chunk),
        is_all(&Problem::alpha, Number::Alpha), is_all(&Problem::beta, Number::Beta)})
    if (number != Number::None) return number;
  return Number::None;
}

}  // namespace

QuestionHistory::QuestionHistory(Workbench* workbench, QObject* parent)
    : QObject(parent), workbench_(workbench), questions_{question_of(*workbench)} {
  connect(workbench, &Workbench::problem_changed, this, &QuestionHistory::take_question);
}

void QuestionHistory::take_question() {
  const AskedQuestion asked = question_of(*workbench_);
  if (is_going_ || asked == questions_[position_]) return;
  const AskedQuestion& before = questions_[position_];
  const bool shows_plan = asked.given_plan || before.given_plan;
  const Number number = shows_plan ? Number::None : changed_number(before.problem, asked.problem);
  const bool is_same_gesture = number != Number::None && number == last_number_ && position_ > 0 &&
                               since_change_.isValid() && since_change_.elapsed() < kOneGestureMs;
  last_number_ = number;
  since_change_.start();
  questions_.resize(position_ + 1);  // what had been undone cannot be redone any more
  if (is_same_gesture) {
    questions_[position_] = asked;
  } else {
    questions_.push_back(asked);
    if (questions_.size() > kMostQuestions) questions_.erase(questions_.begin());
    position_ = questions_.size() - 1;
  }
  drop_old_plans();
  Q_EMIT changed();
}

void QuestionHistory::drop_old_plans() {
  int plans = 0;
  for (auto question = questions_.rbegin(); question != questions_.rend(); ++question)
    if (question->given_plan && ++plans > kMostPlans) question->given_plan = nullptr;
}

void QuestionHistory::undo() {
  if (can_undo()) go_to(position_ - 1);
}

void QuestionHistory::redo() {
  if (can_redo()) go_to(position_ + 1);
}

void QuestionHistory::go_to(std::size_t index) {
  if (index >= questions_.size() || index == position_) return;
  position_ = index;
  since_change_.invalidate();
  const AskedQuestion question = questions_[index];
  {
    const QScopedValueRollback going(is_going_, true);
    if (question.given_plan) {
      workbench_->show_plan(question.given_plan);
    } else {
      workbench_->set_problem(question.problem);
    }
  }
  Q_EMIT changed();
}

void QuestionHistory::begin_with(std::vector<AskedQuestion> earlier) {
  questions_ = std::move(earlier);
  const AskedQuestion present = question_of(*workbench_);
  if (questions_.empty() || questions_.back() != present) questions_.push_back(present);
  if (questions_.size() > kMostQuestions)
    questions_.erase(questions_.begin(), questions_.end() - static_cast<std::ptrdiff_t>(kMostQuestions));
  position_ = questions_.size() - 1;
  Q_EMIT changed();
}

}  // namespace tidemark
