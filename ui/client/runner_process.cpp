// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/runner_process.h"

#include <algorithm>
#include <utility>

#include "ui/client/async.h"
#include "ui/client/runner_programs.h"

#ifdef Q_OS_LINUX
#include <sys/prctl.h>

#include <csignal>
#endif

namespace tidemark {
namespace {

constexpr int kFrameMs = 33;
constexpr int kPatienceMs = 2000;
constexpr int kKillMs = 3000;  // a killed process is gone at once unless the kernel is busy with it

QString last_line(const QByteArray& text) {
  return QString::fromUtf8(text.trimmed().split('\n').last());
}

}  // namespace

RunnerProcess::RunnerProcess(QObject* parent) : QObject(parent) {
  frame_.setSingleShot(true);
  connect(&frame_, &QTimer::timeout, this, &RunnerProcess::publish);
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] {
    if (process_) process_->kill();
  });
}

RunnerProcess::~RunnerProcess() {
  wait_for_background(this);
  drop_process();
}

void RunnerProcess::start(const Request& request) {
  Q_ASSERT(!is_running_);
  is_running_ = true;
  is_cancelled_ = false;
  record_.reset();
  reader_ = RecordReader();
  torn_line_.clear();
  nonsense_.clear();
  iterations_ = request.iterations;
  plan_actions_ = request.plan->actions.size();
  program_name_ = runner_name_for(QString::fromStdString(request.plan->problem.device));

  // A long plan takes a while to write out: not on this thread.
  const std::uint64_t job = ++job_;
  in_background(
      this, [request] { return QByteArray::fromStdString(to_json(request)).append('\n'); },
      [this, job](const QByteArray& line) {
        if (job == job_ && is_running_) launch(line);
      });
}

void RunnerProcess::launch(const QByteArray& request_line) {
  const QString program = find_runner(program_name_);
  if (program.isEmpty()) {
    end(false, missing_runner_reason(program_name_));
    return;
  }
  process_ = std::make_unique<QProcess>();
#ifdef Q_OS_LINUX
  // Should the window itself be killed, its runner goes with it.
  process_->setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
  connect(process_.get(), &QProcess::readyReadStandardOutput, this, &RunnerProcess::read_events);
  connect(process_.get(), &QProcess::finished, this, &RunnerProcess::handle_exit);
  connect(process_.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // all others end in finished()
    end(false, tr("%1 could not be started: %2").arg(program_name_, process_->errorString()));
  });
  process_->start(program, QStringList());
  process_->write(request_line);
}

void RunnerProcess::cancel() {
  if (!is_running_ || is_cancelled_) return;
  is_cancelled_ = true;
  if (!process_) {
    end(false, tr("The run was cancelled before it started."));
    return;
  }
  process_->write("cancel\n");
  process_->closeWriteChannel();
  patience_.start(kPatienceMs);
}

double RunnerProcess::progress() const {
  if (!record_ || iterations_ < 1) return 0;
  if (record_->end && record_->end->status == EndEvent::Status::Done) return 1;
  const auto iterations_done = static_cast<double>(record_->iterations.size());
  double part = 0;
  if (!record_->actions.empty() && plan_actions_ > 0 &&
      record_->actions.back().iteration > static_cast<std::int64_t>(record_->iterations.size())) {
    part = static_cast<double>(record_->actions.back().index + 1) / static_cast<double>(plan_actions_);
  }
  return std::min(1.0, (iterations_done + part) / static_cast<double>(iterations_));
}

void RunnerProcess::read_events() {
  if (!nonsense_.isEmpty()) {
    process_->readAllStandardOutput();
    return;
  }
  torn_line_ += process_->readAllStandardOutput();
  qsizetype begin = 0;
  for (qsizetype end = torn_line_.indexOf('\n'); end >= 0; end = torn_line_.indexOf('\n', begin)) {
    const std::string_view line(torn_line_.constData() + begin, static_cast<std::size_t>(end - begin));
    begin = end + 1;
    if (auto event = reader_.read_line(line); !event) {
      nonsense_ = QString::fromStdString(event.error().message);
      process_->kill();
      break;
    }
  }
  torn_line_.remove(0, begin);
  if (reader_.has_started() && !frame_.isActive()) frame_.start(kFrameMs);
}

void RunnerProcess::publish() {
  if (!reader_.has_started()) return;
  // Views keep what they were given, so each update is a value of its own. A long record is copied less
  // often.
  QElapsedTimer copying;
  copying.start();
  record_ = std::make_shared<const Record>(reader_.record());
  frame_.setInterval(std::max<int>(kFrameMs, static_cast<int>(copying.elapsed()) * 10));
  Q_EMIT updated();
}

QString RunnerProcess::how_it_ended() const {
  const QString complaint = last_line(process_->readAllStandardError());
  const QString kept =
      record_ ? tr("What it had reported until then is kept.") : tr("It had reported nothing.");
  if (!nonsense_.isEmpty()) {
    return tr("%1 wrote something that is no record, and was stopped: %2").arg(program_name_, nonsense_);
  }
  if (is_cancelled_) return tr("The runner did not stop when asked, and was killed. %1").arg(kept);
  if (process_->exitStatus() == QProcess::CrashExit) {
    return tr("The runner was killed or crashed before the run was over. %1").arg(kept);
  }
  if (complaint.isEmpty()) {
    return tr("The runner ended early with exit code %1. %2").arg(process_->exitCode()).arg(kept);
  }
  return tr("The runner refused: %1").arg(complaint);
}

void RunnerProcess::handle_exit() {
  read_events();
  frame_.stop();
  publish();
  const std::optional<EndEvent> last = record_ ? record_->end : std::nullopt;
  if (!last || !nonsense_.isEmpty()) {
    end(false, how_it_ended());
    return;
  }
  const QString said = QString::fromStdString(last->message);
  const std::size_t iterations = record_->iterations.size();
  const QString done = iterations == 1 ? tr("1 iteration") : tr("%1 iterations").arg(iterations);
  switch (last->status) {
    case EndEvent::Status::Done:
      end(true, tr("The run is done: %1.").arg(done));
      return;
    case EndEvent::Status::Cancelled:
      end(false, tr("The run was cancelled after %1.").arg(done));
      return;
    case EndEvent::Status::Failed:
      end(false, tr("The run failed: %1").arg(said));
      return;
  }
}

void RunnerProcess::end(bool is_done, const QString& sentence) {
  is_running_ = false;
  ++job_;
  drop_process();
  Q_EMIT finished(is_done, sentence);
}

void RunnerProcess::drop_process() {
  frame_.stop();
  patience_.stop();
  if (!process_) return;
  process_->disconnect(this);
  if (process_->state() != QProcess::NotRunning) {
    process_->kill();
    process_->waitForFinished(kKillMs);
  }
  process_.release()->deleteLater();  // this may be called from its own signal
}

}  // namespace tidemark
