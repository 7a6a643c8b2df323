// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of the CUDA device's kernels, on the processor, compared with the CPU device's. Both have
// the same formulas by different means: exp and tanh of the library here, polynomials there.
#include <QTest>

#include <cmath>
#include <random>
#include <vector>

#include "gpu/cpu/pointwise.h"
#include "gpu/cuda/cell_math.h"

using namespace tidemark;
using namespace tidemark::cell_math;

namespace {

constexpr std::size_t kCount = 512;

std::vector<float> random_numbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, 2);
  std::vector<float> numbers(count);
  for (float& number : numbers) number = normal(random);
  return numbers;
}

bool is_close(float a, float b) {
  return std::abs(a - b) <= 2e-6F * (1 + std::abs(b));
}

}  // namespace

class TestCudaCellMath : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void lstm();
  void gru();
  void tanh();
  void adam_updates();
};

void TestCudaCellMath::lstm() {
  std::vector<float> gates = random_numbers(4 * kCount, 1);
  const std::vector<float> c_before = random_numbers(kCount, 2);
  const std::vector<float> d_h = random_numbers(kCount, 3);
  std::vector<float> d_c = random_numbers(kCount, 4);
  const std::vector<float> pre = gates;
  const std::vector<float> d_c_after = d_c;
  std::vector<float> c(kCount);
  std::vector<float> h(kCount);
  std::vector<float> d_gates(4 * kCount);
  pointwise::lstm_forward(gates.data(), c_before.data(), c.data(), kCount);
  pointwise::lstm_output(gates.data() + 3 * kCount, c.data(), h.data(), kCount);
  pointwise::lstm_backward(gates.data(), c.data(), c_before.data(), d_h.data(), d_c.data(), d_gates.data(),
                           kCount);
  for (std::size_t k = 0; k < kCount; ++k) {
    const LstmGates mine = lstm_gates({pre[k], pre[kCount + k], pre[2 * kCount + k], pre[3 * kCount + k]});
    QVERIFY(is_close(mine.i, gates[k]) && is_close(mine.f, gates[kCount + k]));
    QVERIFY(is_close(mine.g, gates[2 * kCount + k]) && is_close(mine.o, gates[3 * kCount + k]));
    const float my_c = lstm_c(mine, c_before[k]);
    QVERIFY(is_close(my_c, c[k]) && is_close(lstm_h(mine.o, my_c), h[k]));
    const LstmGradient d = cell_math::lstm_backward(mine, my_c, c_before[k], d_h[k], d_c_after[k]);
    QVERIFY(is_close(d.d_pre.i, d_gates[k]) && is_close(d.d_pre.f, d_gates[kCount + k]));
    QVERIFY(is_close(d.d_pre.g, d_gates[2 * kCount + k]) && is_close(d.d_pre.o, d_gates[3 * kCount + k]));
    QVERIFY(is_close(d.d_c_before, d_c[k]));
  }
}

void TestCudaCellMath::gru() {
  constexpr std::size_t kBatch = 1;  // then the bias has one number for each element
  std::vector<float> gates = random_numbers(3 * kCount, 5);
  const std::vector<float> from_h = random_numbers(3 * kCount, 6);
  const std::vector<float> bias_h = random_numbers(kCount, 7);
  const std::vector<float> h_before = random_numbers(kCount, 8);
  std::vector<float> d_h = random_numbers(kCount, 9);
  const std::vector<float> from_x = gates;
  const std::vector<float> d_h_after = d_h;
  std::vector<float> q(kCount);
  std::vector<float> h(kCount);
  std::vector<float> d_input(3 * kCount);
  std::vector<float> d_hidden(3 * kCount);
  pointwise::gru_forward(gates.data(), from_h.data(), bias_h.data(), h_before.data(), q.data(), h.data(),
                         kCount, kBatch);
  pointwise::gru_backward(gates.data(), q.data(), h_before.data(), d_h.data(), d_input.data(),
                          d_hidden.data(), kCount);
  for (std::size_t k = 0; k < kCount; ++k) {
    const float my_q = from_h[2 * kCount + k] + bias_h[k];
    const GruGates mine = gru_gates({from_x[k], from_x[kCount + k], from_x[2 * kCount + k]},
                                    {from_h[k], from_h[kCount + k], my_q});
    QVERIFY(is_close(mine.r, gates[k]) && is_close(mine.z, gates[kCount + k]) &&
            is_close(mine.n, gates[2 * kCount + k]));
    QVERIFY(is_close(my_q, q[k]) && is_close(gru_h(mine, h_before[k]), h[k]));
    const GruGradient d = cell_math::gru_backward(mine, my_q, h_before[k], d_h_after[k]);
    QVERIFY(is_close(d.from_x.r, d_input[k]) && is_close(d.from_x.z, d_input[kCount + k]));
    QVERIFY(is_close(d.from_x.n, d_input[2 * kCount + k]) && is_close(d.from_h.n, d_hidden[2 * kCount + k]));
    QVERIFY(is_close(d.from_h.r, d_hidden[k]) && is_close(d.from_h.z, d_hidden[kCount + k]));
    QVERIFY(is_close(d.d_h_before, d_h[k]));
  }
}

void TestCudaCellMath::tanh() {
  std::vector<float> h = random_numbers(kCount, 10);
  const std::vector<float> d_h = random_numbers(kCount, 11);
  const std::vector<float> pre = h;
  std::vector<float> d_pre(kCount);
  pointwise::tanh_forward(h.data(), kCount);
  pointwise::tanh_backward(h.data(), d_h.data(), d_pre.data(), kCount);
  for (std::size_t k = 0; k < kCount; ++k) {
    QVERIFY(is_close(std::tanh(pre[k]), h[k]));
    QVERIFY(is_close(cell_math::tanh_backward(std::tanh(pre[k]), d_h[k]), d_pre[k]));
  }
}

void TestCudaCellMath::adam_updates() {
  std::vector<float> weights = random_numbers(kCount, 12);
  std::vector<float> mean(kCount);
  std::vector<float> variance(kCount);
  std::vector<AdamState> mine(kCount);
  for (std::size_t k = 0; k < kCount; ++k) mine[k] = {weights[k], 0, 0};
  for (int update = 1; update <= 5; ++update) {
    const std::vector<float> gradients = random_numbers(kCount, 20 + static_cast<unsigned>(update));
    const AdamStep step = adam_step(1e-2, update);
    pointwise::adam(weights.data(), gradients.data(), mean.data(), variance.data(), kCount, step);
    for (std::size_t k = 0; k < kCount; ++k) mine[k] = cell_math::adam(mine[k], gradients[k], step);
  }
  for (std::size_t k = 0; k < kCount; ++k) {
    QVERIFY(is_close(mine[k].weight, weights[k]));
    QVERIFY(is_close(mine[k].mean, mean[k]) && is_close(mine[k].variance, variance[k]));
  }
}

QTEST_GUILESS_MAIN(TestCudaCellMath)
#include "tst_cuda_cell_math.moc"
