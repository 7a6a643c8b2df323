// SPDX-License-Identifier: Apache-2.0
/// Reading and writing files: reads are limited in size, writes are whole or not at all, and errors say why.
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
/// file (/dev/stdout, /dev/full, a pipe) is written directly.
Result<void> write_file(const std::filesystem::path& path, const Writer& write);
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// Like write_file(), for a file that takes long to write and is of use unfinished, such as the record of a
/// run: it replaces an old file as soon as `write` first flushes something, and what has been written stays,
/// even if writing fails later or this process is killed. The file's format must tell whether its end is
/// missing.
Result<void> grow_file(const std::filesystem::path& path, const Writer& write);

/// An Error if `output` is the same file as one of `inputs`, whatever links or spellings the two paths have.
/// Call it before anything is written. Paths that do not exist, or name no regular file, are no error.
Result<void> refuse_overwriting(const std::filesystem::path& output,
                                const std::vector<std::filesystem::path>& inputs);

}  // namespace tidemark
