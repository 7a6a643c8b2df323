// SPDX-License-Identifier: GPL-3.0-or-later
/// The command chart of the real program: every view in every format, without any display.
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <set>

#include "tests/support/test_files.h"
#include "tests/support/tidemark_process.h"

using namespace tidemark;

namespace {

/// Calls the program without any display.
Answer call_without_display(const QStringList& words) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
  return run_program(tidemark_program(), words, {}, environment);
}

/// How many colours a picture has; an empty frame has few.
int colours_of(const QImage& image) {
  std::set<QRgb> colours;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) colours.insert(image.pixel(x, y));
  }
  return static_cast<int>(colours.size());
}

}  // namespace

class TestChartCommand : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    plan_ = folder_.filePath("plan.json");
    record_ = folder_.filePath("record.jsonl");
    QCOMPARE(
        call(words("plan --length 80 --slots 8 --strategy msm --format json --output " + plan_)).exit_code,
        0);
    const Answer ran =
        call(words("run " + plan_ + " --hidden 32 --batch 4 --input noise --verify --output " + record_));
    QVERIFY2(ran.exit_code == 0, ran.err.constData());
  }

  void draws_every_view_data() {
    QTest::addColumn<bool>("of_record");
    QTest::addColumn<QString>("view");
    for (const char* view : {"table", "timeline", "memory", "tradeoff"}) {
      QTest::newRow((std::string("plan ") + view).c_str()) << false << view;
      QTest::newRow((std::string("record ") + view).c_str()) << true << view;
    }
  }
  void draws_every_view() {
    QFETCH(bool, of_record);
    QFETCH(QString, view);
    const QStringList start = {"chart", of_record ? record_ : plan_, "--view", view, "--output"};
    for (const char* ending : {"svg", "pdf", "png"}) {
      const QString file = folder_.filePath(QString("%1-%2.%3").arg(view).arg(of_record).arg(ending));
      const Answer drawn = call_without_display(start + QStringList{file});
      QVERIFY2(drawn.exit_code == 0, drawn.err.constData());
      QCOMPARE(drawn.out, "");
      QCOMPARE(drawn.err, "");
    }
    const QImage image(folder_.filePath(QString("%1-%2.png").arg(view).arg(of_record)));
    QVERIFY(!image.isNull());
    QVERIFY2(colours_of(image) > 8, "an empty picture");

    QXmlStreamReader reader(content_of(folder_.filePath(QString("%1-%2.svg").arg(view).arg(of_record))));
    while (!reader.atEnd()) reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));

    const QString pdf = folder_.filePath(QString("%1-%2.pdf").arg(view).arg(of_record));
    QVERIFY(content_of(pdf).startsWith("%PDF-"));
  }

  void the_picture_is_as_the_options_say() {
    const auto drawn = [this](const QString& file, const QStringList& options) {
      const QString path = folder_.filePath(file);
      const Answer answer =
          call_without_display(QStringList{"chart", plan_, "--view", "timeline", "--output", path} + options);
      if (answer.exit_code != 0) qWarning() << answer.err;
      return path;
    };
    const QByteArray svg = content_of(drawn(
        "words.svg", {"--title", "A long sequence", "--caption", "in little memory", "--width-mm", "85"}));
    QVERIFY(svg.contains(">A long sequence</text>"));
    QVERIFY(svg.contains(">in little memory</text>"));
    QVERIFY(svg.contains("<svg width=\"84.9") || svg.contains("<svg width=\"85"));
    const QImage light(drawn("slide.png", {"--size", "640x360", "--letters", "7"}));
    QCOMPARE(light.size(), QSize(640, 360));
    QCOMPARE(light.pixelColor(1, 1), QColor(Qt::white));
    const QImage dark(drawn("dark.png", {"--size", "640x360", "--letters", "7", "--theme", "dark"}));
    QVERIFY(dark.pixelColor(1, 1).lightness() < 50);
    const QImage dense(drawn("dense.png", {"--width-mm", "100", "--dpi", "254"}));
    QCOMPARE(dense.size(), QSize(1000, 570));
    const QImage cursors(drawn("cursors.png", {"--size", "640x360", "--letters", "7", "--cursors"}));
    QCOMPARE(cursors.size(), light.size());
    QVERIFY(cursors != light);
  }

  /// The table of a plan is counted in slots, for which no runner has to be asked.
  void a_table_of_a_plan_starts_no_runner() {
    const QTemporaryDir runners;
    for (const char* name : {"tidemark-run-cpu", "tidemark-run-cuda"}) {
      const QByteArray note = runners.filePath("started").toUtf8();
      QVERIFY(
          put_program(runners.filePath(name), "#!/bin/sh\necho started >> '" + note + "'\nexec sleep 60\n"));
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TIDEMARK_RUNNERS", runners.path());
    const Answer drawn = run_program(
        tidemark_program(), {"chart", plan_, "--view", "table", "--output", folder_.filePath("quiet.svg")},
        {}, environment);
    QVERIFY2(drawn.exit_code == 0, drawn.err.constData());
    QVERIFY(!QFile::exists(runners.filePath("started")));
  }

  void refuses_in_one_line_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("no view") << "--output x.svg" << QByteArray("--view");
    QTest::newRow("other view") << "--view pie --output x.svg" << QByteArray("--view");
    QTest::newRow("no output") << "--view table" << QByteArray("--output");
    QTest::newRow("other format") << "--view table --output x.bmp" << QByteArray("--output");
    QTest::newRow("no size") << "--view table --output x.svg --size 12" << QByteArray("--size");
    QTest::newRow("size of words") << "--view table --output x.svg --size axb" << QByteArray("--size");
    QTest::newRow("too small") << "--view table --output x.svg --width-mm 3" << QByteArray("too small");
    QTest::newRow("too many dots") << "--view table --output x.png --width-mm 3000 --dpi 1200"
                                   << QByteArray("dots");
    QTest::newRow("two sizes") << "--view table --output x.svg --width-mm 85 --size 800x600"
                               << QByteArray("--width-mm");
    QTest::newRow("other theme") << "--view table --output x.svg --theme pink" << QByteArray("--theme");
    QTest::newRow("no letters") << "--view table --output x.svg --letters 0" << QByteArray("--letters");
    QTest::newRow("no folder") << "--view table --output /nowhere/x.svg" << QByteArray("/nowhere/x.svg");
  }
  void refuses_in_one_line() {
    QFETCH(QString, options);
    QFETCH(QByteArray, where);
    const Answer answer = call_without_display(words("chart " + plan_ + " " + options));
    QVERIFY2(answer.is_one_line_refusal(), answer.err.constData());
    QVERIFY2(answer.err.contains(where), answer.err.constData());
  }

  void refuses_to_overwrite_what_it_draws() {
    const QString file = folder_.filePath("plan.svg");
    QVERIFY(QFile::copy(plan_, file));
    QVERIFY(QFile::link(file, folder_.filePath("link.svg")));
    for (const QString& output : {file, folder_.filePath("./plan.svg"), folder_.filePath("link.svg")}) {
      const Answer answer = call_without_display({"chart", file, "--view", "memory", "--output", output});
      QVERIFY2(answer.is_one_line_refusal(), answer.err.constData());
      QVERIFY2(answer.err.contains("is the file that is read"), answer.err.constData());
      QCOMPARE(call({"check", file}).exit_code, 0);
    }
  }

  void draws_onto_standard_output() {
    const Answer answer = call_without_display({"chart", plan_, "--view", "memory", "--output", "-"});
    QCOMPARE(answer.exit_code, 0);
    QXmlStreamReader reader(answer.out);
    while (!reader.atEnd()) reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY(answer.out.contains("<svg"));
  }

 private:
  QTemporaryDir folder_;
  QString plan_;
  QString record_;
};

QTEST_GUILESS_MAIN(TestChartCommand)
#include "tst_chart_command.moc"
