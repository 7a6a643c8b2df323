// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a command's data goes.
#pragma once

#include <optional>
#include <string>

#include "core/base/file_io.h"

namespace tidemark {

/// Where an --output of `file` writes to: "-", or none given, is standard output.
inline std::string output_path(const std::optional<std::string>& file) {
  return file.value_or("-") == "-" ? "/dev/stdout" : *file;
}

/// Hands `write` the stream of `file` (written whole or not at all), or standard output's where there is
/// none. An output that cannot take everything, such as a full disk, is an Error.
inline Result<void> write_data(const std::optional<std::string>& file, const Writer& write) {
  return write_file(output_path(file), write);
}

}  // namespace tidemark
