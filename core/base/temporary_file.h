// SPDX-License-Identifier: Apache-2.0
/// Files on their way to a name: removed when they do not get there, also when a signal ends the program.
#pragma once

#include <filesystem>

namespace tidemark {

/// A hidden file beside the file that it is going to replace. It is removed when this object goes out of
/// scope, unless take_name() has succeeded by then. Not thread-safe; different objects may be used on
/// different threads.
class TemporaryFile {
 public:
  /// Makes no file yet. REQUIRES: `target` is no link.
  explicit TemporaryFile(std::filesystem::path target);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Makes the file and returns its descriptor, open for writing, which the caller closes. -1: errno says
  /// why.
  int open();

  /// Renames the file to the target, over an old file of that name. 0, or the error's number.
  int take_name();
  bool has_name() const { return has_name_; }

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  bool has_name_ = false;
};

/// From now on SIGINT, SIGTERM and SIGHUP remove every temporary file before they end the program, by the
/// same signal as ever. A signal that this program was told to ignore, as nohup does, stays ignored. Starts a
/// thread. To be called once, from main().
void remove_temporary_files_on_signals();

}  // namespace tidemark
