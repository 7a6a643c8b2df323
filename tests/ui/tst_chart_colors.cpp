// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours mean one thing each, can be told apart by colour-blind people, and are readable as words.
#include <QTest>
#include <array>
#include <cmath>
#include <map>

#include "ui/charts/chart_colors.h"
#include "ui/widgets/theme.h"

namespace tidemark {
namespace {

using Rgb = std::array<double, 3>;  // linear
using Matrix = std::array<Rgb, 3>;

Rgb linear(const QColor& color) {
  const auto channel = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return {channel(color.redF()), channel(color.greenF()), channel(color.blueF())};
}

double luminance(const Rgb& color) {
  return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2];
}

/// WCAG 2: 1 to 21.
double contrast(const QColor& a, const QColor& b) {
  const auto [dark, light] = std::minmax({luminance(linear(a)), luminance(linear(b))});
  return (light + 0.05) / (dark + 0.05);
}

/// Machado, Oliveira and Fernandes 2009, at full severity.
const std::map<QString, Matrix> kSights = {
    {"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia",
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia",
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritanopia",
     {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}}};

Rgb seen(const QColor& color, const Matrix& sight) {
  const Rgb from = linear(color);
  Rgb to{};
  for (std::size_t row = 0; row < 3; ++row) {
    double sum = 0;
    for (std::size_t column = 0; column < 3; ++column) sum += sight[row][column] * from[column];
    to[row] = std::clamp(sum, 0.0, 1.0);
  }
  return to;
}

Rgb lab(const Rgb& color) {
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f((0.4124 * color[0] + 0.3576 * color[1] + 0.1805 * color[2]) / 0.9505);
  const double y = f(luminance(color));
  const double z = f((0.0193 * color[0] + 0.1192 * color[1] + 0.9505 * color[2]) / 1.089);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const QColor& a, const QColor& b, const Matrix& sight) {
  const Rgb one = lab(seen(a, sight)), other = lab(seen(b, sight));
  return std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

using Named = std::map<QString, QColor>;

Named of_memory(const ChartColors& colors) {
  return {{"predicted", colors.predicted}, {"measured", colors.measured}, {"budget", colors.budget}};
}

Named of_schedule(const ChartColors& colors) {
  return {{"forward", colors.forward},
          {"keep", colors.keep},
          {"backward", colors.backward},
          {"stored hidden", colors.stored_hidden},
          {"stored internal", colors.stored_internal},
          {"restore", colors.restore}};
}

Named of_strategies(const ChartColors& colors) {
  Named all;
  for (const StrategyInfo& info : kStrategyTable) all[info.short_name] = colors.strategy(info.strategy);
  return all;
}

Named together(Named one, const Named& other) {
  one.insert(other.begin(), other.end());
  return one;
}

class TestChartColors : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void each_means_one_thing_data() { add_themes(); }
  void each_means_one_thing() {
    QFETCH(Theme, theme);
    const ChartColors colors(palette_of(theme));
    verify_apart(together(together(of_schedule(colors), of_memory(colors)), of_strategies(colors)), "normal",
                 17);
  }

  void those_of_one_chart_are_told_apart_data() {
    QTest::addColumn<Theme>("theme");
    QTest::addColumn<QString>("sight");
    for (const auto& [sight, matrix] : kSights) {
      QTest::addRow("light, %s", qPrintable(sight)) << Theme::Light << sight;
      QTest::addRow("dark, %s", qPrintable(sight)) << Theme::Dark << sight;
    }
  }
  void those_of_one_chart_are_told_apart() {
    QFETCH(Theme, theme);
    QFETCH(QString, sight);
    const ChartColors colors(palette_of(theme));
    verify_apart(together(of_schedule(colors), of_memory(colors)), sight, 14);
    verify_apart(together(of_strategies(colors), of_memory(colors)), sight, 14);
  }

  void what_is_written_can_be_read_data() { add_themes(); }
  void what_is_written_can_be_read() {
    QFETCH(Theme, theme);
    const ChartColors colors(palette_of(theme));
    Named written = together(of_strategies(colors), of_memory(colors));
    written["text"] = colors.text;
    written["faint"] = colors.faint;
    for (const auto& [name, color] : written)
      QVERIFY2(contrast(color, colors.background) >= 4.5, qPrintable(name));
    for (const auto& [name, color] : of_schedule(colors))
      QVERIFY2(contrast(color, colors.background) >= 3, qPrintable(name));
  }

 private:
  static void add_themes() {
    QTest::addColumn<Theme>("theme");
    QTest::newRow("light") << Theme::Light;
    QTest::newRow("dark") << Theme::Dark;
  }

  static void verify_apart(const Named& colors, const QString& sight, double least) {
    for (auto one = colors.begin(); one != colors.end(); ++one) {
      for (auto other = std::next(one); other != colors.end(); ++other) {
        const double apart = distance(one->second, other->second, kSights.at(sight));
        QVERIFY2(apart >= least,
                 qPrintable(QString("%1 and %2: %3").arg(one->first, other->first).arg(apart)));
      }
    }
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestChartColors)
#include "tst_chart_colors.moc"
