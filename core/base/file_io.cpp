// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <optional>
#include <streambuf>
#include <system_error>
#include <utility>

namespace tidemark {
namespace {

namespace fs = std::filesystem;

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

tl::unexpected<Error> cannot_read(const fs::path& path, std::string_view why) {
  return failure(path.string(), ": cannot be read: ", why);
}

tl::unexpected<Error> cannot_write(const fs::path& path, std::string_view why) {
  return failure(path.string(), ": cannot be written: ", why);
}

/// Owns an open file.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  /// Some file systems report a full disk only now. 0, or the error's number.
  int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_;
};

/// A stream's way into an open file; remembers why the system refused.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }
  int error_number() const { return error_number_; }

 protected:
  int_type overflow(int_type character) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(character, traits_type::eof())) sputc(traits_type::to_char_type(character));
    return traits_type::not_eof(character);
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    if (size < epptr() - pptr()) return std::streambuf::xsputn(text, size);
    return sync() == 0 && write_all(text, static_cast<std::size_t>(size)) ? size : 0;
  }
  int sync() override {
    const bool written = write_all(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return written ? 0 : -1;
  }

 private:
  bool write_all(const char* text, std::size_t size) {
    while (size > 0 && error_number_ == 0) {
      const ssize_t written = ::write(descriptor_, text, size);
      if (written < 0) {
        if (errno != EINTR) error_number_ = errno;
        continue;
      }
      text += written;
      size -= static_cast<std::size_t>(written);
    }
    return error_number_ == 0;
  }

  int descriptor_;
  int error_number_ = 0;
  std::array<char, 1 << 16> buffer_;
};

/// Runs `write` on the file, flushes and closes it.
Result<void> fill(const fs::path& path, Descriptor file,
                  const std::function<Result<void>(std::ostream&)>& write) {
  DescriptorBuffer buffer(file.number());
  std::ostream out(&buffer);
  auto written = write(out);
  out.flush();
  // The system's own reason says more than "the output could not be written".
  if (buffer.error_number() != 0) return cannot_write(path, reason(buffer.error_number()));
  if (!written) return written;
  if (!out.good()) return cannot_write(path, "the stream failed");
  if (const int error = file.close(); error != 0) return cannot_write(path, reason(error));
  return {};
}

/// The number of an already open file named by /dev/stdout, /dev/stderr or /dev/fd/N: writing on that very
/// descriptor keeps the place and the appending of a shell's redirection.
std::optional<int> standard_descriptor(const std::string& path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int number = -1;
    const auto parsed = std::from_chars(path.data() + folder.size(), path.data() + path.size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == path.data() + path.size()) return number;
  }
  return std::nullopt;
}

/// Removes a file when it goes out of scope, unless it has been renamed away.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// 0, or the error's number.
  int rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return errno;
    path_.clear();
    return 0;
  }

 private:
  fs::path path_;
};

fs::path unused_name_beside(const fs::path& target) {
  static std::atomic<unsigned> counter = 0;
  return target.parent_path() /
         (".tidemark-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp");
}

Result<void> replace(const fs::path& path, const std::function<Result<void>(std::ostream&)>& write) {
  std::error_code ignored;
  fs::path target = fs::weakly_canonical(path, ignored);  // a link stays, what it points to is replaced
  if (target.empty()) target = path;

  struct stat old = {};
  const bool is_replaced = ::stat(target.c_str(), &old) == 0;
  if (is_replaced && ::access(target.c_str(), W_OK) != 0) return cannot_write(path, reason(errno));

  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  fs::path beside = unused_name_beside(target);
  Descriptor file(::open(beside.c_str(), kFlags, 0666));
  if (!file.is_open()) return cannot_write(path, reason(errno));
  TemporaryFile temporary(std::move(beside));
  if (is_replaced && ::fchmod(file.number(), old.st_mode & 07777) != 0)
    return cannot_write(path, reason(errno));
  if (auto filled = fill(path, std::move(file), write); !filled) return filled;
  if (const int error = temporary.rename_to(target); error != 0) return cannot_write(path, reason(error));
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t most_bytes) {
  constexpr std::size_t kPiece = 1 << 20;
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return cannot_read(path, reason(errno));
  struct stat about = {};
  if (::fstat(file.number(), &about) != 0) return cannot_read(path, reason(errno));
  if (S_ISDIR(about.st_mode)) return cannot_read(path, "it is a folder");

  std::string content;
  const std::size_t expected = S_ISREG(about.st_mode) ? static_cast<std::size_t>(about.st_size) : 0;
  while (std::max(expected, content.size()) <= most_bytes) {
    const std::size_t before = content.size();
    // One byte more than expected: a file that has grown, or tells no size, goes on in pieces.
    content.resize(before <= expected ? expected + 1 : before + kPiece);
    const ssize_t got = ::read(file.number(), content.data() + before, content.size() - before);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return content;
    if (got < 0 && errno != EINTR) return cannot_read(path, reason(errno));
  }
  return cannot_read(path, "it is larger than " + std::to_string(most_bytes) + " bytes");
}

Result<void> write_file(const fs::path& path, const std::function<Result<void>(std::ostream&)>& write) {
  if (path.empty()) return failure("a file to write to needs a name");
  int straight = -1;
  if (const auto number = standard_descriptor(path.string())) {
    straight = ::fcntl(*number, F_DUPFD_CLOEXEC, 0);
  } else {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::is_directory(status)) return cannot_write(path, "it is a folder");
    if (!path.has_filename()) return cannot_write(path, "it names a folder, not a file");
    if (!fs::exists(status) || fs::is_regular_file(status)) return replace(path, write);
    straight = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  }
  if (straight < 0) return cannot_write(path, reason(errno));
  return fill(path, Descriptor(straight), write);
}

Result<void> write_file(const fs::path& path, std::string_view content) {
  return write_file(path, [content](std::ostream& out) -> Result<void> {
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    return {};
  });
}

}  // namespace tidemark
