// SPDX-License-Identifier: GPL-3.0-or-later
/// Large values are freed on a thread of the pool, whoever lets go of them last.
#include <QTest>
#include <QThread>
#include <atomic>

#include "ui/workbench/free_later.h"

namespace tidemark {

class TestFreeLater : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void the_last_owner_does_not_free() {
    struct Large {
      std::atomic<QThread*>* freed_by;
      ~Large() { *freed_by = QThread::currentThread(); }
    };
    std::atomic<QThread*> freed_by = nullptr;
    auto shown = freed_in_background(std::make_shared<const Large>(Large{&freed_by}));
    freed_by = nullptr;  // the value above was copied
    auto other = shown;
    shown.reset();
    QTest::qWait(20);
    QVERIFY(freed_by.load() == nullptr);
    other.reset();
    QTRY_VERIFY(freed_by.load() != nullptr);
    QVERIFY(freed_by.load() != QThread::currentThread());
  }

  void nothing_stays_nothing() { QVERIFY(freed_in_background(std::shared_ptr<const int>()) == nullptr); }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestFreeLater)
#include "tst_free_later.moc"
