// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/files/protocol.h"
#include "tests/support/damage.h"

using namespace tidemark;
using nlohmann::json;

namespace {

Request some_request() {
  Problem problem;
  problem.length = 30;
  problem.budget.value = 8;
  Solver solver;
  const auto plan = make_plan(problem, StateSizes{65536, 229376, 163840}, solver);
  return {plan ? plan->value_or(nullptr) : nullptr, 5, true, 0.1, std::numeric_limits<std::uint64_t>::max()};
}

Description some_description() {
  DeviceDescription cpu;
  cpu.info = {"cpu", "A chip", true, "", 1 << 30, 1 << 29, {{"threads", "2"}}};
  cpu.cells = {CellKind::Lstm, CellKind::Tanh};
  cpu.cell = {CellKind::Gru, 100, 7, 2};
  cpu.sizes = {5632, 33792, 28160};
  cpu.fixed = {{"weights", 10}, {"working core", 20}};
  DeviceDescription cuda;
  cuda.info = {"cuda:0", "", false, "libcudnn.so.9 was not found", 0, 0, {}};
  return {{cpu, cuda}};
}

}  // namespace

class TestProtocol : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_request_comes_back_as_it_went();
  void names_what_is_wrong_in_a_request_data();
  void names_what_is_wrong_in_a_request();
  void a_description_comes_back_as_it_went();
  void names_what_is_wrong_in_a_description();
  void survives_random_damage();
};

void TestProtocol::a_request_comes_back_as_it_went() {
  const Request request = some_request();
  QVERIFY(request.plan);
  const std::string text = to_json(request);
  QVERIFY(text.find('\n') == std::string::npos);
  const auto back = parse_request(text);
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QVERIFY(back->plan->actions == request.plan->actions);
  QVERIFY(back->plan->problem == request.plan->problem);
  QVERIFY(back->plan->sizes == request.plan->sizes);
  QCOMPARE(back->plan->budget, request.plan->budget);
  QCOMPARE(back->iterations, 5);
  QCOMPARE(back->verify, true);
  QCOMPARE(back->learning_rate, 0.1);
  QCOMPARE(back->seed, std::numeric_limits<std::uint64_t>::max());

  json sparse = json::parse(text);
  for (const char* name : {"iterations", "verify", "learning_rate", "seed"}) sparse.erase(name);
  const auto defaulted = parse_request(sparse.dump());
  QVERIFY(defaulted);
  QCOMPARE(defaulted->iterations, 1);
  QCOMPARE(defaulted->verify, false);
}

void TestProtocol::names_what_is_wrong_in_a_request_data() {
  QTest::addColumn<std::string>("text");
  QTest::addColumn<QString>("message");
  const std::string good = to_json(some_request());
  const auto edited = [&](const char* pointer, const json& value) {
    json request = json::parse(good);
    request[json::json_pointer(pointer)] = value;
    return request.dump();
  };
  QTest::newRow("empty") << std::string() << "the request is empty";
  QTest::newRow("torn") << good.substr(0, 100) << "the request ends early, at byte 100";
  QTest::newRow("version") << edited("/version", 2) << "version 2 is newer than this program reads (1)";
  QTest::newRow("iterations") << edited("/iterations", 0)
                              << "iterations: must be a whole number from 1 to 1000000000, not 0";
  QTest::newRow("verify") << edited("/verify", "yes") << "verify: must be true or false, not \"yes\"";
  QTest::newRow("seed") << edited("/seed", -1)
                        << "seed: must be a whole number from 0 to 18446744073709551615, not -1";
  QTest::newRow("no plan") << edited("/plan", nullptr) << "plan.format: is missing; it must be a text";
  QTest::newRow("length") << edited("/plan/problem/length", 0)
                          << "plan.problem.length: must be a whole number from 1 to 1000000000000, not 0";
  QTest::newRow("action") << edited("/plan/actions/3", json::array())
                          << "plan.actions[3]: must be a list such as [\"advance\", 0, 38], not a list";
  QTest::newRow("schedule") << edited("/plan/actions/1", {"restore", 3, 3})
                            << "plan: actions[1] (restore 3 slot 3): nothing is stored in slot 3";
}

void TestProtocol::names_what_is_wrong_in_a_request() {
  QFETCH(std::string, text);
  QFETCH(QString, message);
  const auto request = parse_request(text);
  QVERIFY(!request);
  QCOMPARE(QString::fromStdString(request.error().message), message);
}

void TestProtocol::a_description_comes_back_as_it_went() {
  const Description description = some_description();
  const auto back = parse_description(to_json(description));
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QCOMPARE(to_json(*back), to_json(description));
  QCOMPARE(back->devices.size(), 2U);
  const DeviceDescription& cpu = back->devices[0];
  QVERIFY(cpu.cells == description.devices[0].cells);
  QVERIFY(cpu.cell == description.devices[0].cell);
  QVERIFY(cpu.sizes == description.devices[0].sizes);
  QVERIFY(cpu.fixed == description.devices[0].fixed);
  QVERIFY(cpu.info.details == description.devices[0].info.details);
  QCOMPARE(back->devices[1].info.available, false);
  QCOMPARE(back->devices[1].info.reason, "libcudnn.so.9 was not found");
}

void TestProtocol::names_what_is_wrong_in_a_description() {
  json text = json::parse(to_json(some_description()));
  text["devices"][0]["sizes"]["hidden_bytes"] = 0;
  QCOMPARE(parse_description(text.dump()).error().message,
           "devices[0].sizes.hidden_bytes: must be a whole number from 1 to 1099511627776, not 0");
  text["devices"][0] = "cpu";
  QCOMPARE(parse_description(text.dump()).error().message, "devices[0]: must be an object, not \"cpu\"");
  text["devices"] = 5;
  QCOMPARE(parse_description(text.dump()).error().message, "devices: must be a list, not 5");
  QCOMPARE(parse_description("Segmentation fault").error().message,
           "the description of the devices is not valid JSON at line 1, column 1 (byte 1)");
}

void TestProtocol::survives_random_damage() {
  const std::string good = to_json(some_description());
  std::mt19937 random(9);
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto description = parse_description(damaged(good, random));
    if (!description)
      QVERIFY2(is_one_clean_line(description.error().message), description.error().message.c_str());
    if (description) ++taken;
  }
  QVERIFY2(taken > 100 && taken < 3900, std::to_string(taken).c_str());  // some damage is harmless
}

QTEST_GUILESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
