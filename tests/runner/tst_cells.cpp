// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryFile>
#include <QTest>

#include <array>
#include <cmath>

#include "tests/support/cpu_runs.h"
#include "tests/support/reference_model.h"

using namespace tidemark;

Q_DECLARE_METATYPE(tidemark::Cell)

class TestCells : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void gradients_are_those_of_differences_data();
  void gradients_are_those_of_differences();
  void sizes_follow_from_vectors_data();
  void sizes_follow_from_vectors();
  void adam_moves_as_adam_does();
  void streams_start_apart_and_start_over();
};

void TestCells::gradients_are_those_of_differences_data() {
  QTest::addColumn<Cell>("cell");
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    for (const std::int64_t layers : {1, 2, 3}) {
      QTest::addRow("%s, %d layers", std::string(name_of(kind)).c_str(), static_cast<int>(layers))
          << Cell{.kind = kind, .hidden = 4, .batch = 2, .layers = layers};
    }
  }
}

void TestCells::gradients_are_those_of_differences() {
  QFETCH(Cell, cell);
  constexpr std::int64_t kLength = 4;
  const auto device = make_device(cell);
  const auto input = value_of(open_input("noise", cell.batch, 7));
  const CpuLayout shape = value_of(CpuLayout::of(cell));
  const ReferenceModel reference(shape, *input);

  // Biases start at 0; other values test more.
  for (std::size_t k = 0; k < device->weights().size(); ++k) {
    device->weights()[k] += 0.1F * std::sin(static_cast<float>(k));
  }
  std::vector<double> weights(device->weights().begin(), device->weights().end());
  const Trial trial = run_standard(*device, kLength);
  QVERIFY(std::abs(trial.loss - reference.loss(weights, kLength)) < 1e-5);

  // Bytes that are never read have a gradient of 0, which needs no differences.
  std::array<bool, kSymbols> is_read{};
  for (std::int64_t lane = 0; lane < cell.batch; ++lane) {
    for (std::int64_t step = 1; step <= kLength; ++step) is_read[input->at(lane, step - 1)] = true;
  }

  double difference = 0;
  double norm = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (k < shape.layer_offset(0) && !is_read[k / shape.hidden()]) {
      QCOMPARE(trial.gradients[k], 0.0F);
      continue;
    }
    constexpr double kNudge = 1e-5;
    const double weight = weights[k];
    weights[k] = weight + kNudge;
    const double above = reference.loss(weights, kLength);
    weights[k] = weight - kNudge;
    const double below = reference.loss(weights, kLength);
    weights[k] = weight;
    const double expected = (above - below) / (2 * kNudge);
    difference += (trial.gradients[k] - expected) * (trial.gradients[k] - expected);
    norm += expected * expected;
  }
  const double relative = std::sqrt(difference / norm);
  QVERIFY2(relative <= 1e-5, qPrintable(QString::number(relative)));
}

void TestCells::sizes_follow_from_vectors_data() {
  QTest::addColumn<Cell>("cell");
  QTest::addColumn<qint64>("hidden");
  QTest::addColumn<qint64>("beta");
  QTest::newRow("lstm") << Cell{} << qint64{65'536} << qint64{163'840};
  QTest::newRow("gru") << Cell{.kind = CellKind::Gru} << qint64{32'768} << qint64{163'840};
  QTest::newRow("tanh") << Cell{.kind = CellKind::Tanh} << qint64{32'768} << qint64{32'768};
  QTest::newRow("3 layers") << Cell{.layers = 3} << qint64{196'608} << qint64{491'520};
  QTest::newRow("rounded up") << Cell{.hidden = 5, .batch = 3} << qint64{256} << qint64{512};
}

void TestCells::sizes_follow_from_vectors() {
  QFETCH(Cell, cell);
  QFETCH(qint64, hidden);
  QFETCH(qint64, beta);
  const StateBytes sizes = value_of(CpuLayout::of(cell)).state_sizes();
  QCOMPARE(qint64{sizes.hidden}, hidden);
  QCOMPARE(qint64{sizes.beta}, beta);
  QCOMPARE(sizes.alpha, sizes.beta + sizes.hidden);
  QVERIFY(
      !CpuLayout::of({.hidden = kLargestCellSide, .batch = kLargestCellSide, .layers = kLargestCellSide}));
}

void TestCells::adam_moves_as_adam_does() {
  const Cell cell{.kind = CellKind::Tanh, .hidden = 4, .batch = 2};
  const auto device = make_device(cell);
  const std::vector<float> before(device->weights().begin(), device->weights().end());
  const Trial trial = run_standard(*device, 6);
  device->update();
  // The first update moves every weight by the learning rate, against its gradient's sign.
  for (std::size_t k = 0; k < before.size(); ++k) {
    const float g = trial.gradients[k];
    const float expected = std::abs(g) < 1e-4F ? 0 : -1e-3F * g / std::abs(g);
    if (expected != 0) QVERIFY(std::abs(device->weights()[k] - before[k] - expected) < 1e-5F);
    if (g == 0) QCOMPARE(device->weights()[k], before[k]);
  }
}

void TestCells::streams_start_apart_and_start_over() {
  QTemporaryFile file;
  QVERIFY(file.open());
  file.write("abcdefghij");
  file.close();
  const std::string path = file.fileName().toStdString();
  const auto input = value_of(open_input(path, 3, 1));
  QCOMPARE(input->at(0, 0), std::uint8_t{'a'});
  QCOMPARE(input->at(1, 0), std::uint8_t{'d'});
  QCOMPARE(input->at(2, 0), std::uint8_t{'g'});
  QCOMPARE(input->at(2, 4), std::uint8_t{'a'});
  QCOMPARE(input->at(0, 1'000'000'000'003), std::uint8_t{'d'});
  QVERIFY(!open_input(path, 10, 1));
  QVERIFY(!open_input("/nowhere/at/all", 1, 1));
  QVERIFY(!open_input("/tmp", 1, 1));
  const auto text = open_input("text", 32, 1);
  QVERIFY(text);
  QVERIFY((*text)->memory_bytes() >= 20'000);
}

QTEST_GUILESS_MAIN(TestCells)
#include "tst_cells.moc"
