// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people read them, the places of ticks, and the colours of amounts.
#include <QTest>

#include "ui/charts/chart_tickers.h"
#include "ui/charts/color_map.h"
#include "ui/words/chart_format.h"

using namespace tidemark;

class TestChartFormat : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(".*"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void counts() {
    QCOMPARE(count_text(1234567), QString("1,234,567"));
    QCOMPARE(count_text(0), QString("0"));
    QCOMPARE(short_count_text(950), QString("950"));
    QCOMPARE(short_count_text(9999), QString("9,999"));
    QCOMPARE(short_count_text(12500), QString("12.5 k"));
    QCOMPARE(short_count_text(3.2e6), QString("3.2 M"));
    QCOMPARE(short_count_text(1e12), QString("1 T"));
  }

  void even_counts_share_a_unit_and_are_told_apart_data() {
    QTest::addColumn<QVector<double>>("counts");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("few") << QVector<double>{0, 200, 400} << QStringList{"0", "200", "400"};
    QTest::newRow("one unit") << QVector<double>{0, 2500, 5000, 7500, 10'000}
                              << QStringList{"0", "2.5 k", "5 k", "7.5 k", "10 k"};
    QTest::newRow("millions") << QVector<double>{5e6, 10e6} << QStringList{"5 M", "10 M"};
    QTest::newRow("close together") << QVector<double>{100'010, 100'020} << QStringList{"100,010", "100,020"};
    QTest::newRow("fractions") << QVector<double>{0.25, 0.5, 0.75} << QStringList{"0.25", "0.5", "0.75"};
    QTest::newRow("between wholes") << QVector<double>{299'999.5, 300'000}
                                    << QStringList{"299,999.5", "300,000"};
    QTest::newRow("around nothing") << QVector<double>{-20'000, -1e-12, 20'000}
                                    << QStringList{"-20 k", "0", "20 k"};
    QTest::newRow("one") << QVector<double>{12'345} << QStringList{"12,345"};
    QTest::newRow("none") << QVector<double>{} << QStringList{};
  }
  void even_counts_share_a_unit_and_are_told_apart() {
    QFETCH(QVector<double>, counts);
    QTEST(even_count_texts(counts), "texts");
  }

  void bytes_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << "0 B";
    QTest::newRow("bytes") << 512.0 << "512 B";
    QTest::newRow("one kibibyte") << 1024.0 << "1 KiB";
    QTest::newRow("fraction") << 1536.0 << "1.5 KiB";
    QTest::newRow("mebibytes") << 12.3 * 1024 * 1024 << "12.3 MiB";
    QTest::newRow("rounded up to the next unit") << 1024.0 * 1024 - 1 << "1 MiB";
    QTest::newRow("gibibytes") << 80.0 * 1024 * 1024 * 1024 << "80 GiB";
  }
  void bytes() {
    QFETCH(double, bytes);
    QTEST(bytes_text(bytes), "text");
  }

  void ratios_percents_and_times() {
    QCOMPARE(ratio_text(1), QString("1"));
    QCOMPARE(ratio_text(1.95), QString("1.95"));
    QCOMPARE(ratio_text(1.9652), QString("1.965"));
    QCOMPARE(percent_text(0.31666), QString("31.7 %"));
    QCOMPARE(percent_text(0.0), QString("0 %"));
    QCOMPARE(duration_text(350e-9), QString("350 ns"));
    QCOMPARE(duration_text(1.25e-3), QString("1.25 ms"));
    QCOMPARE(duration_text(12.5), QString("12.5 s"));
  }

  void logarithmic_ticks_are_enough_and_inside() {
    for (const auto& [lower, upper] :
         {std::pair{1.0, 1e6}, {0.5, 1000.5}, {1.0, 9.0}, {3.0, 4.0}, {990.0, 1010.0}}) {
      const QVector<double> ticks = logarithmic_ticks(lower, upper);
      QVERIFY(ticks.size() >= 3);
      QVERIFY(ticks.size() <= 24);
      for (const double tick : ticks) QVERIFY(tick >= lower && tick <= upper);
    }
    QCOMPARE(logarithmic_ticks(1, 1000), (QVector<double>{1, 10, 100, 1000}));
  }

  void binary_ticks_are_powers_of_two() {
    const QVector<double> ticks = binary_ticks(1024, 1024.0 * 1024 * 1024);
    QVERIFY(ticks.size() >= 4 && ticks.size() <= 8);
    for (const double tick : ticks) QCOMPARE(std::log2(tick), std::round(std::log2(tick)));
  }

  void maps_end_where_they_should_and_grow_lighter() {
    QCOMPARE(color_at(ColorMap::Viridis, 0), QRgb(0xff440154));
    QCOMPARE(color_at(ColorMap::Viridis, 1), QRgb(0xfffde725));
    QCOMPARE(color_at(ColorMap::Cividis, -3), color_at(ColorMap::Cividis, 0));
    // Amounts can be told apart by lightness alone, in grey print and by everybody.
    for (const ColorMap map : {ColorMap::Viridis, ColorMap::Cividis}) {
      int before = -1;
      for (int i = 0; i <= 20; ++i) {
        const int grey = qGray(color_at(map, i / 20.0));
        QVERIFY(grey > before);
        before = grey;
      }
    }
  }

  void the_cost_scale_spans_from_nothing_repeated_to_everything() {
    QCOMPARE(cost_part(1), 0.0);
    QCOMPARE(cost_part(2), 0.5);
    QCOMPARE(cost_part(10), 0.9);
    QCOMPARE(cost_part(0.5), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestChartFormat)
#include "tst_chart_format.moc"
