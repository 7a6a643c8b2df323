// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <optional>
#include <thread>

#include "core/base/file_io.h"

using namespace tidemark;

namespace {

std::string message_of(const Result<void>& result) {
  return result ? "" : result.error().message;
}

}  // namespace

class TestFileIo : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();

  void reads_what_was_written();
  void reads_files_that_tell_no_size();
  void says_why_a_file_cannot_be_read();
  void says_why_a_file_cannot_be_written();
  void leaves_nothing_when_the_writer_gives_up();
  void leaves_nothing_when_the_disk_is_full();
  void keeps_links_and_permissions();
  void writes_into_pipes();

 private:
  std::filesystem::path path(const char* name) const { return folder_ / name; }
  /// Names of all files, hidden ones too.
  QStringList names() const {
    return QDir(QString::fromStdString(folder_.string()))
        .entryList(QDir::Files | QDir::Hidden | QDir::System);
  }

  std::optional<QTemporaryDir> temporary_;
  std::filesystem::path folder_;
};

void TestFileIo::init() {
  temporary_.emplace();
  folder_ = temporary_->path().toStdString();
}

void TestFileIo::reads_what_was_written() {
  std::string content(3'000'001, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * i >> 3);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65536}, content.size()}) {
    QVERIFY(write_file(path("a"), std::string_view(content).substr(0, size)));
    QVERIFY(read_file(path("a")).value() == content.substr(0, size));
  }
  // Piece by piece gives the same as at once.
  QVERIFY(write_file(path("b"), [&](std::ostream& out) -> Result<void> {
    for (std::size_t i = 0; i < content.size(); i += 777) out << content.substr(i, 777);
    return {};
  }));
  QVERIFY(read_file(path("b")).value() == content);
  QCOMPARE(names(), QStringList({"a", "b"}));
}

void TestFileIo::reads_files_that_tell_no_size() {
  const auto status = read_file("/proc/self/status");
  QVERIFY(status && status->find("Pid:") != std::string::npos);
}

void TestFileIo::says_why_a_file_cannot_be_read() {
  QCOMPARE(read_file(path("none")).error().message,
           path("none").string() + ": cannot be read: No such file or directory");
  QCOMPARE(read_file(folder_).error().message, folder_.string() + ": cannot be read: it is a folder");
  QVERIFY(write_file(path("ten"), "0123456789"));
  QVERIFY(read_file(path("ten"), 10));
  QCOMPARE(read_file(path("ten"), 9).error().message,
           path("ten").string() + ": cannot be read: it is larger than 9 bytes");
  QVERIFY(!read_file("/dev/zero", 5'000'000));
  if (::geteuid() == 0) QSKIP("root may read every file");
  ::chmod(path("ten").c_str(), 0);
  QCOMPARE(read_file(path("ten")).error().message,
           path("ten").string() + ": cannot be read: Permission denied");
}

void TestFileIo::says_why_a_file_cannot_be_written() {
  QCOMPARE(message_of(write_file(path("no folder/a"), "x")),
           path("no folder/a").string() + ": cannot be written: No such file or directory");
  QCOMPARE(message_of(write_file(folder_, "x")), folder_.string() + ": cannot be written: it is a folder");
  QCOMPARE(message_of(write_file(path("new/"), "x")),
           path("new/").string() + ": cannot be written: it names a folder, not a file");
  QVERIFY(!write_file("", "x"));
  QVERIFY(write_file(path("file"), "x"));
  QCOMPARE(message_of(write_file(path("file/a"), "x")),
           path("file/a").string() + ": cannot be written: Not a directory");
  if (::geteuid() == 0) QSKIP("root may write every file");
  ::chmod(path("file").c_str(), 0444);
  QCOMPARE(message_of(write_file(path("file"), "y")),
           path("file").string() + ": cannot be written: Permission denied");
  QCOMPARE(read_file(path("file")).value(), "x");
}

void TestFileIo::leaves_nothing_when_the_writer_gives_up() {
  const auto give_up = [](std::ostream& out) -> Result<void> {
    out << std::string(200'000, 'x');
    return failure("changed my mind");
  };
  QCOMPARE(message_of(write_file(path("new"), give_up)), "changed my mind");
  QCOMPARE(names(), QStringList());
  QVERIFY(write_file(path("old"), "old"));
  QVERIFY(!write_file(path("old"), give_up));
  QCOMPARE(read_file(path("old")).value(), "old");
  QCOMPARE(names(), QStringList({"old"}));
}

void TestFileIo::leaves_nothing_when_the_disk_is_full() {
  if (!std::filesystem::exists("/dev/full")) QSKIP("there is no /dev/full here");
  for (const std::size_t size : {std::size_t{1}, std::size_t{1'000'000}}) {
    QCOMPARE(message_of(write_file("/dev/full", std::string(size, 'x'))),
             "/dev/full: cannot be written: No space left on device");
  }
  QVERIFY(std::filesystem::is_character_file("/dev/full"));

  // A limit on the size of files stops a write half way, as a full disk does.
  rlimit old_limit{};
  QVERIFY(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  const rlimit limit{100'000, old_limit.rlim_max};
  QVERIFY(write_file(path("old"), "old"));
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const auto written = write_file(path("old"), std::string(1'000'000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &old_limit);
  QCOMPARE(message_of(written), path("old").string() + ": cannot be written: File too large");
  QCOMPARE(read_file(path("old")).value(), "old");
  QCOMPARE(names(), QStringList({"old"}));
}

void TestFileIo::keeps_links_and_permissions() {
  QVERIFY(write_file(path("target"), "old"));
  ::chmod(path("target").c_str(), 0640);
  std::filesystem::create_symlink("target", path("link"));
  QVERIFY(write_file(path("link"), "new"));
  QVERIFY(std::filesystem::is_symlink(path("link")));
  QCOMPARE(read_file(path("target")).value(), "new");
  struct stat about = {};
  QVERIFY(::stat(path("target").c_str(), &about) == 0);
  QCOMPARE(about.st_mode & 07777, 0640U);
}

void TestFileIo::writes_into_pipes() {
  QVERIFY(::mkfifo(path("pipe").c_str(), 0600) == 0);
  const std::string content(300'000, 'x');
  std::string got;
  std::thread reader([&] { got = read_file(path("pipe")).value_or(""); });
  const auto written = write_file(path("pipe"), content);
  reader.join();
  QVERIFY(written);
  QVERIFY(got == content);

  int ends[2];
  QVERIFY(::pipe(ends) == 0);
  const std::string name = "/dev/fd/" + std::to_string(ends[1]);
  QVERIFY(write_file(name, "into an open pipe"));
  ::close(ends[1]);
  char text[64];
  QCOMPARE(::read(ends[0], text, sizeof text), 17);
  ::close(ends[0]);
}

QTEST_GUILESS_MAIN(TestFileIo)
#include "tst_file_io.moc"
