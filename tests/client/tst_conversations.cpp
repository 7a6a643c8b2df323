// SPDX-License-Identifier: GPL-3.0-or-later
/// Runners that misbehave in every way, with every kind of request: each time there is a sentence in the end,
/// no process is left, and nothing took longer than its patience.
#include <QDir>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/fake_runners.h"
#include "tests/support/runner_processes.h"
#include "tests/support/runner_requests.h"
#include "ui/client/device_book.h"
#include "ui/client/runs.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;
constexpr Patience kLong{std::chrono::milliseconds(kPatienceMs), std::chrono::milliseconds(kPatienceMs)};
constexpr Patience kShort{std::chrono::milliseconds(500), std::chrono::milliseconds(300)};
const QByteArray kRealRunner = TIDEMARK_BIN_DIR "/tidemark-run-cpu";

enum class Kind { Describe, Calibrate, Run };

/// A script that answers the request that comes before a calibration, and then does what `script` says.
QByteArray only_for_calibrations(QByteArray script) {
  if (!script.startsWith("#!/bin/sh\n")) return script;
  return real_only_for("\"describe\"", script.replace("read -r line\n", ""));  // it has been read already
}

/// The sentence in the end; empty: all went well; null: there was none within a minute.
QString said_by_describing(Kind kind, bool is_silent) {
  const Patience patience = is_silent ? kShort : kLong;
  DeviceBook book(connect_local,
                  {.describing = kind == Kind::Describe ? patience : kLong, .measuring = patience});
  const Cell cell{CellKind::Lstm, 64, 1, 1};
  book.want({.cell = cell, .chunk_length = kind == Kind::Calibrate ? kAutoChunk : 1});
  QString said;
  const auto take = [&](const auto& answer) {
    if (const auto* reason = std::get_if<Reason>(&answer))
      said = reason->sentence;
    else if (answer.index() != 0)
      said = QStringLiteral("");
    return answer.index() != 0;
  };
  const bool has_ended = QTest::qWaitFor(
      [&] {
        return kind == Kind::Calibrate ? take(book.times("cpu", cell)) : take(book.sizes("cpu", cell, 1));
      },
      kPatienceMs);
  return has_ended ? said : QString();
}

QString said_by_running(bool is_silent) {
  Runs runs(connect_local, {std::chrono::milliseconds(0), kShort.for_cancel});
  QString said;
  int times = 0;
  QObject::connect(&runs, &Runs::ended, &runs, [&](const RunEnd& end) {
    ++times;
    said = end.is_done() ? QStringLiteral("") : in_words(end);
  });
  runs.start(small_run());
  if (!QTest::qWaitFor([&] { return times > 0 || runs.process_id() > 0; }, kPatienceMs)) return {};
  if (is_silent) runs.cancel();  // a run may take any time, until it is cancelled
  if (!QTest::qWaitFor([&] { return times > 0; }, kPatienceMs)) return {};
  return times == 1 && !runs.is_running() && runs.process_id() == 0 ? said : QString();
}

}  // namespace

class TestConversations : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  }

  void misbehaving_runners_give_their_reason_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("said");
    QTest::addColumn<bool>("is_silent");
    const auto add = [](const char* name, const QByteArray& script, const QString& said,
                        bool is_silent = false) {
      const char* kinds[] = {"describe", "calibrate", "run"};
      for (const Kind kind : {Kind::Describe, Kind::Calibrate, Kind::Run}) {
        // A healthy runner takes seconds to measure.
        if (kind == Kind::Calibrate && script.contains("sleep 0.3")) continue;
        const bool is_late = is_silent && kind != Kind::Run;
        QTest::newRow(qPrintable(QStringLiteral("%1, %2").arg(kinds[static_cast<int>(kind)], name)))
            << static_cast<int>(kind) << (kind == Kind::Calibrate ? only_for_calibrations(script) : script)
            << (is_late     ? QStringLiteral("did not answer within 0.5 s")
                : is_silent ? QStringLiteral("did not stop when it was asked to")
                            : said)
            << is_silent;
      }
    };
    add("missing", {}, QStringLiteral("is not installed"));
    add("does not start", "#!/no/such/interpreter\n", QStringLiteral("could not be started"));
    add("rubbish", "#!/bin/sh\nread -r line\necho 'once upon a time'\nexec sleep 600\n",
        QStringLiteral("makes no sense"));
    add("refuses", "#!/bin/sh\nread -r line\necho 'no memory left for this' >&2\nexit 2\n",
        QStringLiteral("no memory left for this"));
    add("ends without a word", "#!/bin/sh\nread -r line\nexit 3\n", QStringLiteral("exit code 3"));
    add("ends well without an answer", "#!/bin/sh\nread -r line\nexit 0\n", QStringLiteral("exit code 0"));
    add("ends in the middle of a line", "#!/bin/sh\nread -r line\nprintf '{\"event\":'\nexit 0\n",
        QStringLiteral("exit code 0"));
    add("dies", "#!/bin/sh\nread -r line\nkill -9 $$\n", QStringLiteral("killed or crashed"));
    add("floods", "#!/bin/sh\nread -r line\nexec yes\n", QStringLiteral("makes no sense"));
    add("floods without a line's end", "#!/bin/sh\nread -r line\nexec tr '\\0' x < /dev/zero\n",
        QStringLiteral("makes no sense"));
    add("hangs", "#!/bin/sh\nread -r line\nexec sleep 600\n", {}, true);
    add("complains without end", "#!/bin/sh\nread -r line\nexec yes 1>&2\n", {}, true);
    add("answers late", "#!/bin/sh\nsleep 0.3\nexec '" + kRealRunner + "'\n", {});
  }
  void misbehaving_runners_give_their_reason() {
    QFETCH(int, kind);
    QFETCH(QByteArray, script);
    QFETCH(QString, said);
    QFETCH(bool, is_silent);
    const QTemporaryDir folder;
    QVERIFY(install_runner(folder, script));
    const QString sentence = static_cast<Kind>(kind) == Kind::Run
                                 ? said_by_running(is_silent)
                                 : said_by_describing(static_cast<Kind>(kind), is_silent);
    QVERIFY2(!sentence.isNull(), "no end was told");
    QVERIFY2(said.isEmpty() ? sentence.isEmpty() : sentence.contains(said), qPrintable(sentence));
    QTRY_VERIFY(children_of(QCoreApplication::applicationPid()).isEmpty());
  }

  /// A process that hangs in the kernel, as in a GPU's driver, does not die when it is killed. The
  /// conversation ends in time nevertheless, and can be destroyed without waiting for it.
  void a_runner_that_cannot_be_killed_is_not_waited_for() {
    FakeRunners runners;
    QElapsedTimer waited;
    waited.start();
    {
      Runs runs(runners.connect(), {std::chrono::milliseconds(0), std::chrono::milliseconds(100)});
      int times = 0;
      QObject::connect(&runs, &Runs::ended, &runs, [&] { ++times; });
      runs.start(small_run());
      QTRY_VERIFY_WITH_TIMEOUT(runners.to("tidemark-run-cpu"), kPatienceMs);
      QVERIFY(std::holds_alternative<Run>(runners.to("tidemark-run-cpu")->request()));
      runs.cancel();
      QCOMPARE(runners.to("tidemark-run-cpu")->lines().value(1), QByteArray("cancel"));
      QTRY_COMPARE_WITH_TIMEOUT(times, 1, kPatienceMs);

      DeviceBook book(runners.connect(), {.describing = {std::chrono::milliseconds(100)}});
      book.want({});
      QTRY_VERIFY_WITH_TIMEOUT(std::holds_alternative<Reason>(book.sizes("cpu", Cell{}, 1)), kPatienceMs);
    }
    QVERIFY(waited.elapsed() < 20'000);
  }

  /// Lines that arrive in pieces are put together; an unfinished line at the end is dropped.
  void lines_are_put_together() {
    FakeRunners runners;
    Conversation conversation(runners.connect()("any"), {});
    QList<QByteArray> lines;
    QList<ConversationEnd> ends;
    QObject::connect(&conversation, &Conversation::line, &conversation,
                     [&](const QByteArray& line) { lines.append(line); });
    QObject::connect(&conversation, &Conversation::ended, &conversation,
                     [&](const ConversationEnd& end) { ends.append(end); });
    conversation.start("hello");
    FakeTransport* other = runners.to("any");
    QCOMPARE(other->lines(), QList<QByteArray>{"hello"});
    for (const char* bytes : {"on", "e\n", "two\nthree\nfo", "ur", "\n\nfi"}) other->say(bytes);
    QCOMPARE(lines, (QList<QByteArray>{"one", "two", "three", "four", ""}));
    other->end({TransportEnd::Kind::Exited, 7, QStringLiteral("sorry")});
    QCOMPARE(lines.size(), 5);
    QCOMPARE(ends.size(), 1);
    QCOMPARE(static_cast<int>(ends[0].kind), static_cast<int>(ConversationEnd::Kind::Exited));
    QCOMPARE(ends[0].exit_code, 7);
    QCOMPARE(ends[0].words, QStringLiteral("sorry"));
    other->say("six\n");
    other->end({});
    QCOMPARE(lines.size(), 5);
    QCOMPARE(ends.size(), 1);
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestConversations)
#include "tst_conversations.moc"
