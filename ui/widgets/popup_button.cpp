// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/popup_button.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <algorithm>

namespace tidemark {
namespace {

constexpr int kPadding = 7;     // pixels on either side of the sentence
constexpr int kArrowSide = 12;  // pixels

/// With an outline that stands out in dark and light; the style's own is as dark as a dark window.
class Form : public QFrame {
 public:
  explicit Form(QWidget* parent) : QFrame(parent, Qt::Popup) {}

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
};

/// The first widget in `form` that takes the keyboard's focus.
QWidget* first_control(QWidget* form) {
  QWidget* widget = form;
  do {
    widget = widget->nextInFocusChain();
    const bool takes_focus = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
    if (form->isAncestorOf(widget) && widget->isVisible() && widget->isEnabled() && takes_focus) {
      return widget;
    }
  } while (widget != form);
  return form;
}

}  // namespace

PopupButton::PopupButton(QWidget* parent) : QToolButton(parent), form_(new Form(this)) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  form_->installEventFilter(this);
  connect(this, &QToolButton::clicked, this, &PopupButton::open);
}

void PopupButton::set_room(const QString& least, const QString& most) {
  least_room_ = least;
  setMaximumWidth(size_for(most).width());
  updateGeometry();
}

void PopupButton::set_sentence(const QString& sentence, const QString& hint) {
  sentence_ = sentence;
  setAccessibleName(sentence);
  setToolTip(QStringLiteral("%1\n%2").arg(sentence, hint));
  update();
}

void PopupButton::open() {
  form_->adjustSize();
  const QRect free = screen()->availableGeometry();
  QPoint place = mapToGlobal(QPoint(0, height()));
  place.setX(std::clamp(place.x(), free.left(), std::max(free.left(), free.right() - form_->width())));
  place.setY(std::clamp(place.y(), free.top(), std::max(free.top(), free.bottom() - form_->height())));
  form_->move(place);
  form_->show();
  first_control(form_)->setFocus(Qt::PopupFocusReason);
  setDown(true);
}

QSize PopupButton::size_for(const QString& text) const {
  QStyleOptionToolButton option;
  initStyleOption(&option);
  const QSize words(fontMetrics().horizontalAdvance(text) + 2 * kPadding + kArrowSide,
                    fontMetrics().height());
  return style()->sizeFromContents(QStyle::CT_ToolButton, &option, words, this);
}

QSize PopupButton::sizeHint() const {
  return size_for(least_room_);
}

QSize PopupButton::minimumSizeHint() const {
  return size_for(least_room_);
}

void PopupButton::paintEvent(QPaintEvent*) {
  QStylePainter painter(this);
  QStyleOptionToolButton option;
  initStyleOption(&option);
  painter.drawComplexControl(QStyle::CC_ToolButton, option);
  QRect words = rect().adjusted(kPadding, 0, -kPadding, 0);
  option.rect = QRect(words.right() - kArrowSide, (height() - kArrowSide) / 2, kArrowSide, kArrowSide);
  painter.drawPrimitive(QStyle::PE_IndicatorArrowDown, option);
  words.setRight(option.rect.left() - 3);
  painter.drawItemText(words, Qt::AlignLeft | Qt::AlignVCenter, palette(), isEnabled(),
                       fontMetrics().elidedText(sentence_, Qt::ElideRight, words.width()),
                       QPalette::ButtonText);
}

void PopupButton::keyPressEvent(QKeyEvent* event) {
  const bool opens =
      event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Down;
  if (opens && event->modifiers() == Qt::NoModifier) return open();
  QToolButton::keyPressEvent(event);
}

bool PopupButton::eventFilter(QObject* object, QEvent* event) {
  if (object == form_ && event->type() == QEvent::Hide) {
    setDown(false);
    setFocus(Qt::PopupFocusReason);
  }
  if (object == form_ && event->type() == QEvent::MouseButtonPress) {
    // The click on the button that closes the form must not open it again.
    const QPoint place = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
    form_->setAttribute(Qt::WA_NoMouseReplay, rect().contains(mapFromGlobal(place)));
  }
  return QToolButton::eventFilter(object, event);
}

}  // namespace tidemark
