// SPDX-License-Identifier: GPL-3.0-or-later
/// How text gets to a runner and back. The runner may be a process of this machine, or be reached through a
/// command such as ssh: only the transport knows the difference.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <string_view>

class QProcess;

namespace tidemark {

/// How the program at the other side ended.
struct TransportEnd {
  enum class Kind : std::uint8_t {
    NotStarted,  ///< `words` is a sentence that says why
    Exited,      ///< with `exit_code`; `words` is the last line of standard error
    Crashed,     ///< or was killed; `words` as for Exited
  };
  Kind kind = Kind::Exited;
  int exit_code = 0;
  QString words;
};

class Transport : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Never waits. Success and failure are reported by signals, never before this has returned.
  virtual void start() = 0;
  /// Writes the line and its end.
  virtual void write_line(const QByteArray& line) = 0;
  /// Ends the other side's standard input.
  virtual void close_input() = 0;
  /// Ends the other side at once. ended() may come later, or never if the process hangs in the kernel.
  virtual void kill() = 0;
  /// The process's number on this machine; 0: there is none.
  virtual qint64 process_id() const = 0;

 Q_SIGNALS:
  /// More of what the other side wrote on its standard output, cut anywhere.
  void received(const QByteArray& bytes);
  /// The last signal: all output has been received.
  void ended(const tidemark::TransportEnd& end);
};

/// A runner that is a process of this machine.
class LocalTransport : public Transport {
  Q_OBJECT

 public:
  enum class Signals : std::uint8_t {
    Shared,  ///< Ctrl-C in the terminal ends the runner, too
    Ours     ///< the runner is in a process group of its own, so that Ctrl-C reaches this program alone
  };
  /// `runner`: the program's name, which is looked for by find_runner().
  explicit LocalTransport(std::string_view runner, Signals terminal_signals = Signals::Shared);
  /// Kills a process that still runs; it is collected when it has died. Does not wait for that: if this
  /// program ends first, the process dies with it.
  ~LocalTransport() override;

  void start() override;
  void write_line(const QByteArray& line) override;
  void close_input() override;
  void kill() override;
  qint64 process_id() const override;

 private:
  QString name_;
  Signals terminal_signals_;
  std::unique_ptr<QProcess> process_;
  QByteArray complaints_;  ///< the last part of what came on standard error
};

/// Makes the transport to a runner of that name.
using Connect = std::function<std::unique_ptr<Transport>(std::string_view runner)>;

/// The runners of this machine.
std::unique_ptr<Transport> connect_local(std::string_view runner);

}  // namespace tidemark
