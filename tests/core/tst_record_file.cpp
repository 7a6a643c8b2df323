// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFloat16>  // QTest only declares it, and nlohmann-json looks into it
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/file_io.h"
#include "core/files/record_file.h"
#include "tests/support/damage.h"

using namespace tidemark;
using nlohmann::json;

namespace {

StartEvent some_start() {
  StartEvent start;
  start.device = {
      "cpu", "A \"fast\" chip", true, "", 1 << 30, 1 << 29, {{"threads", "1"}, {"kernels", "Zen"}}};
  start.problem.length = 20;
  start.problem.beta = 2.5;
  start.problem.budget = {Budget::Measure::Bytes, 123456};
  start.sizes = {65536, 229376, 163840};
  start.fixed = {{"weights", 1000}, {"gradients", 2000}};
  start.step_sizes = {{65536, 229376, 163840}, {{"weights", 1000}}};
  start.iterations = 3;
  start.budget_bytes = 123456;
  start.predicted_forward_steps = 55;
  start.predicted_arena_peak_bytes = 120000;
  start.predicted_seconds = 0.1;
  start.times = {1e-3, 2e-3, 1.0 / 3, 4e-3};
  start.problem.chunk_length = 4;
  const std::vector<ChunkMeasure> chunks = {{1, {start.sizes, {{"core", 5}}}, StepTimes{1, 1.0 / 3, 2}},
                                            {2, {start.sizes, {}}, std::nullopt},
                                            {4, {start.sizes, {}}, StepTimes{0.5, 1, 2}}};
  start.calibration = std::make_shared<const Calibration>(Calibration{"cpu", start.problem.cell, chunks});
  return start;
}

Record some_record() {
  Record record;
  record.start = some_start();
  const Action actions[] = {Action::store_hidden(0, 0),    Action::advance(0, 18), Action::keep(19),
                            Action::store_internal(19, 1), Action::keep(20),       Action::backward(20),
                            Action::backward(19, 1),       Action::free(1),        Action::restore(0, 0)};
  for (const Action& action : actions) {
    const auto i = static_cast<std::int64_t>(record.actions.size());
    record.actions.push_back({1, i, action, 1000 * i, 1000 * i + 900, 65536 * i});
    if (i % 2 == 1) record.actions.back().device_bytes = 7'000'000'000;
  }
  record.iterations = {{1, 5.5, 0.25, 55, 120000, 7'000'000'000}, {2, 5.25, 0.125, 55, 120000, 0}};
  record.verify = VerifyEvent{1.0 / 3 * 1e-7, true, 0.5, 3'342'336};
  record.end = EndEvent{EndEvent::Status::Failed, "a \"reason\"\nof two lines"};
  return record;
}

std::string text_of(const Record& record) {
  std::ostringstream out;
  return write_record(record, out) ? out.str() : "";
}

/// The record of a valid start followed by `line`.
Result<Record> after_start(const std::string& line) {
  return parse_record(to_json_line(some_start()) + "\n" + line + "\n");
}

}  // namespace

class TestRecordFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comes_back_as_it_went();
  void says_what_the_format_promises();
  void reads_actions_alike_however_they_are_spelled();
  void keeps_a_loss_that_is_no_number();
  void leaves_actions_out_where_they_are_not_wanted();
  void keeps_the_actions_of_one_iteration();
  void passes_over_what_a_newer_runner_says();
  void takes_a_partial_record_however_it_was_cut();
  void names_the_line_and_field_that_are_wrong_data();
  void names_the_line_and_field_that_are_wrong();
  void goes_on_after_a_broken_line();
  void saves_whole_or_not_at_all();
  void survives_random_damage();
  void reads_a_long_record();
};

void TestRecordFile::comes_back_as_it_went() {
  const Record record = some_record();
  const auto back = parse_record(text_of(record));
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QCOMPARE(text_of(*back), text_of(record));
  QVERIFY(back->start.problem == record.start.problem);
  QVERIFY(back->start.sizes == record.start.sizes);
  QVERIFY(back->start.fixed == record.start.fixed);
  QVERIFY(back->start.device.details == record.start.device.details);
  QCOMPARE(back->start.device.name, record.start.device.name);
  QVERIFY(back->start.times == record.start.times);
  QCOMPARE(back->start.predicted_seconds, record.start.predicted_seconds);
  QVERIFY(back->start.calibration && *back->start.calibration == *record.start.calibration);
  QCOMPARE(back->actions.size(), record.actions.size());
  for (std::size_t i = 0; i < record.actions.size(); ++i) {
    QVERIFY(back->actions[i].action == record.actions[i].action);
    QCOMPARE(back->actions[i].end_ns, record.actions[i].end_ns);
    QVERIFY(back->actions[i].device_bytes == record.actions[i].device_bytes);
  }
  QCOMPARE(back->iterations.size(), 2U);
  QCOMPARE(back->iterations[1].loss, 5.25);
  QCOMPARE(back->verify->relative_l2, record.verify->relative_l2);
  QCOMPARE(back->end->message, record.end->message);
  QVERIFY(back->end->status == EndEvent::Status::Failed);
  QVERIFY(!back->is_partial());
}

void TestRecordFile::leaves_actions_out_where_they_are_not_wanted() {
  Record record = some_record();
  const std::string text = text_of(record);
  record.actions.clear();
  const auto read = parse_record(text, WithActions::No);
  QVERIFY2(read, read ? "" : read.error().message.c_str());
  QCOMPARE(text_of(*read), text_of(record));
  // However an action's line is spelled, and whatever is wrong elsewhere.
  const std::string odd =
      R"({ "kind":"advance","event":"action","i":99,"from":0,"to":1,"begin_ns":0,"end_ns":1,)"
      R"("arena_bytes":0})";
  const std::string start = text.substr(0, text.find('\n') + 1);
  const auto spelled = parse_record(start + odd + "\n", WithActions::No);
  QVERIFY(spelled && spelled->actions.empty() && spelled->is_partial());
  const auto broken = parse_record(start + R"({"event":"action"})" + "\nrubbish\n", WithActions::No);
  QVERIFY(!broken);
  QVERIFY2(broken.error().message.starts_with("line 3: "), broken.error().message.c_str());
  QVERIFY(!parse_record(R"({"event":"action"})"
                        "\n",
                        WithActions::No));
}

void TestRecordFile::says_what_the_format_promises() {
  const json start = json::parse(to_json_line(some_start()));
  QCOMPARE(start["event"], "start");
  QCOMPARE(start["format"], "tidemark-record");
  QCOMPARE(start["version"], 1);
  QCOMPARE(start["sizes"]["hidden_bytes"], 65536);
  QCOMPARE(start["sizes"]["internal_bytes"], 163840);
  QCOMPARE(start["sizes"]["fixed"]["weights"], 1000);
  QCOMPARE(start["predicted"]["forward_steps"], 55);
  QCOMPARE(start["predicted"]["arena_peak_bytes"], 120000);
  QCOMPARE(start["predicted"]["seconds"], 0.1);
  const ActionEvent event{1, 17, Action::backward(19, 1), 5, 6, 7, 8};
  QCOMPARE(json::parse(to_json_line(event)), json::parse(R"({"event": "action", "i": 17, "kind": "backward",
      "from": 19, "to": 18, "slot": 1, "begin_ns": 5, "end_ns": 6, "arena_bytes": 7, "device_bytes": 8,
      "iteration": 1})"));
  // If memory was not read there is no number, and certainly no 0.
  QVERIFY(!json::parse(to_json_line(ActionEvent{1, 17, Action::backward(19, 1), 5, 6, 7}))
               .contains("device_bytes"));
  const json end = json::parse(to_json_line(EndEvent{EndEvent::Status::Cancelled, "asked to"}));
  QCOMPARE(end, json::parse(R"({"event": "end", "status": "cancelled", "message": "asked to"})"));
  for (const Event& each : {Event(some_start()), Event(event), Event(IterationEvent{}), Event(VerifyEvent{}),
                            Event(EndEvent{})}) {
    QVERIFY(to_json_line(each).find('\n') == std::string::npos);
  }
}

void TestRecordFile::reads_actions_alike_however_they_are_spelled() {
  // A line as it is written is scanned; the same line with a space in it is parsed as JSON.
  std::mt19937 random(11);
  const std::string written = to_json_line(ActionEvent{1, 17, Action::backward(19, 3), 50, 60, 70, 80});
  const json fields = json::parse(written);
  int taken = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = written;
    for (const char* name :
         {"i", "from", "to", "slot", "begin_ns", "end_ns", "arena_bytes", "device_bytes"}) {
      if (random() % 12 != 0) continue;
      const char* const values[] = {"0",   "55", "-1", "1e9", "007", "2147483648", "9223372036854775808",
                                    "null"};
      const std::string value = values[random() % std::size(values)];
      const std::string old = "\"" + std::string(name) + "\":" + fields[name].dump();
      text.replace(text.find(old), old.size(), "\"" + std::string(name) + "\":" + value);
    }
    const auto scanned = after_start(text);
    const auto parsed = after_start(text.insert(1, " "));
    QCOMPARE(scanned.has_value(), parsed.has_value());
    if (scanned) QCOMPARE(text_of(*scanned), text_of(*parsed));
    if (scanned) ++taken;
  }
  QVERIFY(taken > 300 && taken < 2900);
}

void TestRecordFile::keeps_a_loss_that_is_no_number() {
  IterationEvent event;
  event.n = 1;
  event.loss = std::numeric_limits<double>::quiet_NaN();
  const auto record = after_start(to_json_line(event));
  QVERIFY(record);
  QVERIFY(std::isnan(record->iterations.at(0).loss));
}

void TestRecordFile::keeps_the_actions_of_one_iteration() {
  RecordReader reader;
  QVERIFY(reader.read_line(to_json_line(some_start())));
  for (std::int64_t iteration = 1; iteration <= 2; ++iteration) {
    for (std::int64_t i = 0; i < 3; ++i) {
      const auto event =
          reader.read_line(to_json_line(ActionEvent{iteration, i, Action::keep(i + 1), 0, 1, 2, 3}));
      QVERIFY(event && *event);
      QCOMPARE(std::get<ActionEvent>(**event).iteration, iteration);
    }
  }
  QCOMPARE(reader.record().actions.size(), 3U);
  QCOMPARE(reader.lines(), 7);
}

void TestRecordFile::passes_over_what_a_newer_runner_says() {
  json action = json::parse(to_json_line(ActionEvent{1, 0, Action::keep(1), 0, 1, 2, 3}));
  action["watts"] = {1, 2, {{"deep", nullptr}}};
  const auto record =
      after_start("\r\n" + action.dump() + "\r\n{\"event\": \"temperature\", \"celsius\": [40]}\n\n");
  QVERIFY2(record, record ? "" : record.error().message.c_str());
  QCOMPARE(record->actions.size(), 1U);
  QVERIFY(record->is_partial());
}

void TestRecordFile::takes_a_partial_record_however_it_was_cut() {
  const Record whole = some_record();
  const std::string text = text_of(whole);
  const std::size_t first_line = text.find('\n');
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto record = parse_record(text.substr(0, size));
    if (size < first_line) {
      QVERIFY(!record);
      QVERIFY2(is_one_clean_line(record.error().message), record.error().message.c_str());
      continue;
    }
    QVERIFY2(record, record ? "" : record.error().message.c_str());
    QCOMPARE(record->is_partial(), size < text.size() - 1);
    QVERIFY(record->actions.size() <= whole.actions.size());
  }
}

void TestRecordFile::names_the_line_and_field_that_are_wrong_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<QString>("message");
  const auto action = [](const char* field, const json& value) {
    json event = json::parse(to_json_line(ActionEvent{1, 0, Action::store_hidden(3, 4), 10, 20, 30, 40}));
    event[field] = value;
    return QString::fromStdString(event.dump());
  };
  const QString kCount = "must be a whole number from 0 upwards, not ";
  QTest::newRow("no JSON") << "{\"event\": action}"
                           << "line 2: the line is not valid JSON at line 1, column 11 (byte 11)";
  QTest::newRow("torn in the middle") << "{\"event\": \"act"
                                      << "line 2: the line ends early, at byte 14";
  QTest::newRow("no event") << "{}"
                            << "line 2: event: is missing; it must be a text";
  QTest::newRow("a number") << "5"
                            << "line 2: it must be an object, not 5";
  QTest::newRow("kind") << action("kind", "jump")
                        << "line 2: kind: must be the name of an action, not \"jump\"";
  QTest::newRow("slot 1e9") << action("slot", 1e9)
                            << "line 2: slot: must be a whole number from -1 to 2147483647, not 1000000000.0";
  QTest::newRow("slot 1e30") << action("slot", 1e30)
                             << "line 2: slot: must be a whole number from -1 to 2147483647, not 1e+30";
  QTest::newRow("i") << action("i", -1) << "line 2: i: " + kCount + "-1";
  QTest::newRow("bytes") << action("arena_bytes", "many") << "line 2: arena_bytes: " + kCount + "\"many\"";
  QTest::newRow("time runs back") << action("end_ns", 9)
                                  << "line 2: end_ns: must be a whole number from 10 upwards, not 9";
  QTest::newRow("loss") << R"({"event": "iteration", "n": 1, "loss": "low"})"
                        << "line 2: loss: must be a number, not \"low\"";
  QTest::newRow("status") << R"({"event": "end", "status": "well"})"
                          << "line 2: status: must be one of done, cancelled, failed, not \"well\"";
  QTest::newRow("two starts") << QString::fromStdString(to_json_line(some_start()))
                              << "line 2: there is more than one start event";
  const QString end = QString::fromStdString(to_json_line(EndEvent{}));
  QTest::newRow("after the end") << end + "\n" + end << "line 3: nothing may follow the end event";
  QTest::newRow("same action") << action("i", 5) + "\n" + action("i", 5)
                               << "line 3: i: must be above 5, the action before it, not 5";
}

void TestRecordFile::names_the_line_and_field_that_are_wrong() {
  QFETCH(QString, line);
  QFETCH(QString, message);
  const auto record = after_start(line.toStdString());
  QVERIFY(!record);
  QCOMPARE(QString::fromStdString(record.error().message), message);
}

void TestRecordFile::goes_on_after_a_broken_line() {
  QCOMPARE(parse_record("").error().message, "the file is empty; a record begins with a start event");
  QCOMPARE(parse_record("\n\n").error().message, "there is no start event");
  QCOMPARE(parse_record(to_json_line(EndEvent{})).error().message, "line 1: the first event must be start");
  json start = json::parse(to_json_line(some_start()));
  start["version"] = 99;
  QCOMPARE(parse_record(start.dump()).error().message,
           "line 1: version 99 is newer than this program reads (1)");
  start["version"] = 1;
  start["problem"]["length"] = 1'000'000'000'000;
  start["sizes"]["internal_bytes"] = 1'000'000'000;
  start["sizes"]["internal_alone_bytes"] = 1'000'000'000;
  QCOMPARE(parse_record(start.dump()).error().message,
           "line 1: sizes: the states of 1000000000000 steps are more bytes than a 64-bit number counts");

  RecordReader reader;
  QVERIFY(!reader.read_line("nonsense"));
  QVERIFY(!reader.has_started());
  QVERIFY(reader.read_line(to_json_line(some_start())));
  QVERIFY(!reader.read_line("nonsense"));
  QVERIFY(reader.read_line(to_json_line(EndEvent{})));
  QVERIFY(!reader.record().is_partial());
}

void TestRecordFile::saves_whole_or_not_at_all() {
  QTemporaryDir folder;
  const auto path = std::filesystem::path(folder.path().toStdString()) / "run.jsonl";
  QVERIFY(save_record(some_record(), path));
  QCOMPARE(text_of(load_record(path).value()), text_of(some_record()));
  QVERIFY(!save_record(some_record(), "/dev/full"));
  QVERIFY(write_file(path, "{}"));
  QCOMPARE(load_record(path).error().message,
           path.string() + ": line 1: event: is missing; it must be a text");
}

void TestRecordFile::survives_random_damage() {
  const std::string good = text_of(some_record());
  std::mt19937 random(5);
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto record = parse_record(damaged(good, random));
    if (!record) QVERIFY2(is_one_clean_line(record.error().message), record.error().message.c_str());
    if (record) ++taken;
    if (record) QVERIFY(!text_of(*record).empty());
  }
  QVERIFY2(taken > 100 && taken < 3900, std::to_string(taken).c_str());  // some damage is harmless
}

void TestRecordFile::reads_a_long_record() {
  constexpr std::int64_t kActions = 200'000;
  Record record;
  record.start = some_start();
  for (std::int64_t i = 0; i < kActions; ++i) {
    record.actions.push_back({1, i, Action::store_hidden(i, 3), i * 1000, i * 1000 + 900, 1 << 30, 1 << 30});
  }
  const auto back = parse_record(text_of(record));
  QVERIFY(back);
  QCOMPARE(back->actions.size(), static_cast<std::size_t>(kActions));
  QVERIFY(back->actions.back().action == record.actions.back().action);
}

QTEST_GUILESS_MAIN(TestRecordFile)
#include "tst_record_file.moc"
