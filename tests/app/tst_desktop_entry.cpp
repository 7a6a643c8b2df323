// SPDX-License-Identifier: GPL-3.0-or-later
/// What desktops read: desktop entry, metainfo and icon belong together.
#include <QFile>
#include <QSettings>
#include <QTest>
#include <QXmlStreamReader>

class TestDesktopEntry : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void names_what_is_there() {
    const QSettings entry(folder_ + "/tidemark.desktop", QSettings::IniFormat);
    QCOMPARE(entry.value("Desktop Entry/Exec").toString(), "tidemark %f");
    const QString icon = entry.value("Desktop Entry/Icon").toString();
    QVERIFY(QFile::exists(folder_ + "/" + icon + ".svg"));

    QFile file(folder_ + "/org.tidemark.Tidemark.metainfo.xml");
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader metainfo(&file);
    QString launchable;
    while (!metainfo.atEnd()) {
      if (metainfo.readNext() == QXmlStreamReader::StartElement &&
          metainfo.name() == QLatin1String("launchable")) {
        launchable = metainfo.readElementText();
      }
    }
    QVERIFY2(!metainfo.hasError(), qPrintable(metainfo.errorString()));
    QCOMPARE(launchable, "tidemark.desktop");
  }

 private:
  const QString folder_ = QStringLiteral(TIDEMARK_SOURCE_DIR "/resources/desktop");
};

QTEST_GUILESS_MAIN(TestDesktopEntry)
#include "tst_desktop_entry.moc"
