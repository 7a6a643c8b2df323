// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/number_text.h"

using namespace tidemark;

class TestNumberText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void percents_data() {
    QTest::addColumn<double>("fraction");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0.0 << "0%";
    QTest::newRow("less than nothing by a rounding error") << -0.0 << "0%";
    QTest::newRow("all") << 1.0 << "100%";
    QTest::newRow("three digits") << 0.31666 << "31.7%";
    QTest::newRow("no zeros at the end") << 0.05 << "5%";
    QTest::newRow("below one") << 0.00125 << "0.125%";
    QTest::newRow("above all") << 2.345 << "235%";
    QTest::newRow("negative") << -0.0512 << "-5.12%";
    // What is not exactly all or nothing is never written as if it were.
    QTest::newRow("almost all") << 0.99996 << "99.996%";
    QTest::newRow("a little more than all") << 1.0004 << "100.04%";
    QTest::newRow("almost nothing") << 4e-8 << "0.000004%";
  }
  void percents() {
    QFETCH(double, fraction);
    QTEST(QString::fromStdString(text_of(readable_percent(fraction))), "text");
  }

  void bytes_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << "0 B";
    QTest::newRow("a few") << 1000.0 << "1000 B";
    QTest::newRow("one kibibyte") << 1024.0 << "1 KiB";
    QTest::newRow("three digits") << 10.9375 * 1024 * 1024 << "10.9 MiB";
    QTest::newRow("rounded up into the next unit") << 1024.0 * 1024 - 1 << "1 MiB";
    QTest::newRow("larger than any unit") << 5000.0 * 1024 * 1024 * 1024 * 1024 * 1024 << "5000 PiB";
  }
  void bytes() {
    QFETCH(double, bytes);
    QTEST(QString::fromStdString(text_of(readable_bytes(bytes))), "text");
  }

  void counts_ratios_and_durations() {
    QCOMPARE(text_of(readable_count(9999)), "9999");
    QCOMPARE(text_of(readable_count(12'500)), "12.5 k");
    QCOMPARE(text_of(readable_count(999'990)), "1 M");
    QCOMPARE(text_of(readable_ratio(1.9652)), "1.965");
    QCOMPARE(text_of(readable_ratio(12.348)), "12.35");
    QCOMPARE(text_of(readable_ratio(1'234'567)), "1234567");
    QCOMPARE(text_of(readable_seconds(350e-9)), "350 ns");
    QCOMPARE(text_of(readable_seconds(1.25e-5)), "12.5 µs");
    QCOMPARE(text_of(readable_seconds(0.2071)), "207 ms");
    QCOMPARE(text_of(readable_seconds(12.5)), "12.5 s");
  }

  void times_left_are_rough() {
    QCOMPARE(text_of(readable_time_left(0.3)), "0 s");
    QCOMPARE(text_of(readable_time_left(39.7)), "40 s");
    QCOMPARE(text_of(readable_time_left(90.4)), "90 s");
    QCOMPARE(text_of(readable_time_left(100)), "2 min");
    QCOMPARE(text_of(readable_time_left(5500)), "1.5 h");
    QCOMPARE(text_of(readable_time_left(200'000)), "2 days");
  }

  /// A number that is too large for rounding is still written, and no locale puts a comma into it.
  void extremes_are_written() {
    QCOMPARE(text_of(readable_ratio(1e300)).size(), std::size_t{301});
    QCOMPARE(text_of(readable_ratio(0.5)), "0.5");
    QCOMPARE(text_of(readable_ratio(-0.0001)), "0");
  }
};

QTEST_GUILESS_MAIN(TestNumberText)
#include "tst_number_text.moc"
