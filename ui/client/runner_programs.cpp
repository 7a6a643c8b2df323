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

}  // namespace tidemark
