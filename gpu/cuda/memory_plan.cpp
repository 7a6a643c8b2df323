// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/memory_plan.h"

#include <utility>

#include "gpu/cuda/dtype.h"

namespace tidemark {

void MemoryPlan::add_part(const std::string& name, std::int64_t bytes, std::function<void(std::byte*)> tell) {
  parts_.push_back({total_, std::move(tell)});
  total_ += aligned(bytes);
  by_name_[name] += aligned(bytes);
}

void MemoryPlan::place(std::byte* base) const {
  for (const Part& part : parts_) part.tell(base + part.offset);
}

}  // namespace tidemark
