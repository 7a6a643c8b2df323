// SPDX-License-Identifier: GPL-3.0-or-later
/// The commands plan, table, curve and check of the real program: answers, files, and every kind of bad
/// input.
#include <signal.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "core/model/strategy.h"
#include "tests/support/test_files.h"
#include "tests/support/tidemark_process.h"

using namespace tidemark;

namespace {

QString strategy_words() {
  return QString::fromLatin1(kStrategyWords.data(), static_cast<qsizetype>(kStrategyWords.size()));
}

}  // namespace

class TestCommandLine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(folder_.isValid()); }

  void says_the_headline_of_the_paper() {
    const Answer answer = call(words("plan --length 1000 --slots 50 --strategy ism"));
    QCOMPARE(answer.exit_code, 0);
    QCOMPARE(answer.err, "");
    for (const char* fact : {"1950 forward steps", "31.7% overhead", "95% less memory"}) {
      QVERIFY2(answer.out.contains(fact), answer.out.constData());
    }
  }

  void says_all_best_first_choices() {
    // From the paper: HSM (10,3): 4; (100,10): 11..45.
    QVERIFY(call(words("plan --length 10 --slots 3 --strategy hsm")).out.contains("y = 4\n"));
    QVERIFY(call(words("plan --length 100 --slots 10 --strategy hsm")).out.contains("y = 11..45\n"));
  }

  // One table lists the strategies. Help and answers take their words from it, and upper and lower case are
  // understood.
  void knows_the_strategies_of_the_table() {
    QVERIFY(call({"plan", "--help"}).out.contains(strategy_words().toUtf8() + "\n"));
    for (const StrategyInfo& info : kStrategyTable) {
      const QString word = QString::fromLatin1(info.word.data(), static_cast<qsizetype>(info.word.size()));
      const QString budget = info.is_optimised ? QStringLiteral(" --slots 10") : QString();
      const Answer answer = call(words("plan --length 20" + budget + " --strategy " + word));
      QVERIFY2(answer.out.contains(info.title), answer.out.constData());
      const Answer loud = call(words("plan --length 20" + budget + " --strategy " + word.toUpper()));
      QCOMPARE(loud.exit_code, 0);
      QCOMPARE(loud.out, answer.out);
    }
  }

  void answers_at_any_length() {
    const Answer answer = call(words("plan --length 1000000000000 --slots 50 --strategy hsm"));
    QCOMPARE(answer.exit_code, 0);
    QVERIFY(answer.out.contains("forward steps"));
    QVERIFY2(!answer.out.contains("100% less"), "some memory is used");
  }

  void says_what_rounding_and_the_plain_form_do() {
    const Answer rounded = call(words("plan --length 100 --slots 20 --strategy msm --beta 2.3337"));
    QVERIFY2(rounded.out.contains("rounded up from beta 2.3337"), rounded.out.constData());
    QVERIFY(rounded.out.contains("optimal         yes"));
    const Answer plain = call(words("plan --length 100 --slots 20 --strategy msm --alpha 2"));
    QVERIFY2(plain.out.contains("optimal         nearly"), plain.out.constData());
  }

  void gives_baselines_what_they_need_data() {
    QTest::addColumn<QString>("strategy");
    QTest::addColumn<QByteArray>("cost");
    QTest::newRow("standard") << "standard" << QByteArray("1000 forward steps, 0% overhead");
    QTest::newRow("chen") << "chen" << QByteArray("forward steps");
    QTest::newRow("chen-recursive") << "chen-recursive" << QByteArray("forward steps");
  }
  void gives_baselines_what_they_need() {
    QFETCH(QString, strategy);
    QFETCH(QByteArray, cost);
    const Answer answer = call(words("plan --length 1000 --strategy " + strategy));
    QCOMPARE(answer.exit_code, 0);
    QVERIFY2(answer.out.contains(cost), answer.out.constData());
  }

  void plans_are_valid_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("hsm") << "--slots 50 --strategy hsm" << QByteArray("valid: forward 2948, peak 50\n");
    QTest::newRow("ism") << "--slots 50 --strategy ism" << QByteArray("valid: forward 1950, peak 50\n");
    QTest::newRow("msm") << "--slots 50 --strategy msm --beta 4"
                         << QByteArray("valid: forward 2663, peak 50\n");
    QTest::newRow("standard") << "--strategy standard --beta 4"
                              << QByteArray("valid: forward 1000, peak 3997\n");
  }
  void plans_are_valid() {
    QFETCH(QString, options);
    QFETCH(QByteArray, verdict);
    const QString file = folder_.filePath("plan.json");
    const Answer planned = call(words("plan --length 1000 --format json " + options) << "--output" << file);
    QVERIFY2(planned.exit_code == 0, planned.err.constData());
    QCOMPARE(planned.out, "");
    QCOMPARE(content_of(file), call(words("plan --length 1000 --format json " + options)).out);
    const Answer checked = call({"check", file});
    QCOMPARE(checked.out, verdict);
    QCOMPARE(checked.exit_code, 0);
  }

  void writes_schedules_as_csv_and_trace() {
    const QByteArray csv = call(words("plan --length 100 --slots 10 --strategy hsm --format csv")).out;
    const QList<QByteArray> lines = csv.trimmed().split('\n');
    QCOMPARE(lines.first().trimmed(), "i,kind,from,to,slot,forward_steps,memory_slots");
    qint64 forward_steps = 0;
    for (const QByteArray& line : lines.mid(1)) forward_steps += line.split(',').at(5).toLongLong();
    QCOMPARE(forward_steps, 322);  // from the paper
    const QByteArray trace = call(words("plan --length 100 --slots 10 --strategy msm --format trace")).out;
    QJsonParseError error;
    QJsonDocument::fromJson(trace, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
  }

  void writes_tables_and_curves() {
    const QList<QByteArray> table =
        call(words("table --length 10 --slots 4 --strategy hsm")).out.trimmed().split('\n');
    QCOMPARE(table.first().trimmed(), "t,m,cost,choice,y");
    QCOMPARE(table.size(), 1 + 10 * 4);
    const auto has_cell = [&](const char* start) {
      return std::any_of(table.begin(), table.end(),
                         [&](const QByteArray& line) { return line.startsWith(start); });
    };
    QVERIFY(has_cell("10,3,25,hidden,4"));  // from the paper
    QVERIFY(has_cell("10,4,24,hidden,"));

    const QList<QByteArray> curve =
        call(words("curve --length 1000 --slots 50 --strategy ism")).out.trimmed().split('\n');
    QCOMPARE(curve.first().trimmed(),
             "strategy,slots,hidden_states,bytes,percent_of_standard,forward_steps,forward_steps_per_step,"
             "overhead_percent,milliseconds");
    QCOMPARE(curve.size(), 1 + 50);
    QVERIFY(curve.last().startsWith("ism,50,"));
    QVERIFY(curve.last().contains(",5,1950,1.95,31.666"));
  }

  void writes_every_curve_with_bytes() {
    const QList<QByteArray> lines =
        call(words("curve --length 60 --slots 20 --strategy all --hidden 64")).out.trimmed().split('\n');
    std::map<QByteArray, int> count;
    for (const QByteArray& line : lines.mid(1)) {
      const QList<QByteArray> cells = line.split(',');
      QCOMPARE(cells.size(), 9);
      ++count[cells[0]];
      const double hidden_states = cells[2].toDouble();
      QVERIFY(count[cells[0]] == 1 || hidden_states <= 20);
      QCOMPARE(cells[3].toDouble(), hidden_states * 2 * 64 * 32 * 4);  // an LSTM's h and c, float32
    }
    QCOMPARE(count.size(), 6U);
    QVERIFY(count["msm"] >= 15 && count["hsm"] >= 15 && count["ism"] >= 3);
    QCOMPARE(count["standard"], 1);
    // Beyond what standard BPTT stores there is nothing to say.
    const Answer far = call(words("curve --length 10 --strategy hsm --slots 1000000000000"));
    QCOMPARE(far.exit_code, 0);
    QVERIFY(far.out.count('\n') < 50);
  }

  void a_large_file_is_written_in_part_or_when_told_to() {
    const QString plan = "plan --length 400000 --slots 400 --strategy hsm --format trace --output ";
    const QTemporaryDir folder;
    const QString file = folder.filePath("trace.json");
    const Answer refused = call(words(plan + file));
    QVERIFY2(refused.is_one_line_refusal(), refused.err.constData());
    QVERIFY2(refused.err.contains("MiB") && refused.err.contains("--from") && refused.err.contains("--yes"),
             refused.err.constData());
    QVERIFY(!QFile::exists(file));
    const Answer part = call(words(plan + file + " --from 1000 --to 1099"));
    QVERIFY2(part.exit_code == 0, part.err.constData());
    const QByteArray trace = content_of(file);
    QVERIFY(trace.contains("\"action\":1000,") && trace.contains("\"action\":1099,"));
    QVERIFY(!trace.contains("\"action\":1100,") && !trace.contains("\"action\":999,"));
    QCOMPARE(call(words(plan + "/dev/null --yes")).exit_code, 0);
  }

  /// 7 % of standard BPTT is 70 of 1000 internal states, or, counted in bytes of an LSTM, room for 50; each
  /// is reported as the 7 % that was asked for, with what it counts.
  void percents_are_told_as_they_were_asked() {
    const Answer states = call(words("plan --length 1000 --percent 7 --strategy ism"));
    QVERIFY2(states.out.contains("7% of standard BPTT's states (70 of 1000 internal states)"),
             states.out.constData());
    const Answer bytes = call(words("plan --length 1000 --percent 7 --strategy ism --device cpu"));
    QVERIFY2(bytes.out.contains("50 internal states (10.9 MiB on cpu)"), bytes.out.constData());
    QVERIFY2(bytes.out.contains("7% of standard BPTT's bytes (10.9 MiB of 156 MiB)"), bytes.out.constData());
    const Answer all = call(words("plan --length 1000 --percent 99.99 --strategy ism --cell lstm"));
    QVERIFY2(all.out.contains("of standard BPTT's bytes (156 MiB of 156 MiB)"), all.out.constData());
    QVERIFY2(!all.out.contains("71.4%"), all.out.constData());
    for (const char* device : {"", " --device cpu"}) {
      const Answer standard = call(words(QStringLiteral("plan --length 1000 --strategy standard") + device));
      QVERIFY2(standard.out.contains(", all the memory\n"), standard.out.constData());
      QVERIFY2(standard.out.contains("100% of standard BPTT's"), standard.out.constData());
    }
  }

  void overheads_say_their_basis() {
    const QString plan = "plan --length 50 --slots 5 --strategy msm --cell tanh --hidden 8 --batch 1";
    const Answer paper = call(words(plan));
    QVERIFY2(paper.out.contains("where a backward step counts 2 forward steps"), paper.out.constData());
    QVERIFY(!paper.out.contains("predicted time"));
    const Answer measured = call(words(plan + " --overhead measured"));
    QVERIFY2(measured.out.contains("as measured here: a backward step counts "), measured.err.constData());
    QVERIFY2(measured.out.contains("predicted time"), measured.out.constData());
    QVERIFY(!measured.out.contains("found by measuring"));
  }

  void finds_the_least_memory() {
    const Answer found = call(words("find least-memory --length 1000 --strategy ism --more-time 31.7"));
    QCOMPARE(found.exit_code, 0);
    QCOMPARE(found.err, "");
    const QByteArray plan = call(words("plan --length 1000 --slots 49 --strategy ism")).out;
    QCOMPARE(found.out, "least memory for at most 31.7% more time: 49 internal states\n" + plan);
    // One slot fewer is too slow.
    QVERIFY(plan.startsWith("1951 forward steps"));  // (1951 + 2000) / 3000 is 1.317
    QVERIFY(call(words("plan --length 1000 --slots 48 --strategy ism")).out.startsWith("1952 forward steps"));
  }

  void finds_the_longest_sequence() {
    const Answer found = call(words("find longest --slots 50 --strategy ism --more-time 31.7"));
    QCOMPARE(found.exit_code, 0);
    const QByteArray start = "longest sequence in 50 internal states for at most 31.7% more time: ";
    QVERIFY2(found.out.startsWith(start), found.out.constData());
    const qint64 length = found.out.mid(start.size()).split(' ').first().toLongLong();
    const auto overhead = [&](qint64 steps) {
      const QList<QByteArray> curve =
          call(words(QStringLiteral("curve --length %1 --slots 50 --strategy ism").arg(steps)))
              .out.trimmed()
              .split('\n');
      return curve.last().split(',').at(7).toDouble();  // overhead_percent
    };
    QVERIFY(overhead(length) <= 31.7);
    QVERIFY(overhead(length + 1) > 31.7);
    // 5 % of 1000 steps is an amount of memory.
    const Answer percent =
        call(words("find longest --percent 5 --length 1000 --strategy ism --more-time 31.7"));
    QCOMPARE(percent.out, found.out);
    // Standard BPTT needs no limit on time.
    QVERIFY(call(words("find longest --slots 50 --strategy standard"))
                .out.startsWith("longest sequence in 50 hidden states: 20 steps\n"));
    QVERIFY(call(words("find longest --bytes 1MiB --strategy msm --more-time 33 --hidden 8 --batch 1"))
                .out.contains("longest sequence in "));
  }

  void writes_what_it_finds_like_a_plan() {
    const Answer found =
        call(words("find least-memory --length 1000 --strategy ism --more-time 31.7 --format json"));
    QCOMPARE(found.out, call(words("plan --length 1000 --slots 49 --strategy ism --format json")).out);
    const Answer measured = call(words(
        "find least-memory --length 50 --strategy msm --hidden 8 --batch 1 --more-time 900 --overhead measured"));
    QVERIFY2(measured.out.contains("as measured here"), measured.err.constData());
  }

  void says_that_nothing_can_be_found() {
    const Answer none = call(words("find least-memory --length 1000 --strategy hsm --more-time 33"));
    QCOMPARE(none.exit_code, 1);
    QCOMPARE(none.out, "");
    QCOMPARE(
        none.err,
        "tidemark find: no budget makes HSM as fast as that: in all the memory it can use it still takes "
        "33.3% more time than standard BPTT\n");
    QCOMPARE(call(words("find longest --bytes 5 --strategy msm --more-time 33")).exit_code, 1);
  }

  /// Whatever is one word of a list is understood in upper and lower case.
  void understands_names_in_any_case() {
    const QString plan = "plan --length 20 --slots 5 --strategy ";
    const Answer small =
        call(words(plan + "msm --cell gru --precision float32 --device cpu --overhead paper"));
    QCOMPARE(small.exit_code, 0);
    const Answer loud = call(
        words(plan +
              "MSM --cell GRU --precision Float32 --device CPU --overhead PAPER --format Summary --chunk 1"));
    QCOMPARE(loud.out, small.out);
    QVERIFY(call(words(plan + "hsm --format XML")).err.contains("not \"XML\""));
  }

  void understands_bytes_with_a_unit() {
    const QString plan = "plan --length 100 --strategy msm --bytes ";
    const QByteArray plain = call(words(plan + "1572864")).out;
    QVERIFY(!plain.isEmpty());
    for (const char* text : {"1536KiB", "1.5MiB", "1.5mib", "1572.864kB"}) {
      QCOMPARE(call(words(plan + text)).out, plain);
    }
  }

  void counts_one_step_in_the_singular() {
    for (const char* line :
         {"plan --length 1 --slots 1 --strategy msm", "plan --length 1 --strategy standard",
          "find longest --slots 1 --strategy standard",
          "plan --length 1 --bytes 1 --strategy hsm --hidden 8 --batch 1",
          "run --length 1 --slots 1 --strategy hsm --hidden 8 --batch 1"}) {
      const Answer answer = call(words(line));
      const QByteArray said = answer.out + answer.err;
      QVERIFY2(said.contains("1 step") && !QRegularExpression("\\b1 (forward )?steps").match(said).hasMatch(),
               said.constData());
    }
  }

  void says_what_a_mistyped_command_may_mean() {
    QCOMPARE(
        call({"plna"}).err,
        "tidemark: \"plna\" is neither a command nor a file (did you mean plan?); see tidemark --help\n");
    QVERIFY(call(words("cruve --length 5")).err.contains("did you mean curve?"));
    const Answer far = call({"quodlibet"});
    QVERIFY(far.is_one_line_refusal());
    QVERIFY(!far.err.contains("did you mean"));
    QVERIFY(call(words("plan --lenght 5")).err.contains("unknown option --lenght (did you mean --length?)"));
  }

  void has_help_for_every_command() {
    const Answer page = call({"--help"});
    QCOMPARE(page.exit_code, 0);
    QCOMPARE(page.err, "");
    for (const char* command : {"plan", "find", "table", "curve", "check", "run", "chart", "devices"}) {
      QVERIFY(page.out.contains("tidemark " + QByteArray(command)));
      const Answer help = call({command, "--help"});
      QCOMPARE(help.exit_code, 0);
      QVERIFY(help.out.startsWith("tidemark " + QByteArray(command)));
    }
    QVERIFY(call({"plan", "--help"}).out.contains("--percent P"));
    QVERIFY(call({"--version"}).out.startsWith("tidemark "));
  }

  /// The same rules as in the window's fields.
  void numbers_are_read_as_people_type_them() {
    const auto same = [](const char* one, const char* other) {
      const Answer first = call(words(one));
      const Answer second = call(words(other));
      return first.exit_code == 0 && !first.out.isEmpty() && first.out == second.out;
    };
    QVERIFY(
        same("plan --length 10k --slots 50 --strategy hsm", "plan --length 10000 --slots 50 --strategy hsm"));
    QVERIFY(same("plan --length 1e5 --slots 50 --strategy hsm",
                 "plan --length 100000 --slots 50 --strategy hsm"));
    QVERIFY(same("plan --length 100 --percent 5% --strategy hsm",
                 "plan --length 100 --percent 5 --strategy hsm"));
    QVERIFY(same("plan --length 100 --slots 9 --strategy msm --beta 2,5",
                 "plan --length 100 --slots 9 --strategy msm --beta 2.5"));
    QVERIFY(same("plan --length 1000 --bytes 4MiB --strategy hsm",
                 "plan --length 1000 --bytes 4194304 --strategy hsm"));
    QVERIFY(same("plan --length 1000 --bytes 1.5MB --strategy hsm",
                 "plan --length 1000 --bytes 1500000 --strategy hsm"));
  }

  void refuses_in_one_line_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("where");
    const auto add = [](const char* line, const char* where) {
      QTest::newRow(line) << line << QByteArray(where);
    };
    add("plan --length 0 --slots 5 --strategy hsm", "--length");
    add("plan --length -1 --slots 5 --strategy hsm", "--length");
    add("plan --length 1e30 --slots 5 --strategy hsm", "--length");
    add("plan --length 2.5k5 --slots 5 --strategy hsm", "--length");
    add("plan --length 10% --slots 5 --strategy hsm", "--length");
    add("plan --length 99999999999999999999 --slots 5 --strategy hsm", "--length");
    add("plan --length ten --slots 5 --strategy hsm", "--length");
    add("plan --length 10x --slots 5 --strategy hsm", "--length");
    add("plan --length 0x10 --slots 5 --strategy hsm", "--length");
    add("plan --length= --slots 5 --strategy hsm", "--length");
    add("plan --length", "--length");
    add("plan --slots 5 --strategy hsm", "--length");
    add("plan --length 10 --slots 5", "--strategy");
    add("plan --length 10 --slots 5 --strategy best",
        qPrintable("--strategy must be one of " + strategy_words() + ", not"));
    add("plan --length 10 --slots 0 --strategy hsm", "--slots");
    add("plan --length 10 --slots 2.5 --strategy hsm", "--slots");
    add("plan --length 10 --slots nan --strategy hsm", "--slots");
    add("plan --length 10 --strategy hsm", "budget");
    add("plan --length 10 --slots 5 --percent 5 --strategy hsm", "--slots and --percent");
    add("plan --length 10 --bytes 5 --percent 5 --strategy hsm", "--bytes and --percent");
    add("plan --length 10 --percent 0 --strategy hsm", "--percent");
    add("plan --length 10 --percent -5 --strategy hsm", "--percent");
    add("plan --length 10 --percent inf --strategy hsm", "--percent");
    add("plan --length 10 --percent 5MiB --strategy hsm", "--percent");
    add("plan --length 10 --bytes 5% --strategy hsm", "--bytes");
    add("plan --length 10 --bytes 4G --strategy hsm", "--bytes");
    add("plan --length 10 --bytes -5 --strategy hsm", "--bytes");
    add("plan --length 10 --slots 5 --strategy msm --alpha nan", "--alpha");
    add("plan --length 10 --slots 5 --strategy msm --alpha 0.5", "alpha");
    add("plan --length 10 --slots 5 --strategy msm --alpha 2,500", "--alpha");
    add("plan --length 10 --slots 5 --strategy msm --beta 0", "beta");
    add("plan --length 10 --slots 5 --strategy msm --overhead 3", "--overhead must be paper or measured");
    add("plan --length 100 --slots 5 --strategy msm --chunk 33 --overhead measured", "chunks of 33");
    add("plan --length 10 --slots 5 --strategy msm --beta -inf", "--beta");
    add("plan --length 10 --slots 5 --strategy msm --alpha 2 --beta 3", "beta");
    add("plan --length 10 --slots 5 --strategy hsm --cell rnn", "--cell");
    add("plan --length 10 --slots 5 --strategy hsm --hidden 0", "--hidden");
    add("plan --length 10 --slots 5 --strategy hsm --device tpu", "--device");
    add("plan --length 10 --slots 5 --strategy hsm --device cuda:x", "--device");
    add("plan --length 10 --slots 5 --strategy hsm --format xml", "--format");
    add("plan --length 10 --slots 5 --strategy hsm --verbose", "--verbose");
    add("plan --length 10 --slots 5 --strategy hsm --slots 6", "twice");
    add("plan --length --slots 5 --strategy hsm", "--length needs a value");
    add("plan file.json --length 10 --slots 5 --strategy hsm", "file.json");
    add("plan --length 1000 --percent 0.001 --strategy ism", "smallest that works is 0.1 percent");
    add("plan --length 1000 --slots 10 --strategy standard", "smallest that works is 2499 hidden states");
    add("plan --length 1000000000000 --slots 1 --strategy hsm", "64-bit");
    add("plan --length 1000000000000 --slots 50 --strategy msm",
        "an MSM table for 1000000000000 steps is too long: at most 1000000000 steps can be solved; "
        "HSM and ISM need no table\n");
    add("plan --length 10 --bytes 1.5 --strategy hsm", "--bytes");
    add("find", "QUESTION");
    add("find shortest", "least-memory or longest");
    add("find least-memory --length 100 --strategy msm", "--more-time");
    add("find least-memory --strategy msm --more-time 33", "--length");
    add("find least-memory --length 100 --strategy msm --more-time 33 --slots 5", "leave --slots out");
    add("find least-memory --length 100 --strategy msm --more-time -1", "--more-time must be 0 or more");
    add("find least-memory --length 100 --strategy chen --more-time 33", "is a fixed rule");
    add("find longest --strategy msm --more-time 33", "needs a budget");
    add("find longest --length 100 --slots 5 --strategy msm --more-time 33", "leave --length out");
    add("find longest --percent 5 --strategy msm --more-time 33", "needs --length beside --percent");
    add("find longest --slots 5 --strategy msm", "memory sets no limit to the length");
    add("find longest --slots 5 --strategy msm --more-time 33 --chunk auto", "--chunk auto");
    add("table --length 10 --strategy hsm", "--slots");
    add("table --length 10 --slots 5 --strategy hsm --bytes 7", "--bytes");
    add("curve --length 0 --slots 5 --strategy hsm", "--length");
    add("check", "PLAN.json");
    add("check a.json b.json", "b.json");
    add("check /nowhere/plan.json", "/nowhere/plan.json");
    add("check /", "/: cannot be read: it is a folder");
    add("run", "--length");
    add("run --length 10 --slots 5 --strategy hsm --iterations 0", "--iterations");
    add("run /nowhere/plan.json", "/nowhere/plan.json");
    add("run plan.json --length 10", "--length");
    add("chart", "FILE");
    add("chart /nowhere/plan.json --view memory --output x.svg", "/nowhere/plan.json");
    add("devices now", "now");
    add("--nonsense", "--nonsense");
    add("plan.json extra", "plan.json");
  }
  void refuses_in_one_line() {
    QFETCH(QString, line);
    QFETCH(QByteArray, where);
    const Answer answer = call(words(line), folder_.path());
    QVERIFY2(answer.is_one_line_refusal(),
             (QByteArray::number(answer.exit_code) + " | " + answer.out + " | " + answer.err).constData());
    QVERIFY2(answer.err.contains(where), answer.err.constData());
  }

  void leaves_no_file_half_written() {
    const QString file = folder_.filePath("precious.json");
    QVERIFY(put_file(file, "precious"));
    const Answer refused =
        call(words("plan --length 1000 --percent 0.001 --strategy ism --format json --output " + file));
    QVERIFY(refused.is_one_line_refusal());
    QCOMPARE(content_of(file), "precious");
    QVERIFY(call(words("plan --length 10 --slots 3 --strategy hsm --output /nowhere/plan.txt"))
                .is_one_line_refusal());
    for (const char* command : {"plan --length 5000 --format json", "plan --length 5000 --format csv",
                                "plan --length 5000 --format trace", "plan --length 5000",
                                "table --length 500", "curve --length 5000"}) {
      const QString options = QString(command) + " --slots 50 --strategy hsm";
      const Answer full = call(words(options + " --output /dev/full"));
      QVERIFY2(full.is_one_line_refusal(), full.err.constData());
      QVERIFY2(full.err.contains("No space left"), full.err.constData());
      const Answer full_pipe = shell("\"$0\" " + options + " > /dev/full");
      QVERIFY2(full_pipe.is_one_line_refusal(), full_pipe.err.constData());
    }
    QVERIFY(shell("\"$0\" --help > /dev/full").is_one_line_refusal());
  }

  void takes_a_dash_for_standard_input_and_output() {
    const QString options = "--length 10 --slots 3 --strategy hsm";
    for (const char* command : {"plan ", "plan --format json ", "table ", "curve "}) {
      const Answer plain = call(words(command + options), folder_.path());
      const Answer dash = call(words(command + options + " --output -"), folder_.path());
      QCOMPARE(dash.exit_code, 0);
      QVERIFY(!dash.out.isEmpty());
      QCOMPARE(dash.out, plain.out);
    }
    QVERIFY2(!QFile::exists(folder_.filePath("-")), "a file of that name");
    const Answer checked = shell("\"$0\" plan --format json " + options + " --output - | \"$0\" check -");
    QVERIFY2(checked.exit_code == 0, checked.err.constData());
    QCOMPARE(checked.out, "valid: forward 25, peak 3\n");
  }

  void leaves_no_temporary_file_when_it_is_stopped_data() {
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
  }
  void leaves_no_temporary_file_when_it_is_stopped() {
    QFETCH(int, number);
    QTemporaryDir folder;
    QVERIFY(put_file(folder.filePath("table.csv"), "precious"));
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(tidemark_program(),
                  words("table --length 1000000 --slots 1000 --strategy hsm --output table.csv"));
    const auto hidden = [&] {
      return QDir(folder.path()).entryList({".tidemark-*"}, QDir::Files | QDir::Hidden);
    };
    QTRY_VERIFY(!hidden().isEmpty());
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), number), 0);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);  // by the signal itself, as a shell expects
    QCOMPARE(process.exitCode(), number);
    QCOMPARE(hidden(), QStringList());
    QCOMPARE(content_of(folder.filePath("table.csv")), "precious");
  }

  void nohup_keeps_it_alive() {
    QProcess process;
    process.setChildProcessModifier([] { ::signal(SIGHUP, SIG_IGN); });
    process.start(tidemark_program(),
                  words("table --length 3000 --slots 1000 --strategy hsm --output /dev/null"));
    QVERIFY(process.waitForStarted());
    for (int i = 0; i < 20 && process.state() == QProcess::Running; ++i) {
      ::kill(static_cast<pid_t>(process.processId()), SIGHUP);
      QTest::qWait(5);
    }
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
  }

  void ends_in_silence_when_nobody_reads_on() {
    const Answer answer = shell("\"$0\" table --length 2000 --slots 200 --strategy hsm | head -n 1");
    QCOMPARE(answer.out.trimmed(), "t,m,cost,choice,y");
    QCOMPARE(answer.err, "");
  }

  void says_what_is_wrong_with_a_plan_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("exit_code");
    // A file that is no known plan is bad input. A plan that breaks the rules gets the answer no.
    QTest::newRow("version 99") << QByteArray("\"version\":1") << QByteArray("\"version\":99") << 2;
    QTest::newRow("other format") << QByteArray("tidemark-plan") << QByteArray("some-plan") << 2;
    QTest::newRow("unknown action") << QByteArray("[\"keep\",") << QByteArray("[\"sleep\",") << 2;
    QTest::newRow("length is text") << QByteArray("\"length\":3") << QByteArray("\"length\":\"x\"") << 2;
    QTest::newRow("slot 1e9") << QByteArray("[\"store_hidden\",0,0]")
                              << QByteArray("[\"store_hidden\",0,1e9]") << 2;
    QTest::newRow("slot 1000000000") << QByteArray("[\"store_hidden\",0,0]")
                                     << QByteArray("[\"store_hidden\",0,1000000000]") << 1;
    QTest::newRow("twice backward") << QByteArray("[\"backward\",3]")
                                    << QByteArray("[\"backward\",3],[\"backward\",3]") << 1;
    QTest::newRow("slot before it is stored") << QByteArray("[\"store_hidden\",0,0],")
                                              << QByteArray("[\"store_hidden\",0,0],[\"restore\",1,7],") << 1;
    QTest::newRow("nothing is done") << QByteArray("[\"backward\",1]") << QByteArray("[\"free\",0]") << 1;
    QTest::newRow("cost is a lie") << QByteArray("\"forward_steps\":") << QByteArray("\"forward_steps\":1")
                                   << 1;
  }
  void says_what_is_wrong_with_a_plan() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(int, exit_code);
    QByteArray plan = call(words("plan --length 3 --slots 2 --strategy hsm --format json")).out;
    const qsizetype place = plan.indexOf(before);
    QVERIFY2(place >= 0, plan.constData());
    plan.replace(place, before.size(), after);
    const QString file = folder_.filePath("broken.json");
    QVERIFY(put_file(file, plan));
    const Answer checked = call({"check", file});
    QCOMPARE(checked.exit_code, exit_code);
    const QByteArray said = exit_code == 1 ? checked.out : checked.err;
    QVERIFY2(said.contains("broken.json"), said.constData());
    QCOMPARE(said.count('\n'), 1);
    QCOMPARE(exit_code == 1 ? checked.err : checked.out, "");
    // Running it or drawing it is refused in both cases.
    QVERIFY(call({"run", file}).is_one_line_refusal());
    QVERIFY(call({"chart", file, "--view", "timeline", "--output", folder_.filePath("x.svg")})
                .is_one_line_refusal());
    QVERIFY(!QFile::exists(folder_.filePath("x.svg")));
  }

  void refuses_a_truncated_plan() {
    const QByteArray plan = call(words("plan --length 30 --slots 3 --strategy hsm --format json")).out;
    const QString file = folder_.filePath("truncated.json");
    for (const qsizetype size : {qsizetype(0), qsizetype(1), plan.size() / 2, plan.size() - 3}) {
      QVERIFY(put_file(file, plan.first(size)));
      const Answer checked = call({"check", file});
      QVERIFY2(checked.is_one_line_refusal(), checked.err.constData());
      QVERIFY(checked.err.contains("truncated.json"));
    }
  }

  void says_that_there_is_no_display() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
    const Answer answer = run_program(tidemark_program(), {}, {}, environment);
    QVERIFY2(answer.is_one_line_refusal(), answer.err.constData());
    QVERIFY(answer.err.contains("no display"));
    QVERIFY(answer.err.contains("tidemark --help"));
    environment.insert("DISPLAY", ":9999");
    const Answer dead = run_program(tidemark_program(), {}, {}, environment);
    QVERIFY2(dead.is_one_line_refusal(), dead.err.constData());
    QVERIFY(dead.err.contains("does not answer"));
  }

 private:
  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
