// SPDX-License-Identifier: GPL-3.0-or-later
/// How much work one frame of panning and zooming is for the window's thread on long plans: real views in a
/// real window (offscreen), real wheel turns and drags, one every 60th of a second.
///
/// The counters are milliseconds of work per frame: everything that the thread did from one movement to the
/// next, including results of background work that arrived in between. It is processor time of that thread,
/// so that a busy machine does not matter; "wall" is the time that passed.
#include <benchmark/benchmark.h>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTest>
#include <QThread>
#include <QWheelEvent>
#include <cmath>
#include <vector>

#include "bench_support.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/application.h"
#include "ui/window/main_window.h"
#include "ui/workbench/timeline_source.h"

namespace {

using namespace tidemark;

constexpr int kFrames = 240;
constexpr qint64 kFrameNs = 1'000'000'000 / 60;

/// Work of the thread in each frame.
class FrameClock {
 public:
  /// Does `move`, then whatever it leads to, until the next frame is due.
  template <class Move>
  void frame(const Move& move) {
    QElapsedTimer since_start;
    since_start.start();
    double passed = 0;
    double worked = 0;
    const auto timed = [&](const auto& work) {
      const qint64 began = since_start.nsecsElapsed();
      const double before = thread_ms();
      const bool did_anything = work();
      if (!did_anything) return QThread::usleep(200);
      worked += thread_ms() - before;
      passed += static_cast<double>(since_start.nsecsElapsed() - began) * 1e-6;
    };
    timed([&] {
      move();
      return true;
    });
    do {
      timed([] { return QAbstractEventDispatcher::instance()->processEvents(QEventLoop::AllEvents); });
    } while (since_start.nsecsElapsed() < kFrameNs);
    worked_.push_back(worked);
    passed_.push_back(passed);
  }

  void report(benchmark::State& state) {
    state.counters["frames"] = static_cast<double>(worked_.size());
    report_times(state, "", worked_);
    report_times(state, "wall_", passed_);
  }

 private:
  std::vector<double> worked_, passed_;
};

struct Shown {
  Shown(Strategy strategy, std::int64_t length, double slots, QSize size) : window(&workbench, &timelines) {
    window.resize(size);
    Problem problem;
    problem.strategy = strategy;
    problem.length = length;
    problem.budget = {Budget::Measure::Slots, slots};
    workbench.set_problem(problem);
    window.show();
    auto* events = QAbstractEventDispatcher::instance();
    while (!is_ready()) events->processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    while (events->processEvents(QEventLoop::AllEvents)) {
    }
  }

  bool is_ready() const {
    const auto timeline = timelines.timeline();
    return !workbench.devices().empty() && !workbench.is_planning() && timeline &&
           timeline->plan().problem == workbench.problem() && workbench.strategy_costs() &&
           workbench.strategy_costs()->length == workbench.problem().length &&
           window.findChild<CostTableView*>()->is_complete();
  }

  Workbench workbench;
  TimelineSource timelines{&workbench};
  MainWindow window;
};

void turn_wheel(QWidget* widget, const QPoint& at, int notches) {
  QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(widget, &event);
}

/// Zooms far in at the pointer, pans there, zooms out again, and pans in the whole.
void move_about(benchmark::State& state, Plot* plot) {
  FrameClock clock;
  const QPoint middle = plot->axisRect()->rect().center();
  for (auto _ : state) {
    for (int frame = 0; frame < kFrames; ++frame) {
      const int part = frame / (kFrames / 4);
      const double turn = frame * 0.2;
      clock.frame([&] {
        if (part == 0) return turn_wheel(plot, middle, 1);
        if (part == 2) return turn_wheel(plot, middle, -1);
        plot->pan(0.05 * std::cos(turn), 0.05 * std::sin(turn));
      });
    }
  }
  clock.report(state);
}

/// The pointer moves over the chart. Showing values must not redraw the chart.
void hover(benchmark::State& state, Plot* plot) {
  FrameClock clock;
  const QRect rect = plot->axisRect()->rect();
  for (auto _ : state) {
    for (int frame = 0; frame < kFrames; ++frame) {
      const QPoint at(rect.left() + rect.width() * frame / kFrames,
                      rect.center().y() + static_cast<int>(rect.height() * 0.4 * std::sin(frame * 0.1)));
      clock.frame([&] { QTest::mouseMove(plot, at); });
    }
  }
  clock.report(state);
}

constexpr QSize kLaptop(1280, 800), kDesktop(2560, 1440);

void timeline(benchmark::State& state, Strategy strategy, std::int64_t length, double slots, QSize size) {
  Shown shown(strategy, length, slots, size);
  state.counters["actions"] = static_cast<double>(shown.workbench.plan()->actions.size());
  move_about(state, shown.window.findChild<TimelineView*>());
}

void timeline_hover(benchmark::State& state, Strategy strategy, std::int64_t length, double slots,
                    QSize size) {
  Shown shown(strategy, length, slots, size);
  state.counters["actions"] = static_cast<double>(shown.workbench.plan()->actions.size());
  hover(state, shown.window.findChild<TimelineView*>());
}

void heat_map(benchmark::State& state, Strategy strategy, std::int64_t length, double slots, QSize size) {
  Shown shown(strategy, length, slots, size);
  move_about(state, shown.window.findChild<CostTableView*>());
}

/// A window with a plan of a thousand steps is asked for one of a million: how much work each 60th of a
/// second has until everything is shown.
void arrival(benchmark::State& state, Strategy strategy, std::int64_t length, double slots, QSize size) {
  Shown shown(strategy, 1000, slots, size);
  FrameClock clock;
  for (auto _ : state) {
    Problem problem = shown.workbench.problem();
    problem.length = length;
    clock.frame([&] { shown.workbench.set_problem(problem); });
    while (!shown.is_ready()) clock.frame([] {});
    problem.length = 1000;  // and back, which frees the large plan
    clock.frame([&] { shown.workbench.set_problem(problem); });
    for (int frame = 0; frame < kFrames / 4 || !shown.is_ready(); ++frame) clock.frame([] {});
  }
  clock.report(state);
}

#define TIDEMARK_FRAMES(what, name, ...) \
  BENCHMARK_CAPTURE(what, name, __VA_ARGS__)->Iterations(1)->Unit(benchmark::kMillisecond)

TIDEMARK_FRAMES(timeline, hsm_1e5, Strategy::Hsm, 100'000, 1000, kLaptop);
TIDEMARK_FRAMES(timeline, hsm_1e5_large, Strategy::Hsm, 100'000, 1000, kDesktop);
TIDEMARK_FRAMES(timeline, hsm_1e5_few_slots, Strategy::Hsm, 100'000, 10, kDesktop);
TIDEMARK_FRAMES(timeline, ism_1e5_large, Strategy::Ism, 100'000, 1000, kDesktop);
TIDEMARK_FRAMES(timeline, msm_1e5_large, Strategy::Msm, 100'000, 1000, kDesktop);
TIDEMARK_FRAMES(timeline, a_million_actions, Strategy::Ism, 250'000, 1000, kLaptop);
TIDEMARK_FRAMES(timeline, a_million_actions_large, Strategy::Ism, 250'000, 1000, kDesktop);
TIDEMARK_FRAMES(timeline, hsm_1e6_large, Strategy::Hsm, 1'000'000, 1000, kDesktop);
TIDEMARK_FRAMES(timeline_hover, a_million_actions, Strategy::Ism, 250'000, 1000, kDesktop);
TIDEMARK_FRAMES(heat_map, hsm_1e5, Strategy::Hsm, 100'000, 1000, kLaptop);
TIDEMARK_FRAMES(heat_map, hsm_1e5_large, Strategy::Hsm, 100'000, 1000, kDesktop);
TIDEMARK_FRAMES(heat_map, msm_1e5_large, Strategy::Msm, 100'000, 1000, kDesktop);
TIDEMARK_FRAMES(arrival, hsm_1e6, Strategy::Hsm, 1'000'000, 1000, kDesktop);

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  tidemark::prepare_application();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
