// SPDX-License-Identifier: GPL-3.0-or-later
/// Text can be read on its background in every theme.
#include <QTest>

#include "ui/widgets/theme.h"

namespace tidemark {
namespace {

class TestTheme : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void contrast_is_that_of_the_guidelines() {
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    QVERIFY(std::abs(contrast(QColor(0x777777), Qt::white) - 4.48) < 0.005);  // known as just too faint
  }

  void quiet_text_is_fainter_than_text_and_readable() {
    QPalette gray;
    gray.setColor(QPalette::Window, QColor(0x9a9a9a));
    gray.setColor(QPalette::WindowText, Qt::black);
    for (const QPalette& palette :
         {palette_of(Theme::Light), palette_of(Theme::Dark), QPalette(Qt::white), gray}) {
      const QColor window = palette.color(QPalette::Window);
      const QColor quiet = quiet_text(palette);
      QVERIFY(contrast(quiet, window) >= 4.5);
      QVERIFY(contrast(quiet, window) < contrast(palette.color(QPalette::WindowText), window));
    }
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestTheme)
#include "tst_theme.moc"
