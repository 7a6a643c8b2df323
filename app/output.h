// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a command's data goes.
#pragma once

#include <optional>
#include <string>

#include "core/base/file_io.h"

namespace tidemark {

/// The path that --output `file` writes to; "-" and no file mean standard output.
inline std::string output_path(const std::optional<std::string>& file) {
  return file.value_or("-") == "-" ? "/dev/stdout" : *file;
}

/// Calls `write` with a stream to `file`, which is written whole or not at all, or to standard output if
/// there is none. Errors: the output cannot take everything, for instance because the disk is full.
inline Result<void> write_data(const std::optional<std::string>& file, const Writer& write) {
  return write_file(output_path(file), write);
}

}  // namespace tidemark
