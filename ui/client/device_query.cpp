// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/device_query.h"

#include <array>
#include <utility>

#include "ui/client/runner_programs.h"

namespace tidemark {
namespace {

constexpr int kDebounceMs = 120;
constexpr int kPatienceMs = 30'000;                 // a driver may take long to wake a GPU up
constexpr std::array kDevices = {"cpu", "cuda:0"};  // one for each runner

/// Said once of a device, whatever chunks it was asked about.
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
        finish_job(i, unavailable(jobs_[i].device,
                                  tr("The runner did not answer within %1 s.").arg(kPatienceMs / 1000)));
      }
    }
  });
}

DeviceQuery::~DeviceQuery() {
  drop_jobs();
}

void DeviceQuery::ask(const Cell& cell, std::int64_t chunk_length) {
  cell_ = cell;
  chunk_length_ = chunk_length;
  is_asking_ = true;
  debounce_.start(kDebounceMs);
}

void DeviceQuery::start() {
  drop_jobs();
  for (const char* device : kDevices) {
    jobs_.push_back({.device = QString::fromLatin1(device)});
    if (chunk_length_ > 1) {
      jobs_.push_back({.device = QString::fromLatin1(device), .chunk_length = chunk_length_});
    }
  }
  patience_.start();
  for (std::size_t i = 0; i < jobs_.size(); ++i) start_job(i);
}

void DeviceQuery::start_job(std::size_t index) {
  const QString device = jobs_[index].device;
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
  process->start(program, QStringList{QStringLiteral("--describe"), QStringLiteral("--chunk"),
                                      QString::number(jobs_[index].chunk_length)} +
                              cell_options(cell_));
  process->closeWriteChannel();
}

void DeviceQuery::finish_job(std::size_t index, std::vector<DeviceDescription> devices) {
  if (jobs_[index].is_done) return;
  jobs_[index].devices = std::move(devices);
  jobs_[index].is_done = true;
  std::vector<DeviceDescription> all;
  for (const Job& job : jobs_) {
    if (!job.is_done) return;
    for (const DeviceDescription& device : job.devices) {
      const bool is_told = !device.info.available && job.chunk_length > 1;  // in single steps, already
      if (!is_told) all.push_back(device);
    }
  }
  patience_.stop();
  is_asking_ = debounce_.isActive();  // a newer question may be on its way
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
