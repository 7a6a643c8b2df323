// SPDX-License-Identifier: Apache-2.0
/// Temporary files that take another file's name when they are complete. If they do not get so far they are
/// removed, even when a signal ends the program.
#pragma once

#include <filesystem>

namespace tidemark {

/// A hidden file beside the file that it is going to replace. It is removed when this object goes out of
/// scope, unless take_name() has succeeded by then. Not thread-safe; different objects may be used on
/// different threads.
class TemporaryFile {
 public:
  /// Makes no file yet. REQUIRES: `target` is no symbolic link.
  explicit TemporaryFile(std::filesystem::path target);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Makes the file and returns its descriptor, open for writing; the caller closes it. Returns -1 on
  /// failure, and errno says why.
  int open();

  /// Renames the file to the target, and replaces an old file of that name. Returns 0, or the error's number.
  int take_name();
  bool has_name() const { return has_name_; }

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  bool has_name_ = false;
};

/// From now on SIGINT, SIGTERM and SIGHUP first remove every temporary file, then end the program as they
/// would have anyway. A signal that the program was started to ignore, as nohup does, stays ignored. Starts a
/// thread. Call it once, from main().
void remove_temporary_files_on_signals();

}  // namespace tidemark
