// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice_bar.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

namespace tidemark {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("notice_bar"));
  setAutoFillBackground(true);
  auto* icon = new QLabel(this);
  icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(18, 18));
  text_ = new QLabel(this);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  text_->setAccessibleName(tr("Notice"));
  close_ = new QToolButton(this);
  close_->setText(tr("Close"));
  close_->setAccessibleName(tr("Close this notice"));
  close_->setFocusPolicy(Qt::StrongFocus);
  connect(close_, &QToolButton::clicked, this, &NoticeBar::show_next);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 8, 4);
  layout->addWidget(icon);
  layout->addWidget(text_, 1);
  layout->addWidget(close_);
  color_from_palette();
  hide();
}

void NoticeBar::show_notice(const QString& sentence) {
  if (sentence.isEmpty() || (isVisible() && sentence == text_->text())) return;
  waiting_ << sentence;
  if (isHidden()) show_next();
}

void NoticeBar::dismiss() {
  waiting_.clear();
  show_next();
}

void NoticeBar::show_next() {
  if (waiting_.isEmpty()) {
    text_->clear();
    hide();
    return;
  }
  text_->setText(waiting_.takeFirst());
  show();
}

void NoticeBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) color_from_palette();
}

void NoticeBar::color_from_palette() {
  if (is_coloring_) return;  // setting the palette is itself a change of the palette
  is_coloring_ = true;
  const QPalette general = QApplication::palette();
  const bool is_dark =
      general.color(QPalette::Window).lightness() < general.color(QPalette::WindowText).lightness();
  QPalette own = general;
  own.setColor(QPalette::Window, is_dark ? QColor(0x4a3a12) : QColor(0xfff1cc));
  own.setColor(QPalette::WindowText, is_dark ? QColor(0xffe9b3) : QColor(0x4a3500));
  setPalette(own);
  is_coloring_ = false;
}

}  // namespace tidemark
