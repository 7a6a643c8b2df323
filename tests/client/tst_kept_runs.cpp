// SPDX-License-Identifier: GPL-3.0-or-later
/// The folder of runs that were saved without being asked for, with real files.
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "core/files/record_file.h"
#include "tests/support/plans.h"
#include "tests/support/test_files.h"
#include "ui/client/kept_runs.h"

namespace tidemark {
namespace {

/// A finished run; `advance` seconds a step, by which runs are told apart.
Record some_run(double advance, std::int64_t iterations = 3) {
  Record record;
  record.start.problem = problem_of(Strategy::Msm, 40, 6);
  record.start.device.name = "A device";
  record.start.sizes = {256, 896, 640};
  record.start.iterations = iterations;
  record.start.predicted_forward_steps = 60;
  record.start.times = {advance, advance, 2 * advance};
  record.actions.push_back({1, 0, Action::store_hidden(0, 0), 0, 10, 256});
  for (std::int64_t n = 1; n <= iterations; ++n)
    record.iterations.push_back(
        {.n = n, .loss = 5, .seconds = 1, .forward_steps = 60, .arena_peak_bytes = 256});
  record.end = EndEvent{};
  return record;
}

}  // namespace

class TestKeptRuns : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(home_.isValid());
    qputenv("XDG_DATA_HOME", home_.path().toUtf8());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home_.path());
    QCoreApplication::setOrganizationName("tidemark");
    QCoreApplication::setApplicationName("tst_kept_runs");
    QVERIFY(autosave_folder().startsWith(home_.path()));
  }
  void init() {
    QDir(autosave_folder()).removeRecursively();
    QSettings().clear();
  }

  void a_saved_run_is_found_with_its_facts() {
    QVERIFY(read_kept_runs().empty());
    const Record run = some_run(0.5);
    const QString path = autosave_path(run);
    QVERIFY(path.startsWith(autosave_folder()) && path.endsWith("_msm_40.jsonl"));
    QVERIFY(autosave(run, path));
    const std::vector<KeptRun> runs = read_kept_runs();
    QCOMPARE(runs.size(), std::size_t{1});
    QCOMPARE(runs[0].path, path);
    QVERIFY(runs[0].ended.secsTo(QDateTime::currentDateTime()) < 60);
    QVERIFY(runs[0].start.problem == run.start.problem);
    QCOMPARE(runs[0].facts.iterations_done, std::int64_t{3});
    QVERIFY(runs[0].facts.state == RunState::Done);
    QCOMPARE(runs[0].identity, identity_of(run.start));
    QVERIFY(load_record(path.toStdString())->actions.size() == 1);
  }

  void newest_come_first_and_what_is_no_record_is_left_out() {
    for (const char* name : {"2026-01-02_00-00-00-000_msm_40.jsonl", "2026-01-03_00-00-00-000_msm_40.jsonl",
                             "2026-01-01_00-00-00-000_msm_40.jsonl"})
      QVERIFY(autosave(some_run(0.5), autosave_folder() + "/" + name));
    QVERIFY(put_file(autosave_folder() + "/rubbish.jsonl", "rubbish"));
    QVERIFY(put_file(autosave_folder() + "/empty.jsonl", ""));
    const std::vector<KeptRun> runs = read_kept_runs();
    QCOMPARE(runs.size(), std::size_t{3});
    QCOMPARE(runs[0].ended, QDateTime({2026, 1, 3}, {0, 0}));
    QCOMPARE(runs[2].ended, QDateTime({2026, 1, 1}, {0, 0}));
  }

  void a_file_is_read_again_only_if_it_has_changed() {
    const QString path = autosave_folder() + "/2026-01-02_00-00-00-000_msm_40.jsonl";
    QVERIFY(autosave(some_run(0.5), path));
    std::vector<KeptRun> runs = read_kept_runs();
    QCOMPARE(runs.size(), std::size_t{1});
    runs[0].identity = "as it was read";
    QCOMPARE(read_kept_runs(runs)[0].identity, "as it was read");
    runs[0].changed = runs[0].changed.addSecs(-5);
    QCOMPARE(read_kept_runs(runs)[0].identity, identity_of(some_run(0.5).start));
  }

  void runs_are_told_apart_by_what_was_measured() {
    QVERIFY(identity_of(some_run(0.5).start) == identity_of(some_run(0.5).start));
    QVERIFY(identity_of(some_run(0.5).start) != identity_of(some_run(0.25).start));
  }

  void a_name_stays_until_the_run_is_deleted() {
    const QString path = autosave_path(some_run(0.5));
    QVERIFY(autosave(some_run(0.5), path));
    QCOMPARE(name_of_run(path), QString());
    set_name_of_run(path, "the good / one");
    QCOMPARE(name_of_run(path), QStringLiteral("the good / one"));
    QCOMPARE(read_kept_runs()[0].path, path);  // the file stays where it is
    QVERIFY(discard_run(path));
    QVERIFY(!QFile::exists(path));
    QCOMPARE(name_of_run(path), QString());
    QVERIFY(read_kept_runs().empty());
    QVERIFY(discard_run(path));  // deleted by somebody else meanwhile
  }

  /// A run that somebody gave a name to is not dropped because it is old.
  void the_oldest_without_a_name_are_dropped() {
    QVERIFY(QDir().mkpath(autosave_folder()));
    const auto path = [](int day) {
      return autosave_folder() +
             QStringLiteral("/2025-01-01_00-00-00-%1_msm_40.jsonl").arg(day, 3, 10, QChar('0'));
    };
    for (int i = 0; i < kMostKeptRuns; ++i) QVERIFY(put_file(path(i), "{}"));
    set_name_of_run(path(0), "the first");
    QVERIFY(autosave(some_run(0.5), autosave_path(some_run(0.5))));
    QVERIFY(QFile::exists(path(0)));
    QVERIFY(!QFile::exists(path(1)));
    QVERIFY(QFile::exists(path(2)));
    QCOMPARE(QDir(autosave_folder()).entryList(QDir::Files).size(), kMostKeptRuns);
  }

  void a_folder_that_cannot_be_made_is_said() {
    QVERIFY(QDir().mkpath(QFileInfo(autosave_folder()).path()));
    QVERIFY(put_file(autosave_folder(), "a file of that name"));
    const auto saved = autosave(some_run(0.5), autosave_path(some_run(0.5)));
    QFile::remove(autosave_folder());
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.find("could not be kept") != std::string::npos,
             saved.error().message.c_str());
  }

 private:
  QTemporaryDir home_;
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestKeptRuns)
#include "tst_kept_runs.moc"
