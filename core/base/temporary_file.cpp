// SPDX-License-Identifier: Apache-2.0
#include "core/base/temporary_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace tidemark {
namespace {

/// The temporary files that exist now. Files are made, renamed and removed under the mutex, so that whoever
/// holds it knows every file that would be left behind.
struct Registry {
  std::mutex mutex;
  std::set<std::filesystem::path> paths;
};

/// Never destroyed, since the thread that waits for signals may outlive main().
Registry& registry() {
  static auto* const all = new Registry;
  return *all;
}

/// The name is random, so that it never meets that of a file left by a program that was killed.
std::string hidden_name() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) {
    number = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  }
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return ".tidemark-" + std::string(digits.data(), end) + ".tmp";
}

// What the signal handler reads; written before it is installed.
pid_t owner = 0;
int pipe_in = -1;

/// The signal handler. Does only what is allowed inside one: it hands the signal to the thread that waits for
/// it.
void hand_on(int number) {
  const int error_before = errno;
  std::signal(number, SIG_DFL);  // a second signal ends the program at once
  const auto message = static_cast<unsigned char>(number);
  // A child between fork() and exec() has this handler too, but not this thread; it just ends.
  if (::getpid() != owner || ::write(pipe_in, &message, 1) != 1) std::raise(number);
  errno = error_before;
}

/// Waits for a signal's number, removes the temporary files and ends the program by that signal.
[[noreturn]] void await_signal(int pipe_out) {
  unsigned char number = 0;
  while (::read(pipe_out, &number, 1) != 1) {
  }
  // Kept locked to the end: from here on no thread makes another file, or gives one its name.
  const std::lock_guard lock(registry().mutex);
  for (const std::filesystem::path& path : registry().paths) ::unlink(path.c_str());
  for (;;) {  // another thread may just be changing what the signal does
    std::signal(number, SIG_DFL);
    ::kill(::getpid(), number);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace

TemporaryFile::TemporaryFile(std::filesystem::path target)
    : target_(std::move(target)), path_(target_.parent_path() / hidden_name()) {}

TemporaryFile::~TemporaryFile() {
  const std::lock_guard lock(registry().mutex);
  if (registry().paths.erase(path_) > 0) ::unlink(path_.c_str());
}

int TemporaryFile::open() {
  const std::lock_guard lock(registry().mutex);
  const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor >= 0) registry().paths.insert(path_);
  return descriptor;
}

int TemporaryFile::take_name() {
  const std::lock_guard lock(registry().mutex);
  if (::rename(path_.c_str(), target_.c_str()) != 0) return errno;
  registry().paths.erase(path_);
  has_name_ = true;
  return 0;
}

void remove_temporary_files_on_signals() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;  // files may be left behind, but everything else works
  owner = ::getpid();
  pipe_in = ends[1];
  registry();
  std::thread(await_signal, ends[0]).detach();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action = {};
    if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action.sa_handler = hand_on;
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, nullptr);
  }
}

}  // namespace tidemark
