// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/runner_programs.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace tidemark {

QStringList runner_folders() {
  const QString given = qEnvironmentVariable("TIDEMARK_RUNNERS");
  if (!given.isEmpty()) return {given};
  const QString here = QCoreApplication::applicationDirPath();
  return {here, QDir::cleanPath(here + QStringLiteral("/../libexec/tidemark"))};
}

QString runner_name_for(const QString& device) {
  return device.startsWith(QLatin1String("cuda")) ? QStringLiteral("tidemark-run-cuda")
                                                  : QStringLiteral("tidemark-run-cpu");
}

QString find_runner(const QString& name) {
  const QStringList folders = runner_folders();
  for (const QString& folder : folders) {
    const QFileInfo program(QDir(folder), name);
    if (program.isFile() && program.isExecutable()) return program.absoluteFilePath();
  }
  return {};
}

QString missing_runner_reason(const QString& name) {
  return QCoreApplication::translate("RunnerPrograms",
                                     "The runner %1 is not installed; it was looked for in %2.")
      .arg(name, runner_folders().join(QStringLiteral(", ")));
}

QStringList cell_options(const Cell& cell) {
  const auto text = [](std::string_view name) {
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
  };
  return {QStringLiteral("--cell"),     text(name_of(cell.kind)),     QStringLiteral("--hidden"),
          QString::number(cell.hidden), QStringLiteral("--batch"),    QString::number(cell.batch),
          QStringLiteral("--layers"),   QString::number(cell.layers), QStringLiteral("--precision"),
          text(name_of(cell.precision))};
}

}  // namespace tidemark
