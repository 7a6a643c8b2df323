// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_boxes.h"

#include <QAccessible>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolTip>
#include <type_traits>
#include <utility>

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

  explicit StrictBox(QWidget* parent, AmountTaker taker = {}) : Box(parent), taker_(std::move(taker)) {
    note_ = new QLabel(this, Qt::ToolTip);
    note_->setObjectName(QStringLiteral("refusal"));
    note_->setAttribute(Qt::WA_ShowWithoutActivating);
    note_->setPalette(QToolTip::palette());
    note_->setMargin(4);
    hide_note_.setSingleShot(true);
    QObject::connect(&hide_note_, &QTimer::timeout, note_, &QWidget::hide);
    QObject::connect(this->lineEdit(), &QLineEdit::textEdited, note_, &QWidget::hide);
    // Qt keeps as many characters selected as there were, which is a part of a longer number.
    QObject::connect(this, &Box::textChanged, this, [this] {
      if (this->lineEdit()->hasSelectedText()) this->selectAll();
    });
  }

  QValidator::State validate(QString& text, int&) const override {
    return objection(read(text)).isEmpty() ? QValidator::Acceptable : QValidator::Intermediate;
  }
  Value valueFromText(const QString& text) const override {
    const TypedNumber typed = read(text);
    return objection(typed).isEmpty() ? static_cast<Value>(*typed.value) : this->value();
  }
  /// Qt calls this to get a better text, just before it brings the old number back.
  void fixup(QString& text) const override {
    if (!without_affixes(text).isEmpty()) say(text, objection(read(text)));
  }
  void stepBy(int steps) override {
    hand_over_amount();
    Box::stepBy(steps);
  }

 protected:
  /// Undo belongs to the text while something is being typed, and to the window before and after.
  bool event(QEvent* event) override {
    if (event->type() == QEvent::ShortcutOverride) {
      const auto* key = static_cast<QKeyEvent*>(event);
      const bool is_undo = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
      if (is_undo && without_affixes(this->lineEdit()->text()) == number_text(this->value())) {
        event->ignore();
        return false;
      }
    }
    return Box::event(event);
  }
  /// Thousands are not separated during editing, so that every separator in the text was typed by the user.
  void focusInEvent(QFocusEvent* event) override {
    if (event->reason() != Qt::PopupFocusReason) separate_thousands(false);
    Box::focusInEvent(event);
  }
  void focusOutEvent(QFocusEvent* event) override {
    hand_over_amount();
    Box::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) separate_thousands(true);
  }
  void keyPressEvent(QKeyEvent* event) override {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) hand_over_amount();
    Box::keyPressEvent(event);
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
      return {.value = static_cast<double>(this->minimum())};
    }
    const QString number = without_affixes(text);
    // The text that the field itself shows stands for its number, however the locale separates thousands.
    if (number == number_text(this->value())) return {.value = static_cast<double>(this->value())};
    return read_typed_number(number, this->locale(), decimals());
  }

  /// Why the field cannot have that number; empty: it can.
  QString objection(const TypedNumber& typed) const {
    using Unit = TypedNumber::Unit;
    const bool is_its_own = typed.unit == Unit::None || (typed.unit == Unit::Thousand && !taker_);
    if (!typed.value || !is_its_own) return objection_to(typed, decimals());
    if (*typed.value >= this->minimum() && *typed.value <= this->maximum()) return {};
    return tr("is not between %1 and %2").arg(number_text(this->minimum()), number_text(this->maximum()));
  }

  /// Gives an amount with a unit to whoever takes it. If nobody does, the text is refused.
  void hand_over_amount() {
    const QString text = this->lineEdit()->text();
    const TypedNumber typed = read(text);
    if (!taker_ || !typed.value || typed.unit == TypedNumber::Unit::None) return;
    const QString refusal = taker_(typed);
    this->setValue(this->value());  // shows the number instead of the text
    if (!refusal.isEmpty()) say(text, refusal);
  }

  void say(const QString& text, const QString& why) const {
    if (!this->isVisible()) return;
    note_->setText(tr("“%1” %2").arg(without_affixes(text), why));
    note_->adjustSize();
    note_->move(this->mapToGlobal(QPoint(0, this->height())));
    note_->show();
    hide_note_.start(kRefusalMs);
    QAccessibleEvent event(note_, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
  }

  AmountTaker taker_;
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
  make_room_for(static_cast<QAbstractSpinBox*>(box), box->prefix() + QString::number(widest));
}

void make_room_for(QAbstractSpinBox* box, const QString& widest) {
  constexpr int kRoomForArrows = 34;  // pixels
  box->setFixedWidth(box->fontMetrics().horizontalAdvance(widest) + kRoomForArrows);
}

void show_number(QSpinBox* box, int number) {
  if (box->value() != number) box->setValue(number);
}

void show_number(QDoubleSpinBox* box, double number) {
  if (box->textFromValue(box->value()) != box->textFromValue(number)) box->setValue(number);
}

QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint,
                                AmountTaker taker) {
  auto* box = new StrictBox<QDoubleSpinBox>(parent, std::move(taker));
  box->setGroupSeparatorShown(true);
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  box->setToolTip(hint);
  return box;
}

}  // namespace tidemark
