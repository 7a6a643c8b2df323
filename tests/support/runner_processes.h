// SPDX-License-Identifier: GPL-3.0-or-later
/// Runners that are processes: scripts in place of the real ones, and which processes are alive.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "tests/support/test_files.h"

namespace tidemark {

/// Makes `folder` the only place where runners are looked for, with `script` as the runner; empty: no runner.
[[nodiscard]] inline bool install_runner(const QTemporaryDir& folder, const QByteArray& script,
                                         const QString& name = QStringLiteral("tidemark-run-cpu")) {
  qputenv("TIDEMARK_RUNNERS", folder.path().toUtf8());
  return script.isEmpty() ? folder.isValid() : put_program(folder.filePath(name), script);
}

inline bool is_alive(qint64 process) {
  return process > 0 && ::kill(static_cast<pid_t>(process), 0) == 0;
}

/// The processes that `parent` has started and that still exist, from /proc.
inline QList<pid_t> children_of(qint64 parent) {
  QList<pid_t> children;
  const QString path = QStringLiteral("/proc/%1/task/%1/children").arg(parent);
  for (const QByteArray& number : content_of(path).simplified().split(' ')) {
    if (number.toInt() > 0) children.append(number.toInt());
  }
  return children;
}

/// Whether the process is dead, or a zombie that has not been collected yet.
inline bool is_gone(qint64 process) {
  return !is_alive(process) || content_of(QStringLiteral("/proc/%1/stat").arg(process)).contains(") Z ");
}

/// A script that has the real CPU runner answer requests whose line contains `part`, and does what `script`
/// says for all others. REQUIRES: `script` begins with its interpreter, /bin/sh.
inline QByteArray real_only_for(const QByteArray& part, const QByteArray& script) {
  return "#!/bin/sh\nread -r line\ncase \"$line\" in *'" + part +
         "'*) printf '%s\\n' \"$line\" | '" TIDEMARK_BIN_DIR "/tidemark-run-cpu'; exit;; esac\n" +
         script.mid(qstrlen("#!/bin/sh\n"));
}

/// A CPU runner that answers about LSTMs, and about GRUs once it is let go.
inline QByteArray held_for_gru(const QTemporaryDir& folder) {
  const QByteArray place = folder.path().toUtf8();
  return real_only_for("\"lstm\"", "#!/bin/sh\n: > '" + place + "/asked'\nwhile [ ! -e '" + place +
                                       "/let-go' ]; do sleep 0.02; done\nprintf '%s\\n' \"$line\" | '" +
                                       TIDEMARK_BIN_DIR "/tidemark-run-cpu'\n");
}
[[nodiscard]] inline bool is_gru_asked(const QTemporaryDir& folder) {
  return QTest::qWaitFor([&] { return QFile::exists(folder.filePath(QStringLiteral("asked"))); }, 60'000);
}
[[nodiscard]] inline bool let_go_of_gru(const QTemporaryDir& folder) {
  return put_file(folder.filePath(QStringLiteral("let-go")), "");
}

}  // namespace tidemark
