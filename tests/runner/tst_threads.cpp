// SPDX-License-Identifier: GPL-3.0-or-later
/// The CPU device on several threads, beside itself on one.
#include <QTest>

#include <atomic>
#include <cstring>
#include <random>
#include <stdexcept>

#include "gpu/cpu/pointwise.h"
#include "tests/support/cpu_runs.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

constexpr std::int64_t kThreads[] = {1, 2, 3, 5};

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

Q_DECLARE_METATYPE(tidemark::Cell)

class TestThreads : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void gradients_are_those_of_one_thread_data();
  void gradients_are_those_of_one_thread();
  void training_goes_as_on_one_thread();
  void times_are_told_in_order();
  void memory_may_go_while_threads_are_at_work();
  void iterations_may_be_left_at_any_point();
  void shares_hold_their_parts_and_never_meet();
  void element_wise_work_gives_the_same_bits_anywhere();
  void workers_do_things_in_order();
  void workers_say_what_went_wrong();
};

void TestThreads::gradients_are_those_of_one_thread_data() {
  QTest::addColumn<Cell>("cell");
  for (const std::int64_t batch : {1, 7, 10}) {
    for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
      for (const std::int64_t layers : {1, 2, 3}) {
        QTest::addRow("%s, %d layers, batch %d", std::string(name_of(kind)).c_str(), static_cast<int>(layers),
                      static_cast<int>(batch))
            << Cell{.kind = kind, .hidden = 20, .batch = batch, .layers = layers};
      }
    }
  }
}

void TestThreads::gradients_are_those_of_one_thread() {
  QFETCH(Cell, cell);
  constexpr std::int64_t kLength = 30;
  const Trial one = run_standard(*make_device(cell), kLength);
  QVERIFY(std::ranges::any_of(one.gradients, [](float g) { return g != 0; }));
  for (const std::int64_t threads : kThreads) {
    const auto device = make_device(cell, 1, threads);
    QCOMPARE(device->threads(), std::min(threads, cell.batch));
    const Trial trial = run_standard(*device, kLength);
    const double difference = relative_l2(trial.gradients, one.gradients);
    QVERIFY2(difference <= 1e-6, qPrintable(QString::number(difference)));
    QVERIFY(std::abs(trial.loss - one.loss) < 1e-6);
    QCOMPARE(trial.outcome.arena_peak, one.outcome.arena_peak);
    // The order of sums is fixed: a second time, and on another device, the bits are the same.
    QVERIFY(same_bits(run_standard(*device, kLength).gradients, trial.gradients));
    QVERIFY(same_bits(run_standard(*make_device(cell, 1, threads), kLength).gradients, trial.gradients));
  }
}

void TestThreads::training_goes_as_on_one_thread() {
  constexpr std::int64_t kLength = 40;
  const Cell cell{.hidden = 24, .batch = 5};
  const auto input = value_of(open_input("text", cell.batch, 1));
  for (const std::int64_t threads : kThreads) {
    const auto one = value_of(CpuDevice::create(cell, 1, input, {.learning_rate = 5e-3}));
    const auto many = value_of(CpuDevice::create(cell, 1, input, {.learning_rate = 5e-3}, threads));
    for (std::int64_t n = 0; n < 10; ++n) {
      const Trial expected = run_standard(*one, kLength, n);
      const Trial trial = run_standard(*many, kLength, n);
      QVERIFY2(std::abs(trial.loss - expected.loss) < 1e-4, qPrintable(QString::number(trial.loss)));
      one->update();
      many->update();
    }
    QVERIFY(run_standard(*many, kLength, 0).loss < 5);
  }
}

void TestThreads::times_are_told_in_order() {
  const auto device = make_device({.hidden = 32, .batch = 4}, 1, 3);
  device->begin_iteration(0, 1000);
  std::vector<Device::Mark> marks;
  for (std::int64_t step = 0; step < 1000; step += 50) {
    marks.push_back(device->mark());
    device->advance(step, step + 50);
  }
  device->wait();
  std::int64_t before = 0;
  for (const Device::Mark mark : marks) {
    const auto at = device->reached(mark);
    QVERIFY(at && *at >= before);
    before = *at;
  }
  QVERIFY(before > 0);
  QVERIFY(device->status());
}

/// As when a run is cancelled: whoever frees the memory knows nothing of queues.
void TestThreads::memory_may_go_while_threads_are_at_work() {
  const auto device = make_device({.hidden = 32, .batch = 6}, 1, 3);
  const StateBytes sizes = device->state_sizes();
  for (int round = 0; round < 20; ++round) {
    const auto memory = value_of(device->allocate(sizes.alpha));
    device->begin_iteration(0, 100);
    for (std::int64_t step = 1; step <= 100; ++step) {
      device->keep(step, step, memory->data(), memory->data() + sizes.beta);
    }
  }
  QVERIFY(device->status());
}

void TestThreads::iterations_may_be_left_at_any_point() {
  const auto device = make_device({.hidden = 16, .batch = 6}, 1, 3);
  const Trial expected = run_standard(*device, 12);
  for (int round = 0; round < 20; ++round) {
    device->begin_iteration(3, 12);
    device->advance(0, 5);
    device->keep(6, 6, device->core_internal(), device->core_input());
    device->backward(6, 6, device->core_internal(), {HiddenSource::Kind::Hidden, device->core_input()});
    QVERIFY(same_bits(run_standard(*device, 12).gradients, expected.gradients));
  }
}

void TestThreads::shares_hold_their_parts_and_never_meet() {
  std::mt19937 random(3);
  const auto any_of = [&](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random()) % (most - least + 1);
  };
  for (int round = 0; round < 2000; ++round) {
    const std::int64_t batch = any_of(1, 40);
    const std::int64_t slices = any_of(1, batch);
    // Two states one behind the other, of some numbers for each entry, rounded up as they are in the arena.
    const std::int64_t numbers[] = {any_of(1, 300), any_of(1, 300)};
    const auto rounded = [](std::int64_t bytes) { return (bytes + 255) / 256 * 256; };
    const std::int64_t sizes[] = {rounded(4 * batch * numbers[0]), rounded(4 * batch * numbers[1])};
    const std::int64_t begin = 256 * any_of(0, 9);
    const std::int64_t size = begin + sizes[0] + sizes[1] + any_of(0, 300);
    std::vector<std::byte> memory(static_cast<std::size_t>(size));
    const std::byte* free_from = memory.data();
    std::int64_t entries = 0;
    for (std::int64_t index = 0; index < slices; ++index) {
      const BatchSlice slice = BatchSlice::of(batch, index, slices);
      QCOMPARE(slice.first, entries);
      QVERIFY(slice.count >= batch / slices && slice.count <= batch / slices + 1);
      entries += slice.count;
      const std::byte* first = slice.at({memory.data(), size, begin});
      const std::byte* second = slice.at({memory.data(), size, begin + sizes[0]});
      QVERIFY(first >= free_from);
      QVERIFY(second - first >= 4 * slice.count * numbers[0]);
      QVERIFY(slice.part_of(sizes[0]) >= 4 * slice.count * numbers[0]);
      QVERIFY(second - first >= slice.part_of(sizes[0]));
      free_from = second + slice.part_of(sizes[1]);
      QVERIFY(slice.part_of(sizes[1]) >= 4 * slice.count * numbers[1]);
    }
    QCOMPARE(entries, batch);
    QVERIFY(free_from <= memory.data() + size);
  }
}

/// Parts of states lie at any multiple of 4 bytes, and it depends on the schedule at which.
void TestThreads::element_wise_work_gives_the_same_bits_anywhere() {
  constexpr std::size_t kHidden = 21;
  for (const std::size_t batch : {1, 2, 5, 16, 17}) {
    const std::size_t count = kHidden * batch;
    std::vector<std::vector<float>> first;
    for (std::size_t offset = 0; offset < 16; ++offset) {
      std::vector<float> memory(64 * (count + 64) + 256 * (batch + kHidden + 64));
      std::mt19937 random(9);
      std::size_t used = (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64 / sizeof(float);
      std::vector<std::pair<float*, std::size_t>> arrays;
      const auto array = [&](std::size_t length) {
        float* at = memory.data() + used + offset;
        for (std::size_t k = 0; k < length; ++k) at[k] = static_cast<float>(random() % 2001) / 500 - 2;
        used += (length + 31) / 16 * 16;
        arrays.emplace_back(at, length);
        return at;
      };
      std::vector<std::uint8_t> symbols(batch);
      for (std::uint8_t& symbol : symbols) symbol = static_cast<std::uint8_t>(random());
      float* gates = array(4 * count);
      float* c = array(count);
      float* h = array(count);
      float* d_gates = array(4 * count);
      pointwise::lstm_forward(gates, h, c, count);
      pointwise::lstm_backward(gates, c, array(count), h, array(count), d_gates, count);
      pointwise::lstm_output(gates, c, h, count);
      float* q = array(count);
      float* after = array(count);
      float* gru_gates = array(3 * count);
      pointwise::gru_forward(gru_gates, array(3 * count), array(kHidden), h, q, after, kHidden, batch);
      pointwise::gru_backward(gru_gates, q, h, after, array(3 * count), array(3 * count), count);
      float* tanh = array(count);
      pointwise::tanh_forward(tanh, count);
      pointwise::tanh_backward(tanh, h, array(count), count);
      pointwise::fill_rows(array(kHidden), array(count), kHidden, batch);
      pointwise::add_row_sums(d_gates, array(kHidden), kHidden, batch);
      pointwise::add_column_sums(d_gates, array(batch), kHidden, batch);
      pointwise::add(gates, d_gates, 4 * count);
      float* table = array(256 * kHidden);
      pointwise::look_up(table, symbols.data(), array(count), kHidden, batch);
      pointwise::add_by_symbol(gates, symbols.data(), table, kHidden, batch);
      const double loss = pointwise::softmax_cross_entropy(array(256 * batch), symbols.data(), 0.1F,
                                                           array(2 * batch), 256, batch);
      QVERIFY(used + offset <= memory.size());

      std::vector<std::vector<float>> results = {{static_cast<float>(loss)}};
      for (const auto& [at, length] : arrays) results.emplace_back(at, at + length);
      if (first.empty()) first = results;
      for (std::size_t k = 0; k < results.size(); ++k) {
        QVERIFY2(same_bits(results[k], first[k]),
                 qPrintable(QStringLiteral("array %1 at offset %2, batch %3").arg(k).arg(offset).arg(batch)));
      }
    }
  }
}

void TestThreads::workers_do_things_in_order() {
  std::vector<int> done;
  std::atomic<bool> may_begin = false;
  {
    Worker worker;
    worker.queue(1, [&] { may_begin.wait(false); });
    for (int k = 0; k < 20; ++k) worker.queue(1, [&done, k] { done.push_back(k); });
    may_begin = true;
    may_begin.notify_one();
    worker.wait();
    QCOMPARE(done.size(), std::size_t{20});
    for (int k = 20; k < 1000; ++k) worker.queue(k % 7 == 0 ? 1000 : 0, [&done, k] { done.push_back(k); });
  }  // what is queued is done first
  QCOMPARE(done.size(), std::size_t{1000});
  QVERIFY(std::ranges::is_sorted(done));
}

void TestThreads::workers_say_what_went_wrong() {
  Worker worker;
  int done = 0;
  worker.queue(1, [] { throw std::runtime_error("no more room"); });
  worker.queue(1, [] { throw std::runtime_error("and another thing"); });
  worker.queue(1, [&] { ++done; });
  worker.wait();
  QCOMPARE(worker.trouble(), std::string("no more room"));
  QCOMPARE(done, 1);
}

QTEST_GUILESS_MAIN(TestThreads)
#include "tst_threads.moc"
