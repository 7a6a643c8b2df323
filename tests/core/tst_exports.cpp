// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFloat16>  // QTest only declares it, and nlohmann-json looks into it
#include <QRegularExpression>
#include <QTest>
#include <cmath>
#include <locale>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/base/file_io.h"
#include "core/files/export_size.h"
#include "core/files/exports.h"
#include "core/files/suggested_name.h"
#include "core/plan/checker.h"
#include "tests/support/plans.h"

using namespace tidemark;
using nlohmann::json;

namespace {

/// What `write` wrote; empty if it failed.
template <class Write>
std::string written(Write write) {
  std::ostringstream out;
  return write(out) ? out.str() : std::string();
}

/// The rows of a CSV, its head first.
std::vector<QStringList> rows_of(const std::string& csv) {
  std::vector<QStringList> rows;
  for (const QString& line : QString::fromStdString(csv).split('\n', Qt::SkipEmptyParts)) {
    rows.push_back(line.split(','));
  }
  return rows;
}

std::vector<json> events_of(const std::string& trace, const char* phase) {
  std::vector<json> events;
  const json whole = json::parse(trace);
  for (const json& event : whole["traceEvents"]) {
    if (event["ph"] == phase) events.push_back(event);
  }
  return events;
}

bool is_about(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

const QString kCurveHead = QStringLiteral(
    "strategy,slots,hidden_states,bytes,percent_of_standard,forward_steps,forward_steps_per_step,"
    "overhead_percent,milliseconds");

/// Counts what is written, of which there may be a lot.
class CountingStream : private std::streambuf, public std::ostream {
 public:
  CountingStream() : std::ostream(static_cast<std::streambuf*>(this)) {}
  std::int64_t bytes() const { return bytes_; }

 private:
  std::streamsize xsputn(const char* /*text*/, std::streamsize size) override {
    bytes_ += size;
    return size;
  }
  std::int64_t bytes_ = 0;
};

/// A locale with commas for points and dots between thousands.
struct Commas : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

class TestExports : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_schedule_csv_agrees_with_the_checker();
  void a_schedule_that_is_not_held_is_written_the_same();
  void a_table_csv_agrees_with_the_policy();
  void a_table_csv_leaves_infeasible_cells_empty();
  void a_curve_csv_agrees_with_the_curve();
  void a_curve_csv_has_every_strategy();
  void a_range_of_a_schedule_is_the_same_lines();
  void a_range_of_a_trace_has_what_is_stored_meanwhile();
  void a_range_beyond_the_end_is_refused();
  void sizes_are_known_before_files_are_written_data();
  void sizes_are_known_before_files_are_written();
  void names_of_files_tell_problems_apart();
  void a_trace_agrees_with_the_checker();
  void a_trace_can_be_drawn_in_measured_times();
  void a_trace_of_a_record_shows_what_was_measured();
  void events_of_a_trace_nest_exactly();
  void a_trace_of_a_thinned_record_still_holds_together();
  void numbers_are_the_same_in_every_locale();
  void says_when_the_disk_is_full();
};

void TestExports::a_schedule_csv_agrees_with_the_checker() {
  for (const Strategy strategy : {Strategy::Msm, Strategy::Ism, Strategy::ChenSqrt}) {
    const auto plan = plan_of(strategy, 40, strategy == Strategy::ChenSqrt ? 100 : 6.5);
    QVERIFY(plan);
    const auto rows = rows_of(written([&](auto& out) { return write_schedule_csv(*plan, out); }));
    QCOMPARE(rows.at(0).join(','), "i,kind,from,to,slot,forward_steps,memory_slots");
    QCOMPARE(rows.size(), plan->actions.size() + 1);
    Checker checker(40, strategy, plan->sizes, plan->budget);
    double most = 0;
    for (std::size_t i = 0; i < plan->actions.size(); ++i) {
      const QStringList& row = rows[i + 1];
      const Action& action = plan->actions[i];
      QVERIFY(checker.apply(action));
      QCOMPARE(row.size(), 7);
      QCOMPARE(row[0].toULongLong(), i);
      QCOMPARE(row[1].toStdString(), std::string(name_of(action.kind)));
      QCOMPARE(row[2].toLongLong(), action.from);
      QCOMPARE(row[3].toLongLong(), action.to);
      QCOMPARE(row[4], action.slot == Action::kNoSlot ? QString() : QString::number(action.slot));
      QCOMPARE(row[5].toLongLong(), action.forward_chunks());
      const double memory = row[6].toDouble() * static_cast<double>(slot_size(strategy, plan->sizes));
      QVERIFY(is_about(memory, static_cast<double>(checker.memory())));
      most = std::max(most, memory);
    }
    QVERIFY(is_about(most, static_cast<double>(plan->peak)));
  }
}

void TestExports::a_schedule_that_is_not_held_is_written_the_same() {
  Problem problem;
  problem.length = 75;
  problem.chunk_length = 2;
  problem.alpha = 8.5;
  problem.beta = 7.5;
  problem.budget = {Budget::Measure::Slots, 11};
  Solver solver;
  const Solution solution = solve(problem, {}, solver).value().value();
  const auto plan = make_plan(solution).value().value();
  QCOMPARE(written([&](auto& out) { return write_schedule_csv(solution, out); }),
           written([&](auto& out) { return write_schedule_csv(*plan, out); }));
  QCOMPARE(written([&](auto& out) { return write_trace(solution, out); }),
           written([&](auto& out) { return write_trace(*plan, out); }));
}

void TestExports::a_table_csv_agrees_with_the_policy() {
  for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
    const StateSizes sizes = sizes_from_ratios({}, 2.5).value();
    Solver solver;
    const std::int64_t slot = slot_size(strategy, sizes);
    const auto policy = solver.policy(strategy, sizes, 30, 9 * slot).value().value();
    const auto rows = rows_of(written([&](auto& out) { return write_table_csv(*policy, 30, 9, out); }));
    QCOMPARE(rows.at(0).join(','), "t,m,cost,choice,y");
    QCOMPARE(rows.size(), 30U * 9 + 1);
    const std::map<QString, Choice::Kind> kinds = {{"keep", Choice::Kind::KeepInCore},
                                                   {"hidden", Choice::Kind::PushHidden},
                                                   {"internal", Choice::Kind::PushInternal}};
    std::size_t row = 1;
    for (std::int64_t t = 1; t <= 30; ++t) {
      for (std::int64_t m = 1; m <= 9; ++m, ++row) {
        QCOMPARE(rows[row][0].toLongLong(), t);
        QCOMPARE(rows[row][1].toLongLong(), m);
        QCOMPARE(rows[row][2].toLongLong(), policy->cost(t, m * slot));
        const Choice choice{kinds.at(rows[row][3]), rows[row][4].toLongLong()};
        QVERIFY(choice == policy->choice(t, m * slot));
      }
    }
    if (strategy == Strategy::Msm) {  // its table has an end
      std::ostringstream out;
      QVERIFY(!write_table_csv(*policy, policy->longest_length() + 1, 9, out));
      QCOMPARE(out.str(), "");
    }
  }
}

void TestExports::a_table_csv_leaves_infeasible_cells_empty() {
  const StateSizes sizes = sizes_from_ratios({}, 1.0).value();
  Solver solver;
  const auto policy = solver.policy(Strategy::Standard, sizes, 5, 5).value().value();
  const std::string csv = written([&](auto& out) { return write_table_csv(*policy, 4, 5, out); });
  QVERIFY(csv.find("\n4,1,,,\n") != std::string::npos);
  QVERIFY(csv.find("\n4,5,4,") != std::string::npos);
}

void TestExports::a_curve_csv_agrees_with_the_curve() {
  Solver solver;
  const auto policy =
      solver.policy(Strategy::Ism, sizes_from_ratios({}, {}).value(), 1000, 60 * 7).value().value();
  const auto curve = tradeoff_curve(*policy, 1000, 60);
  const CurveMeasures measures{Sequence(1000), policy->sizes(),
                               MemoryShare(Problem{}, policy->sizes(), std::nullopt), OverheadBasis()};
  const auto rows = rows_of(written([&](auto& out) {
    return write_curves_csv({{Strategy::Ism, curve}}, measures, out);
  }));
  QCOMPARE(rows.at(0).join(','), kCurveHead);
  QCOMPARE(rows.size(), curve.size() + 1);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    QCOMPARE(rows[i + 1].size(), 9);
    QCOMPARE(rows[i + 1][0], "ism");
    QCOMPARE(rows[i + 1][1].toLongLong(), curve[i].slot_count);
    QCOMPARE(rows[i + 1][2].toDouble() * static_cast<double>(policy->sizes().hidden),
             static_cast<double>(curve[i].quanta));
    QCOMPARE(rows[i + 1][5].toLongLong(), curve[i].forward_steps);
    QCOMPARE(rows[i + 1][7].toDouble(),
             100 * OverheadBasis().overhead(static_cast<double>(curve[i].forward_steps), 1000));
  }
  QCOMPARE(rows[50][1], "50");  // the paper's headline
  QCOMPARE(rows[50][3], "");    // no device is known, and nothing measured
  QVERIFY(is_about(rows[50][4].toDouble(), 5));
  QCOMPARE(rows[50][5], "1950");
  QCOMPARE(rows[50][6], "1.95");
  QVERIFY(is_about(rows[50][7].toDouble(), 95000.0 / 3000));
  QCOMPARE(rows[50][8], "");
}

/// In bytes, percent and measured milliseconds where a device is known, in single steps whatever the chunk.
void TestExports::a_curve_csv_has_every_strategy() {
  Problem problem;
  problem.length = 60;
  problem.chunk_length = 4;
  const DeviceSizes device{ChunkSizes{{512, 1792, 1280}, {}}, ChunkSizes{{512, 5000, 4600}, {{"core", 300}}}};
  const Settled settled = value_of(settle(problem, device));
  Solver solver;
  std::map<Strategy, std::vector<CurvePoint>> curves;
  for (const Strategy strategy : kStrategies) {
    const auto policy = solver.policy(strategy, settled.sizes, 15, standard_memory(15, settled.sizes));
    curves[strategy] = tradeoff_curve(**policy.value(), 15, 15);
  }
  const StepTimes times{.advance = 1e-3, .keep = 2e-3, .backward = 3e-3};
  const MemoryShare share(settled.problem, settled.sizes, device);
  const CurveMeasures measures{settled.sequence(), settled.sizes, share, OverheadBasis(), times};
  const auto rows = rows_of(written([&](auto& out) { return write_curves_csv(curves, measures, out); }));
  std::size_t row = 1;
  for (const auto& [strategy, curve] : curves) {
    QVERIFY(!curve.empty());
    for (const CurvePoint& point : curve) {
      const QStringList& cells = rows.at(row++);
      const auto quanta = static_cast<double>(point.quanta);
      QCOMPARE(cells[0].toStdString(), std::string(name_of(strategy)));
      QCOMPARE(cells[3].toLongLong(), std::llround(share.amount_of_quanta(quanta)));
      QCOMPARE(cells[4].toDouble(), 100 * share.part(share.amount_of_quanta(quanta), strategy));
      const double steps = settled.sequence().in_steps(static_cast<double>(point.forward_steps));
      QCOMPARE(cells[5].toDouble(), std::round(steps));
      QCOMPARE(cells[6].toDouble(), steps / 60);
      QCOMPARE(cells[8].toDouble(), 1e3 * iteration_seconds(times, steps, 60));
    }
  }
  QCOMPARE(row, rows.size());
}

void TestExports::a_range_of_a_schedule_is_the_same_lines() {
  const auto plan = plan_of(Strategy::Msm, 60, 7);
  const auto whole = rows_of(written([&](auto& out) { return write_schedule_csv(*plan, out); }));
  const auto part = rows_of(written([&](auto& out) { return write_schedule_csv(*plan, out, {20, 49}); }));
  QCOMPARE(part.size(), 31U);
  QCOMPARE(part[0], whole[0]);
  for (std::size_t i = 1; i < part.size(); ++i) QCOMPARE(part[i], whole[i + 20]);
  const auto tail = rows_of(written([&](auto& out) { return write_schedule_csv(*plan, out, {50}); }));
  QCOMPARE(tail.size(), whole.size() - 50);
  QCOMPARE(tail.back(), whole.back());
}

void TestExports::a_range_of_a_trace_has_what_is_stored_meanwhile() {
  const auto plan = plan_of(Strategy::Msm, 60, 7);
  const std::int64_t first = 40, last = 69;
  std::set<int> held;  // slots that hold something at some time of the range
  std::set<int> filled;
  for (std::int64_t i = 0; i <= last; ++i) {
    if (i == first) held = filled;
    const Action& action = plan->actions[static_cast<std::size_t>(i)];
    if (action.kind == ActionKind::Free) filled.erase(action.slot);
    if (action.kind != ActionKind::StoreHidden && action.kind != ActionKind::StoreInternal) continue;
    filled.insert(action.slot);
    if (i >= first) held.insert(action.slot);
  }
  QVERIFY(held.size() > 2);
  const auto spans_of = [&](const ScheduleRange& range) {
    return events_of(written([&](auto& out) { return write_trace(*plan, out, nullptr, range); }), "X");
  };
  std::map<std::int64_t, double> begins;
  for (const json& event : spans_of({}))
    if (event.contains("args")) begins[event["args"]["action"]] = event["ts"];
  std::set<int> shown;
  std::set<std::int64_t> actions;
  for (const json& event : spans_of({first, last})) {
    QVERIFY(event["ts"].get<double>() >= begins[first]);
    QVERIFY(event["ts"].get<double>() + event["dur"].get<double>() <= begins[last + 1]);
    if (event.contains("args")) {
      actions.insert(event["args"]["action"].get<std::int64_t>());
      QCOMPARE(event["ts"].get<double>(), begins[event["args"]["action"]]);
    } else {
      shown.insert(event["tid"].get<int>() - 10);
    }
  }
  QCOMPARE(actions.size(), 30U);
  QCOMPARE(*actions.begin(), first);
  QCOMPARE(*actions.rbegin(), last);
  QCOMPARE(shown, held);
}

void TestExports::a_range_beyond_the_end_is_refused() {
  const auto plan = plan_of(Strategy::Hsm, 10, 4);
  const auto actions = static_cast<std::int64_t>(plan->actions.size());
  std::ostringstream out;
  QVERIFY(write_schedule_csv(*plan, out, {actions - 1}));
  for (const auto& result :
       {write_schedule_csv(*plan, out, {actions}), write_trace(*plan, out, nullptr, {actions})}) {
    QVERIFY(!result);
    QVERIFY(result.error().message.find(std::to_string(actions) + " actions") != std::string::npos);
  }
}

void TestExports::sizes_are_known_before_files_are_written_data() {
  QTest::addColumn<Strategy>("strategy");
  QTest::addColumn<int>("length");
  QTest::addColumn<int>("slot_count");
  QTest::addColumn<bool>("is_trace");
  QTest::addColumn<bool>("is_large");
  QTest::newRow("small csv") << Strategy::Msm << 500 << 20 << false << false;
  QTest::newRow("small trace") << Strategy::Ism << 500 << 20 << true << false;
  QTest::newRow("large trace") << Strategy::Hsm << 400'000 << 400 << true << true;
  QTest::newRow("large trace with a track for every step")
      << Strategy::Standard << 600'000 << 3'000'000 << true << true;
}

void TestExports::sizes_are_known_before_files_are_written() {
  QFETCH(Strategy, strategy);
  QFETCH(int, length);
  QFETCH(int, slot_count);
  QFETCH(bool, is_trace);
  QFETCH(bool, is_large);
  Solver solver;
  const Solution solution = solve(problem_of(strategy, length, slot_count), {}, solver).value().value();
  const ScheduleWriter write = [&](const ScheduleView& schedule, std::ostream& out,
                                   const ScheduleRange& range) {
    return is_trace ? write_trace(schedule, out, nullptr, range) : write_schedule_csv(schedule, out, range);
  };
  const FileSize told = size_of_file(solution, write);
  QVERIFY(!told.is_least);
  CountingStream real;
  QVERIFY(write(solution, real, {}));
  QCOMPARE(real.bytes() > kLargeFile, is_large);
  if (!is_large) {
    QCOMPARE(told.bytes, real.bytes());
  } else {
    const double ratio = static_cast<double>(told.bytes) / static_cast<double>(real.bytes());
    QVERIFY2(ratio > 0.8 && ratio < 1.2, qPrintable(QString::number(ratio)));
  }
  const FileSize part = size_of_file(solution, write, {100, 199});
  QCOMPARE(part.bytes, static_cast<std::int64_t>(written([&](auto& out) {
                                                   return write(solution, out, {100, 199});
                                                 }).size()));
}

void TestExports::names_of_files_tell_problems_apart() {
  Problem problem;
  QCOMPARE(suggested_name(problem, "timeline.svg"), "msm_1000-steps_50-slots_timeline.svg");
  QCOMPARE(suggested_name(problem, ".tidemark"), "msm_1000-steps_50-slots.tidemark");
  problem.length = 1;
  problem.budget.value = 1;
  QCOMPARE(suggested_name(problem, "plan.json"), "msm_1-step_1-slot_plan.json");
  problem.length = 1'000'000;
  problem.strategy = Strategy::ChenRecursive;
  problem.budget = {Budget::Measure::Percent, 2.5};
  problem.chunk_length = 8;
  QCOMPARE(suggested_name(problem, "curves.csv"),
           "chen-recursive_1000000-steps_8-step-chunks_2.5-percent_curves.csv");
  problem.chunk_length = kAutoChunk;
  problem.budget = {Budget::Measure::Bytes, 30'000'000};
  QCOMPARE(suggested_name(problem, "run.jsonl"),
           "chen-recursive_1000000-steps_auto-chunks_30000000-bytes_run.jsonl");
}

void TestExports::a_trace_agrees_with_the_checker() {
  for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
    const auto plan = plan_of(strategy, 50, 7.5);
    const std::string trace = written([&](auto& out) { return write_trace(*plan, out); });
    std::map<std::string, double> length_of_track;
    std::map<int, std::string> tracks;
    for (const json& event : events_of(trace, "M")) {
      if (event["name"] == "thread_name") tracks[event["tid"]] = event["args"]["name"];
    }
    std::size_t actions = 0;
    for (const json& event : events_of(trace, "X")) {
      QVERIFY(event["dur"].get<double>() >= 0);
      QVERIFY(tracks.contains(event["tid"]));
      length_of_track[tracks[event["tid"]]] += event["dur"].get<double>();
      if (!event.contains("args")) continue;
      const Action& action = plan->actions.at(actions);
      QCOMPARE(event["args"]["action"], actions);
      QVERIFY(event["name"].get<std::string>().starts_with(name_of(action.kind)));
      QCOMPARE(event["args"].contains("slot"), action.slot != Action::kNoSlot);
      ++actions;
    }
    QCOMPARE(actions, plan->actions.size());
    QCOMPARE(length_of_track["forward"], static_cast<double>(plan->forward_steps));
    QCOMPARE(length_of_track["backward"], 50.0);
    QCOMPARE(length_of_track["store, restore, free"], 0.0);

    // The counter shows every value of memory that the checker passes through, in order.
    Checker checker(50, strategy, plan->sizes, plan->budget);
    std::vector<double> expected;
    const auto slot = static_cast<double>(slot_size(strategy, plan->sizes));
    for (const Action& action : plan->actions) {
      QVERIFY(checker.apply(action));
      const double memory = static_cast<double>(checker.memory()) / slot;
      if (expected.empty() || expected.back() != memory) expected.push_back(memory);
    }
    std::vector<double> shown;
    double before = 0;
    for (const json& event : events_of(trace, "C")) {
      QVERIFY(event["ts"].get<double>() >= before);
      before = event["ts"];
      shown.push_back(event["args"]["slots"]);
    }
    QCOMPARE(shown, expected);

    // Every stored state has a lifetime on its slot's track.
    std::map<int, std::int64_t> stores;
    for (const Action& action : plan->actions) {
      if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal)
        ++stores[action.slot];
    }
    for (const json& event : events_of(trace, "X")) {
      const std::string& track = tracks[event["tid"]];
      if (track.starts_with("slot ")) --stores[std::stoi(track.substr(5))];
    }
    for (const auto& [number, left] : stores) QCOMPARE(left, 0);
  }
}

void TestExports::a_trace_can_be_drawn_in_measured_times() {
  const auto plan = plan_of(Strategy::Msm, 50, 7);
  const StepTimes times{.advance = 0.001, .keep = 0.002, .backward = 0.004};
  const std::string trace = written([&](auto& out) { return write_trace(*plan, out, &times); });
  double forward = 0;
  double backward = 0;
  for (const json& event : events_of(trace, "X")) {
    const std::string name = event["name"];
    if (name.starts_with("backward")) backward += event["dur"].get<double>();
    if (name.starts_with("advance") || name.starts_with("keep")) forward += event["dur"].get<double>();
  }
  const std::int64_t advanced = plan->forward_steps - plan->kept_steps;
  QVERIFY(is_about(backward, 50 * 4000.0));
  QVERIFY(is_about(forward,
                   1000.0 * static_cast<double>(advanced) + 2000.0 * static_cast<double>(plan->kept_steps)));
}

void TestExports::a_trace_of_a_record_shows_what_was_measured() {
  Record record;
  record.actions = {{1, 0, Action::store_hidden(0, 0), 0, 500, 256, std::nullopt},
                    {1, 1, Action::keep(1), 500, 2500, 256, 1000},
                    {1, 2, Action::backward(1), 2500, 6000, 256, 1000},
                    {1, 3, Action::free(0), 6000, 6001, 0, 2000}};
  const std::string trace = written([&](auto& out) { return write_trace(record, out); });
  const auto spans = events_of(trace, "X");
  QCOMPARE(spans.size(), 5U);
  QCOMPARE(spans[1]["name"], "keep 1");
  QCOMPARE(spans[1]["ts"], 0.5);
  QCOMPARE(spans[1]["dur"], 2.0);
  QCOMPARE(spans[4]["name"], "h_0");
  QCOMPARE(spans[4]["ts"].get<double>(), 0.0);
  QCOMPARE(spans[4]["dur"], 6.001);
  std::map<std::string, std::vector<double>> counters;
  for (const json& event : events_of(trace, "C")) {
    counters[event["name"]].push_back(event["args"]["bytes"]);
  }
  QCOMPARE(counters["arena"], std::vector<double>({256, 0}));
  QCOMPARE(counters["device memory"], std::vector<double>({1000, 2000}));
}

/// Viewers nest events by comparing their ends. One that ended a rounding error after the next began would
/// never end there. The file's decimals themselves are compared, since doubles would round them again.
void TestExports::events_of_a_trace_nest_exactly() {
  Record record;
  std::int64_t now = 0;
  for (std::int64_t i = 0; i < 300; ++i) {
    const std::int64_t begin = now;
    now += 1 + (i * i * 7919) % 100'003;
    record.actions.push_back(
        {1, i, i % 2 == 0 ? Action::advance(i, i + 1) : Action::backward(i), begin, now, i, 0});
  }
  const auto plan = plan_of(Strategy::Msm, 60, 7);
  QVERIFY(plan);
  const StepTimes times{.advance = 0.1 / 3, .keep = 0.7e-3, .backward = 1e-3 / 7};
  for (const std::string& trace : {written([&](auto& out) { return write_trace(record, out); }),
                                   written([&](auto& out) { return write_trace(*plan, out, &times); }),
                                   written([&](auto& out) { return write_trace(*plan, out); })}) {
    static const QRegularExpression event(
        QStringLiteral("\"ph\":\"X\",\"pid\":1,\"tid\":([0-9]+),\"ts\":([0-9]+)\\.([0-9]{3}),\"dur\":([0-9]+)"
                       "\\.([0-9]{3})[,}]"));
    std::map<int, std::int64_t> end_of_track;
    std::int64_t end = 0;
    qsizetype found = 0;
    for (auto events = event.globalMatch(QString::fromStdString(trace)); events.hasNext(); ++found) {
      const auto match = events.next();
      const auto nanoseconds = [&match](int at) {
        return match.captured(at).toLongLong() * 1000 + match.captured(at + 1).toLongLong();
      };
      const int track = match.captured(1).toInt();
      QVERIFY(nanoseconds(2) >= end_of_track[track]);
      end_of_track[track] = nanoseconds(2) + nanoseconds(4);
      if (track >= 10) continue;  // a slot's lifetime is written when it ends
      QCOMPARE(nanoseconds(2), end);
      end = end_of_track[track];
    }
    QCOMPARE(found, static_cast<qsizetype>(events_of(trace, "X").size()));
    QVERIFY(found >= 150);
  }
}

void TestExports::a_trace_of_a_thinned_record_still_holds_together() {
  Record record;
  record.actions = {{1, 0, Action::store_hidden(0, 2'000'000'000), 0, 10, 256, 0},
                    {1, 9, Action::store_hidden(7, 2'000'000'000), 20, 30, 256, 0},
                    {1, 20, Action::free(5), 40, 50, 256, 0}};
  std::vector<std::string> lifetimes;
  for (const json& event : events_of(written([&](auto& out) { return write_trace(record, out); }), "X")) {
    if (!event.contains("args")) lifetimes.push_back(event["name"]);
  }
  QCOMPARE(lifetimes, std::vector<std::string>({"h_0", "h_7"}));
}

void TestExports::numbers_are_the_same_in_every_locale() {
  const auto plan = plan_of(Strategy::Msm, 1200, 6.5);
  const StepTimes times{.advance = 0.00123, .keep = 0.002, .backward = 0.004};
  const auto everything = [&](std::ostream& out) -> Result<void> {
    if (auto result = write_schedule_csv(*plan, out); !result) return result;
    const StateSizes sizes{2, 7, 5};
    const CurveMeasures measures{Sequence(1200), sizes, MemoryShare(Problem{}, sizes, std::nullopt),
                                 OverheadBasis()};
    if (auto result = write_curves_csv({{Strategy::Hsm, {{6, 12, 5000}}}}, measures, out); !result)
      return result;
    return write_trace(*plan, out, &times);
  };
  const std::string plain = written(everything);
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Commas));
  const std::string with_commas = written(everything);
  std::locale::global(before);
  QVERIFY(plain.size() > 10'000);
  QVERIFY(plain == with_commas);
}

void TestExports::says_when_the_disk_is_full() {
  const auto plan = plan_of(Strategy::Hsm, 1000, 5);
  const auto result = write_file("/dev/full", [&](std::ostream& out) { return write_trace(*plan, out); });
  QVERIFY(!result);
  QCOMPARE(result.error().message, "/dev/full: cannot be written: No space left on device");
}

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
