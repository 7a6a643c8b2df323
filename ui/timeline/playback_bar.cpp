// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/playback_bar.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QSlider>
#include <QStyle>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <functional>

#include "ui/widgets/elided_label.h"
#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kFrame = 16;                // milliseconds
constexpr double kOperationsASecond = 8;  // at speed 1
constexpr double kWholePlan = 10;         // seconds
constexpr int kSpeedLetters = 6;
constexpr int kLeastSlider = 50;       // pixels
constexpr int kSliderParts = 100'000;  // a slider's value is an int, and a plan may be longer

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// Drawn from the palette so that they follow dark and light: shapes in a square of 0 to 16.
QIcon icon_of(const std::function<void(QPainterPath&)>& shape, const QPalette& palette) {
  QIcon icon;
  QPainterPath path;
  shape(path);
  for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Disabled}) {
    QPixmap pixmap(32, 32);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(2, 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(
        palette.color(mode == QIcon::Normal ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText));
    painter.drawPath(path);
    painter.end();
    icon.addPixmap(pixmap, mode);
  }
  return icon;
}

void add_triangle(QPainterPath& path, double tip, double base) {
  path.addPolygon(QPolygonF({{base, 3}, {tip, 8}, {base, 13}, {base, 3}}));
}

}  // namespace

PlaybackBar::PlaybackBar(Workbench* workbench, TimelineSource* source, QWidget* parent)
    : QWidget(parent), workbench_(workbench), source_(source) {
  setAccessibleName(tr("Playback"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(6, 2, 6, 2);
  row->setSpacing(2);
  const auto add = [&](const QString& text, const QKeySequence& keys, void (PlaybackBar::*slot)()) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setToolTip(tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    auto* button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setDefaultAction(action);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    row->addWidget(button);
    return action;
  };
  first_ = add(tr("First"), QKeySequence(Qt::CTRL | Qt::Key_Home), &PlaybackBar::go_to_first);
  back_ = add(tr("Step back"), QKeySequence(Qt::ALT | Qt::Key_Comma), &PlaybackBar::step_back);
  play_ = add(tr("Play"), QKeySequence(Qt::CTRL | Qt::Key_Space), &PlaybackBar::toggle);
  forward_ = add(tr("Step forward"), QKeySequence(Qt::ALT | Qt::Key_Period), &PlaybackBar::step_forward);
  last_ = add(tr("Last"), QKeySequence(Qt::CTRL | Qt::Key_End), &PlaybackBar::go_to_last);
  row->addSpacing(8);
  peak_ = add(tr("Memory peak"), QKeySequence(Qt::CTRL | Qt::Key_K), &PlaybackBar::go_to_peak);
  store_ = add(tr("Next store"), QKeySequence(Qt::CTRL | Qt::Key_J), &PlaybackBar::go_to_next_store);
  row->addSpacing(8);

  slider_ = new QSlider(Qt::Horizontal, this);
  slider_->setAccessibleName(tr("Position in the schedule"));
  slider_->setRange(0, kSliderParts);
  slider_->setMinimumWidth(kLeastSlider);
  row->addWidget(slider_, 1);
  row->addSpacing(8);

  position_ = new ElidedLabel(this);
  position_->setAccessibleName(tr("Position"));
  row->addWidget(position_, 2);
  row->addSpacing(8);

  speed_ = new QComboBox(this);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("Speed: at 1x, %1 operations a second").arg(kOperationsASecond));
  for (const double speed : {0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0})
    speed_->addItem(tr("%1x").arg(ratio_text(speed)), speed);
  speed_->addItem(tr("all in %1 s").arg(kWholePlan), 0.0);
  speed_->setCurrentIndex(speed_->count() - 1);
  // As wide as the shortest choices need; the list that it opens is as wide as the longest.
  speed_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  speed_->setMinimumContentsLength(kSpeedLetters);
  row->addWidget(speed_);

  space_ = new QAction(tr("Play or pause"), this);
  space_->setShortcut(Qt::Key_Space);
  space_->setShortcutContext(Qt::WidgetShortcut);
  connect(space_, &QAction::triggered, this, &PlaybackBar::toggle);
  play_by_space_in(slider_);

  timer_.setInterval(kFrame);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &PlaybackBar::tick);
  connect(slider_, &QSlider::valueChanged, this, [this](int part) {
    const std::int64_t last = static_cast<std::int64_t>(moments_->size()) - 1;
    if (last < 0) return;
    const std::int64_t parts = slider_->maximum();
    move_to(parts == last ? part
                          : std::llround(static_cast<double>(part) / static_cast<double>(parts) *
                                         static_cast<double>(last)));
  });
  connect(source_, &TimelineSource::timeline_changed, this, &PlaybackBar::timeline_changed);
  connect(workbench, &Workbench::cursor_changed, this, &PlaybackBar::cursor_changed);
  draw_icons();
  timeline_changed();
}

void PlaybackBar::play() {
  if (moments_->size() < 2) return;
  if (workbench_->cursor() + 1 >= static_cast<std::int64_t>(moments_->size())) workbench_->set_cursor(0);
  played_to_ = (*moments_)[index(workbench_->cursor())];
  clock_.start();
  timer_.start();
  draw_icons();
}

void PlaybackBar::pause() {
  timer_.stop();
  draw_icons();
}

void PlaybackBar::tick() {
  const double seconds = static_cast<double>(clock_.nsecsElapsed()) * 1e-9;
  clock_.restart();
  played_to_ = std::min(played_to_ + seconds * pace(), moments_->back());
  // Moves to the last moment that has been reached: actions that take no time are done together with the one
  // before.
  const auto after = std::upper_bound(moments_->begin(), moments_->end(), played_to_);
  moves_itself_ = true;
  workbench_->set_cursor(after - moments_->begin() - 1);
  moves_itself_ = false;
  if (after == moments_->end()) pause();
}

double PlaybackBar::pace() const {
  const double speed = speed_->currentData().toDouble();
  return speed > 0 ? speed * kOperationsASecond : moments_->back() / kWholePlan;
}

void PlaybackBar::move_to(std::int64_t moment) {
  workbench_->set_cursor(std::clamp<std::int64_t>(
      moment, 0, std::max<std::int64_t>(0, static_cast<std::int64_t>(moments_->size()) - 1)));
}

void PlaybackBar::go_to_first() {
  move_to(0);
}

void PlaybackBar::step_back() {
  pause();
  move_to(workbench_->cursor() - 1);
}

void PlaybackBar::step_forward() {
  pause();
  move_to(workbench_->cursor() + 1);
}

void PlaybackBar::go_to_last() {
  pause();
  move_to(static_cast<std::int64_t>(moments_->size()) - 1);
}

void PlaybackBar::go_to_peak() {
  if (source_->timeline() != nullptr) move_to(source_->timeline()->peak_moment());
}

void PlaybackBar::go_to_next_store() {
  if (source_->timeline() == nullptr) return;
  if (const auto moment = source_->timeline()->next_store(workbench_->cursor())) move_to(*moment);
}

void PlaybackBar::timeline_changed() {
  const auto timeline = source_->timeline();
  static const std::vector<double> kNone;
  moments_ =
      std::shared_ptr<const std::vector<double>>(timeline, timeline ? &timeline->operations() : &kNone);
  if (moments_->size() < 2) {
    pause();
  } else if (is_playing()) {
    played_to_ = (*moments_)[std::min(index(workbench_->cursor()), moments_->size() - 1)];
  }
  for (QAction* action : playback_actions()) action->setEnabled(timeline != nullptr);
  slider_->setEnabled(timeline != nullptr);
  const QSignalBlocker quiet(slider_);
  slider_->setRange(0, static_cast<int>(std::clamp<std::int64_t>(
                           static_cast<std::int64_t>(moments_->size()) - 1, 1, kSliderParts)));
  slider_->setPageStep(std::max(1, slider_->maximum() / 20));
  cursor_changed();
}

void PlaybackBar::cursor_changed() {
  const std::int64_t cursor = workbench_->cursor();
  if (!moves_itself_ && is_playing() && index(cursor) < moments_->size())
    played_to_ = (*moments_)[index(cursor)];
  const auto last = static_cast<double>(std::max<std::size_t>(moments_->size(), 2) - 1);
  const QSignalBlocker quiet(slider_);
  slider_->setValue(static_cast<int>(std::llround(static_cast<double>(cursor) / last * slider_->maximum())));
  position_->setText(position_words());
}

QString PlaybackBar::position_words() const {
  const auto timeline = source_->timeline();
  if (timeline == nullptr) return tr("no schedule");
  const std::int64_t moment = std::min(workbench_->cursor(), timeline->last_moment());
  return tr("action %1 of %2 · %3 · %4")
      .arg(count_text(moment), count_text(timeline->last_moment()),
           chunk_text(timeline->core_at(moment).hidden, timeline->sequence()),
           source_->memory_words(timeline->memory()[index(moment)]));
}

void PlaybackBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) draw_icons();
}

void PlaybackBar::draw_icons() {
  const auto draw = [this](QAction* action, const std::function<void(QPainterPath&)>& shape) {
    action->setIcon(icon_of(shape, palette()));
  };
  draw(first_, [](QPainterPath& path) {
    path.addRect(2, 3, 2, 10);
    add_triangle(path, 5, 13);
  });
  draw(back_, [](QPainterPath& path) {
    add_triangle(path, 3, 10);
    path.addRect(11, 3, 2, 10);
  });
  draw(play_, [this](QPainterPath& path) {
    if (!is_playing()) return add_triangle(path, 13, 4);
    path.addRect(4, 3, 3, 10);
    path.addRect(9, 3, 3, 10);
  });
  draw(forward_, [](QPainterPath& path) {
    path.addRect(3, 3, 2, 10);
    add_triangle(path, 13, 6);
  });
  draw(last_, [](QPainterPath& path) {
    add_triangle(path, 11, 3);
    path.addRect(12, 3, 2, 10);
  });
  draw(peak_, [](QPainterPath& path) {
    path.addPolygon(QPolygonF({{1, 13}, {8, 3}, {15, 13}, {12, 13}, {8, 7}, {4, 13}, {1, 13}}));
  });
  draw(store_, [](QPainterPath& path) {
    path.addRect(2, 11, 12, 2);
    path.addPolygon(QPolygonF({{4, 5}, {12, 5}, {8, 10}, {4, 5}}));
    path.addRect(7, 2, 2, 4);
  });
  play_->setText(is_playing() ? tr("Pause") : tr("Play"));
  play_->setToolTip(tr("%1 (%2; in the timeline also %3)")
                        .arg(play_->text(), play_->shortcut().toString(QKeySequence::NativeText),
                             space_->shortcut().toString(QKeySequence::NativeText)));
}

}  // namespace tidemark
