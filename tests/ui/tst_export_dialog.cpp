// SPDX-License-Identifier: GPL-3.0-or-later
/// The dialog for pictures of charts, worked by mouse and keyboard; its files are read back.
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QImage>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_files.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/export_dialog.h"
#include "ui/charts/plot.h"

namespace tidemark {
namespace {

class LinePlot : public Plot {
 public:
  LinePlot() {
    setAccessibleName("A straight line");
    addGraph();
    graph()->setData(QVector<double>{0, 10}, QVector<double>{0, 10});
    resize(400, 300);
    set_picture_words([] {
      return PictureWords{"MSM over 10 steps", "14 forward steps", "msm_10-steps_line"};
    });
  }

 protected:
  void apply_colors(const ChartColors& colors) override { graph()->setPen(QPen(colors.forward, 2)); }
  void show_everything() override { rescaleAxes(); }
};

class TestExportDialog : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QLocale::setDefault(QLocale::c());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings_.path());
  }
  void init() {
    QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support)"));
    QSettings().clear();
    chart_ = std::make_unique<LinePlot>();
    chart_->show();
    open();
  }
  void cleanup() { chart_.reset(); }

  void proposes_words_and_shows_a_preview() {
    QCOMPARE(find<QLineEdit>("picture_title")->text(), "MSM over 10 steps");
    QCOMPARE(find<QLineEdit>("picture_caption")->text(), "14 forward steps");
    QCOMPARE(find<QComboBox>("picture_preset")->currentText(), "Two columns, 175 mm");
    const auto* preview = find<PicturePreview>("picture_preview");
    QTRY_VERIFY(!preview->picture().isNull());
    const QImage first = preview->picture();
    QVERIFY(qAbs(first.width() / double(first.height()) - 1.75) < 0.02);
    QVERIFY(first.width() <= preview->width() && first.height() <= preview->height());
    // It follows what is typed, and the chart itself.
    QTest::keyClicks(find<QLineEdit>("picture_title"), " again");
    QTRY_VERIFY(preview->picture() != first);
    const QImage second = preview->picture();
    chart_->graph()->addData(20, -5);
    chart_->reset_view();
    QTRY_VERIFY(preview->picture() != second);
  }

  void presets_set_size_and_letters_and_an_own_size_is_called_so() {
    auto* preset = find<QComboBox>("picture_preset");
    preset->setFocus();
    QTest::keyClick(preset, Qt::Key_Up);
    QCOMPARE(dialog_->options().size, QSize(85, 60));
    QVERIFY(dialog_->options().unit == PictureOptions::Unit::Millimetres);
    QTest::keyClick(preset, Qt::Key_Down);
    QTest::keyClick(preset, Qt::Key_Down);
    QCOMPARE(dialog_->options().size, QSize(1920, 1080));
    QVERIFY(dialog_->options().unit == PictureOptions::Unit::Pixels);
    QVERIFY(dialog_->options().letters > 12);
    QCOMPARE(preset->currentText(), "Slide, 1920 × 1080");
    find<QSpinBox>("picture_width")->setValue(1000);
    QCOMPARE(preset->currentText(), "Own size");
    // The resolution is that of a bitmap in millimetres.
    QVERIFY(!find<QSpinBox>("picture_dots")->isEnabled());
    find<QComboBox>("picture_format")->setCurrentIndex(2);
    QVERIFY(!find<QSpinBox>("picture_dots")->isEnabled());
    find<QComboBox>("picture_unit")->setCurrentIndex(0);
    QVERIFY(find<QSpinBox>("picture_dots")->isEnabled());
  }

  void says_what_is_too_small_and_does_not_save_it() {
    find<QSpinBox>("picture_width")->setValue(3);
    QTRY_VERIFY(find<QLabel>("picture_facts")->text().contains("too small"));
    QVERIFY(!find<QPushButton>("picture_save")->isEnabled());
    find<QSpinBox>("picture_width")->setValue(85);
    QTRY_VERIFY(find<QPushButton>("picture_save")->isEnabled());
  }

  void return_saves_under_a_sensible_name() {
    const QTemporaryDir folder;
    find<QComboBox>("picture_format")->setCurrentIndex(2);
    find<QSpinBox>("picture_dots")->setValue(100);
    find<QLineEdit>("picture_title")->setFocus();
    QTest::keyClick(find<QLineEdit>("picture_title"), Qt::Key_Return);
    auto* files = file_dialog();
    QVERIFY(files);
    QCOMPARE(QFileInfo(files->selectedFiles().value(0)).fileName(), "msm_10-steps_line.png");
    QSignalSpy written(chart_.get(), &Plot::picture_written);
    choose(files, folder.filePath("msm_10-steps_line.png"));
    QTRY_COMPARE(written.count(), 1);
    QCOMPARE(QImage(folder.filePath("msm_10-steps_line.png")).size(), QSize(689, 394));
    QTRY_VERIFY(dialog_.isNull());
    // The next one begins in that folder.
    open();
    QTest::mouseClick(find<QPushButton>("picture_save"), Qt::LeftButton);
    QVERIFY(file_dialog());
    QCOMPARE(file_dialog()->directory().absolutePath(), QDir(folder.path()).absolutePath());
  }

  void endings_are_appended_or_followed_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("none") << "figure"
                          << "figure.pdf" << QByteArray("%PDF-");
    QTest::newRow("its own") << "figure.pdf"
                             << "figure.pdf" << QByteArray("%PDF-");
    QTest::newRow("another format's") << "figure.svg"
                                      << "figure.svg" << QByteArray("<?xml");
    QTest::newRow("a bitmap's in upper case") << "figure.PNG"
                                              << "figure.PNG" << QByteArray("\x89PNG");
    QTest::newRow("a point in the name") << "figure.v2"
                                         << "figure.v2.pdf" << QByteArray("%PDF-");
  }
  void endings_are_appended_or_followed() {
    QFETCH(QString, typed);
    QFETCH(QString, file);
    QFETCH(QByteArray, start);
    const QTemporaryDir folder;
    find<QComboBox>("picture_format")->setCurrentIndex(1);
    dialog_->save_to(folder.filePath(typed));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList(file));
    QVERIFY(content_of(folder.filePath(file)).startsWith(start));
  }

  void a_name_that_was_completed_replaces_nothing_unasked() {
    const QTemporaryDir folder;
    const QString old = folder.filePath("figure.svg");
    QVERIFY(put_file(old, "old"));
    dialog_->save_to(folder.filePath("figure"));
    auto* question = dialog_->findChild<QMessageBox*>();
    QVERIFY(question && question->text().contains("figure.svg"));
    QTest::mouseClick(question->button(QMessageBox::No), Qt::LeftButton);
    QCOMPARE(content_of(old), "old");
    QVERIFY(dialog_->isVisible());
    QTRY_VERIFY(!dialog_->findChild<QMessageBox*>());
    dialog_->save_to(folder.filePath("figure"));
    QTest::mouseClick(dialog_->findChild<QMessageBox*>()->button(QMessageBox::Yes), Qt::LeftButton);
    QTRY_VERIFY(content_of(old).startsWith("<?xml"));
  }

  void a_file_that_cannot_be_written_is_said_in_the_dialog() {
    dialog_->save_to("/nowhere/figure.svg");
    QVERIFY(find<QLabel>("picture_facts")->text().contains("/nowhere/figure.svg"));
    QVERIFY(dialog_->isVisible());
    QTest::qWait(100);  // the preview that is still to come does not wipe it away
    QVERIFY(find<QLabel>("picture_facts")->text().contains("/nowhere/figure.svg"));
  }

  void what_was_chosen_is_remembered_but_not_the_words() {
    const QTemporaryDir folder;
    find<QLineEdit>("picture_title")->setText("My own title");
    find<QLineEdit>("picture_caption")->clear();
    find<QComboBox>("picture_preset")->setFocus();
    QTest::keyClick(find<QComboBox>("picture_preset"), Qt::Key_Up);
    QTest::keyClick(find<QCheckBox>("picture_cursors"), Qt::Key_Space);
    QTest::keyClick(find<QCheckBox>("picture_screen_colors"), Qt::Key_Space);
    PictureOptions chosen = dialog_->options();
    QVERIFY(chosen.has_cursors && chosen.has_screen_colors);
    dialog_->save_to(folder.filePath("figure.pdf"));
    QTRY_VERIFY(dialog_.isNull());
    open();
    chosen.format = PictureFormat::Pdf;
    chosen.title = "MSM over 10 steps";
    QVERIFY(dialog_->options() == chosen);
    QCOMPARE(find<QLineEdit>("picture_caption")->text(), "");
  }

  void copying_takes_what_is_chosen() {
    find<QSpinBox>("picture_width")->setValue(100);
    find<QSpinBox>("picture_height")->setValue(50);
    find<QSpinBox>("picture_dots")->setValue(254);
    QTest::mouseClick(find<QPushButton>("picture_copy"), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->image().size(), QSize(1000, 500));
    QVERIFY(dialog_->isVisible());
  }

  void everything_has_a_name_and_the_keyboard_reaches_it() {
    QSet<QWidget*> reached;
    find<QLineEdit>("picture_title")->setFocus();
    for (int i = 0; i < 40; ++i) {
      reached += QApplication::focusWidget();
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    for (const char* name : {"picture_title", "picture_caption", "picture_preset", "picture_width",
                             "picture_height", "picture_unit", "picture_letters", "picture_format",
                             "picture_screen_colors", "picture_cursors", "picture_save", "picture_copy"})
      QVERIFY2(reached.contains(find<QWidget>(name)), name);
    QVERIFY(dialog_->sizeHint().height() < 650 && dialog_->sizeHint().width() < 1000);
    QTest::keyClick(dialog_, Qt::Key_Escape);
    QTRY_VERIFY(dialog_.isNull());
  }

 private:
  void open() {
    chart_->export_asking();
    const auto dialogs = chart_->findChildren<ExportDialog*>();
    dialog_ = dialogs.isEmpty() ? nullptr : dialogs.last();
    QVERIFY(dialog_ && QTest::qWaitForWindowActive(dialog_));
  }
  template <class Widget>
  Widget* find(const char* name) {
    return dialog_->findChild<Widget*>(QLatin1String(name));
  }
  QFileDialog* file_dialog() { return dialog_->findChild<QFileDialog*>(); }
  static void choose(QFileDialog* files, const QString& path) {
    files->findChild<QLineEdit*>("fileNameEdit")->setText(path);
    QTest::keyClick(files->findChild<QLineEdit*>("fileNameEdit"), Qt::Key_Return);
  }

  QTemporaryDir settings_;
  std::unique_ptr<LinePlot> chart_;
  QPointer<ExportDialog> dialog_;
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestExportDialog)
#include "tst_export_dialog.moc"
