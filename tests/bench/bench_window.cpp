// SPDX-License-Identifier: GPL-3.0-or-later
/// From a movement of the mouse to the redrawn window: one step of a slider near t = 1000, in a real
/// MainWindow (offscreen), until the new plan has come and nothing is left to draw.
#include <benchmark/benchmark.h>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QStandardPaths>
#include <QTest>

#include "ui/widgets/log_slider.h"
#include "ui/window/application.h"
#include "ui/window/main_window.h"

namespace {

using namespace tidemark;

struct Shown {
  Shown() : window(&workbench, &timelines) {
    window.resize(1280, 800);
    window.show();
    settle();
  }

  bool is_planned() const {
    return !workbench.is_planning() && workbench.plan() && workbench.plan()->problem == workbench.problem() &&
           workbench.strategy_costs() && workbench.strategy_costs()->length == workbench.problem().length;
  }

  void settle() {
    auto* events = QAbstractEventDispatcher::instance();
    while (!is_planned()) events->processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    while (events->processEvents(QEventLoop::AllEvents)) {
    }
  }

  Workbench workbench;
  TimelineSource timelines{&workbench};
  MainWindow window;
};

void drag(benchmark::State& state, const char* slider_name) {
  Shown shown;
  auto* slider = shown.window.findChild<LogSlider*>(QLatin1String(slider_name));
  Qt::Key key = Qt::Key_Left;
  int moved = 0;
  for (auto _ : state) {
    QTest::keyClick(slider, key);
    shown.settle();
    if (++moved % 40 == 0) key = key == Qt::Key_Left ? Qt::Key_Right : Qt::Key_Left;
  }
}

void drag_length(benchmark::State& state) {
  drag(state, "length_slider");
}
void drag_budget(benchmark::State& state) {
  drag(state, "budget_slider");
}

BENCHMARK(drag_length)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(drag_budget)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  tidemark::prepare_application();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
