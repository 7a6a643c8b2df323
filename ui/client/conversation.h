// SPDX-License-Identifier: GPL-3.0-or-later
/// One request to a runner, and its answer line by line. However the runner behaves, a conversation ends, and
/// one value says how.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>
#include <memory>

#include "ui/client/transport.h"

namespace tidemark {

struct ConversationEnd {
  enum class Kind : std::uint8_t {
    Exited,      ///< by itself, with `exit_code`; `words` is the last line of standard error, or empty
    NotStarted,  ///< `words` is a sentence that says why
    Crashed,     ///< it crashed, or was killed by another program
    Late,        ///< it did not answer in time and was killed; `words` says how long that was
    Nonsense,    ///< it wrote something invalid and was killed; `words` says what is wrong
    Deaf,        ///< it did not stop when asked to, and was killed
  };
  Kind kind = Kind::Exited;
  int exit_code = 0;
  QString words;
};

/// The end as a sentence for the user.
QString in_words(const ConversationEnd& end);

struct Patience {
  std::chrono::milliseconds for_answer{0};     ///< from the start to the end; 0: no limit
  std::chrono::milliseconds for_cancel{5000};  ///< from cancel() to a kill
};

class Conversation : public QObject {
  Q_OBJECT

 public:
  Conversation(std::unique_ptr<Transport> transport, const Patience& patience);
  ~Conversation() override;  ///< ends the runner, if it still runs, without waiting

  /// Starts the runner and hands it the request, which is one line.
  void start(const QByteArray& request);
  /// Asks the runner to stop. It is killed if it has not stopped after Patience::for_cancel.
  void cancel();
  /// Kills the runner now, for a user who has asked it to stop and does not want to wait.
  void kill();
  /// Kills the runner, because what it wrote is invalid.
  void reject(const QString& why);

  bool is_cancelled() const { return is_cancelled_; }
  qint64 process_id() const;

 Q_SIGNALS:
  /// A whole line, without its end. An unfinished line at the runner's end is dropped.
  void line(const QByteArray& line);
  /// Emitted once, as the last signal. Never from within start().
  void ended(const tidemark::ConversationEnd& end);

 private:
  void receive(const QByteArray& bytes);
  void handle_end(const TransportEnd& end);
  void stop(const ConversationEnd& end);

  std::unique_ptr<Transport> transport_;
  Patience patience_;
  QByteArray torn_line_;
  QTimer answer_timer_;
  QTimer cancel_timer_;
  bool is_cancelled_ = false;
  bool is_over_ = false;
};

}  // namespace tidemark
