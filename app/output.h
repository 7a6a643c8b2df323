// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a command's data goes.
#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <string>

#include "core/base/file_io.h"

namespace tidemark {

/// Hands `write` the stream of `file` (written whole or not at all), or standard output's where there is
/// none. An output that cannot take everything, such as a full disk, is an Error.
inline Result<void> write_data(const std::optional<std::string>& file,
                               const std::function<Result<void>(std::ostream&)>& write) {
  return write_file(file.value_or("/dev/stdout"), write);
}

}  // namespace tidemark
