// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice_bar.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStyle>
#include <algorithm>

namespace tidemark {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("notice_bar"));
  setAutoFillBackground(true);
  setFrameShape(QFrame::StyledPanel);
  auto* icon = new QLabel(this);
  icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(18, 18));
  text_ = new QLabel(this);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  text_->setAccessibleName(tr("Notice"));
  number_ = new QLabel(this);
  number_->setObjectName(QStringLiteral("notice_number"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 8, 4);
  layout->addWidget(icon);
  layout->addWidget(text_, 1);
  layout->addWidget(number_);
  newer_ = add_button(QStringLiteral("notice_newer"), tr("‹"), tr("The notice after this one"));
  older_ = add_button(QStringLiteral("notice_older"), tr("›"), tr("The notice before this one"));
  close_ = add_button(QStringLiteral("notice_close"), tr("Close"), tr("Close this notice"));
  close_all_ = add_button(QStringLiteral("notice_close_all"), tr("Close all"), tr("Close all notices"));
  connect(newer_, &QToolButton::clicked, this, [this] { move_by(-1); });
  connect(older_, &QToolButton::clicked, this, [this] { move_by(+1); });
  connect(close_, &QToolButton::clicked, this, &NoticeBar::close_shown);
  connect(close_all_, &QToolButton::clicked, this, &NoticeBar::dismiss);
  parent->installEventFilter(this);
  color_from_palette();
  hide();
}

QToolButton* NoticeBar::add_button(const QString& name, const QString& text, const QString& hint) {
  auto* button = new QToolButton(this);
  button->setObjectName(name);
  button->setText(text);
  button->setToolTip(hint);
  button->setAccessibleName(hint);
  button->setFocusPolicy(Qt::StrongFocus);
  layout()->addWidget(button);
  return button;
}

void NoticeBar::show_notice(const QString& sentence) {
  if (sentence.isEmpty()) return;
  notices_.removeAll(sentence);
  notices_.prepend(sentence);
  if (notices_.size() > kMostNotices) notices_.removeLast();
  shown_ = 0;
  refresh();
}

void NoticeBar::dismiss() {
  notices_.clear();
  refresh();
}

void NoticeBar::close_shown() {
  if (!notices_.isEmpty()) notices_.removeAt(shown_);
  refresh();
}

void NoticeBar::move_by(qsizetype places) {
  shown_ += places;
  refresh();
}

void NoticeBar::set_room_below(int pixels) {
  room_below_ = pixels;
  place();
}

void NoticeBar::refresh() {
  setVisible(!notices_.isEmpty());
  shown_ = std::clamp<qsizetype>(shown_, 0, std::max<qsizetype>(notices_.size(), 1) - 1);
  text_->setText(notices_.value(shown_));
  number_->setText(tr("%1 of %2").arg(shown_ + 1).arg(notices_.size()));
  const bool are_several = notices_.size() > 1;
  for (QWidget* widget : {static_cast<QWidget*>(number_), static_cast<QWidget*>(newer_),
                          static_cast<QWidget*>(older_), static_cast<QWidget*>(close_all_)}) {
    widget->setVisible(are_several);
  }
  newer_->setEnabled(shown_ > 0);
  older_->setEnabled(shown_ + 1 < notices_.size());
  place();
}

void NoticeBar::place() {
  if (isHidden()) return;
  const QSize room = parentWidget()->size();
  const int height = std::max(sizeHint().height(), heightForWidth(room.width()));
  setGeometry(0, room.height() - room_below_ - height, room.width(), height);
  raise();
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parent() && event->type() == QEvent::Resize) place();
  return QFrame::eventFilter(watched, event);
}

void NoticeBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return close_shown();
  QFrame::keyPressEvent(event);
}

void NoticeBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) color_from_palette();
  if (event->type() == QEvent::FontChange) place();
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
