// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/caption_line.h"

#include <QEvent>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>

#include "ui/timeline/no_schedule.h"
#include "ui/words/caption_words.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kMargin = 3;  // pixels above and below
constexpr int kSide = 8;    // pixels left and right
constexpr int kMostLines = 2;
constexpr int kLeastWidth = 200;

}  // namespace

CaptionLine::CaptionLine(Workbench* workbench, TimelineSource* source, QWidget* parent)
    : QWidget(parent), workbench_(workbench), source_(source) {
  setAccessibleName(tr("What happens now"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(source_, &TimelineSource::timeline_changed, this, &CaptionLine::refresh);
  connect(workbench, &Workbench::plan_changed, this, &CaptionLine::refresh);
  connect(workbench, &Workbench::planning_changed, this, &CaptionLine::refresh);
  connect(workbench, &Workbench::cursor_changed, this, &CaptionLine::refresh);
  refresh();
}

void CaptionLine::refresh() {
  const auto timeline = source_->timeline();
  const QString text =
      timeline == nullptr ? no_schedule_words(*workbench_) : caption_words(*timeline, workbench_->cursor());
  if (text == text_) return;
  text_ = text;
  setToolTip(text_);
  setAccessibleDescription(text_);
  update();
}

QSize CaptionLine::sizeHint() const {
  return {600, kMostLines * fontMetrics().lineSpacing() + 2 * kMargin};
}

QSize CaptionLine::minimumSizeHint() const {
  return {kLeastWidth, sizeHint().height()};
}

void CaptionLine::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) updateGeometry();
}

void CaptionLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Active, QPalette::WindowText));
  const QRectF room = QRectF(rect()).adjusted(kSide, kMargin, -kSide, -kMargin);
  QTextLayout layout(text_, font(), this);
  layout.beginLayout();
  QStringList lines;
  int begin = 0;
  while (lines.size() < kMostLines) {
    QTextLine line = layout.createLine();
    if (!line.isValid()) break;
    line.setLineWidth(room.width());
    begin = line.textStart();
    lines += text_.mid(begin, line.textLength()).trimmed();
  }
  layout.endLayout();
  if (!lines.isEmpty())
    lines.last() = fontMetrics().elidedText(text_.mid(begin), Qt::ElideRight, qFloor(room.width()));
  painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, lines.join(QLatin1Char('\n')));
}

}  // namespace tidemark
