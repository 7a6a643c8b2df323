// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/transport.h"

#include <QPointer>
#include <QProcess>
#include <QSet>
#include <QStringList>

#include "ui/client/runner_programs.h"

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include <csignal>

namespace tidemark {
namespace {

// Bytes, so that a runner that complains without end does not fill the memory.
constexpr qsizetype kMostComplaints = 1 << 16;

/// Holds processes that have been killed until they are dead, because a QProcess that is destroyed earlier
/// waits for its process. Those that are still dying when this program ends are left to the kernel.
void reap(std::unique_ptr<QProcess> process) {
  static auto* const dying = new QSet<QProcess*>;  // never destroyed, since that would wait, too
  if (process->state() == QProcess::NotRunning) {
    process.release()->deleteLater();  // this may be called from one of its signals
    return;
  }
  QProcess* held = process.release();
  dying->insert(held);
  QObject::connect(held, &QProcess::stateChanged, held, [held](QProcess::ProcessState state) {
    if (state != QProcess::NotRunning) return;
    dying->remove(held);
    held->deleteLater();
  });
  held->kill();
  held->closeReadChannel(QProcess::StandardOutput);
  held->closeReadChannel(QProcess::StandardError);
}

/// Runs in the child process, before it becomes the runner.
void prepare_child(LocalTransport::Signals terminal_signals, pid_t parent) {
  if (terminal_signals == LocalTransport::Signals::Ours) ::setpgid(0, 0);
#ifdef Q_OS_LINUX
  // If this program is killed, its runner dies with it. It may have been killed before this line, too.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
#else
  (void)parent;
#endif
}

}  // namespace

LocalTransport::LocalTransport(std::string_view runner, Signals terminal_signals)
    : name_(QString::fromUtf8(runner.data(), static_cast<qsizetype>(runner.size()))),
      terminal_signals_(terminal_signals) {}

LocalTransport::~LocalTransport() {
  if (!process_) return;
  process_->disconnect(this);
  reap(std::move(process_));
}

void LocalTransport::start() {
  const auto fail_later = [this](const QString& words) {
    QMetaObject::invokeMethod(
        this,
        [this, words] {
          Q_EMIT ended({TransportEnd::Kind::NotStarted, 0, words});
        },
        Qt::QueuedConnection);
  };
  const QString program = find_runner(name_);
  if (program.isEmpty()) return fail_later(missing_runner_reason(name_));
  process_ = std::make_unique<QProcess>();
  QProcess* process = process_.get();
  process->setChildProcessModifier([terminal_signals = terminal_signals_, parent = ::getpid()] {
    prepare_child(terminal_signals, parent);
  });
  const auto take_complaints = [this, process] {
    complaints_ = (complaints_ + process->readAllStandardError()).right(kMostComplaints);
  };
  connect(process, &QProcess::readyReadStandardOutput, this,
          [this, process] { Q_EMIT received(process->readAllStandardOutput()); });
  connect(process, &QProcess::readyReadStandardError, this, take_complaints);
  connect(process, &QProcess::finished, this,
          [this, process, take_complaints](int code, QProcess::ExitStatus status) {
            const QPointer<LocalTransport> alive(this);
            const QByteArray rest = process->readAllStandardOutput();
            // Whoever hears it may destroy this transport; the analyser takes `this` for null here.
            // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage)
            if (!rest.isEmpty()) Q_EMIT received(rest);
            if (!alive) return;
            take_complaints();
            const QString words = QString::fromUtf8(complaints_.trimmed().split('\n').last()).trimmed();
            const bool has_exited = status == QProcess::NormalExit;
            Q_EMIT ended({has_exited ? TransportEnd::Kind::Exited : TransportEnd::Kind::Crashed,
                          has_exited ? code : 0, words});
          });
  connect(process, &QProcess::errorOccurred, this, [this, process, fail_later](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // after all others finished() is emitted
    fail_later(tr("%1 could not be started: %2").arg(name_, process->errorString()));
  });
  process->start(program, QStringList());
}

void LocalTransport::write_line(const QByteArray& line) {
  if (!process_ || process_->state() == QProcess::NotRunning) return;
  process_->write(line);
  process_->write("\n");
}

void LocalTransport::close_input() {
  if (process_) process_->closeWriteChannel();
}

void LocalTransport::kill() {
  if (process_) process_->kill();
}

qint64 LocalTransport::process_id() const {
  return process_ ? process_->processId() : 0;
}

std::unique_ptr<Transport> connect_local(std::string_view runner) {
  return std::make_unique<LocalTransport>(runner);
}

}  // namespace tidemark
