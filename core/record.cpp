// SPDX-License-Identifier: Apache-2.0
#include "core/record.h"

namespace tidemark {

std::int64_t total(const FixedBytes& fixed) {
  std::int64_t sum = 0;
  for (const auto& [name, bytes] : fixed) sum += bytes;
  return sum;
}

}  // namespace tidemark
