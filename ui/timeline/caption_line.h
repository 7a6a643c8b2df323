// SPDX-License-Identifier: GPL-3.0-or-later
/// The line below the timeline that says what the current action does, and why.
#pragma once

#include <QWidget>

#include "ui/workbench/timeline_source.h"

namespace tidemark {

class Workbench;

/// Two lines high at most, and always of the same height, so that nothing moves while a schedule plays. What
/// does not fit is elided; the tool tip has all of it.
class CaptionLine : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` and `source` outlive it.
  CaptionLine(Workbench* workbench, TimelineSource* source, QWidget* parent = nullptr);

  /// The whole sentence.
  const QString& text() const { return text_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void refresh();

  Workbench* workbench_;
  TimelineSource* source_;
  QString text_;
};

}  // namespace tidemark
