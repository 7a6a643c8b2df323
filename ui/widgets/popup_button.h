// SPDX-License-Identifier: GPL-3.0-or-later
/// A button with a sentence on it, which opens a form below. The form stays open while several things are
/// changed in it; Escape, or a click beside it, closes it.
#pragma once

#include <QFrame>
#include <QToolButton>

namespace tidemark {

class PopupButton : public QToolButton {
  Q_OBJECT

 public:
  explicit PopupButton(QWidget* parent = nullptr);

  /// The form's frame, without a layout: to be filled by whoever makes the button.
  QFrame* form() const { return form_; }
  /// The button's width follows from these texts alone, so that it stays whatever is shown; a sentence for
  /// which there is no room is elided, and stands in the tool tip.
  void set_room(const QString& least, const QString& most);
  /// `hint` is what the tool tip says in any case.
  void set_sentence(const QString& sentence, const QString& hint);
  QString sentence() const { return sentence_; }
  void open();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  QSize size_for(const QString& text) const;

  QFrame* form_;
  QString sentence_;
  QString least_room_;
};

}  // namespace tidemark
