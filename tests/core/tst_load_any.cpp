// SPDX-License-Identifier: GPL-3.0-or-later
/// Files of all kinds are told apart by their content, and are read only once.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>
#include <sstream>
#include <thread>

#include "core/base/file_io.h"
#include "core/files/load_any.h"
#include "core/files/plan_file.h"
#include "core/files/problem_file.h"
#include "core/files/record_file.h"
#include "core/solver/solver.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

std::string plan_text() {
  std::ostringstream out;
  const auto plan = plan_of(small_problem());
  return plan && write_plan(*plan, out) ? out.str() : "";
}

std::string record_text() {
  Record record;
  record.start.problem = small_problem();
  record.start.sizes = {2, 7, 5};
  std::ostringstream out;
  return write_record(record, out) ? out.str() : "";
}

}  // namespace

class TestLoadAny : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(folder_.isValid()); }

  void tells_kinds_apart_by_their_content_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("kind");
    QTest::newRow("problem") << to_json(small_problem()) << 0;
    QTest::newRow("plan") << plan_text() << 1;
    QTest::newRow("record") << record_text() << 2;
    // An editor may have sorted or indented the file, so that its format stands further down.
    std::string far = to_json(small_problem());
    far.insert(1, std::string(5000, ' '));
    QTest::newRow("further down") << far << 0;
  }
  void tells_kinds_apart_by_their_content() {
    QFETCH(std::string, text);
    QFETCH(int, kind);
    QVERIFY(write_file(path("a"), text));
    const auto document = load_document(path("a"));
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(static_cast<int>(document->index()), kind);
  }

  /// A pipe can be read only once.
  void reads_a_file_once() {
    QVERIFY(::mkfifo(path("pipe").c_str(), 0600) == 0);
    std::thread writer([&] { static_cast<void>(write_file(path("pipe"), plan_text())); });
    const auto document = load_document(path("pipe"));
    writer.join();
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(std::get<std::shared_ptr<const Plan>>(*document)->problem.length, 40);
  }

  void names_the_file_and_what_is_wrong_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    QTest::newRow("empty") << std::string() << std::string(" is no Tidemark file");
    QTest::newRow("something else") << std::string("{\"format\":\"other\"}")
                                    << std::string(" is no Tidemark file");
    QTest::newRow("a torn plan") << plan_text().substr(0, 300) << std::string(": the file ends early");
    QTest::newRow("a newer problem") << std::string("{\"format\":\"tidemark-problem\",\"version\":99}")
                                     << std::string(": version 99 is newer");
    QTest::newRow("a record without a start")
        << std::string("{\"event\":\"end\",\"x\":\"tidemark-record\"}") << std::string(": line 1: ");
  }
  void names_the_file_and_what_is_wrong() {
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    QVERIFY(write_file(path("a"), text));
    const auto document = load_document(path("a"));
    QVERIFY(!document);
    QVERIFY2(document.error().message.starts_with(path("a").string() + message),
             document.error().message.c_str());
  }

 private:
  std::filesystem::path path(const char* name) const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestLoadAny)
#include "tst_load_any.moc"
