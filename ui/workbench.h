// SPDX-License-Identifier: GPL-3.0-or-later
/// What every view shares: the current Problem, the Plans and Records that came of it, and one view state.
///
/// Views listen here and never talk to each other. Everything lives on the GUI thread; solving and running happen
/// elsewhere (Planner, RunnerProcess) and arrive as immutable values. Nothing here blocks.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/curve.h"
#include "core/plan.h"
#include "core/protocol.h"
#include "core/record.h"

namespace tidemark {

class Planner;
class RunnerProcess;

/// Every strategy's costs at one length and one set of sizes: what the table and the trade-off chart draw.
struct Comparison {
  std::int64_t length = 0;
  StateSizes sizes;
  std::map<Strategy, std::shared_ptr<const Policy>> policies;  ///< answer for lengths up to `length`, at least
  std::map<Strategy, std::vector<CurvePoint>> curves;          ///< at `length`
};

/// One cell of the cost table: a question "what is best for this length within this budget?"
struct TableCell {
  std::int64_t length = 0;
  std::int64_t slots = 0;  ///< of the problem's strategy: internal states for ISM, hidden states otherwise
  bool operator==(const TableCell&) const = default;
};

class Workbench : public QObject {
  Q_OBJECT

 public:
  explicit Workbench(QObject* parent = nullptr);
  ~Workbench() override;  ///< cancels and waits for whatever is still solving or running

  // --- what is asked
  const Problem& problem() const { return problem_; }
  /// Plans anew in the background. While a slider is dragged, questions overtaken by a newer one are dropped.
  void set_problem(const Problem& problem);
  /// Shows a plan from a file as it is, without solving; its problem becomes the current one.
  void show_plan(std::shared_ptr<const Plan> plan);
  /// Shows a recorded run; its problem becomes the current one and is planned, so that both can be compared.
  void show_record(std::shared_ptr<const Record> record);

  // --- what came of it
  std::shared_ptr<const Plan> plan() const { return plan_; }  ///< of the current problem; null: none (yet)
  QString planning_error() const { return planning_error_; }  ///< why there is no plan; empty: no error
  bool is_planning() const;
  std::shared_ptr<const Comparison> comparison() const { return comparison_; }  ///< null until first solved
  std::shared_ptr<const Record> record() const { return record_; }  ///< running, finished or opened; null: none
  /// Finished and opened records of this session, oldest first: the measured points of the trade-off chart.
  const std::vector<std::shared_ptr<const Record>>& records() const { return records_; }

  // --- devices
  const std::vector<DeviceDescription>& devices() const { return devices_; }  ///< for the problem's cell
  /// The problem's device as described by its runner; null until it has answered.
  const DeviceDescription* device() const;
  /// State sizes in bytes of the problem's cell on its device; none until the runner has answered.
  std::optional<StateSizes> device_bytes() const;

  // --- runs
  /// REQUIRES: plan(), !is_running().
  void run(std::int64_t iterations, bool verify);
  void cancel_run();
  bool is_running() const;
  double run_progress() const { return run_progress_; }  ///< 0 to 1

  // --- the one view state
  TableCell selected_cell() const { return selected_cell_; }
  void select_cell(const TableCell& cell);
  /// Playback position: how many of the plan's actions are done, 0 .. actions.size().
  std::int64_t cursor() const { return cursor_; }
  void set_cursor(std::int64_t actions_done);

 signals:
  void problem_changed();
  void plan_changed();  ///< plan(), planning_error() or is_planning() is new
  void comparison_changed();
  void record_changed();  ///< another record, or new events in the running one; at most once a frame
  void records_changed();
  void devices_changed();
  void run_state_changed();  ///< started, progressed or ended
  void selected_cell_changed();
  void cursor_changed();
  /// A sentence for the run log and the status bar.
  void message(const QString& text);

 private:
  Problem problem_;
  std::shared_ptr<const Plan> plan_;
  QString planning_error_;
  std::shared_ptr<const Comparison> comparison_;
  std::shared_ptr<const Record> record_;
  std::vector<std::shared_ptr<const Record>> records_;
  std::vector<DeviceDescription> devices_;
  double run_progress_ = 0;
  TableCell selected_cell_;
  std::int64_t cursor_ = 0;
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<RunnerProcess> runner_;
};

}  // namespace tidemark
