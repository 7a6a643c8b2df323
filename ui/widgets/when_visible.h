// SPDX-License-Identifier: GPL-3.0-or-later
/// Brings a widget up to date at most once a frame, and only while it can be seen.
#pragma once

#include <QObject>
#include <QTimer>
#include <QWidget>
#include <functional>

namespace tidemark {

/// A child of its widget. What is asked for while the widget is hidden is done when it is shown, before it is
/// painted.
class WhenVisible : public QObject {
  Q_OBJECT

 public:
  WhenVisible(QWidget* widget, std::function<void()> update);

  void ask();  ///< something has changed
  /// Brings the widget up to date at once, if something has changed, although it may be hidden: before an
  /// export, or when it is asked what it shows.
  void now();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void update_if_due();

  QWidget* widget_;
  std::function<void()> update_;
  bool is_due_ = true;
  QTimer frame_;
};

}  // namespace tidemark
