// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_log.h"

#include <QTime>

namespace tidemark {
namespace {
constexpr int kMostLines = 2000;
}

RunLog::RunLog(QWidget* parent) : QPlainTextEdit(parent) {
  setObjectName(QStringLiteral("run_log"));
  setAccessibleName(tr("Run log"));
  setReadOnly(true);
  setTabChangesFocus(true);
  setFrameShape(QFrame::NoFrame);
  setMaximumBlockCount(kMostLines);
  setPlaceholderText(tr("What is started, finished or refused is written here."));
}

void RunLog::add(const QString& sentence) {
  appendPlainText(tr("%1  %2", "time and sentence")
                      .arg(QTime::currentTime().toString(QStringLiteral("HH:mm:ss")), sentence));
}

}  // namespace tidemark
