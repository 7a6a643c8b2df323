// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <optional>
#include <thread>

#include "core/base/file_io.h"
#include "core/base/temporary_file.h"

using namespace tidemark;

namespace {

/// The system calls made while this is set, in order.
std::vector<std::string>* system_calls = nullptr;

}  // namespace

// These take the place of the C library's functions, so that the order of syncing and renaming can be seen.
extern "C" int fsync(int descriptor) {
  struct stat about = {};
  ::fstat(descriptor, &about);
  if (system_calls != nullptr) system_calls->push_back(S_ISDIR(about.st_mode) ? "sync folder" : "sync file");
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}
extern "C" int rename(const char* from, const char* to) noexcept {
  if (system_calls != nullptr) system_calls->push_back("rename");
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

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
  void a_file_is_on_the_disk_before_it_has_its_name();
  void a_growing_file_has_its_name_from_its_first_line();
  void a_growing_file_that_never_begins_leaves_the_old_one();
  void refuses_to_overwrite_what_is_read();
  void a_signal_leaves_no_temporary_file_data();
  void a_signal_leaves_no_temporary_file();

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
  // Writing in pieces gives the same as writing at once.
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

void TestFileIo::a_file_is_on_the_disk_before_it_has_its_name() {
  std::vector<std::string> calls;
  system_calls = &calls;
  const auto written = write_file(path("a"), "x");
  system_calls = nullptr;
  QVERIFY(written);
  QCOMPARE(calls, std::vector<std::string>({"sync file", "rename", "sync folder"}));
}

void TestFileIo::a_growing_file_has_its_name_from_its_first_line() {
  QVERIFY(write_file(path("record"), "old"));
  QVERIFY(write_file(path("target"), "old"));
  std::filesystem::create_symlink("target", path("link"));
  for (const char* name : {"record", "link", "new"}) {
    const auto written = grow_file(path(name), [&](std::ostream& out) -> Result<void> {
      out << "first line\n";
      const bool is_untouched = !std::filesystem::exists(path(name)) || read_file(path(name)) == "old";
      if (!is_untouched) return failure("the old file is gone before there is a new one");
      out << std::flush;
      if (read_file(path(name)) != "first line\n") return failure("the first line is not there");
      out << "second line\n" << std::flush;
      if (read_file(path(name)) != "first line\nsecond line\n")
        return failure("the second line is not there");
      return failure("the disk broke");
    });
    QCOMPARE(message_of(written), "the disk broke");
    QCOMPARE(read_file(path(name)).value(), "first line\nsecond line\n");
  }
  QVERIFY(std::filesystem::is_symlink(path("link")));
  QCOMPARE(names(), QStringList({"link", "new", "record", "target"}));
  QVERIFY(grow_file(path("empty"), [](std::ostream&) -> Result<void> { return {}; }));
  QCOMPARE(read_file(path("empty")).value(), "");
}

void TestFileIo::a_growing_file_that_never_begins_leaves_the_old_one() {
  QVERIFY(write_file(path("old"), "old"));
  const auto give_up = [](std::ostream&) -> Result<void> { return failure("changed my mind"); };
  QCOMPARE(message_of(grow_file(path("old"), give_up)), "changed my mind");
  QCOMPARE(message_of(grow_file(path("new"), give_up)), "changed my mind");
  QCOMPARE(read_file(path("old")).value(), "old");
  QCOMPARE(names(), QStringList({"old"}));
  bool has_begun = false;
  QCOMPARE(message_of(grow_file(path("no folder/a"),
                                [&](std::ostream&) -> Result<void> {
                                  has_begun = true;
                                  return {};
                                })),
           path("no folder/a").string() + ": cannot be written: No such file or directory");
  QVERIFY2(!has_begun, "whether it can be written is found out first");
}

void TestFileIo::refuses_to_overwrite_what_is_read() {
  QVERIFY(write_file(path("corpus"), "text"));
  QVERIFY(write_file(path("other"), "text"));
  std::filesystem::create_symlink("corpus", path("link"));
  std::filesystem::create_hard_link(path("corpus"), path("second name"));
  std::filesystem::create_directory(path("folder"));
  for (const char* name : {"corpus", "link", "second name", "folder/../corpus", ".//corpus"}) {
    const auto free = refuse_overwriting(path(name), {path("none"), path("corpus")});
    QVERIFY2(!free, name);
    QVERIFY(free.error().message.starts_with(path(name).string() + ": is the file that is read"));
    QVERIFY(!refuse_overwriting(path("corpus"), {path(name)}));
  }
  QVERIFY(refuse_overwriting(path("other"), {path("corpus")}));
  QVERIFY(refuse_overwriting(path("none"), {path("none")}));
  QVERIFY(refuse_overwriting("/dev/null", {"/dev/null"}));
}

void TestFileIo::a_signal_leaves_no_temporary_file_data() {
  QTest::addColumn<int>("number");
  QTest::newRow("Ctrl-C") << SIGINT;
  QTest::newRow("end") << SIGTERM;
  QTest::newRow("the terminal is closed") << SIGHUP;
}

/// A program whose threads write files without end is ended by a signal at any moment: while a file is made,
/// filled or renamed.
void TestFileIo::a_signal_leaves_no_temporary_file() {
  QFETCH(int, number);
  for (int round = 0; round < 15; ++round) {
    QProcess writer;
    writer.start(QCoreApplication::applicationFilePath(), {"--write-into", folder_.c_str()});
    QVERIFY(writer.waitForStarted());
    QTRY_VERIFY(names().size() > 3);
    QTest::qWait(round);
    QCOMPARE(::kill(static_cast<pid_t>(writer.processId()), number), 0);
    QVERIFY(writer.waitForFinished());
    QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
    QCOMPARE(writer.exitCode(), number);
    QCOMPARE(QDir(folder_.c_str()).entryList({".tidemark-*"}, QDir::Files | QDir::Hidden), QStringList());
  }
}

namespace {

/// Writes small files again and again on three threads, and one that is never finished on this thread.
[[noreturn]] void write_without_end(const std::filesystem::path& folder) {
  remove_temporary_files_on_signals();
  for (const char* name : {"a", "b", "c"}) {
    std::thread([path = folder / name] {
      for (;;) static_cast<void>(write_file(path, "x"));
    }).detach();
  }
  for (;;) {
    static_cast<void>(write_file(folder / "large", [](std::ostream& out) -> Result<void> {
      for (;;) {
        out << "x" << std::flush;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write-into") write_without_end(argv[2]);
  QCoreApplication application(argc, argv);
  TestFileIo test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_file_io.moc"
