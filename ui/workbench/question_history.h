// SPDX-License-Identifier: GPL-3.0-or-later
/// Every question that was asked, so that none is lost: undo, redo, and going back to any of them.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>
#include <vector>

#include "core/plan/plan.h"

namespace tidemark {

class Workbench;

/// A question as it can be asked again. A value.
struct AskedQuestion {
  Problem problem;
  std::shared_ptr<const Plan> given_plan;  ///< the plan from a file that was shown; null: none
  bool operator==(const AskedQuestion&) const = default;
};

/// GUI thread. Follows the workbench, whoever asks it.
class QuestionHistory : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kMostQuestions = 200;
  /// Plans from files can be large. Of those that were shown before the last few, the problem is kept alone.
  static constexpr int kMostPlans = 3;
  /// What a slider or a number box changes, alone.
  enum class Number : std::uint8_t { None, Length, Budget, Cell, Chunk, Alpha, Beta };
  /// Changes of the same number that follow each other faster than this are one question: a slider that is
  /// dragged, a number that is being typed.
  static constexpr int kOneGestureMs = 700;

  /// `workbench` outlives the history. Its present question is the first.
  explicit QuestionHistory(Workbench* workbench, QObject* parent = nullptr);

  bool can_undo() const { return position_ > 0; }
  bool can_redo() const { return position_ + 1 < questions_.size(); }
  void undo();
  void redo();
  /// Asks a question of questions() again; those after it stay to be redone.
  void go_to(std::size_t index);

  /// Oldest first; never empty.
  const std::vector<AskedQuestion>& questions() const { return questions_; }
  std::size_t position() const { return position_; }  ///< of the present question

  /// Starts anew with the questions of an earlier session, and after them the present one.
  void begin_with(std::vector<AskedQuestion> earlier);

 Q_SIGNALS:
  void changed();

 private:
  void take_question();
  void drop_old_plans();

  Workbench* workbench_;
  std::vector<AskedQuestion> questions_;
  std::size_t position_ = 0;
  bool is_going_ = false;              ///< the question changes because the history asks it
  Number last_number_ = Number::None;  ///< what the last change changed
  QElapsedTimer since_change_;
};

}  // namespace tidemark
