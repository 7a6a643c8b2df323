// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace tidemark {

/// Called now and then from the working thread with the part done, 0 to 1.
using Progress = std::function<void(double)>;

}  // namespace tidemark
