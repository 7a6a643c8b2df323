// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that tests put down and read back.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

namespace tidemark {

/// Says so where there is nothing to read.
inline QByteArray content_of(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArrayLiteral("(no file)");
}

[[nodiscard]] inline bool put_file(const QString& path, const QByteArray& content) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.flush();
}

/// A script that can be started.
[[nodiscard]] inline bool put_program(const QString& path, const QByteArray& script) {
  return put_file(path, script) &&
         QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

}  // namespace tidemark
