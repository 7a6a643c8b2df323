// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <streambuf>
#include <system_error>
#include <utility>

#include "core/base/temporary_file.h"

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
  /// Returns 0, or the error's number: some file systems report a full disk only when a file is closed.
  int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_;
};

/// Writes a stream's text to an open file, and remembers the error's number when the system refuses.
class DescriptorBuffer : public std::streambuf {
 public:
  /// `after_first_write`, if any, is called once, when something has been written; it returns 0, or the
  /// error's number.
  explicit DescriptorBuffer(int descriptor, std::function<int()> after_first_write = {})
      : descriptor_(descriptor), after_first_write_(std::move(after_first_write)) {
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
    if (size == 0) return error_number_ == 0;
    while (size > 0 && error_number_ == 0) {
      const ssize_t written = ::write(descriptor_, text, size);
      if (written < 0) {
        if (errno != EINTR) error_number_ = errno;
        continue;
      }
      text += written;
      size -= static_cast<std::size_t>(written);
    }
    if (error_number_ == 0 && after_first_write_) error_number_ = std::exchange(after_first_write_, {})();
    return error_number_ == 0;
  }

  int descriptor_;
  std::function<int()> after_first_write_;
  int error_number_ = 0;
  std::array<char, 1 << 16> buffer_;
};

/// Makes sure that what was written outlives a power cut. Returns 0, or the error's number.
int sync(const Descriptor& file) {
  if (::fsync(file.number()) == 0) return 0;
  const bool cannot_be_synced = errno == EINVAL || errno == ENOTSUP || errno == EROFS;
  return cannot_be_synced ? 0 : errno;
}

/// The same for the names of the files in a folder. A folder that cannot be opened is left out.
int sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.is_open() ? sync(opened) : 0;
}

/// Runs `write` on the file and flushes it. `after_first_write` is DescriptorBuffer's.
Result<void> fill(const fs::path& path, const Descriptor& file, const Writer& write,
                  std::function<int()> after_first_write = {}) {
  DescriptorBuffer buffer(file.number(), std::move(after_first_write));
  std::ostream out(&buffer);
  auto written = write(out);
  out.flush();
  // The system's own reason says more than "the output could not be written".
  if (buffer.error_number() != 0) return cannot_write(path, reason(buffer.error_number()));
  if (!written) return written;
  if (!out.good()) return cannot_write(path, "the stream failed");
  return {};
}

/// The number of an already open file named by /dev/stdout, /dev/stderr or /dev/fd/N: writing to that very
/// descriptor keeps the position and the append mode of a shell's redirection.
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

/// When a new file gets its name, in place of an old one.
enum class Naming { WhenWhole, WhenBegun };

Result<void> replace(const fs::path& path, Naming naming, const Writer& write) {
  std::error_code ignored;
  fs::path target = fs::weakly_canonical(path, ignored);  // a link stays, what it points to is replaced
  if (target.empty()) target = path;

  struct stat old = {};
  const bool is_replaced = ::stat(target.c_str(), &old) == 0;
  if (is_replaced && ::access(target.c_str(), W_OK) != 0) return cannot_write(path, reason(errno));

  TemporaryFile temporary(target);
  Descriptor file(temporary.open());
  if (!file.is_open()) return cannot_write(path, reason(errno));
  if (is_replaced && ::fchmod(file.number(), old.st_mode & 07777) != 0)
    return cannot_write(path, reason(errno));
  const auto take_name = [&temporary] { return temporary.take_name(); };
  const auto filled =
      fill(path, file, write, naming == Naming::WhenBegun ? take_name : std::function<int()>());
  if (!filled) return filled;
  int error = sync(file);
  if (error == 0) error = file.close();
  if (error == 0 && !temporary.has_name()) error = take_name();
  if (error == 0) error = sync_folder(target.parent_path());
  if (error != 0) return cannot_write(path, reason(error));
  return {};
}

/// Writes a regular file by way of a temporary one, and anything else directly.
Result<void> write_named(const fs::path& path, Naming naming, const Writer& write) {
  if (path.empty()) return failure("a file to write to needs a name");
  int straight = -1;
  if (const auto number = standard_descriptor(path.string())) {
    straight = ::fcntl(*number, F_DUPFD_CLOEXEC, 0);
  } else {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::is_directory(status)) return cannot_write(path, "it is a folder");
    if (!path.has_filename()) return cannot_write(path, "it names a folder, not a file");
    if (!fs::exists(status) || fs::is_regular_file(status)) return replace(path, naming, write);
    straight = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  }
  if (straight < 0) return cannot_write(path, reason(errno));
  Descriptor file(straight);
  if (auto filled = fill(path, file, write); !filled) return filled;
  if (const int error = file.close(); error != 0) return cannot_write(path, reason(error));
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
    // Asks for one byte more than expected: a file that has grown, or tells no size, is read on in pieces.
    content.resize(before <= expected ? expected + 1 : before + kPiece);
    const ssize_t got = ::read(file.number(), content.data() + before, content.size() - before);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return content;
    if (got < 0 && errno != EINTR) return cannot_read(path, reason(errno));
  }
  return cannot_read(path, "it is larger than " + std::to_string(most_bytes) + " bytes");
}

Result<void> refuse_overwriting(const fs::path& output, const std::vector<fs::path>& inputs) {
  struct stat written = {};
  if (::stat(output.c_str(), &written) != 0 || !S_ISREG(written.st_mode)) return {};
  for (const fs::path& input : inputs) {
    struct stat read = {};
    if (::stat(input.c_str(), &read) != 0) continue;
    if (read.st_dev != written.st_dev || read.st_ino != written.st_ino) continue;
    return failure(output.string(), ": is the file that is read",
                   input == output ? "" : " as " + input.string(), "; write to another one");
  }
  return {};
}

Result<void> write_file(const fs::path& path, const Writer& write) {
  return write_named(path, Naming::WhenWhole, write);
}

Result<void> write_file(const fs::path& path, std::string_view content) {
  return write_file(path, [content](std::ostream& out) -> Result<void> {
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    return {};
  });
}

Result<void> grow_file(const fs::path& path, const Writer& write) {
  return write_named(path, Naming::WhenBegun, write);
}

}  // namespace tidemark
