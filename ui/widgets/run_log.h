// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything that was said in this session, with the time it was said.
#pragma once

#include <QPlainTextEdit>

namespace tidemark {

class RunLog : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit RunLog(QWidget* parent = nullptr);

  void add(const QString& sentence);
};

}  // namespace tidemark
