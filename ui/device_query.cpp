// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/device_query.h"

#include <array>
#include <utility>

#include "ui/runner_programs.h"

namespace tidemark {
namespace {

constexpr int kDebounceMs = 120;
constexpr int kPatienceMs = 30'000;                 // a driver may take long to wake a GPU up
constexpr std::array kDevices = {"cpu", "cuda:0"};  // one for each runner

std::vector<DeviceDescription> unavailable(const QString& device, const QString& reason) {
  DeviceDescription description;
  description.info.id = device.toStdString();
  description.info.name = description.info.id;
  description.info.available = false;
  description.info.reason = reason.toStdString();
  return {description};
}

QString last_line(const QByteArray& text) {
  return QString::fromUtf8(text.trimmed().split('\n').last());
}

std::vector<DeviceDescription> read_answer(QProcess& process, const QString& device) {
  const QString name = runner_name_for(device);
  if (process.exitStatus() == QProcess::CrashExit) {
    return unavailable(device, DeviceQuery::tr("%1 crashed when asked for its devices.").arg(name));
  }
  const QByteArray answer = process.readAllStandardOutput();
  const QByteArray complaint = process.readAllStandardError();
  if (process.exitCode() != 0) {
    return unavailable(device, DeviceQuery::tr("%1 has no answer: %2").arg(name, last_line(complaint)));
  }
  auto description =
      parse_description(std::string_view(answer.constData(), static_cast<std::size_t>(answer.size())));
  if (!description) {
    return unavailable(device, DeviceQuery::tr("%1 gave an answer that cannot be read: %2")
                                   .arg(name, QString::fromStdString(description.error().message)));
  }
  return std::move(description->devices);
}

}  // namespace

DeviceQuery::DeviceQuery(QObject* parent) : QObject(parent) {
  debounce_.setSingleShot(true);
  connect(&debounce_, &QTimer::timeout, this, &DeviceQuery::start);
  patience_.setSingleShot(true);
  patience_.setInterval(kPatienceMs);
  connect(&patience_, &QTimer::timeout, this, [this] {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (!jobs_[i].is_done) {
        finish_job(i, unavailable(QString::fromLatin1(kDevices[i]),
                                  tr("The runner did not answer within %1 s.").arg(kPatienceMs / 1000)));
      }
    }
  });
}

DeviceQuery::~DeviceQuery() {
  drop_jobs();
}

void DeviceQuery::ask(const Cell& cell) {
  cell_ = cell;
  debounce_.start(kDebounceMs);
}

void DeviceQuery::start() {
  drop_jobs();
  jobs_.resize(kDevices.size());
  patience_.start();
  for (std::size_t i = 0; i < kDevices.size(); ++i) start_job(i, QString::fromLatin1(kDevices[i]));
}

void DeviceQuery::start_job(std::size_t index, const QString& device) {
  const QString name = runner_name_for(device);
  const QString program = find_runner(name);
  if (program.isEmpty()) {
    finish_job(index, unavailable(device, missing_runner_reason(name)));
    return;
  }
  jobs_[index].process = std::make_unique<QProcess>();
  QProcess* process = jobs_[index].process.get();
  connect(process, &QProcess::finished, this,
          [this, index, device, process] { finish_job(index, read_answer(*process, device)); });
  connect(process, &QProcess::errorOccurred, this, [this, index, device, name, process](auto error) {
    if (error != QProcess::FailedToStart) return;  // all others end in finished()
    finish_job(index,
               unavailable(device, tr("%1 could not be started: %2").arg(name, process->errorString())));
  });
  const std::string kind(name_of(cell_.kind));
  process->start(program,
                 {QStringLiteral("--describe"), QStringLiteral("--cell"), QString::fromStdString(kind),
                  QStringLiteral("--hidden"), QString::number(cell_.hidden), QStringLiteral("--batch"),
                  QString::number(cell_.batch), QStringLiteral("--layers"), QString::number(cell_.layers)});
  process->closeWriteChannel();
}

void DeviceQuery::finish_job(std::size_t index, std::vector<DeviceDescription> devices) {
  if (jobs_[index].is_done) return;
  jobs_[index].devices = std::move(devices);
  jobs_[index].is_done = true;
  std::vector<DeviceDescription> all;
  for (const Job& job : jobs_) {
    if (!job.is_done) return;
    all.insert(all.end(), job.devices.begin(), job.devices.end());
  }
  patience_.stop();
  Q_EMIT answered(cell_, all);
}

void DeviceQuery::drop_jobs() {
  for (Job& job : jobs_) {
    if (!job.process) continue;
    job.process->disconnect(this);
    if (job.process->state() != QProcess::NotRunning) {
      job.process->kill();
      job.process->waitForFinished(1000);
    }
    // A question may be asked from within a job's own signal.
    job.process.release()->deleteLater();
  }
  jobs_.clear();
}

}  // namespace tidemark
