// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFloat16>  // QTest only declares it, and nlohmann-json looks into it
#include <QTest>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/files/json_parts.h"
#include "core/files/plan_file.h"
#include "core/files/protocol.h"
#include "tests/support/damage.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

std::string text_of(const Plan& plan) {
  std::ostringstream out;
  return write_plan(plan, out) ? out.str() : "";
}

/// A file written by hand, with only the fields that are documented to be enough.
std::string by_hand(const std::string& actions) {
  return R"({"format": "tidemark-plan", "version": 1,
             "problem": {"length": 2, "strategy": "msm", "budget_slots": 2, "alpha": 2, "beta": 1},
             "actions": [)" +
         actions + "]}";
}

const char* const kGoodActions =
    R"(["store_hidden", 0, 0], ["keep", 1], ["store_internal", 1, 1], ["keep", 2], ["backward", 2],
       ["backward", 1, 1], ["free", 1], ["free", 0])";

}  // namespace

class TestPlanFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comes_back_as_it_went_data();
  void comes_back_as_it_went();
  void chunks_of_steps_come_back();
  void streams_the_same_file_from_a_solution();
  void takes_a_plan_written_by_hand();
  void names_the_place_of_what_is_wrong_data();
  void names_the_place_of_what_is_wrong();
  void names_the_file_and_the_place_data();
  void names_the_file_and_the_place();
  void tells_its_actions_from_others_data();
  void tells_its_actions_from_others();
  void actions_never_stand_as_json();
  void reads_json_as_the_library_does();
  void says_that_a_truncated_file_ends_early();
  void survives_random_damage();
  void survives_deep_nesting();
  void survives_a_wide_list();
};

void TestPlanFile::comes_back_as_it_went_data() {
  QTest::addColumn<QString>("strategy");
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("beta");
  QTest::addColumn<double>("budget");
  for (const Strategy strategy : kStrategies) {
    const auto name = QString::fromStdString(std::string(name_of(strategy)));
    const double budget = is_optimised(strategy) ? 9.4 : 400;
    QTest::newRow(qPrintable(name + " of the cell")) << name << 0.0 << 0.0 << budget;
    QTest::newRow(qPrintable(name + " by hand")) << name << 7.0 / 3 << 4.0 / 3 << budget;
    QTest::newRow(qPrintable(name + " plain alpha")) << name << 5.0 << 0.0 << budget;
    QTest::newRow(qPrintable(name + " odd beta")) << name << 0.0 << 3.14159265358979 << budget;
  }
}

void TestPlanFile::comes_back_as_it_went() {
  QFETCH(QString, strategy);
  QFETCH(double, alpha);
  QFETCH(double, beta);
  QFETCH(double, budget);
  Problem problem;
  problem.length = 60;
  problem.strategy = *strategy_named(strategy.toStdString());
  problem.budget = {Budget::Measure::Slots, budget};
  if (alpha > 0) problem.alpha = alpha;
  if (beta > 0) problem.beta = beta;
  problem.cell = {CellKind::Gru, 77, 3, 2};
  problem.device = "cuda:1";
  problem.input = "a file\n\"with\" ünusual name";
  // No small fraction is near these sizes; the plan's whole quanta must survive nevertheless.
  const auto plan = plan_of(problem, StateBytes{2560, 9472, 6912});
  QVERIFY(plan);

  const auto back = parse_plan(text_of(*plan));
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QVERIFY((*back)->problem == plan->problem);
  QVERIFY((*back)->sizes == plan->sizes);
  QCOMPARE((*back)->budget, plan->budget);
  QCOMPARE((*back)->forward_steps, plan->forward_steps);
  QCOMPARE((*back)->peak, plan->peak);
  QCOMPARE((*back)->optimal, plan->optimal);
  QVERIFY((*back)->actions == plan->actions);

  const auto json = nlohmann::json::parse(text_of(*plan));
  QCOMPARE(json["format"], "tidemark-plan");
  QCOMPARE(json["version"], 1);
  QCOMPARE(json["problem"]["alpha"].get<double>(), plan->sizes.alpha_ratio());
  QCOMPARE(json["cost"]["forward_steps"].get<std::int64_t>(), plan->forward_steps);
  QCOMPARE(json["cost"]["backward_steps"], 60);
  QCOMPARE(json["actions"].size(), plan->actions.size());
  for (std::size_t i = 0; i < plan->actions.size(); ++i) {
    QCOMPARE(nlohmann::json::parse(to_json(plan->actions[i])), json["actions"][i]);
  }
}

void TestPlanFile::chunks_of_steps_come_back() {
  Problem problem;
  problem.length = 61;
  problem.chunk_length = 7;
  problem.budget = {Budget::Measure::DeviceMemory, 90'000};
  const ChunkSizes step{{2560, 9472, 6912}, {{"weights", 1000}}};
  const ChunkSizes chunk{{2560, 2560 + 7 * 6912, 7 * 6912}, {{"weights", 1000}, {"core", 7}}};
  Solver solver;
  auto solution = solve(problem, DeviceSizes(step, chunk), solver);
  QVERIFY2(solution, solution ? "" : solution.error().message.c_str());
  (*solution)->calibration = std::make_shared<const Calibration>(
      Calibration{"cpu", problem.cell, {{1, step, StepTimes{1, 2, 3}}, {7, chunk, StepTimes{0.5, 1, 1.5}}}});
  const std::shared_ptr<const Plan> plan = **make_plan(**solution);

  const auto back = parse_plan(text_of(*plan));
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QVERIFY((*back)->problem == plan->problem);
  QVERIFY((*back)->actions == plan->actions);
  QCOMPARE((*back)->forward_steps, plan->forward_steps);
  QVERIFY((*back)->calibration && *(*back)->calibration == *plan->calibration);
  std::ostringstream streamed;
  QVERIFY(write_plan(**solution, streamed));
  QCOMPARE(streamed.str(), text_of(*plan));

  auto json = nlohmann::json::parse(text_of(*plan));
  QCOMPARE(json["problem"]["chunk"], 7);
  QCOMPARE(json["cost"]["backward_steps"], 61);
  QCOMPARE(json["actions"].back(), (nlohmann::json{"free", 0}));
  json["problem"]["chunk"] = 0;
  QCOMPARE(parse_plan(json.dump()).error().message,
           "problem.chunk: must be the number that was planned with, not 0");
  json["problem"].erase("chunk");  // as in older files, where a chunk is a step
  QVERIFY(parse_plan(json.dump()).error().is_violation);
}

void TestPlanFile::streams_the_same_file_from_a_solution() {
  Problem problem;
  problem.length = 300;
  for (const Strategy strategy : kStrategies) {
    problem.strategy = strategy;
    problem.budget.value = is_optimised(strategy) ? 20 : 1000;
    Solver solver;
    const auto solution = solve(problem, {}, solver);
    QVERIFY(solution && *solution);
    std::ostringstream streamed;
    QVERIFY(write_plan(**solution, streamed));
    QCOMPARE(streamed.str(), text_of(*plan_of(problem)));
  }
}

void TestPlanFile::takes_a_plan_written_by_hand() {
  const auto plan = parse_plan(by_hand(kGoodActions));
  QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
  QCOMPARE((*plan)->forward_steps, 2);
  QCOMPARE((*plan)->peak, 2);
  QCOMPARE((*plan)->optimal, false);
  QVERIFY(((*plan)->problem.budget == Budget{Budget::Measure::Slots, 2}));
  QVERIFY((*plan)->problem.alpha == 2.0 && (*plan)->problem.beta == 1.0);
}

void TestPlanFile::names_the_place_of_what_is_wrong_data() {
  QTest::addColumn<std::string>("text");
  QTest::addColumn<QString>("message");
  const auto with_actions = [](const char* actions) { return by_hand(actions); };
  const auto edited = [](const char* pointer, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(by_hand(kGoodActions));
    json["cost"] = {{"forward_steps", 2}, {"backward_steps", 2}, {"peak_slots", 2}, {"optimal", true}};
    json[nlohmann::json::json_pointer(pointer)] = value;
    return json.dump();
  };
  const nlohmann::json huge = 1e30;
  QTest::newRow("empty") << std::string() << "the file is empty";
  QTest::newRow("spaces") << std::string(" \n\t") << "the file is empty";
  QTest::newRow("no JSON") << std::string("plan: 1\nlength: 2\n")
                           << "the file is not valid JSON at line 1, column 1 (byte 1)";
  QTest::newRow("a list") << std::string("[]") << "it must be an object, not a list";
  QTest::newRow("another format") << edited("/format", "tidemark-record")
                                  << "format: must be \"tidemark-plan\", not \"tidemark-record\"";
  QTest::newRow("version 99") << edited("/version", 99) << "version 99 is newer than this program reads (1)";
  QTest::newRow("version 0") << edited("/version", 0)
                             << "version: must be a whole number from 1 upwards, not 0";
  QTest::newRow("length as text")
      << edited("/problem/length", "abc")
      << "problem.length: must be a whole number from 1 to 1000000000000, not \"abc\"";
  QTest::newRow("length 0") << edited("/problem/length", 0)
                            << "problem.length: must be a whole number from 1 to 1000000000000, not 0";
  QTest::newRow("length 1e30") << edited("/problem/length", huge)
                               << "problem.length: must be a whole number from 1 to 1000000000000, not 1e+30";
  QTest::newRow("length 2.0") << edited("/problem/length", 2.0)
                              << "problem.length: must be a whole number from 1 to 1000000000000, not 2.0";
  QTest::newRow("no length")
      << edited("/problem/length", nullptr)
      << "problem.length: is missing; it must be a whole number from 1 to 1000000000000";
  QTest::newRow("strategy")
      << edited("/problem/strategy", "best")
      << "problem.strategy: must be one of standard, chen, chen-recursive, hsm, ism, msm, not \"best\"";
  QTest::newRow("alpha") << edited("/problem/alpha", 0.5)
                         << "problem.alpha: must be a number from 1 to 1e+06, not 0.5";
  QTest::newRow("problem") << edited("/problem", 5) << "problem: must be an object, not 5";
  QTest::newRow("actions") << edited("/actions", "none") << "actions: must be a list, not \"none\"";
  QTest::newRow("forward steps") << edited("/cost/forward_steps", 3)
                                 << "cost.forward_steps: is 3, but the actions have 2";
  QTest::newRow("peak") << edited("/cost/peak_slots", 1.5)
                        << "cost.peak_slots: is 1.5, but the actions reach 2";
  QTest::newRow("quanta") << edited("/problem/quanta",
                                    {{"hidden", 1}, {"alpha", 3}, {"beta", 2}, {"budget", 2}})
                          << "problem.alpha: is 2, but 3 by its quanta";
  QTest::newRow("budget")
      << edited("/problem/budget_slots", 1)
      << "actions[2] (store_internal 1 slot 1): memory rises to 2 slots, above the budget of 1";
  QTest::newRow("no list") << edited("/actions/3", "keep")
                           << "actions[3]: must be a list such as [\"advance\", 0, 38], not \"keep\"";
  QTest::newRow("no action")
      << edited("/actions/3", {"jump", 2})
      << "actions[3][0]: must be advance, keep, store_hidden, store_internal, restore, "
         "backward or free, not \"jump\"";
  QTest::newRow("too few") << edited("/actions/2", {"store_internal", 1})
                           << "actions[2]: store_internal takes 2 numbers, not 1";
  QTest::newRow("too many") << edited("/actions/4", {"backward", 2, 0, 0})
                            << "actions[4]: backward takes 1 or 2 numbers, not 3";
  QTest::newRow("real step") << edited("/actions/3/1", 2.5)
                             << "actions[3][1]: must be a whole number from 0 to 1000000000000, not 2.5";
  QTest::newRow("slot 1e9")
      << edited("/actions/2/2", 1'000'000'000)
      << "actions[2] (store_internal 1 slot 1000000000): slots are numbered from 0 to 5 at this length";
  QTest::newRow("slot 1e30") << edited("/actions/2/2", huge)
                             << "actions[2][2]: must be a whole number from 0 to 2147483647, not 1e+30";
  QTest::newRow("slot 2^64-1") << edited("/actions/2/2", std::numeric_limits<std::uint64_t>::max())
                               << "actions[2][2]: must be a whole number from 0 to 2147483647, not "
                                  "18446744073709551615";
  QTest::newRow("twice backpropagated")
      << with_actions(R"(["store_hidden",0,0],["keep",1],["keep",2],["backward",2],["backward",2])")
      << "actions[2] (keep 2): the internal state of step 1 is still in the working core";
  QTest::newRow("step 2 twice")
      << with_actions(R"(["store_hidden",0,0],["advance",0,1],["keep",2],["backward",2],["backward",2])")
      << "actions[4] (backward 2): step 2 has been backpropagated already";
  QTest::newRow("empty slot") << with_actions(R"(["store_hidden",0,0],["advance",0,1],["restore",1,3])")
                              << "actions[2] (restore 1 slot 3): nothing is stored in slot 3";
  QTest::newRow("no actions") << with_actions("") << "the schedule ends before step 2 is backpropagated";
}

void TestPlanFile::names_the_place_of_what_is_wrong() {
  QFETCH(std::string, text);
  QFETCH(QString, message);
  const auto plan = parse_plan(text);
  QVERIFY(!plan);
  QCOMPARE(QString::fromStdString(plan.error().message), message);
}

void TestPlanFile::names_the_file_and_the_place_data() {
  QTest::addColumn<QString>("message");
  QTest::newRow("good.json") << "";
  QTest::newRow("empty.json") << "the file is empty";
  QTest::newRow("not-json.json") << "the file is not valid JSON at line 1, column 1 (byte 1)";
  QTest::newRow("truncated.json") << "the file ends early, at byte 418";
  QTest::newRow("version-99.json") << "version 99 is newer than this program reads (1)";
  QTest::newRow("backward-twice.json") << "actions[6] (backward 4): step 4 has been backpropagated already";
  QTest::newRow("slot-before-stored.json") << "actions[2] (restore 2 slot 1): nothing is stored in slot 1";
  QTest::newRow("slot-1e9.json")
      << "actions[2] (store_hidden 2 slot 1000000000): slots are numbered from 0 to 9 at this length";
  QTest::newRow("wrong-cost.json") << "cost.forward_steps: is 6, but the actions have 7";
  QTest::newRow("missing.json") << "cannot be read: No such file or directory";
  QTest::newRow("") << "cannot be read: it is a folder";
}

void TestPlanFile::names_the_file_and_the_place() {
  QFETCH(QString, message);
  const QString path = QString(TIDEMARK_TEST_DATA "/plans/") + QTest::currentDataTag();
  const auto plan = load_plan(path.toStdString());
  QCOMPARE(plan ? "" : QString::fromStdString(plan.error().message),
           message.isEmpty() ? "" : path + ": " + message);
}

void TestPlanFile::tells_its_actions_from_others_data() {
  QTest::addColumn<QString>("fields");  // fields of the plan besides its format, version and problem
  QTest::addColumn<QString>("message");
  const QString good = QString(R"("actions": [%1])").arg(kGoodActions);
  const QString bad = R"("actions": [["keep", 1], ["jump"], 5])";
  const QString jump =
      "actions[1][0]: must be advance, keep, store_hidden, store_internal, restore, backward or free, not "
      "\"jump\"";
  const QString none = "the schedule ends before step 2 is backpropagated";
  QTest::newRow("alone") << good << "";
  QTest::newRow("missing") << R"("cost": {})" << none;
  QTest::newRow("null") << R"("actions": null)" << none;
  QTest::newRow("an object") << R"("actions": {"0": ["keep", 1]})"
                             << "actions: must be a list, not an object";
  QTest::newRow("in an object") << R"("more": {)" + bad + "}, " + good << "";
  QTest::newRow("in a list") << R"("more": [{)" + bad + "}], " + good << "";
  QTest::newRow("in an object of theirs")
      << R"("actions": [{)" + good + "}]"
      << "actions[0]: must be a list such as [\"advance\", 0, 38], not an object";
  QTest::newRow("in an action")
      << R"("actions": [["keep", {)" + good + "}]]"
      << "actions[0][1]: must be a whole number from 0 to 1000000000000, not an object";
  QTest::newRow("in the cost") << R"("cost": {)" + bad + "}, " + good << "";
  QTest::newRow("the first that is wrong") << bad << jump;
  QTest::newRow("twice") << good + ", " + good << "";
  QTest::newRow("twice, then wrong") << good + ", " + bad << jump;
  QTest::newRow("twice, then right") << bad + ", " + good << "";
  QTest::newRow("then none") << good + R"(, "actions": [])" << none;
  QTest::newRow("then null") << bad + R"(, "actions": null)" << none;
  QTest::newRow("then no list") << good + R"(, "actions": 5)"
                                << "actions: must be a list, not 5";
  QTest::newRow("after a wrong version") << bad + R"(, "version": 99)"
                                         << "version 99 is newer than this program reads (1)";
}

void TestPlanFile::tells_its_actions_from_others() {
  QFETCH(QString, fields);
  QFETCH(QString, message);
  std::string text = by_hand("");
  text.replace(text.find(R"("actions")"), std::string::npos, fields.toStdString() + "}");
  const auto plan = parse_plan(text);
  QCOMPARE(plan ? "" : QString::fromStdString(plan.error().message), message);
  if (plan) QVERIFY((*plan)->actions == (*parse_plan(by_hand(kGoodActions)))->actions);

  // Inside a request the Error has the plan's place. The plan itself may be there twice.
  const std::string bad_plan = R"("plan": {"actions": [["jump"]]})";
  const auto request = parse_request(R"({"format": "tidemark-request", "version": 1, "kind": "run", )" +
                                     bad_plan + R"(, "plan": )" + text + R"(, "actions": [["jump"]]})");
  if (plan) QVERIFY(request && std::get<Run>(*request).plan->actions == (*plan)->actions);
  if (!plan) QVERIFY(!request && QString::fromStdString(request.error().message).endsWith(message));
  if (message.startsWith("actions")) QCOMPARE(request.error().message, "plan." + message.toStdString());
}

void TestPlanFile::actions_never_stand_as_json() {
  Problem problem;
  problem.length = 100;
  problem.budget.value = 5;
  const auto plan = plan_of(problem);
  ActionReader actions({"actions"});
  const auto parsed = parse_json(text_of(*plan), "the file", &actions);
  QVERIFY(parsed);
  QCOMPARE((*parsed)["actions"], nlohmann::json::array());
  Fields fields(*parsed);
  QVERIFY(actions.finish(fields) == plan->actions);

  // Actions are taken as they come, not at the end: some of them even from a text that is cut short.
  const std::string text = text_of(*plan);
  QVERIFY(!parse_json(text.substr(0, text.size() / 2), "the file", &actions));
  const std::vector<Action> taken = actions.finish(fields);
  QVERIFY(taken.size() > plan->actions.size() / 4 && taken.size() < plan->actions.size());
  QVERIFY(std::equal(taken.begin(), taken.end(), plan->actions.begin()));
}

void TestPlanFile::reads_json_as_the_library_does() {
  const std::string good =
      R"({"a": [1, -2, 3.5e1, "b\u00e9\n", true, null, {}, []], "c": {"a": {"d": [[[]], {"e": 18446744073709551615}]}},
          "a": {"": false}} )";
  std::mt19937 random(2);
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string text = round == 0 ? good : damaged(good, random);
    const auto parsed = parse_json(text, "it");
    const auto expected = nlohmann::json::parse(text, nullptr, false);
    QCOMPARE(parsed.has_value(), !expected.is_discarded());
    if (parsed) QCOMPARE(*parsed, expected);
    if (parsed) ++taken;
  }
  QVERIFY(taken > 50 && taken < 3950);
}

void TestPlanFile::says_that_a_truncated_file_ends_early() {
  Problem problem;
  problem.length = 12;
  problem.budget.value = 4;
  problem.input = "ümlaut";
  const std::string text = text_of(*plan_of(problem));
  const std::size_t end = text.rfind('}');
  for (std::size_t size = 1; size <= end; ++size) {
    const auto plan = parse_plan(text.substr(0, size));
    QVERIFY(!plan);
    QCOMPARE(plan.error().message, "the file ends early, at byte " + std::to_string(size));
  }
}

void TestPlanFile::survives_random_damage() {
  Problem problem;
  problem.length = 9;
  problem.budget.value = 5;
  const auto plan = plan_of(problem);
  const std::string good_plan = text_of(*plan);
  const std::string good_request = to_json(Run{plan, 3, true, 0.01, 7});
  std::mt19937 random(1);
  int taken = 0;
  for (int round = 0; round < 6000; ++round) {
    const std::string text = damaged(round % 2 == 0 ? good_plan : good_request, random);
    const auto error =
        round % 2 == 0 ? parse_plan(text).map([](auto) {}) : parse_request(text).map([](auto) {});
    if (error) ++taken;
    if (!error) QVERIFY2(is_one_clean_line(error.error().message), error.error().message.c_str());
  }
  QVERIFY(taken > 100 && taken < 5900);  // some damage is harmless; otherwise this would prove little
}

void TestPlanFile::survives_deep_nesting() {
  for (const std::string opening : {"[", "{\"a\":"}) {
    std::string text;
    for (int depth = 0; depth < 200'000; ++depth) text += opening;
    QVERIFY(!parse_plan(text));
    QVERIFY(!parse_request(text));
    std::string inside = by_hand(kGoodActions);
    inside.replace(inside.find("\"keep\""), 6, std::string(200'000, '[') + std::string(200'000, ']'));
    const auto plan = parse_plan(inside);
    QVERIFY(!plan && is_one_clean_line(plan.error().message));
  }
}

void TestPlanFile::survives_a_wide_list() {
  std::string text = R"({"unknown": [{})";
  for (int i = 0; i < 1'000'000; ++i) text += ",{}";  // minutes, if the list were searched after each
  QCOMPARE(parse_plan(text + "]}").error().message, "format: is missing; it must be a text");
}

QTEST_GUILESS_MAIN(TestPlanFile)
#include "tst_plan_file.moc"
