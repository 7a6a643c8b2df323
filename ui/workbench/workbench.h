// SPDX-License-Identifier: GPL-3.0-or-later
/// What all views share: the current Problem, its Plans and Records, and one view state.
///
/// Views listen to the workbench and never talk to each other. Everything lives on the GUI thread; solving
/// and running happen elsewhere (Planner, Runs) and arrive as immutable values. Nothing here blocks.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/files/protocol.h"
#include "core/model/record.h"
#include "core/plan/plan.h"
#include "core/solver/strategy_costs.h"
#include "core/study/overhead.h"
#include "core/study/run_pace.h"

namespace tidemark {

class DeviceBook;
class Planner;
struct PlanningAnswer;
struct PlanningQuestion;
struct RunEnd;
class Runs;

/// One cell of the cost table: a question "what is best for this length within this budget?"
struct TableCell {
  std::int64_t length = 0;
  std::int64_t slots = 0;  ///< of the problem's strategy: internal states for ISM, hidden states otherwise
  bool operator==(const TableCell&) const = default;
};

/// A stretch of the plan's actions that one view points out and the others show: the answer to a part of a
/// question, or the life of a stored state.
struct Mark {
  std::int64_t first = 0;  ///< its first action
  std::int64_t end = 0;    ///< one past its last action
  std::optional<int> slot =
      std::nullopt;  ///< that of the stored state; none: all that happens in the stretch
  bool operator==(const Mark&) const = default;
};

class Workbench : public QObject {
  Q_OBJECT

 public:
  /// Which runners are asked about the problem's cell.
  enum class Asks : std::uint8_t {
    EveryRunner,  ///< so that the user can choose among all devices
    ItsRunner,    ///< that of the problem's device, so that memory is known in bytes
    WhereNeeded   ///< the same, but only where the question cannot be planned without an answer
  };

  /// Asks and plans nothing before the event loop runs, so that a problem to show can be set first.
  explicit Workbench(QObject* parent = nullptr, Asks asks = Asks::EveryRunner);
  ~Workbench() override;  ///< cancels whatever is still solving or running

  // --- the question
  const Problem& problem() const { return problem_; }
  /// The same with the chunk length that was found, if it is to be found; 1 until then.
  Problem settled_problem() const;
  /// The problem settled with what its device has reported; none while that is not enough.
  std::optional<Settled> settled() const;
  /// Plans anew in the background. While a slider is dragged, questions overtaken by a newer one are dropped.
  void set_problem(const Problem& problem);
  /// Shows a plan from a file as it is, without solving; its problem becomes the current one.
  void show_plan(std::shared_ptr<const Plan> plan);
  /// Shows a recorded run; its problem becomes the current one and is planned, so that both can be compared.
  /// A run that is going on is cancelled; its record joins records() and is not shown.
  void show_record(std::shared_ptr<const Record> record);

  /// The plan from a file that is the question; null: the question is problem().
  const std::shared_ptr<const Plan>& given_plan() const { return given_plan_; }

  // --- the answer
  /// The newest plan; null: none (yet). While is_planning() it is the answer to an earlier question (to
  /// plan()->problem, or with other sizes), so that dragging a slider never empties the window. Such a plan
  /// must not be run, and views mark it.
  std::shared_ptr<const Plan> plan() const { return plan_; }
  QString planning_error() const { return planning_error_; }  ///< why there is no plan; empty: no error
  /// What the problem costs, even if its schedule is too long to be written out; null for a plan from a file.
  std::shared_ptr<const Solution> solution() const { return solution_; }
  /// The most bytes that the plan's stored states take on the problem's device: the predicted peak of the
  /// arena.
  std::optional<std::int64_t> peak_bytes() const { return plan_ ? plan_->peak_bytes : std::nullopt; }
  /// The smallest budget that works, in the measure of the problem's budget, if that is too small.
  const std::optional<Budget>& smallest_budget() const { return smallest_budget_; }
  /// Whether the question has no final answer yet: a device has still to report its sizes, or the question is
  /// being solved.
  bool is_planning() const;
  double planning_progress() const { return planning_progress_; }  ///< 0 to 1, of a solve that takes long
  /// Null until the first question has been solved.
  std::shared_ptr<const StrategyCosts> strategy_costs() const { return strategy_costs_; }
  /// The record that is shown: that of the current run or of the last one, or one that was opened; null:
  /// none.
  std::shared_ptr<const Record> record() const;
  /// The newest finished and opened records of this session, oldest first: the measured points of the
  /// trade-off chart. Only the newest of these have their actions, so that a long session takes no more
  /// memory than a short one.
  const std::vector<std::shared_ptr<const Record>>& records() const { return records_; }

  // --- devices
  /// The devices as described by their runners, for the newest cell about which all have answered; empty
  /// before.
  const std::vector<DeviceDescription>& devices() const;
  /// The problem's device and cell as described by its runner; null until it has answered.
  const DeviceDescription* device() const;
  /// The sizes of the problem's cell on its device in chunks of `chunk_length` steps; none until the runner
  /// has answered.
  std::optional<DeviceSizes> sizes_for(std::int64_t chunk_length) const;
  /// The same for the settled problem's chunks.
  std::optional<DeviceSizes> device_sizes() const;
  /// Bytes of a chunk's states, from device_sizes().
  std::optional<StateBytes> device_bytes() const;
  /// Whether the problem's device may still report its sizes.
  bool is_asking_device() const;
  /// What has been measured of the problem's cell on its device in this session; null: nothing (yet).
  std::shared_ptr<const Calibration> calibration() const;
  bool is_calibrating() const;
  /// Forgets what the runners answered and asks them again, for instance after a driver was installed.
  void refresh_devices();

  // --- runs
  /// REQUIRES: plan(), !is_planning(), !is_running().
  void run(std::int64_t iterations, bool verify);
  void cancel_run();
  bool is_running() const;
  /// Whether record() is that of a run that is going on. It is not while a run is being cancelled in favour
  /// of a record that was opened.
  bool shows_run() const { return std::holds_alternative<LiveRun>(shown_) && is_running(); }
  RunProgress run_progress() const;
  qint64 runner_process_id() const;  ///< 0: none

  // --- the one view state
  /// How overheads are worked out, in every view. Without measured times they are on the paper's basis in any
  /// case, see overhead_basis().
  OverheadBasis::Kind overhead_kind() const { return overhead_kind_; }
  void set_overhead_kind(OverheadBasis::Kind kind);
  TableCell selected_cell() const { return selected_cell_; }
  void select_cell(const TableCell& cell);
  /// Selects a cell because the user has asked about it, so that the reason comes into view.
  void ask_why(const TableCell& cell);
  /// What one view points out to the others; none with a new plan.
  const std::optional<Mark>& mark() const { return mark_; }
  void set_mark(const std::optional<Mark>& mark);
  /// Playback position: how many of the plan's actions are done, 0 .. actions.size().
  std::int64_t cursor() const { return cursor_; }
  void set_cursor(std::int64_t actions_done);

 Q_SIGNALS:
  void problem_changed();
  void plan_changed();      ///< plan() or planning_error() is new
  void planning_changed();  ///< is_planning() is new
  void planning_progressed();
  void strategy_costs_changed();
  void record_opened();   ///< show_record() was called
  void record_changed();  ///< another record, or new events in the running one; at most once a frame
  void records_changed();
  void devices_changed();
  void run_state_changed();  ///< started, progressed or ended
  /// The run is over. `is_done`: it did all that was asked. `sentence` says how it ended. `record` is what it
  /// left, whether it is shown or not; null: nothing.
  void run_finished(bool is_done, const QString& sentence,
                    const std::shared_ptr<const tidemark::Record>& record);
  void overhead_kind_changed();
  void selected_cell_changed();
  void why_asked();  ///< ask_why() was called; selected_cell() is what is asked about
  void mark_changed();
  void cursor_changed();
  /// A sentence for the run log and the status bar.
  void message(const QString& text);

 private:
  struct LiveRun {};  ///< what is shown is the record of runs_

  /// Asks the devices for what has to be known about the problem, and settles the problem if that is known.
  void ask(std::shared_ptr<const Plan> given_plan = nullptr);
  /// Hands the question to the planner once all that it needs is known, or says why it never will be.
  void settle();
  void fail_planning(const QString& error);
  void announce_planning();
  void receive_plan(const PlanningAnswer& answer);
  void receive_devices();
  void receive_run(const RunEnd& end);
  void add_record(const std::shared_ptr<const Record>& record);
  void change_problem(const Problem& problem);

  Asks asks_;
  Problem problem_;
  std::shared_ptr<const Plan> given_plan_;  ///< the plan from a file that is the question; null: none
  std::unique_ptr<const PlanningQuestion> settled_;  ///< what the planner was asked; null: not settled
  bool has_asked_ = false;                           ///< false: nothing has been asked yet
  bool has_failed_ = false;                          ///< the question will never be settled
  bool wants_device_ = false;
  bool was_planning_ = true;  ///< is_planning() as announced last
  bool was_calibrating_ = false;
  std::shared_ptr<const Plan> plan_;
  QString planning_error_;
  std::shared_ptr<const Solution> solution_;
  std::optional<Budget> smallest_budget_;
  double planning_progress_ = 0;
  std::shared_ptr<const StrategyCosts> strategy_costs_;
  std::variant<LiveRun, std::shared_ptr<const Record>> shown_;
  std::vector<std::shared_ptr<const Record>> records_;
  OverheadBasis::Kind overhead_kind_ = OverheadBasis::Kind::Paper;
  TableCell selected_cell_;
  std::optional<Mark> mark_;
  std::int64_t cursor_ = 0;
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<Runs> runs_;
  std::unique_ptr<DeviceBook> book_;
};

}  // namespace tidemark
