// SPDX-License-Identifier: Apache-2.0
/// One allocation for everything beside the arena, itemised: the sum of what is added here is what is
/// allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/model/record.h"

namespace tidemark {

/// Parts are added first, by the code that will use them, and get their addresses when the memory has been
/// allocated.
class MemoryPlan {
 public:
  /// `bytes` of fixed memory, reported under `name` together with others of that name. `*address` is set by
  /// place(), and must live until then.
  template <class T>
  void add(const std::string& name, std::int64_t bytes, T** address) {
    add_part(name, bytes, [address](std::byte* at) { *address = reinterpret_cast<T*>(at); });
  }

  std::int64_t total() const { return total_; }
  const FixedBytes& by_name() const { return by_name_; }

  /// Gives each part its address, in the order of adding. REQUIRES: `base` is aligned as the arena is.
  void place(std::byte* base) const;

 private:
  struct Part {
    std::int64_t offset;
    std::function<void(std::byte*)> tell;
  };
  void add_part(const std::string& name, std::int64_t bytes, std::function<void(std::byte*)> tell);

  std::vector<Part> parts_;
  FixedBytes by_name_;
  std::int64_t total_ = 0;
};

}  // namespace tidemark
