// SPDX-License-Identifier: Apache-2.0
#include "gpu/host_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>

namespace tidemark {
namespace {

class MappedMemory final : public DeviceMemory {
 public:
  MappedMemory(std::byte* data, std::int64_t size) : data_(data), size_(size) {}
  ~MappedMemory() override { munmap(data_, static_cast<std::size_t>(size_)); }
  MappedMemory(const MappedMemory&) = delete;
  MappedMemory& operator=(const MappedMemory&) = delete;

  std::byte* data() override { return data_; }
  std::int64_t size() const override { return size_; }

 private:
  std::byte* data_;
  std::int64_t size_;
};

/// The number that stands alone in a file, as in those of control groups; `otherwise` if there is no such
/// file or no number in it (such as "max").
std::int64_t number_in(const char* path, std::int64_t otherwise) {
  std::ifstream file(path);
  std::int64_t number = 0;
  return file >> number ? number : otherwise;
}

std::int64_t page_bytes() {
  return sysconf(_SC_PAGESIZE);
}

}  // namespace

std::int64_t resident_bytes() {
  // Stays open, since it is read every other millisecond.
  static const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 128> text{};
  const ssize_t got = pread(file, text.data(), text.size() - 1, 0);
  if (got <= 0) return 0;
  char* rest = nullptr;
  std::strtoll(text.data(), &rest, 10);  // the first number is the size of the address space
  return std::strtoll(rest, nullptr, 10) * page_bytes();
}

std::int64_t machine_memory_bytes() {
  return sysconf(_SC_PHYS_PAGES) * page_bytes();
}

std::int64_t available_memory_bytes() {
  std::int64_t available = 0;
  std::ifstream file("/proc/meminfo");
  for (std::string line; available == 0 && std::getline(file, line);) {
    constexpr std::string_view kName = "MemAvailable:";
    if (line.starts_with(kName)) available = std::strtoll(line.c_str() + kName.size(), nullptr, 10) * 1024;
  }
  constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  const std::int64_t limit = number_in("/sys/fs/cgroup/memory.max", kNone);
  if (limit == kNone) return available;
  const std::int64_t left = std::max<std::int64_t>(limit - number_in("/sys/fs/cgroup/memory.current", 0), 0);
  return available > 0 ? std::min(available, left) : left;
}

Result<std::unique_ptr<DeviceMemory>> allocate_host(std::int64_t bytes) {
  const std::int64_t available = available_memory_bytes();
  if (available > 0 && bytes > available) {
    return failure("out of memory: ", bytes, " bytes are needed where ", available, " are available");
  }
  void* data = mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) {
    return failure("out of memory: ", bytes, " bytes cannot be had (", std::strerror(errno), ")");
  }
  std::memset(data, 0xff, static_cast<std::size_t>(bytes));  // NaNs, as freed states are poisoned
  return std::make_unique<MappedMemory>(static_cast<std::byte*>(data), bytes);
}

}  // namespace tidemark
