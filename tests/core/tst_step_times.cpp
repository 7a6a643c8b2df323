// SPDX-License-Identifier: GPL-3.0-or-later
/// Measured times hold by one rule: for exactly this cell, on exactly this device, in exactly these chunks.
#include <QTest>

#include "core/study/step_times.h"

using namespace tidemark;

namespace {

constexpr StepTimes kSlow{.advance = 3, .keep = 4, .backward = 5, .iteration = 1};
constexpr StepTimes kFast{.advance = 0.3, .keep = 0.4, .backward = 0.5, .iteration = 0.1};

std::shared_ptr<const Record> record_of(const std::string& device, std::int64_t chunk_length,
                                        const StepTimes& times, const Cell& cell = {}) {
  Record record;
  record.start.problem.device = device;
  record.start.problem.chunk_length = chunk_length;
  record.start.problem.cell = cell;
  record.start.times = times;
  return std::make_shared<const Record>(record);
}

std::shared_ptr<const Calibration> calibration_of(const std::string& device) {
  const auto measure = [](std::int64_t steps) {
    return ChunkMeasure{.steps = steps, .sizes = {}, .times = kFast};
  };
  return std::make_shared<const Calibration>(
      Calibration{.device = device, .cell = Cell{}, .chunks = {measure(1), measure(8)}});
}

}  // namespace

class TestStepTimes : public QObject {
  Q_OBJECT

  using Records = std::vector<std::shared_ptr<const Record>>;

 private Q_SLOTS:
  void a_calibration_comes_before_records() {
    const Records records{record_of("cpu", 8, kSlow)};
    const auto calibration = calibration_of("cpu");
    QCOMPARE(step_times(Cell{}, "cpu", 8, {calibration, records}), std::optional(kFast));
    QCOMPARE(step_times(Cell{}, "cpu", 8, {nullptr, records}), std::optional(kSlow));
  }

  void the_newest_record_holds() {
    const Records records{record_of("cpu", 1, kSlow), record_of("cpu", 1, kFast),
                          record_of("cuda:0", 1, kSlow), record_of("cpu", 1, {})};
    QCOMPARE(step_times(Cell{}, "cpu", 1, {nullptr, records}), std::optional(kFast));
  }

  /// A trace on the CPU was once drawn with a GPU's times, because only the cells were compared.
  void another_device_cell_or_chunk_holds_for_nothing() {
    const Records records{record_of("cuda:0", 1, kFast), record_of("cpu", 8, kFast),
                          record_of("cpu", 1, kFast, {.hidden = 64})};
    const auto elsewhere = calibration_of("cuda:0");
    QVERIFY(!step_times(Cell{}, "cpu", 1, {elsewhere, records}));
    const auto here = calibration_of("cpu");
    QVERIFY(!step_times(Cell{}, "cpu", 4, {here, records}));
    QVERIFY(!step_times({.layers = 2}, "cpu", 8, {here, records}));
    QVERIFY(!step_times(Cell{}, "cpu", 1, {}));
  }
};

QTEST_GUILESS_MAIN(TestStepTimes)
#include "tst_step_times.moc"
