// SPDX-License-Identifier: GPL-3.0-or-later
/// One run at a time, in a process of its own: a runner that faults, hangs or runs out of memory never takes
/// the window down, and can always be killed.
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/files/protocol.h"
#include "core/files/record_file.h"

namespace tidemark {

class RunnerProcess : public QObject {
  Q_OBJECT

 public:
  explicit RunnerProcess(QObject* parent = nullptr);
  ~RunnerProcess() override;  ///< kills the runner, if one is left, and waits for its end

  /// Starts the runner for the plan's device. Whatever fails is told by finished(). REQUIRES: !is_running().
  void start(const Request& request);
  /// Asks the runner to stop; one that has not within two seconds is killed.
  void cancel();
  bool is_running() const { return is_running_; }
  qint64 process_id() const { return process_ ? process_->processId() : 0; }

  /// Of the run going on, or of the last one: what has been reported so far; null before the first report.
  std::shared_ptr<const Record> record() const { return record_; }
  double progress() const;  ///< 0 to 1

 Q_SIGNALS:
  void updated();  ///< record() and progress() are new; at most once a frame
  /// The run is over and record() is final. `is_done`: it did all it was asked to; `sentence` says how it
  /// ended.
  void finished(bool is_done, const QString& sentence);

 private:
  void launch(const QByteArray& request_line);
  void read_events();
  void publish();
  void handle_exit();
  void end(bool is_done, const QString& sentence);
  void drop_process();
  QString how_it_ended() const;

  std::unique_ptr<QProcess> process_;
  QString program_name_;
  QByteArray torn_line_;
  QString nonsense_;  ///< why the output could not be read; empty: it could
  RecordReader reader_;
  std::shared_ptr<const Record> record_;
  std::int64_t iterations_ = 1;
  std::size_t plan_actions_ = 0;
  std::uint64_t job_ = 0;
  bool is_running_ = false;
  bool is_cancelled_ = false;
  QTimer frame_;     ///< until the next publish()
  QTimer patience_;  ///< from cancel() to kill()
};

}  // namespace tidemark
