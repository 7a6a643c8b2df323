// SPDX-License-Identifier: GPL-3.0-or-later
/// Solves the newest question in the background.
///
/// One question is worked on at a time and the newest one waits; those in between are dropped. The plan is
/// made first, then the comparison of all strategies. Tables are solved for the question's whole
/// neighbourhood, so that the answers to neighbouring questions are ready while a slider is dragged.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/plan/plan.h"
#include "core/plan/settle.h"
#include "core/solver/strategy_costs.h"
#include "ui/workbench/newest_job.h"

namespace tidemark {

struct PlanningQuestion : Question {
  /// A plan from a file. It is placed on the device, and only the comparison of strategies is solved for it.
  std::shared_ptr<const Plan> given_plan = nullptr;
};

struct PlanningAnswer {
  Problem problem;                           ///< the problem that was asked
  std::shared_ptr<const Solution> solution;  ///< what it costs; null when there is no answer
  std::shared_ptr<const Plan> plan;          ///< the solution with its schedule; null when there is none
  QString error;                          ///< a sentence that says why something is null; empty if nothing is
  std::optional<Budget> smallest_budget;  ///< the smallest that works, if the one asked for is too small
};

/// Longer schedules are not written out for the window, whose views could not show them.
inline constexpr std::int64_t kLongestScheduleShown = 2'000'000;  // chunks

class Planner : public QObject {
  Q_OBJECT

 public:
  explicit Planner(QObject* parent = nullptr);

  void ask(const PlanningQuestion& question);
  /// Withdraws the current question: neither planned() nor compared() is emitted for it.
  void drop();
  bool is_planning() const { return is_planning_; }

 Q_SIGNALS:
  /// May also deliver a plan for a question that was superseded meanwhile, so that the view moves while a
  /// slider is dragged; errors of superseded questions are dropped. Never emitted after a newer question's
  /// answer.
  void planned(const tidemark::PlanningAnswer& answer);
  /// Emitted first with the strategies that are solved quickly, then again with those that took long.
  void compared(const std::shared_ptr<const tidemark::StrategyCosts>& strategy_costs);
  void planning_changed();
  /// The part of a long solve that is done, 0 to 1.
  void progressed(double part);

 private:
  /// The plan is told on the way, and then the comparison. The answer says only that the work ended by
  /// itself, whether it was stopped or not.
  using Job = NewestJob<PlanningQuestion, bool>;

  /// A question is worked on from now on.
  void begin();
  void work(const PlanningQuestion& question, const Job::Context& context);
  void compare(const Settled& settled, bool is_answered, const Job::Context& context);
  Progress report_progress(const Job::Context& context);
  void finish(const PlanningQuestion& question, bool has_ended);
  void receive_plan(const PlanningAnswer& answer);
  void receive_comparison(const std::shared_ptr<const StrategyCosts>& strategy_costs);
  void set_planning(bool is_planning);

  bool is_planning_ = false;   ///< a plan is still to come
  bool is_comparing_ = false;  ///< the plan has been received, and the comparison is worked on
  std::shared_ptr<const StrategyCosts> received_costs_;
  QElapsedTimer since_start_;
  QTimer patience_;  ///< when it ends, a solve whose table the waiting question cannot use is given up

  // Used by the working thread.
  Solver solver_;
  std::shared_ptr<const StrategyCosts> solved_costs_;
  std::int64_t tables_reach_ = 0;  ///< the budget up to which strategies that need a table are among them

  Job job_;  // the last member, so that its thread ends before what it uses
};

}  // namespace tidemark
