// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <vector>

#include "gpu/cuda/cudnn_layout.h"
#include "gpu/cuda/device_buffers.h"
#include "gpu/cuda/fused_layout.h"
#include "gpu/cuda/memory_plan.h"

using namespace tidemark;

Q_DECLARE_METATYPE(tidemark::Cell)

namespace {

Cell cell_of(CellKind kind, std::int64_t hidden, std::int64_t batch, std::int64_t layers,
             Precision precision = Precision::Float32) {
  return {.kind = kind, .hidden = hidden, .batch = batch, .layers = layers, .precision = precision};
}

WeightLayout model_of(const Cell& cell) {
  return WeightLayout::of(cell).value();
}

}  // namespace

class TestCudaLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void every_weight_has_one_place_in_cudnns_order_data();
  void every_weight_has_one_place_in_cudnns_order();
  void an_error_of_cudnn_is_passed_on();
  void a_cudnn_state_has_room_for_its_parts_data();
  void a_cudnn_state_has_room_for_its_parts();
  void a_fused_state_is_as_small_as_the_cpus_data();
  void a_fused_state_is_as_small_as_the_cpus();
  void parts_of_a_plan_neither_overlap_nor_leave_gaps();
  void fixed_memory_adds_up_data();
  void fixed_memory_adds_up();
};

void TestCudaLayouts::every_weight_has_one_place_in_cudnns_order_data() {
  QTest::addColumn<Cell>("cell");
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    for (const std::int64_t layers : {1, 3}) {
      QTest::addRow("%s, %d layers", std::string(name_of(kind)).c_str(), static_cast<int>(layers))
          << cell_of(kind, 5, 2, layers);
    }
  }
}

/// A lookup that hands places out in an order of its own stands for cuDNN.
void TestCudaLayouts::every_weight_has_one_place_in_cudnns_order() {
  QFETCH(Cell, cell);
  const WeightLayout model = model_of(cell);
  const std::size_t hidden = model.hidden();
  const std::size_t gates = model.vectors().gates;
  const std::size_t of_layer = 2 * gates * (hidden + hidden * hidden);
  const auto place = [&](std::size_t layer, std::size_t transform) {
    const std::size_t bias = layer * of_layer + (2 * gates - 1 - transform) * hidden;
    return CudnnParameters{layer * of_layer + 2 * gates * hidden + transform * hidden * hidden, bias};
  };
  const auto runs =
      weight_runs(model, [&](std::size_t layer, std::size_t transform) -> Result<CudnnParameters> {
        return place(layer, transform);
      });
  QVERIFY(runs);

  constexpr std::size_t kNowhere = ~std::size_t{0};
  std::vector<std::size_t> theirs_of(model.weights(), kNowhere);
  std::vector<int> uses(model.layers() * of_layer);
  for (const WeightRun& run : *runs) {
    for (std::size_t k = 0; k < run.count; ++k) {
      QCOMPARE(theirs_of[run.ours + k], kNowhere);
      theirs_of[run.ours + k] = run.theirs + k;
      QCOMPARE(++uses.at(run.theirs + k), 1);
    }
  }
  // All weights of the recurrent layers have a place, and no others of the model.
  for (std::size_t k = 0; k < model.weights(); ++k) {
    QCOMPARE(theirs_of[k] != kNowhere, k >= model.layer_offset(0) && k < model.output_offset());
  }
  std::vector<float> base(model.weights());
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    const auto weights = model.layer(base.data(), layer);
    const auto found = [&](const float* ours) {
      return theirs_of[static_cast<std::size_t>(ours - base.data())];
    };
    for (std::size_t gate = 0; gate < gates; ++gate) {
      // Row `chunk` of a gate's matrix, as both sides count.
      for (const std::size_t element : {std::size_t{0}, hidden, hidden * hidden - 1}) {
        const std::size_t ours = gate * hidden * hidden + element;
        QCOMPARE(found(weights.input + ours), place(layer, gate).matrix + element);
        QCOMPARE(found(weights.hidden + ours), place(layer, gates + gate).matrix + element);
      }
      QCOMPARE(found(weights.bias + gate * hidden), place(layer, gate).bias);
    }
    if (cell.kind == CellKind::Gru) {
      QCOMPARE(found(weights.bias + 3 * hidden), place(layer, 2 * gates - 1).bias);
    }
  }
}

void TestCudaLayouts::an_error_of_cudnn_is_passed_on() {
  const auto runs =
      weight_runs(model_of({}), [](std::size_t, std::size_t transform) -> Result<CudnnParameters> {
        if (transform < 3) return CudnnParameters{0, 0};
        return failure("no such transformation");
      });
  QVERIFY(!runs);
  QCOMPARE(runs.error().message, std::string("no such transformation"));
}

void TestCudaLayouts::a_cudnn_state_has_room_for_its_parts_data() {
  QTest::addColumn<Cell>("cell");
  QTest::addColumn<bool>("shares");
  QTest::newRow("lstm") << cell_of(CellKind::Lstm, 256, 64, 1) << true;
  QTest::newRow("gru, 16 bits") << cell_of(CellKind::Gru, 256, 64, 1, Precision::Float16) << true;
  QTest::newRow("2 layers") << cell_of(CellKind::Lstm, 256, 64, 2) << false;
  QTest::newRow("odd") << cell_of(CellKind::Tanh, 5, 3, 1) << false;
}

void TestCudaLayouts::a_cudnn_state_has_room_for_its_parts() {
  QFETCH(Cell, cell);
  QFETCH(bool, shares);
  const auto number = static_cast<std::int64_t>(bytes_of(number_type_of(cell.precision)));
  const HiddenLayout hidden(cell);
  for (const std::int64_t steps : {1, 2, 7}) {
    constexpr std::int64_t kReserve = 1000;
    const CudnnInternal at(cell, steps);
    const std::int64_t bytes = at.bytes(kReserve);
    const std::int64_t step_bytes = cell.batch * cell.hidden * number;
    QCOMPARE(at.shares_y, shares);
    // y of all steps, then the last hidden state, of which h may be the last y.
    QVERIFY(at.end_h >= (shares ? steps - 1 : steps) * step_bytes);
    if (shares) QCOMPARE(at.end_h, (steps - 1) * step_bytes);
    QCOMPARE(at.end_c, at.end_h + hidden.c());
    QVERIFY(at.reserve >= at.end_h + hidden.bytes);
    QVERIFY(at.reserve >= steps * step_bytes);
    QVERIFY(bytes >= at.reserve + kReserve && bytes < at.reserve + kReserve + kArenaAlignment);
    for (const std::int64_t offset : {at.end_h, at.end_c, at.reserve, bytes}) {
      QCOMPARE(offset % kArenaAlignment, std::int64_t{0});
    }
  }
}

void TestCudaLayouts::a_fused_state_is_as_small_as_the_cpus_data() {
  QTest::addColumn<Cell>("cell");
  QTest::addColumn<double>("beta");
  QTest::newRow("lstm") << cell_of(CellKind::Lstm, 256, 64, 1) << 2.5;
  QTest::newRow("gru") << cell_of(CellKind::Gru, 256, 64, 2) << 5.0;
  QTest::newRow("tanh") << cell_of(CellKind::Tanh, 256, 64, 3) << 1.0;
  QTest::newRow("lstm, 16 bits") << cell_of(CellKind::Lstm, 256, 64, 1, Precision::BFloat16) << 2.5;
}

void TestCudaLayouts::a_fused_state_is_as_small_as_the_cpus() {
  QFETCH(Cell, cell);
  QFETCH(double, beta);
  for (const std::int64_t steps : {1, 8}) {
    const StateBytes sizes = cuda_state_sizes(cell, FusedInternal(cell, steps).bytes());
    QCOMPARE(sizes.beta_ratio(), beta * static_cast<double>(steps));
    QCOMPARE(sizes.alpha, sizes.beta + sizes.hidden);
    const std::int64_t vectors = cell.kind == CellKind::Lstm ? 2 : 1;
    QCOMPARE(sizes.hidden, vectors * cell.layers * cell.batch * cell.hidden *
                               static_cast<std::int64_t>(bytes_of(number_type_of(cell.precision))));
  }
}

void TestCudaLayouts::parts_of_a_plan_neither_overlap_nor_leave_gaps() {
  alignas(256) std::byte memory[2048];
  float* first = nullptr;
  std::byte* second = nullptr;
  double* third = nullptr;
  MemoryPlan plan;
  plan.add("one", 256, &first);
  plan.add("other", 1, &second);
  plan.add("one", 257, &third);
  plan.place(memory);
  QCOMPARE(reinterpret_cast<std::byte*>(first), memory);
  QCOMPARE(second, memory + 256);
  QCOMPARE(reinterpret_cast<std::byte*>(third), memory + 512);
  QCOMPARE(plan.total(), std::int64_t{1024});
  QCOMPARE(plan.by_name(), (FixedBytes{{"one", 768}, {"other", 256}}));
}

void TestCudaLayouts::fixed_memory_adds_up_data() {
  QTest::addColumn<Cell>("cell");
  QTest::newRow("float32") << cell_of(CellKind::Lstm, 256, 64, 1);
  QTest::newRow("float16") << cell_of(CellKind::Gru, 100, 3, 2, Precision::Float16);
}

void TestCudaLayouts::fixed_memory_adds_up() {
  QFETCH(Cell, cell);
  const WeightLayout model = model_of(cell);
  const StateBytes sizes = cuda_state_sizes(cell, FusedInternal(cell, 4).bytes());
  const auto planned = [&](std::int64_t steps) {
    MemoryPlan plan;
    DeviceBuffers room;
    room.plan(model, steps, sizes, 4 << 20, plan);
    return plan;
  };
  const MemoryPlan plan = planned(4);
  QCOMPARE(plan.total(), total(plan.by_name()));
  const FixedBytes& fixed = plan.by_name();
  QCOMPARE(fixed.at("weights"), aligned_bytes_of(static_cast<std::int64_t>(model.weights()), DType::Float32));
  QCOMPARE(fixed.at("optimiser"), 2 * fixed.at("weights"));
  QCOMPARE(fixed.at("gradients"), fixed.at("weights"));
  QCOMPARE(fixed.at("working core"), sizes.beta + 3 * sizes.hidden);
  QCOMPARE(fixed.at("workspace"), std::int64_t{4 << 20});
  QCOMPARE(fixed.contains("weights in 16 bits"), cell.precision == Precision::Float16);
  // Only scratch memory grows with the chunk.
  FixedBytes longer = planned(8).by_name();
  QVERIFY(longer.at("scratch") > fixed.at("scratch"));
  longer["scratch"] = fixed.at("scratch");
  QCOMPARE(longer, fixed);
}

QTEST_GUILESS_MAIN(TestCudaLayouts)
#include "tst_cuda_layouts.moc"
