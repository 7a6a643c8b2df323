// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/history_menu.h"

#include <algorithm>

#include "ui/words/setup_words.h"

namespace tidemark {
namespace {
constexpr std::size_t kListedQuestions = 15;
}

HistoryMenu::HistoryMenu(QuestionHistory* history, QWidget* parent)
    : QMenu(tr("&Questions asked"), parent), history_(history) {
  connect(this, &QMenu::aboutToShow, this, &HistoryMenu::fill);
}

void HistoryMenu::fill() {
  clear();
  const auto& questions = history_->questions();
  const std::size_t first = questions.size() - std::min(questions.size(), kListedQuestions);
  for (std::size_t i = questions.size(); i-- > first;) {
    const Problem& problem = questions[i].problem;
    QString words = tr("%1 · %2").arg(question_words(problem), setup_words(problem, QString()));
    if (questions[i].given_plan) words = tr("%1, a plan from a file").arg(words);
    QAction* action = addAction(words, this, [this, i] { history_->go_to(i); });
    action->setCheckable(true);
    action->setChecked(i == history_->position());
  }
}

}  // namespace tidemark
