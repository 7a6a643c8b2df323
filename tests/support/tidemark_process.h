// SPDX-License-Identifier: GPL-3.0-or-later
/// Starts the real `tidemark` as a user would, and returns what it answered.
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace tidemark {

struct Answer {
  int exit_code = -1;
  QByteArray out;
  QByteArray err;

  /// Whether the answer is an error for the user in one line, and nothing else.
  bool is_one_line_refusal() const {
    return exit_code == 2 && out.isEmpty() && err.startsWith("tidemark") && err.endsWith('\n') &&
           err.count('\n') == 1;
  }
};

inline QString tidemark_program() {
  return QStringLiteral(TIDEMARK_BIN_DIR "/tidemark");
}

inline Answer run_program(const QString& program, const QStringList& words, const QString& folder = {},
                          const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
  QProcess process;
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(program, words, QIODevice::ReadOnly);
  if (!process.waitForFinished(120'000)) {
    process.kill();
    process.waitForFinished();
    return {-1, process.readAllStandardOutput(), "did not finish: " + process.readAllStandardError()};
  }
  if (process.exitStatus() != QProcess::NormalExit)
    return {-2, {}, "crashed: " + process.readAllStandardError()};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Answer call(const QStringList& words, const QString& folder = {}) {
  return run_program(tidemark_program(), words, folder);
}

/// Runs a line of a shell, in which $0 is tidemark.
inline Answer shell(const QString& line, const QString& folder = {}) {
  return run_program(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line, tidemark_program()}, folder);
}

/// The words of a line such as "plan --length 10".
inline QStringList words(const QString& line) {
  return line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

}  // namespace tidemark
