// SPDX-License-Identifier: GPL-3.0-or-later
/// Opening, saving and exporting. All of the window's files are read and written here, on other threads than
/// the window's.
#pragma once

#include <QMenu>
#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>

#include "core/base/result.h"
#include "core/files/export_size.h"
#include "core/files/load_any.h"
#include "ui/charts/plot.h"
#include "ui/window/commands.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class FileActions : public QObject {
  Q_OBJECT

 public:
  /// Handles the commands in File, and those in Export that write no picture.
  FileActions(Workbench* workbench, Commands* commands, QWidget* window);
  ~FileActions() override;  ///< waits for files that are still being written

  void open(const QString& path);
  void show(const Document& document, const QString& path);
  void save_problem(const QString& path);
  void save_plan(const QString& path);    ///< REQUIRES: a plan
  void save_record(const QString& path);  ///< REQUIRES: a record
  void export_schedule(const QString& path);
  void export_trace(const QString& path);
  void export_measured_trace(const QString& path);
  void export_table(const QString& path);
  void export_curves(const QString& path);  ///< of every strategy
  /// Proposes words and file names for pictures of these charts, and says what became of them.
  void offer_pictures_of(const QList<Plot*>& charts);
  /// Sets from which size on the user is asked before a schedule is exported.
  void ask_above(std::int64_t bytes) { largest_unasked_ = bytes; }
  /// Saves a finished run in the application's own folder, so that it is not lost if the user does not save
  /// it.
  void autosave_run(const std::shared_ptr<const Record>& record);

  QMenu* examples_menu() { return examples_menu_; }
  QMenu* recent_menu() { return recent_menu_; }
  /// Runs that ship with the program, recorded on devices that not everybody has.
  QMenu* shipped_runs_menu() { return shipped_runs_menu_; }

 Q_SIGNALS:
  void failed(const QString& sentence);
  void done(const QString& sentence);

 private:
  using Save = void (FileActions::*)(const QString&);
  /// A format in which schedules are exported.
  struct ScheduleFormat {
    QString title, filter, what;
    ScheduleWriter write;
  };

  /// `what`: the end of the name that is offered, see suggested_name().
  void connect_save(CommandId id, Save save, const QString& title, const QString& filter, const char* what);
  /// The problem that a command's file is about.
  const Problem& problem_of(CommandId id) const;
  ScheduleFormat csv() const;
  ScheduleFormat trace() const;
  /// Finds out how large the file gets, says so, asks if that is much, and asks for the file.
  void export_asking(const ScheduleFormat& format);
  void ask_for_file(const ScheduleFormat& format, const std::shared_ptr<const Plan>& plan,
                    const ScheduleRange& range, std::int64_t bytes);
  void write_schedule(const QString& path, const ScheduleWriter& writer,
                      const std::shared_ptr<const Plan>& plan, const ScheduleRange& range);
  void write(const QString& path, std::function<Result<void>()> work);
  void remember(const QString& path);
  void fill_examples_menu();  ///< once: what ships does not change
  void fill_recent_menu();
  void fill_shipped_runs_menu();  ///< once, in the background: what ships does not change
  void update_enabled();

  Workbench* workbench_;
  Commands* commands_;
  QWidget* window_;
  QMenu* examples_menu_;
  QMenu* recent_menu_;
  QMenu* shipped_runs_menu_;
  std::int64_t largest_unasked_ = kLargeFile;
};

/// The question of a window that is opened for the first time.
Problem first_question();

}  // namespace tidemark
