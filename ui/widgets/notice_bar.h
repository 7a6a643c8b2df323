// SPDX-License-Identifier: GPL-3.0-or-later
/// Says what went wrong, without a dialog that interrupts. It lies over the lower edge of its parent, so that
/// nothing moves when it comes or goes.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QStringList>
#include <QToolButton>

namespace tidemark {

class NoticeBar : public QFrame {
  Q_OBJECT

 public:
  static constexpr qsizetype kMostNotices = 50;  ///< older ones are dropped; the log has them all

  explicit NoticeBar(QWidget* parent);

  /// Shows a sentence, the newest first, until the user closes it. A sentence that is there already is only
  /// moved to the front.
  void show_notice(const QString& sentence);
  void dismiss();  ///< closes all of them
  QString text() const { return text_->text(); }
  qsizetype count() const { return notices_.size(); }
  /// Puts it in front again after another widget of the parent has been put there.
  void keep_in_front() { raise(); }
  /// Room that stays free at the parent's lower edge, in pixels.
  void set_room_below(int pixels);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QToolButton* add_button(const QString& name, const QString& text, const QString& hint);
  void move_by(qsizetype places);
  void close_shown();
  void refresh();
  void place();
  void color_from_palette();

  QStringList notices_;  ///< newest first
  qsizetype shown_ = 0;  ///< which of them
  int room_below_ = 0;
  bool is_coloring_ = false;
  QLabel* text_;
  QLabel* number_;
  QToolButton *newer_, *older_, *close_, *close_all_;
};

}  // namespace tidemark
