// SPDX-License-Identifier: GPL-3.0-or-later
/// The book of what runners have said about devices: it asks for what is wanted, once, and remembers the
/// answers.
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/fake_runners.h"
#include "ui/client/device_book.h"

namespace tidemark {
namespace {

constexpr std::string_view kCpu = "tidemark-run-cpu";
constexpr std::string_view kCuda = "tidemark-run-cuda";
const Cell kLstm{CellKind::Lstm, 64, 1, 1};
const Cell kGru{CellKind::Gru, 64, 1, 1};

bool is_pending(const DeviceBook& book, const Cell& cell, std::int64_t chunk_length = 1,
                const std::string& device = "cpu") {
  return std::holds_alternative<Pending>(book.sizes(device, cell, chunk_length));
}

/// Bytes of a chunk's internal state without its input; 0: not known.
std::int64_t beta_of(const DeviceBook& book, const Cell& cell, std::int64_t chunk_length = 1,
                     const std::string& device = "cpu") {
  const SizesAnswer answer = book.sizes(device, cell, chunk_length);
  const auto* sizes = std::get_if<DeviceSizes>(&answer);
  return sizes != nullptr ? sizes->chunk.states.beta : 0;
}

QString reason_of(const SizesAnswer& answer) {
  const auto* reason = std::get_if<Reason>(&answer);
  return reason != nullptr ? reason->sentence : QString();
}

bool waits_for(const FakeRunners& runners, std::string_view runner) {
  return QTest::qWaitFor([&] { return runners.to(runner) != nullptr; });
}

Calibration measures_of(const Calibrate& request) {
  Calibration calibration{request.device, request.cell, {}};
  for (const std::int64_t k : request.chunk_lengths) {
    const auto answer = healthy_answer({request.cell, {k}});
    calibration.chunks.push_back({k, answer.devices[0].chunks.at(k).value(), StepTimes{1, 1, 2}});
  }
  return calibration;
}

}  // namespace

class TestDeviceBook : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void one_process_tells_single_steps_and_chunks() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    QSignalSpy changed(&book, &DeviceBook::changed);
    book.want({.cell = kLstm, .chunk_length = 4});
    QVERIFY(is_pending(book, kLstm, 4));
    QVERIFY(waits_for(runners, kCpu));
    const auto request = std::get<Describe>(runners.to(kCpu)->request());
    QCOMPARE(request.cell, kLstm);
    QCOMPARE(request.chunk_lengths, (std::set<std::int64_t>{1, 4}));
    runners.to(kCpu)->say(healthy_answer(request));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(beta_of(book, kLstm, 1), 1024);
    QCOMPARE(beta_of(book, kLstm, 4), 4096);
    QCOMPARE(runners.made(), 1);
    QVERIFY(!runners.to(kCpu));  // its answer is complete
  }

  void the_same_is_not_asked_twice() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    const DeviceBook::Wanted wanted{.cell = kLstm};
    book.want(wanted);
    book.want(wanted);
    QTest::qWait(300);  // longer than the book waits while numbers change
    book.want(wanted);
    QCOMPARE(runners.made(), 1);
    runners.to(kCpu)->say(healthy_answer({kLstm, {1}}));
    book.want(wanted);
    QTest::qWait(300);
    QCOMPARE(runners.made(), 1);
    // A new length is asked about alone.
    book.want({.cell = kLstm, .chunk_length = 8});
    QVERIFY(waits_for(runners, kCpu));
    QCOMPARE(std::get<Describe>(runners.to(kCpu)->request()).chunk_lengths, (std::set<std::int64_t>{8}));
    QCOMPARE(beta_of(book, kLstm), 1024);
    runners.to(kCpu)->say(healthy_answer({kLstm, {8}}));
    QCOMPARE(beta_of(book, kLstm, 8), 8192);
    QCOMPARE(beta_of(book, kLstm), 1024);
    book.refresh();
    QVERIFY(is_pending(book, kLstm, 8));
    QVERIFY(waits_for(runners, kCpu));
    QCOMPARE(runners.made(), 3);
  }

  void a_newer_wish_takes_the_place_of_an_older() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.cell = kLstm});
    QVERIFY(waits_for(runners, kCpu));
    FakeTransport* overtaken = runners.to(kCpu);
    for (std::int64_t hidden = 65; hidden < 90; ++hidden) {  // a number that is being changed
      Cell cell = kGru;
      cell.hidden = hidden;
      book.want({.cell = cell});
    }
    QVERIFY(overtaken->is_killed());
    overtaken->say(healthy_answer({kLstm, {1}}));  // too late
    QVERIFY(is_pending(book, kLstm));
    QVERIFY(waits_for(runners, kCpu));
    QCOMPARE(std::get<Describe>(runners.to(kCpu)->request()).cell.hidden, 89);
    QCOMPARE(runners.made(), 2);
  }

  void each_cell_has_its_own_sizes() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.cell = kLstm});
    QVERIFY(waits_for(runners, kCpu));
    runners.to(kCpu)->say(healthy_answer({kLstm, {1}}, "cpu", 2));
    book.want({.cell = kGru});
    QCOMPARE(beta_of(book, kLstm), 1024);
    QVERIFY(is_pending(book, kGru));
    QVERIFY(waits_for(runners, kCpu));
    runners.to(kCpu)->say(healthy_answer({kGru, {1}}, "cpu", 5));
    QCOMPARE(beta_of(book, kGru), 5 * 512);
    QCOMPARE(beta_of(book, kLstm), 1024);
  }

  void every_device_is_listed_once_all_have_answered() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.cell = kLstm, .of_every_device = true});
    QVERIFY(waits_for(runners, kCpu) && waits_for(runners, kCuda));
    runners.to(kCpu)->say(healthy_answer({kLstm, {1}}));
    QCOMPARE(beta_of(book, kLstm), 1024);  // the answer of one runner does not wait for the other's
    QVERIFY(book.devices().empty());
    runners.to(kCuda)->end({TransportEnd::Kind::Exited, 2, QStringLiteral("no driver")});
    QCOMPARE(book.devices().size(), std::size_t{2});
    QVERIFY(book.devices()[0].info.available);
    QVERIFY(!book.devices()[1].info.available);
    QCOMPARE(book.devices()[1].info.id, std::string("cuda:0"));
    QVERIFY(reason_of(book.sizes("cuda:0", kLstm, 1)).contains(QStringLiteral("no driver")));
    QVERIFY(reason_of(book.sizes("cuda:7", kLstm, 1)).contains(QStringLiteral("no device cuda:7")));
    QVERIFY(reason_of(book.sizes("abacus", kLstm, 1)).contains(QStringLiteral("abacus")));
  }

  void the_runner_of_another_device_is_left_alone() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.device = "cuda:1:fused", .cell = kLstm});
    QVERIFY(waits_for(runners, kCuda));
    QTest::qWait(200);
    QCOMPARE(runners.made(), 1);
    runners.to(kCuda)->say(healthy_answer({kLstm, {1}}, "cuda:1:fused", 3));
    QCOMPARE(beta_of(book, kLstm, 1, "cuda:1:fused"), 3 * 512);
  }

  /// A runner does not list every number of threads; the wanted one is asked for by name.
  void a_device_that_is_not_listed_is_asked_for() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    const auto answers = [&](const std::vector<std::string>& devices) {
      const auto request = std::get<Describe>(runners.to(kCpu)->request());
      Description answer = healthy_answer(request);
      for (const std::string& device : devices) {
        if (!request.devices.contains(device)) return false;
        answer.devices.push_back(healthy_answer(request, device, 3).devices.front());
      }
      runners.to(kCpu)->say(answer);
      return true;
    };
    book.want({.cell = kLstm, .chunk_length = 8});
    QVERIFY(waits_for(runners, kCpu));
    QVERIFY(answers({}));
    book.want({.device = "cpu:3", .cell = kLstm});
    QVERIFY(is_pending(book, kLstm, 1, "cpu:3"));
    QVERIFY(waits_for(runners, kCpu));
    QVERIFY(answers({"cpu:3"}));
    QCOMPARE(beta_of(book, kLstm, 1, "cpu:3"), 3 * 512);
    QCOMPARE(beta_of(book, kLstm, 8, "cpu:3"), 24 * 512);  // and for every length that the others were
    // What is asked later is asked for all of them, so that each is known for the same lengths.
    book.want({.device = "cpu:5", .cell = kLstm, .chunk_length = 2});
    QVERIFY(waits_for(runners, kCpu));
    QVERIFY(answers({"cpu:3", "cpu:5"}));
    for (const char* device : {"cpu:3", "cpu:5"}) {
      for (const std::int64_t k : {1, 2, 8}) QCOMPARE(beta_of(book, kLstm, k, device), 3 * 512 * k);
    }
    const int made = runners.made();
    book.want({.device = "cpu:3", .cell = kLstm, .chunk_length = 2});
    QTest::qWait(200);
    QCOMPARE(runners.made(), made);
  }

  void a_device_asked_for_by_name_fails_with_the_reason() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.device = "cpu:3", .cell = kLstm});
    QVERIFY(waits_for(runners, kCpu));
    runners.to(kCpu)->end({TransportEnd::Kind::NotStarted, 0, QStringLiteral("not installed")});
    QVERIFY(reason_of(book.sizes("cpu:3", kLstm, 1)).contains(QStringLiteral("not installed")));
  }

  void a_length_too_long_spoils_no_other() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.cell = kLstm, .chunk_length = 5000});
    QVERIFY(waits_for(runners, kCpu));
    Description answer = healthy_answer({kLstm, {1}});
    answer.devices[0].chunks.emplace(5000, failure("chunks of 5000 steps are too long"));
    runners.to(kCpu)->say(answer);
    QCOMPARE(reason_of(book.sizes("cpu", kLstm, 5000)), QStringLiteral("chunks of 5000 steps are too long"));
    QCOMPARE(beta_of(book, kLstm), 1024);
  }

  void measuring_waits_for_the_machine() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.hold_measuring(true);
    book.want({.cell = kLstm, .chunk_length = kAutoChunk});
    QVERIFY(waits_for(runners, kCpu));
    runners.to(kCpu)->say(healthy_answer({kLstm, {1}}));
    QVERIFY(!book.is_measuring());
    QVERIFY(std::holds_alternative<Pending>(book.times("cpu", kLstm)));
    book.hold_measuring(false);
    QVERIFY(book.is_measuring());
    FakeTransport* first = runners.to(kCpu);
    book.want({.cell = kLstm, .chunk_length = kAutoChunk});  // needs the same answer: the question goes on
    QCOMPARE(runners.to(kCpu), first);
    book.hold_measuring(true);
    QVERIFY(first->is_killed() && !book.is_measuring());
    book.hold_measuring(false);
    const auto request = std::get<Calibrate>(runners.to(kCpu)->request());
    runners.to(kCpu)->say(QByteArray::fromStdString(to_json(measures_of(request))) + "\n");
    const TimesAnswer times = book.times("cpu", kLstm);
    QVERIFY(std::holds_alternative<std::shared_ptr<const Calibration>>(times));
    QVERIFY(!book.is_measuring());
    QCOMPARE(beta_of(book, kLstm, 8), 8192);  // measured lengths have their sizes, too
    const int made = runners.made();
    book.want({.cell = kLstm, .chunk_length = kAutoChunk});
    QTest::qWait(200);
    QCOMPARE(runners.made(), made);
  }

  void what_cannot_be_used_is_not_measured() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    book.want({.cell = kLstm, .chunk_length = kAutoChunk});
    QVERIFY(waits_for(runners, kCpu));
    runners.to(kCpu)->end({TransportEnd::Kind::Crashed, 0, {}});
    const TimesAnswer times = book.times("cpu", kLstm);
    QVERIFY(std::holds_alternative<Reason>(times));
    QVERIFY(std::get<Reason>(times).sentence.contains(QStringLiteral("killed or crashed")));
    QVERIFY(!std::get<Reason>(times).sentence.endsWith('.'));  // as the reasons of runners
    QVERIFY(!book.is_measuring());
  }

  void what_a_record_tells_counts_where_the_device_is_not() {
    FakeRunners runners;
    DeviceBook book(runners.connect());
    const ChunkSizes sizes{{.hidden = 512, .alpha = 4608, .beta = 4096}, {}};
    book.learn("cuda:0", kLstm, 1, DeviceSizes(sizes, sizes));
    book.want({.device = "cuda:0", .cell = kLstm});
    QVERIFY(is_pending(book, kLstm, 1, "cuda:0"));  // the device itself may still answer
    QVERIFY(waits_for(runners, kCuda));
    runners.to(kCuda)->end({TransportEnd::Kind::NotStarted, 0, QStringLiteral("not installed")});
    QCOMPARE(beta_of(book, kLstm, 1, "cuda:0"), 4096);
    // Looking for devices again does not forget what the record said.
    book.refresh();
    QVERIFY(waits_for(runners, kCuda));
    runners.to(kCuda)->end({TransportEnd::Kind::NotStarted, 0, QStringLiteral("not installed")});
    QCOMPARE(beta_of(book, kLstm, 1, "cuda:0"), 4096);
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestDeviceBook)
#include "tst_device_book.moc"
