// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/calibrator.h"

#include "ui/client/runner_programs.h"

#ifdef Q_OS_LINUX
#include <sys/prctl.h>

#include <csignal>
#endif

namespace tidemark {
namespace {

constexpr int kKillMs = 3000;  // a killed process is gone at once unless the kernel is busy with it

}  // namespace

Calibrator::Calibrator(QObject* parent) : QObject(parent) {}

Calibrator::~Calibrator() {
  cancel();
}

void Calibrator::start(const std::string& device, const Cell& cell) {
  if (is_running() && device == device_ && cell == cell_) return;
  cancel();
  device_ = device;
  cell_ = cell;
  const QString id = QString::fromStdString(device);
  const QString name = runner_name_for(id);
  const QString program = find_runner(name);
  if (program.isEmpty()) return fail(missing_runner_reason(name));
  process_ = std::make_unique<QProcess>();
#ifdef Q_OS_LINUX
  // Should the window itself be killed, its runner goes with it.
  process_->setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
  connect(process_.get(), &QProcess::finished, this, &Calibrator::finish);
  connect(process_.get(), &QProcess::errorOccurred, this, [this, name](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // all others end in finished()
    fail(tr("%1 could not be started: %2").arg(name, process_->errorString()));
  });
  process_->start(program, QStringList{QStringLiteral("--calibrate"), QStringLiteral("--device"), id} +
                               cell_options(cell));
  process_->closeWriteChannel();
}

void Calibrator::cancel() {
  if (!process_) return;
  process_->disconnect(this);
  if (process_->state() != QProcess::NotRunning) {
    process_->kill();
    process_->waitForFinished(kKillMs);
  }
  process_.release()->deleteLater();  // this may be called from its own signal
}

void Calibrator::finish() {
  const bool has_answered = process_->exitStatus() == QProcess::NormalExit && process_->exitCode() == 0;
  const QByteArray answer = process_->readAllStandardOutput();
  const QByteArray complaint = process_->readAllStandardError().trimmed();
  if (!has_answered) {
    return fail(complaint.isEmpty() ? tr("The runner ended early.")
                                    : QString::fromUtf8(complaint.split('\n').last()));
  }
  const auto calibration =
      parse_calibration(std::string_view(answer.constData(), static_cast<std::size_t>(answer.size())));
  if (!calibration) return fail(QString::fromStdString(calibration.error().message));
  cancel();
  Q_EMIT measured(std::make_shared<const Calibration>(*calibration));
}

void Calibrator::fail(const QString& sentence) {
  cancel();
  Q_EMIT failed(tr("The device could not be measured: %1").arg(sentence));
}

}  // namespace tidemark
