// SPDX-License-Identifier: GPL-3.0-or-later
/// A real MainWindow (offscreen) while its question changes: a step of a slider near t = 1000, the arrival of
/// a plan of a million steps, and the memory that is left after a visit to 10^9 steps.
///
/// Counters that begin with "gui_" are processor time of the window's thread, so that a busy machine does not
/// matter; the others are the time that passed.
#include <benchmark/benchmark.h>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <vector>

#include "bench_support.h"
#include "ui/charts/plot.h"
#include "ui/widgets/log_slider.h"
#include "ui/widgets/when_visible.h"
#include "ui/window/application.h"
#include "ui/window/main_window.h"

namespace {

using namespace tidemark;

constexpr int kSteps = 240;

struct Shown {
  Shown() : window(&workbench, &timelines) {
    window.resize(1280, 800);
    window.show();
    ask(1000);
  }

  void ask(std::int64_t length) {
    Problem problem;
    problem.length = length;
    workbench.set_problem(problem);
    settle();
  }

  bool is_planned() const {
    return !workbench.is_planning() && workbench.strategy_costs() &&
           workbench.strategy_costs()->length == workbench.problem().length;
  }

  bool is_shown() const {
    const auto views = window.findChildren<WhenVisible*>();
    return std::none_of(views.begin(), views.end(),
                        [](const WhenVisible* view) { return view->is_coming(); });
  }

  /// Runs the event loop until everything asked for has come and nothing is left to draw.
  void settle() {
    do {
      while (pass(QEventLoop::AllEvents)) {
      }
      if (!is_planned() || !is_shown()) {
        pass(QEventLoop::WaitForMoreEvents);
        continue;
      }
      QThreadPool::globalInstance()->waitForDone();
    } while (!is_planned() || !is_shown() || pass(QEventLoop::AllEvents));
  }

  /// One pass of the event loop: the longest one is how long the window can leave its user waiting.
  bool pass(QEventLoop::ProcessEventsFlags flags) {
    auto* events = QAbstractEventDispatcher::instance();
    const double before = thread_ms();
    const bool did_anything = events->processEvents(flags);
    longest_pass = std::max(longest_pass, thread_ms() - before);
    return did_anything;
  }

  Workbench workbench;
  TimelineSource timelines{&workbench};
  MainWindow window;
  double longest_pass = 0;  ///< of the thread's processor time
};

void drag(benchmark::State& state, const char* slider_name) {
  Shown shown;
  auto* slider = shown.window.findChild<LogSlider*>(QLatin1String(slider_name));
  int drawn = 0;
  for (const auto* chart : shown.window.findChildren<Plot*>())
    QObject::connect(chart, &QCustomPlot::afterReplot, chart, [&drawn] { ++drawn; });
  std::vector<double> passed, worked;
  for (auto _ : state) {
    for (int step = 0; step < kSteps; ++step) {
      QElapsedTimer since_start;
      since_start.start();
      const double before = thread_ms();
      QTest::keyClick(slider, step / 40 % 2 == 0 ? Qt::Key_Left : Qt::Key_Right);
      shown.settle();
      worked.push_back(thread_ms() - before);
      passed.push_back(static_cast<double>(since_start.nsecsElapsed()) * 1e-6);
    }
  }
  report_times(state, "", passed);
  report_times(state, "gui_", worked);
  state.counters["charts_drawn"] = static_cast<double>(drawn) / kSteps;
}

void drag_length(benchmark::State& state) {
  drag(state, "length_slider");
}
void drag_budget(benchmark::State& state) {
  drag(state, "budget_slider");
}

/// A window with a plan of a thousand steps is asked for one of a million, and goes back.
void arrival(benchmark::State& state) {
  Shown shown;
  std::vector<double> coming, going;
  for (auto _ : state) {
    for (int visit = 0; visit < 5; ++visit) {
      shown.longest_pass = 0;
      shown.ask(1'000'000);
      coming.push_back(std::exchange(shown.longest_pass, 0));
      state.counters["actions"] = static_cast<double>(shown.workbench.plan()->actions.size());
      shown.ask(1000);
      going.push_back(shown.longest_pass);
    }
  }
  report_times(state, "gui_coming_", coming);
  report_times(state, "gui_going_", going);
}

/// Memory of this process that is resident, in MB.
double resident_mb() {
  QFile status(QStringLiteral("/proc/self/status"));
  if (!status.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> lines = status.readAll().split('\n');
  for (const QByteArray& line : lines)
    if (line.startsWith("VmRSS:")) return line.mid(6).simplified().split(' ').front().toDouble() * 1024e-6;
  return 0;
}

/// To be run in a process of its own (--benchmark_filter), since what came before leaves its own traces.
void memory_after_a_long_question(benchmark::State& state) {
  Shown shown;
  const double fresh = resident_mb();
  for (auto _ : state) {
    shown.ask(state.range(0));
    state.counters["long_mb"] = resident_mb();
    shown.ask(1000);
  }
  state.counters["fresh_mb"] = fresh;
  state.counters["left_mb"] = resident_mb() - fresh;
}

BENCHMARK(drag_length)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(drag_budget)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(arrival)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(memory_after_a_long_question)
    ->Arg(1'000'000)
    ->Arg(1'000'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  const QTemporaryDir settings;  // the window is as it is when it is opened first
  qputenv("HOME", settings.path().toUtf8());
  QStandardPaths::setTestModeEnabled(true);
  tidemark::prepare_application();
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
