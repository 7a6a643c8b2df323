// SPDX-License-Identifier: GPL-3.0-or-later
/// Plays the schedule: moves the workbench's cursor, by the user's commands or as time passes.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/workbench/timeline_source.h"

class QComboBox;
class QSlider;

namespace tidemark {

class ElidedLabel;
class Workbench;

class PlaybackBar : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` and `source` outlive it.
  PlaybackBar(Workbench* workbench, TimelineSource* source, QWidget* parent = nullptr);

  bool is_playing() const { return timer_.isActive(); }
  void play();  ///< starts over if the cursor is at the end
  void pause();
  void toggle() { is_playing() ? pause() : play(); }

  void go_to_first();
  void step_back();
  void step_forward();
  void go_to_last();
  void go_to_peak();        ///< the first moment at which the most memory is held
  void go_to_next_store();  ///< does nothing if there is none

  /// "action 17 of 5,910 · step 38 · 12 slots"
  QString position_words() const;
  /// The actions first, back, play, forward, last, peak and next store, for a menu. Owned by this bar.
  QList<QAction*> playback_actions() const { return {first_, back_, play_, forward_, last_, peak_, store_}; }
  /// Lets Space play and pause while `view` has the focus. (In the whole window it would take the key from
  /// buttons, boxes and tables; there Control with Space does it.)
  void play_by_space_in(QWidget* view) { view->addAction(space_); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void timeline_changed();
  void cursor_changed();
  void tick();
  void draw_icons();
  /// Operations a second.
  double pace() const;
  void move_to(std::int64_t moment);

  Workbench* workbench_;
  TimelineSource* source_;
  /// In operations; never null, empty without a timeline.
  std::shared_ptr<const std::vector<double>> moments_;

  QAction *first_, *back_, *play_, *forward_, *last_, *peak_, *store_;
  QAction* space_;
  QSlider* slider_;
  QComboBox* speed_;
  ElidedLabel* position_;

  QTimer timer_;
  QElapsedTimer clock_;   ///< since the last tick
  double played_to_ = 0;  ///< in operations, hence also between two actions
  bool moves_itself_ = false;
};

}  // namespace tidemark
