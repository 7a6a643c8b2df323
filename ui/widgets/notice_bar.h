// SPDX-License-Identifier: GPL-3.0-or-later
/// Says in place, and without stopping anybody, what went wrong.
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

  /// Shown until it is closed; further sentences wait behind it.
  void show_notice(const QString& sentence);
  void dismiss();  ///< closes what is shown and drops what waits
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
