// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people type them: understood as a whole, or not at all.
#include <QTest>

#include "core/base/typed_number.h"

namespace tidemark {
namespace {

using Unit = TypedNumber::Unit;
using Fault = TypedNumber::Fault;

class TestTypedNumber : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void units_are_multiplied_in_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("value");
    const auto add = [](const char* text, Unit unit, double value) {
      QTest::newRow(text) << QByteArray(text) << static_cast<int>(unit) << value;
    };
    add("1000", Unit::None, 1000);
    add("1e5", Unit::None, 1e5);
    add("1E+5", Unit::None, 1e5);
    add("1 e5", Unit::None, 1e5);
    add("12'000", Unit::None, 12'000);
    add("10k", Unit::Thousand, 10'000);
    add("10 K", Unit::Thousand, 10'000);
    add("1.5k", Unit::Thousand, 1500);
    add("4,1k", Unit::Thousand, 4100);
    add("1M", Unit::Thousand, 1e6);
    add("2 G", Unit::Thousand, 2e9);
    add("1T", Unit::Thousand, 1e12);
    add("1 000k", Unit::Thousand, 1e6);
    add("5%", Unit::Percent, 5);
    add("0,125 %", Unit::Percent, 0.125);
    add("4 GiB", Unit::Bytes, 4.0 * (1 << 30));
    add("4gib", Unit::Bytes, 4.0 * (1 << 30));
    add("1.5GB", Unit::Bytes, 1.5e9);
    add("1,5 GB", Unit::Bytes, 1.5e9);
    add("300 MiB", Unit::Bytes, 300.0 * (1 << 20));
    add("300MB", Unit::Bytes, 300e6);
    add("64 KiB", Unit::Bytes, 65'536);
    add("64kB", Unit::Bytes, 64'000);
    add("17 B", Unit::Bytes, 17);
    add("17 bytes", Unit::Bytes, 17);
  }
  void units_are_multiplied_in() {
    QFETCH(QByteArray, text);
    QFETCH(int, unit);
    QFETCH(double, value);
    const TypedNumber typed = read_typed_number(text.toStdString(), '.', 0);
    QVERIFY(typed.value);
    QCOMPARE(*typed.value, value);
    QCOMPARE(static_cast<int>(typed.unit), unit);
    QCOMPARE(static_cast<int>(typed.fault), static_cast<int>(Fault::None));
  }

  void everything_else_is_refused_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("fault");
    for (const char* text :
         {"",       " ",     "ten",  "k",      "%",        "GiB",   "10x",        "10kk",
          "10 k k", "10m",   "10g",  "4 GB/s", "4 Gib it", "5%%",   "1e",         "e5",
          "1e5x",   "1e999", "0x10", "inf",    "nan",      "1_000", "--5",        "5-",
          "1.2.3",  "1,2,3", "1..5", ".",      ",",        "1 2",   "1.23,456,7", "10 20k"}) {
      QTest::newRow(text) << QByteArray(text) << static_cast<int>(Fault::NoNumber);
    }
    QTest::newRow("2.5") << QByteArray("2.5") << static_cast<int>(Fault::NotWhole);
    QTest::newRow("1.2345k") << QByteArray("1.2345k") << static_cast<int>(Fault::NotWhole);
    QTest::newRow("1.500") << QByteArray("1.500") << static_cast<int>(Fault::TwoReadings);
    QTest::newRow("1,500 MiB") << QByteArray("1,500 MiB") << static_cast<int>(Fault::TwoReadings);
  }
  void everything_else_is_refused() {
    QFETCH(QByteArray, text);
    QFETCH(int, fault);
    const TypedNumber typed = read_typed_number(text.toStdString(), '.', 0);
    QVERIFY(!typed.value);
    QCOMPARE(static_cast<int>(typed.fault), fault);
  }

  void decimals_are_counted() {
    QCOMPARE(read_typed_number("2.125", '.', 3).value, std::optional(2.125));
    QCOMPARE(static_cast<int>(read_typed_number("2.1255", '.', 3).fault),
             static_cast<int>(Fault::TooManyDecimals));
    QCOMPARE(read_typed_number("2.3337", '.', {}).value, std::optional(2.3337));
  }
};

}  // namespace
}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestTypedNumber)
#include "tst_typed_number.moc"
