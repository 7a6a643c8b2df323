// SPDX-License-Identifier: GPL-3.0-or-later
/// A bar that says what went wrong, without a dialog that interrupts.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QStringList>
#include <QToolButton>

namespace tidemark {

class NoticeBar : public QFrame {
  Q_OBJECT

 public:
  explicit NoticeBar(QWidget* parent = nullptr);

  /// Shows a sentence until the user closes it; further sentences wait until then.
  void show_notice(const QString& sentence);
  void dismiss();  ///< closes the sentence that is shown and drops those that wait
  QString text() const { return text_->text(); }

 private:
  void show_next();
  void changeEvent(QEvent* event) override;
  void color_from_palette();

  bool is_coloring_ = false;
  QStringList waiting_;
  QLabel* text_;
  QToolButton* close_;
};

}  // namespace tidemark
