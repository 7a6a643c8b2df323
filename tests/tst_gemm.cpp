// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cmath>
#include <cstring>
#include <vector>

#include "gpu/cpu/gemm.h"
#include "gpu/random.h"

using namespace tidemark;
using gemm::Factor;
using gemm::Into;

class TestGemm : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void products_are_those_of_the_definition_data();
  void products_are_those_of_the_definition();
  void the_place_in_memory_changes_no_bit();
};

namespace {

std::vector<float> random_numbers(std::size_t count, std::uint64_t seed) {
  std::vector<float> numbers(count);
  for (std::size_t k = 0; k < count; ++k) numbers[k] = symmetric_unit(seed, k);
  return numbers;
}

}  // namespace

void TestGemm::products_are_those_of_the_definition_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("columns");
  QTest::addColumn<int>("inner");
  // A step, its weight gradients; whole tiles and what is left over of them in each direction; single
  // numbers.
  const int shapes[][3] = {{1024, 32, 256}, {256, 256, 32}, {256, 32, 1024}, {24, 64, 300}, {21, 50, 17},
                           {9, 16, 257},    {8, 31, 512},   {5, 15, 40},     {7, 33, 1},    {1, 1, 1}};
  for (const auto& [rows, columns, inner] : shapes) {
    QTest::addRow("%d x %d x %d", rows, columns, inner) << rows << columns << inner;
  }
}

void TestGemm::products_are_those_of_the_definition() {
  QFETCH(int, rows);
  QFETCH(int, columns);
  QFETCH(int, inner);
  const auto m = static_cast<std::size_t>(rows);
  const auto n = static_cast<std::size_t>(columns);
  const auto depth = static_cast<std::size_t>(inner);
  const std::vector<float> a = random_numbers(m * depth, 1);
  const std::vector<float> b = random_numbers(depth * n, 2);
  const std::vector<float> before = random_numbers(m * n + 1, 3);
  for (const bool a_is_transposed : {false, true}) {
    for (const bool b_is_transposed : {false, true}) {
      for (const Into into : {Into::Place, Into::Sum}) {
        std::vector<float> c = before;
        gemm::multiply({a.data(), a_is_transposed}, {b.data(), b_is_transposed}, c.data(), m, n, depth, into);
        double worst = 0;
        for (std::size_t row = 0; row < m; ++row) {
          for (std::size_t column = 0; column < n; ++column) {
            double sum = into == Into::Sum ? before[row * n + column] : 0;
            for (std::size_t k = 0; k < depth; ++k) {
              sum += static_cast<double>(a[a_is_transposed ? k * m + row : row * depth + k]) *
                     b[b_is_transposed ? column * depth + k : k * n + column];
            }
            worst = std::max(worst, std::abs(c[row * n + column] - sum));
          }
        }
        QVERIFY2(worst <= 2e-6 * std::sqrt(inner) * 3, qPrintable(QString::number(worst)));
        QCOMPARE(c.back(), before.back());  // nothing is written behind it
      }
    }
  }
}

void TestGemm::the_place_in_memory_changes_no_bit() {
  constexpr std::size_t kRows = 40;
  constexpr std::size_t kColumns = 36;
  constexpr std::size_t kInner = 70;
  const std::vector<float> a = random_numbers(kRows * kInner, 1);
  const std::vector<float> b = random_numbers(kInner * kColumns, 2);
  std::vector<float> first(kRows * kColumns);
  gemm::multiply({a.data()}, {b.data()}, first.data(), kRows, kColumns, kInner, Into::Place);
  for (const std::size_t offset : {1, 3, 16}) {
    std::vector<float> elsewhere(offset);
    elsewhere.insert(elsewhere.end(), b.begin(), b.end());
    std::vector<float> again(offset + first.size());
    gemm::multiply({a.data()}, {elsewhere.data() + offset}, again.data() + offset, kRows, kColumns, kInner,
                   Into::Place);
    QCOMPARE(std::memcmp(again.data() + offset, first.data(), first.size() * sizeof(float)), 0);
  }
}

QTEST_GUILESS_MAIN(TestGemm)
#include "tst_gemm.moc"
