// SPDX-License-Identifier: Apache-2.0
#include "core/base/shipped_files.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace tidemark {

namespace fs = std::filesystem;

Result<fs::path> shipped(const fs::path& file) {
  std::vector<fs::path> folders;
  if (const char* given = std::getenv("TIDEMARK_RESOURCES"); given && *given) folders.emplace_back(given);
  std::error_code error;
  if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error) {
    // The folder above bin, or above libexec/tidemark.
    const fs::path above = program.parent_path().parent_path();
    for (const fs::path& prefix : {above, above.parent_path()})
      folders.push_back(prefix / "share" / "tidemark");
  }
  folders.emplace_back(TIDEMARK_SOURCE_RESOURCES);
  for (const fs::path& folder : folders) {
    if (fs::path found = folder / file; fs::exists(found, error)) return found;
  }
  std::string looked_in;
  for (const fs::path& folder : folders) looked_in += (looked_in.empty() ? "" : ", ") + folder.string();
  return failure(file.string(), " is missing in ", looked_in,
                 "; set TIDEMARK_RESOURCES to the folder that has it");
}

}  // namespace tidemark
