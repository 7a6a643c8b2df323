// SPDX-License-Identifier: GPL-3.0-or-later
/// What mouse and keys do on a TimelineView: show words, move the play head, measure, resize, select.
#include <algorithm>
#include <cmath>

#include "core/timeline/action_facts.h"
#include "ui/timeline/timeline_view.h"
#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/wrapped_text.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr double kReach = 5;  // pixels within which a bar is hit
constexpr int kColumns = 64;  // characters of a line of the words beside the pointer
constexpr double kKeyZoom = 1.25;

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// How far a key zooms in; 1: it is no key for that.
double zoom_of(int key) {
  if (key == Qt::Key_Plus || key == Qt::Key_Equal || key == Qt::Key_W) return kKeyZoom;
  if (key == Qt::Key_Minus || key == Qt::Key_S) return 1 / kKeyZoom;
  return 1;
}

}  // namespace

double TimelineView::x_at(const QPointF& position) const {
  return time_axis()->pixelToCoord(position.x());
}

bool TimelineView::is_on_ruler(const QPointF& position) const {
  const QRect rect = top_rect()->rect();
  return position.x() >= rect.left() && position.x() <= rect.right() && position.y() < rect.top() &&
         position.y() >= rect.top() - kRulerHeight;
}

bool TimelineView::is_on_gap(const QPointF& position) const {
  return part_ == Part::Both && position.y() > steps_rect_->bottom() + 1 &&
         position.y() < memory_rect_->top();
}

const Lifetime* TimelineView::lifetime_at(const QPointF& position) const {
  if (!has_timeline() || part_ == Part::Memory || !lifetimes_->isChecked()) return nullptr;
  const double x = x_at(position);
  const QCPAxis* steps = steps_rect_->axis(QCPAxis::atLeft);
  const Lifetime* nearest = nullptr;
  double distance = kReach;
  const auto holds = [&](std::int64_t stored, std::int64_t freed) {
    return (*placed_.moments)[index(stored)] <= x && x <= (*placed_.moments)[index(freed)];
  };
  const auto pixel_of = [&](std::int64_t step) { return steps->coordToPixel(static_cast<double>(step)); };
  const auto may_be_near = [&](const LifetimeSpan& block) {  // steps go upwards, pixels down
    return holds(block.actions.low, block.actions.high) &&
           pixel_of(block.steps.high) - distance < position.y() &&
           position.y() < pixel_of(block.steps.low) + distance;
  };
  placed_.timeline->lifetime_levels().visit(may_be_near, [&](std::int64_t number) {
    const Lifetime& life = placed_.timeline->lifetimes()[index(number)];
    if (!holds(life.stored, life.freed)) return;
    const double off = std::abs(pixel_of(life.step) - position.y());
    if (off < distance) {
      distance = off;
      nearest = &life;
    }
  });
  return nearest;
}

std::optional<std::int64_t> TimelineView::action_under(const QPointF& position) const {
  if (!has_timeline()) return std::nullopt;
  const QList<QCPAxisRect*> rects = axisRects();
  const bool inside = std::any_of(rects.begin(), rects.end(), [&](const QCPAxisRect* rect) {
    return rect->rect().contains(position.toPoint());
  });
  if (!inside) return std::nullopt;
  return action_at(*placed_.moments, x_at(position));
}

QString TimelineView::numbered(std::int64_t action) const {
  return tr("action %1: %2")
      .arg(action + 1)
      .arg(words_for(placed_.timeline->actions()[index(action)], placed_.timeline->sequence()));
}

QString TimelineView::step_count_words(const Steps& steps) const {
  const QString of = chunk_text(steps.low, steps.high, placed_.timeline->sequence());
  const QString times = count_text(counts_->most_of(steps));
  if (steps.low != steps.high) return tr("%1: computed up to %2 times").arg(of, times);
  return counts_->most_of(steps) == 1 ? tr("%1: computed once").arg(of)
                                      : tr("%1: computed %2 times").arg(of, times);
}

QString TimelineView::words_at(const QPointF& position) const {
  if (const auto word = key_->word_at(position)) return wrapped_text(meaning_of(*word), kColumns);
  if (const auto steps = counts_->steps_at(position)) return step_count_words(*steps);
  const auto number = action_under(position);
  if (!number) return {};
  const Timeline& timeline = *placed_.timeline;
  QStringList lines;
  lines += numbered(*number);
  if (memory_rect_->visible() && memory_rect_->rect().contains(position.toPoint())) {
    const std::int64_t held = timeline.memory()[index(*number) + 1];
    lines += tr("%1 held, %2 of standard")
                 .arg(source_->memory_words(held), percent_text(source_->part_of_standard(held)));
  } else if (const Lifetime* life = lifetime_at(position)) {
    lines += tr("slot %1 holds %2, from action %3 to %4")
                 .arg(life->slot)
                 .arg(words_for(*life, life->stored + 1, timeline.sequence()))
                 .arg(life->stored + 1)
                 .arg(life->freed + 1);
  }
  return lines.join(QLatin1Char('\n'));
}

void TimelineView::select_subproblem(std::int64_t action) {
  if (!has_timeline()) return;
  const auto asked = placed_.timeline->subproblem_of(action);
  if (!asked) return;
  const Plan& plan = placed_.timeline->plan();
  workbench_->select_cell({asked->length, asked->budget / plan.slot()});
}

void TimelineView::add_to_menu(QMenu* menu, const QPoint& position) {
  menu->addActions(view_actions());
  menu->addSeparator();
  const auto number = action_under(position);
  QAction* go = menu->addAction(tr("Go to this action"));
  QAction* ask = menu->addAction(tr("Ask why"));
  go->setEnabled(number.has_value());
  ask->setEnabled(number && placed_.timeline->subproblem_of(*number));
  connect(go, &QAction::triggered, this, [this, number] { workbench_->set_cursor(*number + 1); });
  connect(ask, &QAction::triggered, this, [this, number] { select_subproblem(*number); });
}

// --- mouse

void TimelineView::mousePressEvent(QMouseEvent* event) {
  drag_ = Drag::None;
  if (event->button() != Qt::LeftButton || !has_timeline()) return Plot::mousePressEvent(event);
  set_pointer(std::nullopt);
  clear_measure();
  const QPointF position = event->position();
  if (is_on_ruler(position)) {
    drag_ = Drag::Scrub;
    scrub_to(position);
  } else if (is_on_gap(position)) {
    drag_ = Drag::Resize;
  } else if (event->modifiers().testFlag(Qt::ShiftModifier)) {
    drag_ = Drag::Measure;
    measure_from_ = nearest_moment(*placed_.moments, x_at(position));
  } else {
    Plot::mousePressEvent(event);
  }
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF position = event->position();
  switch (drag_) {
    case Drag::Scrub:
      return scrub_to(position);
    case Drag::Measure:
      return measure_to(nearest_moment(*placed_.moments, x_at(position)));
    case Drag::Resize: {
      const double height = memory_rect_->bottom() - steps_rect_->top();
      return set_memory_share((memory_rect_->bottom() - position.y()) / std::max(1.0, height));
    }
    case Drag::None:
      break;
  }
  Plot::mouseMoveEvent(event);
  if (event->buttons() != Qt::NoButton) return;
  setCursor(is_on_gap(position)     ? Qt::SplitVCursor
            : is_on_ruler(position) ? Qt::SizeHorCursor
                                    : Qt::ArrowCursor);
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::None) return Plot::mouseReleaseEvent(event);
  drag_ = Drag::None;
}

QString TimelineView::point_at(const std::optional<QPointF>& pixel) {
  return pixel ? words_at(*pixel) : QString();
}

void TimelineView::scrub_to(const QPointF& position) {
  workbench_->set_cursor(nearest_moment(*placed_.moments, x_at(position)));
}

QString TimelineView::stretch_words(std::int64_t from, std::int64_t to) const {
  const StretchFacts facts = facts_of_stretch(*placed_.timeline, *placed_.moments, from, to);
  const auto time = [this](double amount) {
    const QString number = ratio_text(amount);
    if (placed_axis_ == Axis::Milliseconds) return tr("%1 ms").arg(number);
    return amount == 1 ? tr("1 operation") : tr("%1 operations").arg(number);
  };
  const QString actions =
      facts.actions == 1 ? tr("1 action") : tr("%1 actions").arg(count_text(facts.actions));
  QStringList lines{
      tr("%1, %2, memory up to %3").arg(actions, time(facts.time), source_->memory_words(facts.peak))};
  const auto add = [&](const QString& line, std::int64_t steps, double amount) {
    if (steps > 0) lines += line.arg(steps_text(steps), time(amount));
  };
  add(tr("forward for the first time: %1, %2"), facts.first_steps, facts.first_time);
  add(tr("recomputed: %1, %2"), facts.recomputed_steps, facts.recomputed_time);
  add(tr("backward: %1, %2"), facts.backward_steps, facts.backward_time);
  return lines.join(QLatin1Char('\n'));
}

void TimelineView::measure_to(std::int64_t moment) {
  const auto [from, to] = std::minmax({measure_from_, moment});
  const std::vector<double>& moments = *placed_.moments;
  measure_->setVisible(true);
  measure_->topLeft->setCoords(moments[index(from)], 0);
  measure_->bottomRight->setCoords(moments[index(to)], 1);
  measured_label_->set_text(stretch_words(from, to));
  replot_cursors();
}

void TimelineView::clear_measure() {
  measured_label_->set_text({});
  measure_->setVisible(false);
  replot_cursors();
}

template <class Zoom>
void TimelineView::zoom_only(QCPAxis* axis, const Zoom& zoom) {
  QCPAxis* time = steps_rect_->axis(QCPAxis::atBottom);
  QCPAxis* steps = steps_rect_->axis(QCPAxis::atLeft);
  steps_rect_->setRangeZoomAxes(QList{axis});
  memory_rect_->setRangeZoomAxes(axis == time ? QList{time} : QList<QCPAxis*>());
  zoom();
  steps_rect_->setRangeZoomAxes(time, steps);
  memory_rect_->setRangeZoomAxes(time, nullptr);
}

void TimelineView::wheelEvent(QWheelEvent* event) {
  const bool is_on_axis = part_ != Part::Memory && event->position().x() < steps_rect_->left();
  const bool zooms_steps = is_on_axis || event->modifiers().testFlag(Qt::ControlModifier);
  zoom_only(steps_rect_->axis(zooms_steps ? QCPAxis::atLeft : QCPAxis::atBottom),
            [&] { Plot::wheelEvent(event); });
}

// --- keys

void TimelineView::keyPressEvent(QKeyEvent* event) {
  const bool is_arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
  if (has_timeline() && is_arrow && event->modifiers().testFlag(Qt::ControlModifier)) {
    const std::int64_t before = workbench_->cursor();
    const std::int64_t after = std::clamp<std::int64_t>(before + (event->key() == Qt::Key_Left ? -1 : 1), 0,
                                                        placed_.timeline->last_moment());
    const bool measures = event->modifiers().testFlag(Qt::ShiftModifier);
    if (measures && measured_words().isEmpty()) measure_from_ = before;
    workbench_->set_cursor(after);
    if (measures) {
      set_pointer(std::nullopt);
      return measure_to(after);
    }
    clear_measure();
    const QString words = after == 0 ? QString() : numbered(after - 1);
    return show_readout(words, {time_axis()->coordToPixel(play_head_->x()), 1.0 * top_rect()->top()});
  }
  if (has_timeline() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    if (workbench_->cursor() > 0) select_subproblem(workbench_->cursor() - 1);
    return;
  }
  if (event->key() == Qt::Key_Escape && (!measured_words().isEmpty() || workbench_->mark())) {
    clear_measure();
    return workbench_->set_mark(std::nullopt);
  }
  const bool zooms_steps = event->modifiers().testFlag(Qt::ControlModifier);
  const bool may_zoom = !(event->modifiers() & (Qt::AltModifier | Qt::MetaModifier));
  if (const double factor = zoom_of(event->key()); may_zoom && factor != 1) {
    return zoom_only(steps_rect_->axis(zooms_steps ? QCPAxis::atLeft : QCPAxis::atBottom),
                     [&] { zoom(factor); });
  }
  Plot::keyPressEvent(event);
}

}  // namespace tidemark
