// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <random>
#include <vector>

#include "gpu/arena.h"

using namespace tidemark;

class TestArena : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fills_to_the_last_byte();
  void refuses_what_does_not_fit();
  void stacks_leave_no_gap();
  void finds_gaps_and_joins_them();
  void says_when_it_is_fragmented();
};

void TestArena::fills_to_the_last_byte() {
  Arena arena(1024);
  for (int i = 0; i < 4; ++i) {
    const auto block = arena.place(256);
    QVERIFY(block);
    QCOMPARE(block->offset, std::int64_t{256} * i);
  }
  QCOMPARE(arena.live(), std::int64_t{1024});
  QCOMPARE(arena.peak(), std::int64_t{1024});
  QVERIFY(!arena.place(256));
}

void TestArena::refuses_what_does_not_fit() {
  Arena arena(1000);  // not a whole number of aligned blocks, so that the rest is of no use
  QVERIFY(arena.place(768));
  const auto block = arena.place(256);
  QVERIFY(!block);
  QCOMPARE(QString::fromStdString(block.error().message),
           QStringLiteral("a state of 256 bytes does not fit: 768 of the arena's 1000 bytes are in use"));
}

void TestArena::stacks_leave_no_gap() {
  std::mt19937 random(5);
  Arena arena(256 * 200);
  std::vector<Block> stack;
  std::int64_t height = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t bytes = 256 * (1 + static_cast<std::int64_t>(random() % 7));
    if (random() % 2 && height + bytes <= arena.capacity()) {
      const auto block = arena.place(bytes);
      QVERIFY(block);
      QCOMPARE(block->offset, height);
      stack.push_back(*block);
      height += bytes;
    } else if (!stack.empty()) {
      height -= stack.back().bytes;
      arena.release(stack.back());
      stack.pop_back();
    }
    QCOMPARE(arena.live(), height);
  }
}

void TestArena::finds_gaps_and_joins_them() {
  Arena arena(256 * 6);
  std::vector<Block> blocks;
  for (int i = 0; i < 6; ++i) blocks.push_back(*arena.place(256));
  arena.release(blocks[1]);
  arena.release(blocks[3]);
  arena.release(blocks[2]);
  const auto wide = arena.place(768);
  QVERIFY(wide);
  QCOMPARE(wide->offset, std::int64_t{256});
  arena.release(blocks[0]);
  arena.release(*wide);
  arena.release(blocks[4]);
  arena.release(blocks[5]);
  const auto all = arena.place(256 * 6);
  QVERIFY(all);
  QCOMPARE(all->offset, std::int64_t{0});
}

void TestArena::says_when_it_is_fragmented() {
  Arena arena(256 * 3);
  const auto first = arena.place(256);
  QVERIFY(arena.place(256));
  const auto third = arena.place(256);
  arena.release(*first);
  arena.release(*third);
  const auto wide = arena.place(512);
  QVERIFY(!wide);
  QVERIFY(wide.error().message.find("fragmented") != std::string::npos);
  QCOMPARE(arena.live(), std::int64_t{256});
  QVERIFY(arena.place(256));  // a failed attempt takes nothing
}

QTEST_GUILESS_MAIN(TestArena)
#include "tst_arena.moc"
