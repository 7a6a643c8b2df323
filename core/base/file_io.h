// SPDX-License-Identifier: Apache-2.0
/// Files at the door: read with a limit and a reason, written whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tidemark {

/// The whole file as bytes. Errors name the path and the reason (missing, unreadable, a folder, too large).
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t most_bytes = std::size_t{4} << 30);

/// For Result::map_error: puts the file's name before what is wrong in it.
inline auto in_file(const std::filesystem::path& path) {
  return [name = path.string()](const Error& error) {
    return Error{name + ": " + error.message, error.is_violation};
  };
}

/// Puts a file's content into a stream, or says why it cannot.
using Writer = std::function<Result<void>(std::ostream&)>;

/// Calls `write` with a stream onto a temporary file beside `path`, then renames it over `path`; on any
/// failure (full disk, missing folder, no permission, `write` returning an Error) nothing is left behind and
/// an old file stays as it was. Once it returns, the file outlives a power cut. A `path` that is no regular
/// file (/dev/stdout, /dev/full, a pipe) is written straight.
Result<void> write_file(const std::filesystem::path& path, const Writer& write);
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// The same for a file that grows for long and is worth having unfinished, such as the record of a run: it
/// replaces an old file as soon as `write` first flushes something, and stays whatever happens afterwards,
/// should this process be killed, too. Its format must tell whether its end is missing.
Result<void> grow_file(const std::filesystem::path& path, const Writer& write);

/// An Error where `output` is one of `inputs`, by whatever link or spelling of its path. To be asked before
/// anything is written. Only regular files can be overwritten; names of files that are not there are no harm.
Result<void> refuse_overwriting(const std::filesystem::path& output,
                                const std::vector<std::filesystem::path>& inputs);

}  // namespace tidemark
