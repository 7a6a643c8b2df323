// SPDX-License-Identifier: GPL-3.0-or-later
/// The messages of this session, each with its time.
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
