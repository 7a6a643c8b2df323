// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_boxes.h"

#include <QAccessible>
#include <QFocusEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolTip>
#include <type_traits>

#include "ui/widgets/number_text.h"

namespace tidemark {
namespace {

constexpr int kRefusalMs = 8000;  // long enough to be read

QString tr(const char* text) {
  return QCoreApplication::translate("tidemark::NumberBoxes", text);
}

/// A field that takes a typed text as a whole or not at all. Qt's own boxes drop each key that they do not
/// understand, so that 1e5 becomes 15, and every separator of thousands, wherever it stands, so that a German
/// 2.5 becomes 25. Here a text stays as it is typed. If it turns out to be no number of the range, the old
/// number comes back, and a note below the field says why.
template <class Box>
class StrictBox : public Box {
 public:
  using Value = decltype(std::declval<const Box&>().value());

  explicit StrictBox(QWidget* parent) : Box(parent) {
    note_ = new QLabel(this, Qt::ToolTip);
    note_->setObjectName(QStringLiteral("refusal"));
    note_->setAttribute(Qt::WA_ShowWithoutActivating);
    note_->setPalette(QToolTip::palette());
    note_->setMargin(4);
    hide_note_.setSingleShot(true);
    QObject::connect(&hide_note_, &QTimer::timeout, note_, &QWidget::hide);
    QObject::connect(this->lineEdit(), &QLineEdit::textEdited, note_, &QWidget::hide);
  }

  QValidator::State validate(QString& text, int&) const override {
    return read(text).value ? QValidator::Acceptable : QValidator::Intermediate;
  }
  Value valueFromText(const QString& text) const override {
    const auto typed = read(text).value;
    return typed ? static_cast<Value>(*typed) : this->value();
  }
  /// Qt calls this to get a better text, just before it brings the old number back.
  void fixup(QString& text) const override {
    const QString typed = without_affixes(text);
    if (!typed.isEmpty() && this->isVisible()) say(tr("“%1” %2").arg(typed, read(text).objection));
  }

 protected:
  /// Thousands are not separated during editing, so that every separator in the text was typed by the user.
  void focusInEvent(QFocusEvent* event) override {
    if (event->reason() != Qt::PopupFocusReason) separate_thousands(false);
    Box::focusInEvent(event);
  }
  void focusOutEvent(QFocusEvent* event) override {
    Box::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) separate_thousands(true);
  }

 private:
  static constexpr bool kTakesDecimals = std::is_same_v<Box, QDoubleSpinBox>;

  int decimals() const {
    if constexpr (kTakesDecimals) return Box::decimals();
    return 0;
  }
  void separate_thousands(bool are_separated) {
    if constexpr (kTakesDecimals) this->setGroupSeparatorShown(are_separated);
  }
  QString number_text(Value value) const { return this->textFromValue(value); }

  QString without_affixes(QString text) const {
    if (!this->prefix().isEmpty() && text.startsWith(this->prefix())) text.remove(0, this->prefix().size());
    if (!this->suffix().isEmpty() && text.endsWith(this->suffix())) text.chop(this->suffix().size());
    return text.trimmed();
  }

  TypedNumber read(const QString& text) const {
    if (!this->specialValueText().isEmpty() && text == this->specialValueText()) {
      return {static_cast<double>(this->minimum()), {}};
    }
    const QString number = without_affixes(text);
    // The text that the field itself shows stands for its number, however the locale separates thousands.
    if (number == number_text(this->value())) return {static_cast<double>(this->value()), {}};
    TypedNumber typed = read_typed_number(number, this->locale(), decimals());
    if (typed.value && (*typed.value < this->minimum() || *typed.value > this->maximum())) {
      typed = {
          {}, tr("is not between %1 and %2").arg(number_text(this->minimum()), number_text(this->maximum()))};
    }
    return typed;
  }

  void say(const QString& why) const {
    note_->setText(why);
    note_->adjustSize();
    note_->move(this->mapToGlobal(QPoint(0, this->height())));
    note_->show();
    hide_note_.start(kRefusalMs);
    QAccessibleEvent event(note_, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
  }

  QLabel* note_;
  mutable QTimer hide_note_;
};

}  // namespace

QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name) {
  auto* box = new StrictBox<QSpinBox>(parent);
  box->setRange(1, most);
  box->setPrefix(prefix);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  box->setToolTip(name);
  make_room_for(box, 1024);
  return box;
}

void make_room_for(QSpinBox* box, int widest) {
  constexpr int kRoomForArrows = 34;  // pixels
  const QString text = box->prefix() + QString::number(widest);
  box->setFixedWidth(box->fontMetrics().horizontalAdvance(text) + kRoomForArrows);
}

QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint) {
  auto* box = new StrictBox<QDoubleSpinBox>(parent);
  box->setGroupSeparatorShown(true);
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  box->setToolTip(hint);
  return box;
}

}  // namespace tidemark
