// SPDX-License-Identifier: GPL-3.0-or-later
/// Brings a widget up to date soon after what it shows has changed, and only while it can be seen.
#pragma once

#include <QObject>
#include <QTimer>
#include <QWidget>
#include <functional>

namespace tidemark {

/// A child of its widget. What is asked for while the widget cannot be seen is done when it can be, before it
/// is painted. Several that are due are brought up to date in turns of the event loop of their own, so that
/// what the user does in between is not kept waiting for all of them.
class WhenVisible : public QObject {
  Q_OBJECT

 public:
  WhenVisible(QWidget* widget, std::function<void()> update);

  void ask();  ///< something has changed
  /// Brings the widget up to date at once, if something has changed, although it may be hidden: before an
  /// export, or when it is asked what it shows.
  void now();
  /// Whether the widget can be seen and is about to be brought up to date.
  bool is_coming() const { return soon_.isActive(); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool can_be_seen() const;
  void take_turn();
  void update_when_seen();

  QWidget* widget_;
  std::function<void()> update_;
  bool is_due_ = true;
  QTimer soon_;
};

}  // namespace tidemark
