// SPDX-License-Identifier: GPL-3.0-or-later
/// Pictures of charts, read back: their size, words, colours and cells, and the screen that they leave alone.
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <functional>

#include "tests/support/chart_testing.h"
#include "tests/support/picture_testing.h"
#include "tests/support/planned_workbench.h"
#include "ui/run/loss_plot.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/timeline_view.h"
#include "ui/tradeoff/tradeoff_view.h"

namespace tidemark {
namespace {

constexpr std::array kFormats = {PictureFormat::Svg, PictureFormat::Pdf, PictureFormat::Png};

/// Every chart of the window, each with something that a user has zoomed, marked and pointed at.
struct Charts {
  Workbench workbench;
  TimelineSource timelines{&workbench};
  CostTableView table{&workbench};
  TimelineView timeline{&workbench, &timelines};
  TimelineView memory{&workbench, &timelines};
  TradeoffView tradeoff{&workbench};
  LossPlot loss{&workbench};

  QList<Plot*> all() { return {&table, &timeline, &memory, &tradeoff, &loss}; }

  bool open() {
    memory.set_shown(TimelineView::Part::Memory);
    if (!solve(workbench, 60, 6, Strategy::Msm)) return false;
    if (!QTest::qWaitFor([this] { return timelines.timeline() != nullptr; })) return false;
    workbench.set_cursor(40);
    workbench.select_cell({30, 4});
    for (Plot* chart : all()) {
      chart->resize(640, 420);
      chart->show();
      if (!QTest::qWaitForWindowExposed(chart)) return false;
      chart->replot();
    }
    return is_settled();
  }
  bool is_settled() {
    return QTest::qWaitFor([this] { return table.is_complete(); }, 20'000);
  }
};

/// Everything that is drawn now, after what was still to be drawn.
QImage settled_picture(Plot& chart) {
  QTest::qWait(60);
  return chart.grab().toImage();
}

QByteArray bytes_of(Plot& chart, const PictureOptions& options) {
  const auto picture = picture_of(chart, options);
  return picture ? *picture : QByteArray::fromStdString(picture.error().message);
}

double captured(const QByteArray& text, const char* pattern) {
  const auto match = QRegularExpression(QLatin1String(pattern)).match(QString::fromLatin1(text));
  return match.hasMatch() ? match.captured(1).toDouble() : -1;
}

}  // namespace

class TestChartExport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    prepare_for_views();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings_.path());
    charts_ = std::make_unique<Charts>();
    QVERIFY(charts_->open());
  }
  void cleanupTestCase() { charts_.reset(); }
  void init() {
    fail_on_any_warning();
    QSettings().clear();
  }

  void every_chart_data() {
    QTest::addColumn<int>("number");
    int number = 0;
    for (const char* name : {"table", "timeline", "memory", "trade-off", "loss"})
      QTest::newRow(name) << number++;
  }

  /// Zoom, cursor, marks, words beside the pointer, size and colours stay, at once and after the next frame.
  void the_screen_is_left_alone_data() { every_chart_data(); }
  void the_screen_is_left_alone() {
    QFETCH(int, number);
    Plot& chart = *charts_->all()[number];
    for (const bool is_dark : {false, true}) {
      chart.setPalette(is_dark ? dark_palette() : QPalette(Qt::white));
      chart.zoom(1.7);
      chart.pan(0.05, 0.02);
      QTest::mouseMove(&chart, chart.axisRect()->center() + QPoint(31, 17));
      QVERIFY(charts_->is_settled());
      const QImage before = settled_picture(chart);
      const QString words = chart.readout();
      QVERIFY(!chart.is_following());
      for (const PictureFormat format : kFormats) {
        for (const bool has_cursors : {false, true}) {
          PictureOptions options = pictured(chart, format, {900, 300});
          options.title = QStringLiteral("A title");
          options.has_cursors = has_cursors;
          QVERIFY(picture_of(chart, options));
          QVERIFY(chart.grab().toImage() == before);
          QCOMPARE(chart.readout(), words);
        }
      }
      QVERIFY(!chart.is_following());
      QVERIFY(settled_picture(chart) == before);
      chart.replot();
      QVERIFY(charts_->is_settled());
      QVERIFY(settled_picture(chart) == before);
      chart.reset_view();
    }
    QVERIFY(chart.is_following());
    QVERIFY(picture_of(chart, pictured(chart, PictureFormat::Svg)));
    QVERIFY(chart.is_following());
  }

  /// The cursor layer can be drawn on its own right after a picture, as playback does, and stands where it
  /// stood.
  void a_cursor_that_moves_after_a_picture_is_in_its_place() {
    TimelineView& timeline = charts_->timeline;
    charts_->workbench.set_cursor(20);
    const QImage before = settled_picture(timeline);
    charts_->workbench.set_cursor(40);
    QTest::qWait(60);
    QVERIFY(picture_of(timeline, pictured(timeline, PictureFormat::Png, {900, 300})));
    charts_->workbench.set_cursor(20);
    QVERIFY(timeline.grab().toImage() == before);
    QVERIFY(settled_picture(timeline) == before);
  }

  void cursors_are_in_the_picture_only_if_wanted_data() {
    QTest::addColumn<int>("number");
    QTest::newRow("table") << 0;
    QTest::newRow("timeline") << 1;
    QTest::newRow("memory") << 2;
    QTest::newRow("trade-off") << 3;
  }
  void cursors_are_in_the_picture_only_if_wanted() {
    QFETCH(int, number);
    Plot& chart = *charts_->all()[number];
    chart.reset_view();
    chart.replot();
    PictureOptions options = pictured(chart, PictureFormat::Png, {640, 420});
    const QByteArray without = bytes_of(chart, options);
    options.has_cursors = true;
    const QByteArray with = bytes_of(chart, options);
    QVERIFY(with != without);
    charts_->workbench.set_cursor(11);
    charts_->workbench.select_cell({12, 3});
    QTest::mouseMove(&chart, chart.axisRect()->center());
    options.has_cursors = false;
    QCOMPARE(bytes_of(chart, options), without);
    charts_->workbench.set_cursor(40);
    charts_->workbench.select_cell({30, 4});
  }

  void a_picture_is_light_whatever_the_theme_data() { every_chart_data(); }
  void a_picture_is_light_whatever_the_theme() {
    QFETCH(int, number);
    Plot& chart = *charts_->all()[number];
    chart.setPalette(QPalette(Qt::white));
    PictureOptions options = pictured(chart, PictureFormat::Png, {640, 420});
    const QImage light = bitmap_of(chart, options).value();
    QCOMPARE(light.pixelColor(1, 1), QColor(Qt::white));
    chart.setPalette(dark_palette());
    QVERIFY(bitmap_of(chart, options).value() == light);
    options.has_screen_colors = true;
    QCOMPARE(bitmap_of(chart, options).value().pixelColor(1, 1), dark_palette().color(QPalette::Base));
    chart.setPalette(QPalette(Qt::white));
  }

  /// 85 mm are 85 mm and 7 points 7 points in every format.
  void formats_agree_on_page_and_letters() {
    TradeoffView& chart = charts_->tradeoff;
    PictureOptions options{.size = {85, 60}, .letters = 7};
    const QByteArray svg = bytes_of(chart, options);
    const double width = captured(svg, "<svg width=\"([0-9.]+)mm\"");
    const double units = captured(svg, "viewBox=\"0 0 ([0-9.]+) ");
    QVERIFY2(qAbs(width - 85) < 0.3, qPrintable(QString::number(width)));
    QVERIFY2(qAbs(captured(svg, " height=\"([0-9.]+)mm\"") - 60) < 0.3, "the height is another");
    const auto letters = QRegularExpression(QStringLiteral("matrix\\(([0-9.]+),0,0,[^>]*>\\s*<text [^>]*"
                                                           "font-size=\"([0-9.]+)\""))
                             .globalMatch(QString::fromUtf8(svg));
    QSet<int> points;  // tenths
    for (auto match = letters; match.hasNext();) {
      const auto found = match.next();
      points += qRound(10 * found.captured(1).toDouble() * found.captured(2).toDouble() * width / units * 72 /
                       25.4);
    }
    QVERIFY2(
        std::any_of(points.begin(), points.end(), [](int tenths) { return qAbs(tenths - 70) <= 2; }),
        qPrintable(
            QStringLiteral("letters of %1 tenths of a point").arg(points.isEmpty() ? 0 : *points.begin())));
    QVERIFY(QSvgRenderer(svg).isValid());

    options.format = PictureFormat::Pdf;
    const QByteArray pdf = bytes_of(chart, options);
    QVERIFY(pdf.startsWith("%PDF-") && pdf.trimmed().endsWith("%%EOF"));
    QVERIFY(qAbs(captured(pdf, "MediaBox \\[\\s*0 0 ([0-9.]+) ") / 72 * 25.4 - 85) < 0.3);
    QVERIFY(qAbs(captured(pdf, "MediaBox \\[\\s*0 0 [0-9.]+ ([0-9.]+)") / 72 * 25.4 - 60) < 0.3);

    options.format = PictureFormat::Png;
    options.dots_per_inch = 150;
    const QImage png = QImage::fromData(bytes_of(chart, options));
    QCOMPARE(png.size(), QSize(502, 354));
    QCOMPARE(qRound(png.dotsPerMeterX() * 0.0254), 150);
    options.unit = PictureOptions::Unit::Pixels;
    options.size = {640, 360};
    QCOMPARE(QImage::fromData(bytes_of(chart, options)).size(), QSize(640, 360));
    options.format = PictureFormat::Svg;
    QVERIFY(bytes_of(chart, options).contains("viewBox=\"0 0 640 360\""));
  }

  void title_and_caption_are_in_the_picture() {
    LossPlot& chart = charts_->loss;
    PictureOptions options = pictured(chart, PictureFormat::Svg, {500, 300});
    QVERIFY(!bytes_of(chart, options).contains("Peak of"));
    options.title = QStringLiteral("MSM over 60 steps");
    options.caption = QStringLiteral("Peak of 6 slots");
    const QByteArray svg = bytes_of(chart, options);
    QVERIFY(svg.contains(">MSM over 60 steps</text>"));
    QVERIFY(svg.contains(">Peak of 6 slots</text>"));
    QVERIFY(svg.contains("<title>MSM over 60 steps</title>"));
    options.format = PictureFormat::Png;
    const QImage whole = bitmap_of(chart, options).value();
    QCOMPARE(whole.size(), QSize(500, 300));
    const auto has_ink = [&](int from, int to) {
      for (int y = from; y < to; ++y)
        for (int x = 0; x < 120; ++x)
          if (whole.pixelColor(x, y).lightness() < 120) return true;
      return false;
    };
    QVERIFY(has_ink(0, 25));
    QVERIFY(has_ink(275, 300));
    // A long caption takes more lines, and leaves the chart some room.
    options.caption = QString(60, 'w').append(' ').repeated(40);
    QVERIFY(bitmap_of(chart, options));
  }

  void the_description_is_of_the_picture_data() { every_chart_data(); }
  void the_description_is_of_the_picture() {
    QFETCH(int, number);
    Plot& chart = *charts_->all()[number];
    const QByteArray svg = bytes_of(chart, pictured(chart, PictureFormat::Svg));
    const auto description = QRegularExpression(QStringLiteral("<desc>(.*)</desc>"),
                                                QRegularExpression::DotMatchesEverythingOption)
                                 .match(QString::fromUtf8(svg));
    QVERIFY(description.hasMatch());
    QCOMPARE(description.captured(1).trimmed(), chart.accessibleName());
  }

  /// JPEG made 1,431 colours of 53, where a colour is a cost.
  void the_heat_map_of_a_pdf_is_lossless() {
    const QByteArray pdf = bytes_of(charts_->table, pictured(charts_->table, PictureFormat::Pdf));
    QVERIFY(pdf.contains("/Subtype /Image"));
    QVERIFY(!pdf.contains("/DCTDecode"));
  }

  void a_chart_that_was_never_shown_has_its_picture() {
    LossPlot chart(&charts_->workbench);
    const QImage image = QImage::fromData(bytes_of(chart, pictured(chart, PictureFormat::Png, {400, 300})));
    QCOMPARE(image.size(), QSize(400, 300));
    QVERIFY(bytes_of(chart, pictured(chart, PictureFormat::Svg)).contains(">iteration</text>"));
  }

  void what_cannot_be_written_is_said_and_leaves_the_old_file() {
    const QTemporaryDir folder;
    LossPlot& chart = charts_->loss;
    const PictureOptions good = pictured(chart, PictureFormat::Svg);
    const auto missing = write_picture(chart, good, folder.filePath("nowhere/line.svg"));
    QVERIFY(!missing);
    QVERIFY(missing.error().message.find("nowhere/line.svg") != std::string::npos);
    QVERIFY(missing.error().message.ends_with("cannot be written: No such file or directory"));
    for (const QSize& size : {QSize(0, 10), QSize(10, 10), QSize(30'000, 100)}) {
      PictureOptions bad = good;
      bad.size = size;
      QVERIFY(!write_picture(chart, bad, folder.filePath("line.svg")));
    }
    PictureOptions huge{.format = PictureFormat::Png, .size = {2000, 2000}, .dots_per_inch = 600};
    QVERIFY(!picture_of(chart, huge));
    QVERIFY(QDir(folder.path()).isEmpty());
  }

  void endings_name_formats() {
    QVERIFY(picture_format_of("a/b.SVG") == PictureFormat::Svg);
    QVERIFY(picture_format_of("b.pdf") == PictureFormat::Pdf);
    QVERIFY(picture_format_of("b.tar.png") == PictureFormat::Png);
    QVERIFY(!picture_format_of("b.gif") && !picture_format_of("svg"));
  }

  void the_clipboard_gets_a_picture_like_the_last_one() {
    LossPlot& chart = charts_->loss;
    chart.copy_to_clipboard();
    QCOMPARE(QApplication::clipboard()->image().size(), pixels_of(PictureOptions()));
    PictureOptions last;
    last.size = {100, 50};
    last.dots_per_inch = 254;
    remember_picture_options(last);
    chart.copy_to_clipboard();
    QCOMPARE(QApplication::clipboard()->image().size(), QSize(1000, 500));
  }

  void damaged_settings_do_no_harm() {
    QSettings().setValue("picture/size", QSize(-4, 0));
    QSettings().setValue("picture/format", 77);
    const PictureOptions options = remembered_picture_options({"a title", {}, {}});
    QVERIFY(validate(options));
    QCOMPARE(options.size, PictureOptions().size);
    QCOMPARE(options.title, "a title");
  }

 private:
  QTemporaryDir settings_;
  std::unique_ptr<Charts> charts_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestChartExport)
#include "tst_chart_export.moc"
