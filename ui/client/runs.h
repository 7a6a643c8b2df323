// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs plans, one at a time, each in a process of its own: a runner that crashes, hangs or runs out of
/// memory never takes the window down, and can always be killed.
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <string>

#include "core/files/protocol.h"
#include "core/files/record_file.h"
#include "core/study/run_pace.h"
#include "ui/client/conversation.h"

namespace tidemark {

/// How a run ended and what it left.
struct RunEnd {
  ConversationEnd conversation = {};
  bool was_cancelled = false;                      ///< it was asked to stop
  std::shared_ptr<const Record> record = nullptr;  ///< null: nothing was reported

  /// Whether the run has done all that was asked of it.
  bool is_done() const;
};

/// The end as a sentence for the user.
QString in_words(const RunEnd& end);

class Runs : public QObject {
  Q_OBJECT

 public:
  explicit Runs(Connect connect_to = connect_local, const Patience& patience = {});
  ~Runs() override;  ///< ends the runner, if it still runs, without waiting

  /// Starts the runner for the plan's device. Any failure is reported by ended(). REQUIRES: !is_running().
  void start(const Run& run);
  /// Asks the runner to stop; if it does not, it is killed after a while.
  void cancel();
  /// Ends the runner at once. Its record so far is kept.
  void kill();
  bool is_running() const { return is_running_; }
  qint64 process_id() const { return conversation_ ? conversation_->process_id() : 0; }

  /// What has been reported so far by the run that is going on, or by the last one; null before the first
  /// report. The record does not change any more once it is returned.
  std::shared_ptr<const Record> record() const;
  RunProgress progress() const;

 Q_SIGNALS:
  /// An event of the record, as the runner wrote it.
  void line(const QByteArray& line);
  void updated();  ///< record() and progress() are new; at most once a frame
  /// The run is over and record() is final.
  void ended(const tidemark::RunEnd& end);

 private:
  double now() const { return 1e-3 * static_cast<double>(clock_.elapsed()); }
  void note_pace(const Event& event);
  void launch(const QByteArray& request);
  void read_event(const QByteArray& line);
  void end(const ConversationEnd& how);

  Connect connect_;
  Patience patience_;
  std::string runner_;
  std::unique_ptr<Conversation> conversation_;
  RecordReader reader_;
  /// The reader's as of the last frame, copied when asked for.
  mutable std::shared_ptr<const Record> record_;
  mutable int copying_ms_ = 0;
  std::int64_t iterations_ = 1;
  bool is_verifying_ = false;
  QElapsedTimer clock_;  ///< since the run was started
  RunPace pace_;
  std::size_t plan_actions_ = 0;
  std::uint64_t job_ = 0;
  bool is_running_ = false;
  bool was_cancelled_ = false;
  QTimer frame_;  ///< until the next updated()
};

}  // namespace tidemark
