// SPDX-License-Identifier: GPL-3.0-or-later
/// Columns painted all at once give the same pixels as rectangles painted one by one.
#include <QBuffer>
#include <QImage>
#include <QSvgGenerator>
#include <QTest>
#include <random>

#include "ui/charts/column_painter.h"

namespace tidemark {
namespace {

constexpr QRect kPicture(0, 0, 300, 80);

/// Columns side by side, each a few pixels wide, some empty, some beyond the picture's edges.
std::vector<QRect> random_columns() {
  std::mt19937 random(3);
  const auto any = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
  };
  std::vector<QRect> columns;
  for (int x = -20; x < 320;) {
    const int width = any(1, 4);
    columns.emplace_back(x, any(-30, 90), width, any(0, 60));
    x += width + any(0, 1);
  }
  return columns;
}

QImage painted(const std::function<void(QCPPainter*)>& paint) {
  QImage image(kPicture.size(), QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::white);
  QCPPainter painter;
  painter.begin(&image);
  paint(&painter);
  painter.end();
  return image;
}

class TestColumnPainter : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agrees_with_rectangles_data() {
    QTest::addColumn<QColor>("color");
    QTest::addColumn<QRect>("clip");
    QTest::newRow("opaque") << QColor(20, 90, 160) << kPicture;
    QTest::newRow("translucent") << QColor(20, 90, 160, 100) << kPicture;
    QTest::newRow("clipped") << QColor(20, 90, 160, 100) << QRect(31, 7, 200, 50);
  }
  void agrees_with_rectangles() {
    QFETCH(QColor, color);
    QFETCH(QRect, clip);
    const std::vector<QRect> columns = random_columns();
    const QImage by_rectangles = painted([&](QCPPainter* painter) {
      painter->setClipRect(clip);
      for (const QRect& column : columns) painter->fillRect(column, color);
    });
    const QImage at_once = painted([&](QCPPainter* painter) {
      painter->setClipRect(clip);
      fill_columns(painter, columns, color);
    });
    QVERIFY(at_once != painted([](QCPPainter*) {}));
    QCOMPARE(at_once, by_rectangles);
  }

  void nothing_is_painted_of_nothing() {
    const QImage blank = painted([](QCPPainter*) {});
    QCOMPARE(painted([](QCPPainter* painter) { fill_columns(painter, {}, Qt::red); }), blank);
    QCOMPARE(painted([](QCPPainter* painter) { fill_columns(painter, {{10, 90, 5, 5}}, Qt::red); }), blank);
  }

  void vector_pictures_hold_rectangles() {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setViewBox(kPicture);
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    fill_columns(&painter, {{10, 5, 1, 40}, {11, 8, 1, 30}}, QColor(20, 90, 160));
    painter.end();
    QVERIFY(!bytes.contains("<image"));
    QCOMPARE(bytes.count("#145aa0"), 2);
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestColumnPainter)
#include "tst_column_painter.moc"
