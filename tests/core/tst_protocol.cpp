// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFloat16>  // QTest only declares it, and nlohmann-json looks into it
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/files/protocol.h"
#include "tests/support/damage.h"
#include "tests/support/plans.h"

using namespace tidemark;
using nlohmann::json;

namespace {

Run some_run() {
  Problem problem;
  problem.length = 30;
  problem.budget.value = 8;
  Solver solver;
  const auto plan = make_plan(problem, StateBytes{65536, 229376, 163840}, solver);
  return {plan ? plan->value_or(nullptr) : nullptr, 5, true, 0.1, std::numeric_limits<std::uint64_t>::max()};
}

Description some_description() {
  DeviceDescription cpu;
  cpu.info = {"cpu", "A chip", true, "", 1 << 30, 1 << 29, {{"threads", "2"}}};
  cpu.cells = {CellKind::Lstm, CellKind::Tanh};
  cpu.cell = {CellKind::Gru, 100, 7, 2};
  cpu.chunks.emplace(1, ChunkSizes{{5632, 33792, 28160}, {{"weights", 10}, {"working core", 20}}});
  cpu.chunks.emplace(4, ChunkSizes{{5632, 118272, 112640}, {{"weights", 10}, {"working core", 80}}});
  cpu.chunks.emplace(60'000, failure("chunks of 60000 steps are too long"));
  DeviceDescription cuda;
  cuda.info = {"cuda:0", "", false, "libcudnn.so.9 was not found", 0, 0, {}};
  return {{cpu, cuda}};
}

}  // namespace

class TestProtocol : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_run_comes_back_as_it_went();
  void questions_come_back_as_they_went();
  void names_what_is_wrong_in_a_request_data();
  void names_what_is_wrong_in_a_request();
  void a_description_comes_back_as_it_went();
  void names_what_is_wrong_in_a_description();
  void survives_random_damage();
};

void TestProtocol::a_run_comes_back_as_it_went() {
  const Run run = some_run();
  QVERIFY(run.plan);
  const std::string text = to_json(run);
  QVERIFY(text.find('\n') == std::string::npos);
  QCOMPARE(json::parse(text)["kind"].get<std::string>(), std::string("run"));
  const auto read = parse_request(text);
  QVERIFY2(read, read ? "" : read.error().message.c_str());
  const Run* back = std::get_if<Run>(&*read);
  QVERIFY(back);
  QVERIFY(back->plan->actions == run.plan->actions);
  QVERIFY(back->plan->problem == run.plan->problem);
  QVERIFY(back->plan->sizes == run.plan->sizes);
  QCOMPARE(back->plan->budget, run.plan->budget);
  QCOMPARE(back->iterations, 5);
  QCOMPARE(back->verify, true);
  QCOMPARE(back->learning_rate, 0.1);
  QCOMPARE(back->seed, std::numeric_limits<std::uint64_t>::max());

  json sparse = json::parse(text);
  for (const char* name : {"iterations", "verify", "learning_rate", "seed"}) sparse.erase(name);
  const auto defaulted = parse_request(sparse.dump());
  QVERIFY(defaulted);
  QCOMPARE(std::get<Run>(*defaulted).iterations, 1);
  QCOMPARE(std::get<Run>(*defaulted).verify, false);
}

void TestProtocol::questions_come_back_as_they_went() {
  const Cell cell{CellKind::Gru, 100, 7, 2, Precision::Tf32};
  const std::string describe = to_json(Describe{cell, {1, 8}, {"cpu:3"}});
  QVERIFY(describe.find('\n') == std::string::npos);
  const json described = json::parse(describe);
  QCOMPARE(described["format"].get<std::string>(), std::string("tidemark-request"));
  QCOMPARE(described["kind"].get<std::string>(), std::string("describe"));
  QCOMPARE(described["chunks"], json({1, 8}));
  const auto question = parse_request(describe);
  QVERIFY(question && std::holds_alternative<Describe>(*question));
  QCOMPARE(std::get<Describe>(*question).cell, cell);
  QCOMPARE(std::get<Describe>(*question).chunk_lengths, (std::set<std::int64_t>{1, 8}));
  QCOMPARE(std::get<Describe>(*question).devices, (std::set<std::string>{"cpu:3"}));

  const std::string calibrate = to_json(Calibrate{"cuda:1", cell, {1, 2, 64}});
  QVERIFY(calibrate.find('\n') == std::string::npos);
  const auto measure = parse_request(calibrate);
  QVERIFY(measure && std::holds_alternative<Calibrate>(*measure));
  QCOMPARE(std::get<Calibrate>(*measure).device, std::string("cuda:1"));
  QCOMPARE(std::get<Calibrate>(*measure).cell, cell);
  QCOMPARE(std::get<Calibrate>(*measure).chunk_lengths, (std::set<std::int64_t>{1, 2, 64}));

  // What is not given is the default: the default cell, in single steps or in the lengths worth measuring.
  const auto usual = parse_request(R"({"format":"tidemark-request","version":1,"kind":"describe"})");
  QVERIFY(usual);
  QCOMPARE(std::get<Describe>(*usual).cell, Cell());
  QCOMPARE(std::get<Describe>(*usual).chunk_lengths, (std::set<std::int64_t>{1}));
  QVERIFY(std::get<Describe>(*usual).devices.empty());
}

void TestProtocol::names_what_is_wrong_in_a_request_data() {
  QTest::addColumn<std::string>("text");
  QTest::addColumn<QString>("message");
  const std::string good = to_json(some_run());
  const auto edited = [&](const char* pointer, const json& value) {
    json request = json::parse(good);
    request[json::json_pointer(pointer)] = value;
    return request.dump();
  };
  QTest::newRow("empty") << std::string() << "the request is empty";
  QTest::newRow("torn") << good.substr(0, 100) << "the request ends early, at byte 100";
  QTest::newRow("version") << edited("/version", 2) << "version 2 is newer than this program reads (1)";
  QTest::newRow("no kind") << edited("/kind", nullptr) << "kind: is missing; it must be a text";
  QTest::newRow("kind") << edited("/kind", "stop")
                        << "kind: must be describe, calibrate or run, not \"stop\"";
  const auto question = [](const char* rest) {
    return std::string(R"({"format":"tidemark-request","version":1,)") + rest + "}";
  };
  QTest::newRow("no chunks") << question(R"("kind":"describe","chunks":[])") << "chunks: must not be empty";
  QTest::newRow("chunks") << question(R"("kind":"describe","chunks":[1,70000])")
                          << "chunks[1]: must be a whole number from 1 to 65535, not 70000";
  QTest::newRow("chunk") << question(R"("kind":"calibrate","chunks":["all"])")
                         << "chunks[0]: must be a whole number from 1 to 65535, not \"all\"";
  QTest::newRow("devices") << question(R"("kind":"describe","devices":[3])") << "devices: must be texts";
  QTest::newRow("cell") << question(R"("kind":"calibrate","cell":{"kind":"elman"})")
                        << "cell.kind: must be one of lstm, gru, tanh, not \"elman\"";
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
  QCOMPARE(cpu.chunks.size(), 3U);
  QCOMPARE(cpu.sizes_in_chunks_of(1).value(), description.devices[0].chunks.at(1).value());
  QVERIFY(cpu.sizes_for(4).value() == DeviceSizes(*cpu.chunks.at(1), *cpu.chunks.at(4)));
  QCOMPARE(cpu.sizes_for(60'000).error().message, "chunks of 60000 steps are too long");
  QVERIFY(cpu.info.details == description.devices[0].info.details);
  QCOMPARE(back->devices[1].info.available, false);
  QCOMPARE(back->devices[1].info.reason, "libcudnn.so.9 was not found");
  QCOMPARE(back->devices[1].sizes_for(1).error().message, "libcudnn.so.9 was not found");
}

void TestProtocol::names_what_is_wrong_in_a_description() {
  json text = json::parse(to_json(some_description()));
  text["devices"][0]["chunks"][1]["sizes"]["hidden_bytes"] = 0;
  QCOMPARE(parse_description(text.dump()).error().message,
           "devices[0].chunks[1].sizes.hidden_bytes: must be a whole number from 1 to 1099511627776, not 0");
  text["devices"][0]["chunks"] = json::array();
  QCOMPARE(parse_description(text.dump()).error().message,
           "devices[0].chunks: must not be empty where the device is available");
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
