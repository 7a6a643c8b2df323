// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <set>
#include <vector>

#include "gpu/event_line.h"

using namespace tidemark;

namespace {

/// A GPU whose clock the test sets: an event is over once the clock has passed the time for which it was
/// recorded.
struct Gpu {
  std::int64_t queued_until = 0;  ///< ns that queued work takes
  std::int64_t now = 0;
  std::vector<std::int64_t> at;  ///< by event
  std::set<int> alive;
};

struct Events {
  using Event = int;
  Gpu* gpu;

  Event create() {
    gpu->at.push_back(0);
    const int event = static_cast<int>(gpu->at.size()) - 1;
    gpu->alive.insert(event);
    return event;
  }
  void destroy(Event event) { gpu->alive.erase(event); }
  void record(Event event) { gpu->at[static_cast<std::size_t>(event)] = gpu->queued_until; }
  bool is_over(Event event) const { return gpu->at[static_cast<std::size_t>(event)] <= gpu->now; }
  std::int64_t between_ns(Event earlier, Event later) const {
    return gpu->at[static_cast<std::size_t>(later)] - gpu->at[static_cast<std::size_t>(earlier)];
  }
};

}  // namespace

class TestCudaEvents : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tells_times_once_the_work_is_done();
  void forgets_what_is_passed_over();
  void uses_events_again();
  void counts_anew_from_each_begin();
};

void TestCudaEvents::tells_times_once_the_work_is_done() {
  Gpu gpu;
  EventLine<Events> line({&gpu});
  gpu.queued_until = 1000;
  line.begin();
  const auto first = line.mark();
  gpu.queued_until += 500;
  const auto second = line.mark();
  gpu.queued_until += 70;
  const auto third = line.mark();
  gpu.now = 1100;
  QCOMPARE(line.reached(first), std::optional<std::int64_t>(0));
  QCOMPARE(line.reached(second), std::nullopt);
  QCOMPARE(line.reached(second), std::nullopt);
  gpu.now = 1500;
  QCOMPARE(line.reached(second), std::optional<std::int64_t>(500));
  QCOMPARE(line.reached(second), std::optional<std::int64_t>(500));  // as the next action's begin
  QCOMPARE(line.reached(third), std::nullopt);
  gpu.now = 2000;
  QCOMPARE(line.reached(third), std::optional<std::int64_t>(570));
}

void TestCudaEvents::forgets_what_is_passed_over() {
  Gpu gpu;
  EventLine<Events> line({&gpu});
  line.begin();
  const auto first = line.mark();
  gpu.queued_until = 10;
  const auto second = line.mark();
  gpu.now = 100;
  QCOMPARE(line.reached(second), std::optional<std::int64_t>(10));
  QCOMPARE(line.reached(first), std::nullopt);
  QCOMPARE(line.reached(second), std::optional<std::int64_t>(10));
}

void TestCudaEvents::uses_events_again() {
  Gpu gpu;
  {
    EventLine<Events> line({&gpu});
    line.begin();
    for (int round = 0; round < 100; ++round) {
      gpu.queued_until += 7;
      const auto passed_over = line.mark();
      const auto asked = line.mark();
      gpu.now = gpu.queued_until;
      QCOMPARE(line.reached(asked), std::optional<std::int64_t>(7 * (round + 1)));
      QVERIFY(passed_over < asked);
    }
    QVERIFY(line.events_made() <= 4);
    QCOMPARE(gpu.alive.size(), line.events_made());
  }
  QVERIFY(gpu.alive.empty());
}

void TestCudaEvents::counts_anew_from_each_begin() {
  Gpu gpu;
  EventLine<Events> line({&gpu});
  line.begin();
  const auto before = line.mark();
  gpu.queued_until = 900;
  line.begin();
  gpu.queued_until = 950;
  const auto after = line.mark();
  gpu.now = 1000;
  QCOMPARE(line.reached(before), std::nullopt);
  QCOMPARE(line.reached(after), std::optional<std::int64_t>(50));
  QVERIFY(line.events_made() <= 3);
}

QTEST_GUILESS_MAIN(TestCudaEvents)
#include "tst_cuda_events.moc"
