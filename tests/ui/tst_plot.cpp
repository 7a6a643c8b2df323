// SPDX-License-Identifier: GPL-3.0-or-later
/// What all charts share: mouse, keys and palette, on a chart of one straight line.
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/chart_testing.h"
#include "ui/charts/plot.h"

using namespace tidemark;

namespace {

class LinePlot : public Plot {
 public:
  LinePlot() {
    setAccessibleName("A straight line");
    addGraph();
    graph()->setData(QVector<double>{0, 10}, QVector<double>{0, 10});
    xAxis->setLabel("time in ms");
    yAxis->setLabel("memory in KiB");
    cursor_ = new QCPItemStraightLine(this);
    cursor_->setLayer("cursor");
    cursor_->point1->setCoords(3, 0);
    cursor_->point2->setCoords(3, 1);
    resize(400, 300);
  }
  using Plot::colors;
  using Plot::data_changed;
  using Plot::replot_cursors;
  using Plot::set_bounds;
  int times_colored = 0;
  QString word = "before";

 protected:
  void apply_colors(const ChartColors& colors) override {
    graph()->setPen(QPen(colors.forward, 2));
    ++times_colored;
  }
  QString point_at(const std::optional<QPointF>& pixel) override { return pixel ? word : QString(); }
  void show_everything() override {
    xAxis->setRange(0, 10);
    yAxis->setRange(0, 10);
  }

 private:
  QCPItemStraightLine* cursor_;
};

void wheel(QWidget& widget, const QPoint& at, int steps) {
  QWheelEvent event(at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(&widget, &event);
}

}  // namespace

class TestPlot : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(".*")); }

  void wheel_zooms_under_the_pointer() {
    LinePlot plot;
    plot.show();
    plot.replot();
    const QPoint at(qRound(plot.xAxis->coordToPixel(2)), qRound(plot.yAxis->coordToPixel(8)));
    const double x = plot.xAxis->pixelToCoord(at.x());
    QVERIFY(plot.is_following());
    wheel(plot, at, 1);
    QVERIFY(plot.xAxis->range().size() < 10);
    QVERIFY(qAbs(plot.xAxis->pixelToCoord(at.x()) - x) < 1e-9);
    QVERIFY(!plot.is_following());
  }

  void dragging_pans_and_a_click_does_not() {
    LinePlot plot;
    plot.show();
    plot.replot();
    QSignalSpy clicks(&plot, &Plot::clicked);
    const QPoint from = plot.axisRect()->center();
    QTest::mouseClick(&plot, Qt::LeftButton, Qt::NoModifier, from);
    QCOMPARE(clicks.count(), 1);
    QCOMPARE(clicks[0][0].toPoint(), from);
    QVERIFY(plot.is_following());

    QTest::mousePress(&plot, Qt::LeftButton, Qt::NoModifier, from);
    QTest::mouseMove(&plot, from + QPoint(30, 0));
    QTest::mouseMove(&plot, from + QPoint(60, 0));
    QTest::mouseRelease(&plot, Qt::LeftButton, Qt::NoModifier, from + QPoint(60, 0));
    QCOMPARE(clicks.count(), 1);
    QVERIFY(plot.xAxis->range().lower < -1);
    QVERIFY(!plot.is_following());
  }

  /// While a slider is dragged, charts in tabs behind others must cost nothing.
  void axes_are_written_in_the_font_of_the_chart() {
    LinePlot plot;
    plot.show();
    QFont large = plot.font();
    large.setPointSizeF(large.pointSizeF() * 2);
    plot.setFont(large);
    QCOMPARE(plot.xAxis->tickLabelFont().pointSizeF(), large.pointSizeF());
    QCOMPARE(plot.yAxis->labelFont().pointSizeF(), large.pointSizeF());
  }

  void a_hidden_chart_is_drawn_when_it_is_shown() {
    LinePlot plot;
    QTest::qWait(50);  // whatever it does when it is made
    QSignalSpy drawn(&plot, &QCustomPlot::afterReplot);
    plot.data_changed();
    QTest::qWait(50);
    QCOMPARE(drawn.count(), 0);
    plot.show();
    QTRY_VERIFY(drawn.count() > 0);
  }

  /// The cursors are drawn with the chart, and need not be drawn on their own just before.
  void cursors_are_drawn_once_when_the_chart_changes_too() {
    struct CountedCursor : QCPItemStraightLine {
      using QCPItemStraightLine::QCPItemStraightLine;
      void draw(QCPPainter*) override { ++times_drawn; }
      int times_drawn = 0;
    };
    LinePlot plot;
    auto* cursor = new CountedCursor(&plot);
    cursor->setLayer("cursor");
    plot.show();
    QTest::qWait(50);
    cursor->times_drawn = 0;
    plot.data_changed();
    plot.replot_cursors();
    QCOMPARE(cursor->times_drawn, 0);
    QTRY_COMPARE(cursor->times_drawn, 1);
    plot.replot_cursors();
    QCOMPARE(cursor->times_drawn, 2);
  }

  void keys_zoom_pan_and_reset() {
    LinePlot plot;
    plot.show();
    QTest::keyClick(&plot, Qt::Key_Plus, Qt::ShiftModifier);
    QCOMPARE(plot.xAxis->range().size(), 8.0);
    QTest::keyClick(&plot, Qt::Key_Minus);
    QCOMPARE(plot.xAxis->range().size(), 10.0);
    QTest::keyClick(&plot, Qt::Key_D);
    QCOMPARE(plot.xAxis->range().lower, 1.0);
    QTest::keyClick(&plot, Qt::Key_Left);
    QVERIFY(qAbs(plot.xAxis->range().lower) < 1e-12);
    QTest::keyClick(&plot, Qt::Key_Up);
    QCOMPARE(plot.yAxis->range().lower, 1.0);
    QVERIFY(!plot.is_following());
    QTest::keyClick(&plot, Qt::Key_0);
    QCOMPARE(plot.yAxis->range().lower, 0.0);
    QVERIFY(plot.is_following());
    QTest::keyClick(&plot, Qt::Key_S);
    QTest::keyClick(&plot, Qt::Key_Home);
    QCOMPARE(plot.xAxis->range().size(), 10.0);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::ControlModifier);  // a key of the view's own
    QCOMPARE(plot.xAxis->range().lower, 0.0);
  }

  void logarithmic_axes_zoom_and_pan_by_ratios() {
    LinePlot plot;
    plot.show();
    plot.xAxis->setScaleType(QCPAxis::stLogarithmic);
    plot.xAxis->setRange(1, 10000);
    plot.zoom(2);
    QVERIFY(qAbs(plot.xAxis->range().lower - 10) < 1e-9);
    QVERIFY(qAbs(plot.xAxis->range().upper - 1000) < 1e-6);
    plot.pan(0.5, 0);
    QVERIFY(qAbs(plot.xAxis->range().lower - 100) < 1e-6);
    QVERIFY(qAbs(plot.xAxis->range().upper - 10000) < 1e-4);
  }

  void bounds_are_never_left() {
    LinePlot plot;
    plot.show();
    plot.set_bounds(plot.xAxis, {0, 20});
    plot.pan(-5, 0);
    QCOMPARE(plot.xAxis->range().lower, 0.0);
    QCOMPARE(plot.xAxis->range().upper, 10.0);
    plot.zoom(0.01);
    QCOMPARE(plot.xAxis->range().lower, 0.0);
    QCOMPARE(plot.xAxis->range().upper, 20.0);
  }

  void the_palette_is_followed() {
    LinePlot plot;
    plot.show();
    const int before = plot.times_colored;
    const QColor light_line = plot.graph()->pen().color();
    QVERIFY(!plot.colors().is_dark);
    plot.setPalette(dark_palette());
    QVERIFY(plot.times_colored > before);
    QVERIFY(plot.colors().is_dark);
    QVERIFY(plot.graph()->pen().color() != light_line);
    QCOMPARE(plot.xAxis->labelColor(), QColor(230, 230, 230));
    plot.replot();
    QCOMPARE(plot.grab().toImage().pixelColor(1, 1), QColor(24, 26, 30));
  }

  void strategies_are_told_apart_in_dark_and_light() {
    for (const QPalette& palette : {QPalette(Qt::white), dark_palette()}) {
      const ChartColors colors(palette);
      for (std::size_t i = 0; i < kStrategies.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          QVERIFY(colors.strategy(kStrategies[i]) != colors.strategy(kStrategies[j]));
    }
  }

  /// The words beside the pointer are worked out whenever the chart is drawn, and disappear with the pointer.
  void the_readout_is_of_what_is_drawn() {
    LinePlot plot;
    plot.show();
    const QPoint at = plot.axisRect()->center();
    QTest::mouseMove(&plot, at);
    QTRY_COMPARE(plot.readout(), QString("before"));
    plot.word = "after";
    plot.data_changed();
    QTRY_COMPARE(plot.readout(), QString("after"));
    plot.word = "zoomed";
    plot.zoom(2);
    QTRY_COMPARE(plot.readout(), QString("zoomed"));
    QTest::mousePress(&plot, Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(plot.readout(), QString());
    QTest::mouseRelease(&plot, Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(plot.readout(), QString("zoomed"));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&plot, &leave);
    QCOMPARE(plot.readout(), QString());
  }

  void says_what_it_is_to_a_screen_reader() {
    LinePlot plot;
    QCOMPARE(plot.accessibleName(), QString("A straight line"));
    QVERIFY(plot.accessibleDescription().contains("zoom"));
    QCOMPARE(plot.focusPolicy(), Qt::StrongFocus);
  }
};

QTEST_MAIN(TestPlot)
#include "tst_plot.moc"
