// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <string>
#include <vector>

#include "core/plan/checker.h"

using namespace tidemark;

namespace {

using Actions = std::vector<Action>;

/// Three steps within two hidden slots: the schedule that the broken ones below are made from.
Actions three_steps() {
  return {Action::store_hidden(0, 0),
          Action::advance(0, 1),
          Action::store_hidden(1, 1),
          Action::advance(1, 2),
          Action::keep(3),
          Action::backward(3),
          Action::restore(1, 1),
          Action::keep(2),
          Action::backward(2),
          Action::free(1),
          Action::restore(0, 0),
          Action::keep(1),
          Action::backward(1),
          Action::free(0)};
}

/// The same steps with their internal states stored.
Actions three_internals() {
  return {Action::store_hidden(0, 0),
          Action::keep(1),
          Action::store_internal(1, 1),
          Action::keep(2),
          Action::store_internal(2, 2),
          Action::keep(3),
          Action::backward(3),
          Action::backward(2, 2),
          Action::free(2),
          Action::backward(1, 1),
          Action::free(1),
          Action::free(0)};
}

Actions with(Actions actions, std::size_t at, Action action) {
  actions[at] = action;
  return actions;
}
Actions with_also(Actions actions, std::size_t at, Action action) {
  actions.insert(actions.begin() + static_cast<std::ptrdiff_t>(at), action);
  return actions;
}
Actions without(Actions actions, std::size_t at) {
  actions.erase(actions.begin() + static_cast<std::ptrdiff_t>(at));
  return actions;
}

/// What the checker says; empty if the schedule is valid.
QString verdict(const Actions& actions, std::int64_t length, Strategy strategy, const StateSizes& sizes,
                std::int64_t budget) {
  Checker checker(length, strategy, sizes, budget);
  for (const Action& action : actions) {
    if (const auto applied = checker.apply(action); !applied)
      return QString::fromStdString(applied.error().message);
  }
  const auto finished = checker.finish();
  return finished ? QString() : QString::fromStdString(finished.error().message);
}

constexpr StateSizes kLstm{.hidden = 2, .alpha = 7, .beta = 5};

}  // namespace

Q_DECLARE_METATYPE(Actions)

class TestChecker : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void accepts_what_is_right();
  void counts_forward_steps_and_memory();
  void an_internal_state_without_its_input_counts_alpha();
  void ism_counts_internal_states_alone();
  void refuses_what_is_broken_data();
  void refuses_what_is_broken();
  void names_the_action();
  void never_counts_past_64_bits();
};

void TestChecker::accepts_what_is_right() {
  QCOMPARE(verdict(three_steps(), 3, Strategy::Hsm, {1, 2, 1}, 2), QString());
  QCOMPARE(verdict(three_steps(), 3, Strategy::Msm, kLstm, 4), QString());
  QCOMPARE(verdict(three_internals(), 3, Strategy::Msm, kLstm, 12), QString());
  QCOMPARE(verdict(three_internals(), 3, Strategy::Ism, kLstm, 21), QString());
  // h_0 comes back from a hidden slot, h_1 from a stored internal state; freeing at the end is not required.
  QCOMPARE(verdict({Action::store_hidden(0, 0), Action::keep(1), Action::store_internal(1, 1),
                    Action::advance(1, 2), Action::keep(3), Action::backward(3), Action::restore(1, 1),
                    Action::keep(2), Action::backward(2), Action::backward(1, 1)},
                   3, Strategy::Msm, kLstm, 7),
           QString());
}

void TestChecker::counts_forward_steps_and_memory() {
  Checker checker(3, Strategy::Msm, kLstm, 100);
  std::vector<std::int64_t> memory;
  for (const Action& action : three_internals()) {
    QVERIFY(checker.apply(action));
    memory.push_back(checker.memory());
  }
  QVERIFY(checker.finish());
  QCOMPARE(memory, (std::vector<std::int64_t>{2, 2, 7, 7, 12, 12, 12, 12, 7, 7, 2, 0}));
  QCOMPARE(checker.peak(), std::int64_t{12});
  QCOMPARE(checker.forward_steps(), std::int64_t{3});
  QCOMPARE(checker.actions(), std::int64_t{12});
  QCOMPARE(checker.next_backward(), std::int64_t{0});

  Checker hidden(3, Strategy::Hsm, kLstm, 100);
  for (const Action& action : three_steps()) QVERIFY(hidden.apply(action));
  QCOMPARE(hidden.forward_steps(), std::int64_t{5});
  QCOMPARE(hidden.peak(), std::int64_t{4});
}

void TestChecker::an_internal_state_without_its_input_counts_alpha() {
  Checker checker(3, Strategy::Msm, kLstm, 100);
  const auto memory_after = [&](const Action& action) {
    const auto applied = checker.apply(action);
    return applied ? checker.memory() : -1;
  };
  QCOMPARE(memory_after(Action::store_hidden(0, 0)), 2);
  QCOMPARE(memory_after(Action::advance(0, 1)), 2);
  QCOMPARE(memory_after(Action::keep(2)), 2);
  QCOMPARE(memory_after(Action::store_internal(2, 1)), 9);  // h_1 is not held
  QCOMPARE(memory_after(Action::restore(0, 0)), 9);
  QCOMPARE(memory_after(Action::keep(1)), 9);
  QCOMPARE(memory_after(Action::store_internal(1, 2)), 12);  // holds h_1: step 2 now needs beta alone
  QVERIFY(checker.is_held(1) && checker.is_held(2));
  QCOMPARE(memory_after(Action::store_hidden(1, 3)), 14);
  QCOMPARE(memory_after(Action::free(2)), 9);  // h_1 is still in slot 3
  QCOMPARE(memory_after(Action::free(3)), 9);  // the internal state of step 2 carries its own h_1 again
  QCOMPARE(memory_after(Action::free(1)), 2);
}

void TestChecker::ism_counts_internal_states_alone() {
  Checker checker(3, Strategy::Ism, kLstm, 21);
  std::vector<std::int64_t> memory;
  for (const Action& action : three_internals()) {
    QVERIFY(checker.apply(action));
    memory.push_back(checker.memory());
  }
  QVERIFY(checker.finish());
  // The initial state is free, the working core's internal state is not.
  QCOMPARE(memory, (std::vector<std::int64_t>{0, 7, 7, 14, 14, 21, 14, 14, 7, 7, 0, 0}));
  QVERIFY(verdict(three_internals(), 3, Strategy::Ism, kLstm, 20).contains("above the budget"));
  QVERIFY(verdict(three_steps(), 3, Strategy::Ism, kLstm, 100).contains("stores no hidden state"));
}

void TestChecker::refuses_what_is_broken_data() {
  QTest::addColumn<Actions>("actions");
  QTest::addColumn<QString>("complaint");
  const auto row = [](const char* name, const Actions& actions, const char* complaint) {
    QTest::newRow(name) << actions << QString(complaint);
  };
  const Actions steps = three_steps();
  const Actions internals = three_internals();
  row("initial state not stored", without(steps, 0), "the first action must store the initial state");
  row("nothing at all", {}, "ends before step 3");
  row("step backpropagated twice", with_also(steps, 6, Action::backward(3)),
      "step 3 has been backpropagated already");
  row("step backpropagated twice, from a slot", with_also(internals, 8, Action::backward(2, 2)),
      "step 2 has been backpropagated already");
  row("wrong order", with(steps, 4, Action::keep(2)), "the current hidden state is that of step 2");
  row("backward before its turn", {Action::store_hidden(0, 0), Action::keep(1), Action::backward(1)},
      "it is the turn of step 3");
  row("backward without an internal state",
      {Action::store_hidden(0, 0), Action::advance(0, 3), Action::backward(3)},
      "the working core does not hold its internal state");
  row("core's internal state used twice", with(steps, 8, Action::restore(1, 1)),
      "is still in the working core");
  row("step left out", without(without(steps, 11), 11), "ends before step 1 is backpropagated");
  row("more than every step", with_also(steps, 13, Action::backward(1)),
      "every step has been backpropagated");
  row("slot used before it is stored", with(steps, 6, Action::restore(1, 2)), "nothing is stored in slot 2");
  row("internal slot used before it is stored", with(internals, 7, Action::backward(2, 3)),
      "nothing is stored in slot 3");
  row("slot used after it is freed", with_also(steps, 6, Action::free(1)), "nothing is stored in slot 1");
  row("slot freed twice", with_also(steps, 10, Action::free(1)), "nothing is stored in slot 1");
  row("slot overwritten", with(steps, 2, Action::store_hidden(1, 0)),
      "slot 0 still holds the hidden state of step 0");
  row("slot with another step", with(steps, 6, Action::restore(1, 0)),
      "slot 0 holds the hidden state of step 0");
  row("hidden state used as an internal one", with(internals, 9, Action::backward(1, 0)),
      "slot 0 holds the hidden state of step 0");
  row("spent internal state restored", with_also(internals, 8, Action::restore(2, 2)),
      "slot 2 holds the spent internal state of step 2");
  row("another hidden state stored", with(steps, 2, Action::store_hidden(2, 1)),
      "the current hidden state is that of step 1");
  row("internal state of another step stored", with(internals, 2, Action::store_internal(2, 1)),
      "the working core does not hold that internal state");
  row("internal state stored after it was used", with_also(internals, 7, Action::store_internal(3, 3)),
      "the working core does not hold that internal state");
  row("advance from elsewhere", with(steps, 3, Action::advance(0, 2)),
      "the current hidden state is that of step 1");
  row("advance backwards", with(steps, 3, Action::advance(1, 0)), "it must go forward");
  row("advance nowhere", with(steps, 3, Action::advance(1, 1)), "it must go forward");
  row("advance past the end", with(steps, 3, Action::advance(1, 4)), "it must go forward, to step 3 at most");
  row("keep past the end", {Action::store_hidden(0, 0), Action::advance(0, 3), Action::keep(4)},
      "there are only steps 1 to 3");
  row("slot number below 0", with(steps, 2, Action::store_hidden(1, -7)), "slots are numbered from 0");
  row("no slot named", with(steps, 2, Action::store_hidden(1, Action::kNoSlot)), "slots are numbered from 0");
  row("slot number 1e9", with(steps, 2, Action::store_hidden(1, 1'000'000'000)),
      "slots are numbered from 0 to 7");
}

void TestChecker::refuses_what_is_broken() {
  QFETCH(Actions, actions);
  QFETCH(QString, complaint);
  const QString found = verdict(actions, 3, Strategy::Msm, kLstm, 1000);
  QVERIFY2(found.contains(complaint), qPrintable(found));
}

void TestChecker::names_the_action() {
  const QString over = verdict(three_steps(), 3, Strategy::Hsm, {1, 2, 1}, 1);
  QCOMPARE(over,
           QString("actions[2] (store_hidden 1 slot 1): memory rises to 2 slots, above the budget of 1"));
  const QString half = verdict(three_internals(), 3, Strategy::Msm, kLstm, 11);
  QCOMPARE(half,
           QString("actions[4] (store_internal 2 slot 2): memory rises to 6 slots, above the budget of 5.5"));
}

void TestChecker::never_counts_past_64_bits() {
  // Goes over a very long sequence again and again, as only a malicious file would.
  constexpr std::int64_t kLength = std::int64_t{1} << 60;
  Checker checker(kLength, Strategy::Hsm, {1, 2, 1}, 1);
  QVERIFY(checker.apply(Action::store_hidden(0, 0)));
  Result<void> applied;
  for (int round = 0; applied && round < 10; ++round) {
    applied = checker.apply(Action::advance(0, kLength));
    if (applied) QVERIFY(checker.apply(Action::restore(0, 0)));
  }
  QVERIFY(!applied);
  QVERIFY(applied.error().message.find("64-bit") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestChecker)
#include "tst_checker.moc"
