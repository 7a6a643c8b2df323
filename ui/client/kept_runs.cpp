// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/kept_runs.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <algorithm>
#include <filesystem>

#include "core/files/record_file.h"

namespace tidemark {
namespace {

const QString kMomentFormat = QStringLiteral("yyyy-MM-dd_HH-mm-ss-zzz");
const QString kNames = QStringLiteral("run_names");

std::filesystem::path as_path(const QString& path) {
  return std::filesystem::path(path.toStdString());
}

QString key_of(const QString& path) {
  return kNames + QLatin1Char('/') + QFileInfo(path).completeBaseName();
}

/// Oldest first: the names of files begin with the moment.
QFileInfoList kept_files() {
  return QDir(autosave_folder()).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name);
}

void drop_oldest_runs() {
  const QFileInfoList files = kept_files();
  qsizetype surplus = files.size() - kMostKeptRuns;
  for (const QFileInfo& file : files) {
    if (surplus <= 0) return;
    if (!name_of_run(file.filePath()).isEmpty()) continue;
    QFile::remove(file.filePath());
    --surplus;
  }
}

std::optional<KeptRun> read_kept_run(const QFileInfo& file) {
  const auto record = load_record(as_path(file.filePath()), WithActions::No);
  if (!record) return std::nullopt;
  const QDateTime moment = QDateTime::fromString(file.fileName().left(kMomentFormat.size()), kMomentFormat);
  return KeptRun{.path = file.filePath(),
                 .ended = moment.isValid() ? moment : file.lastModified(),
                 .changed = file.lastModified(),
                 .start = record->start,
                 .facts = run_facts(*record),
                 .identity = identity_of(record->start)};
}

}  // namespace

QString autosave_folder() {
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/runs");
}

QString autosave_path(const Record& record) {
  const Problem& problem = record.start.problem;
  const std::string_view strategy = name_of(problem.strategy);
  return QDir(autosave_folder())
      .filePath(QStringLiteral("%1_%2_%3.jsonl")
                    .arg(QDateTime::currentDateTime().toString(kMomentFormat),
                         QString::fromUtf8(strategy.data(), static_cast<qsizetype>(strategy.size())))
                    .arg(problem.length));
}

Result<void> autosave(const Record& record, const QString& path) {
  const QString folder = QFileInfo(path).path();
  if (!QDir().mkpath(folder)) {
    return failure("The run could not be kept: the folder ", folder.toStdString(), " cannot be made.");
  }
  auto saved = save_record(record, as_path(path));
  if (saved) drop_oldest_runs();
  return saved;
}

std::string identity_of(const StartEvent& start) {
  return to_json_line(start);
}

std::vector<KeptRun> read_kept_runs(const std::vector<KeptRun>& known) {
  std::vector<KeptRun> runs;
  QFileInfoList files = kept_files();
  std::ranges::reverse(files);
  for (const QFileInfo& file : files) {
    const auto before = std::ranges::find_if(known, [&](const KeptRun& run) {
      return run.path == file.filePath() && run.changed == file.lastModified();
    });
    if (before != known.end()) {
      runs.push_back(*before);
    } else if (auto run = read_kept_run(file)) {
      runs.push_back(std::move(*run));
    }
  }
  return runs;
}

QString name_of_run(const QString& path) {
  return QSettings().value(key_of(path)).toString();
}

void set_name_of_run(const QString& path, const QString& name) {
  QSettings settings;
  if (name.isEmpty()) {
    settings.remove(key_of(path));
  } else {
    settings.setValue(key_of(path), name);
  }
}

Result<void> discard_run(const QString& path) {
  if (QFile::exists(path) && !QFile::moveToTrash(path) && !QFile::remove(path)) {
    return failure(path.toStdString(), " cannot be deleted.");
  }
  set_name_of_run(path, {});
  return {};
}

}  // namespace tidemark
