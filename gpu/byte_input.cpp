// SPDX-License-Identifier: Apache-2.0
#include "gpu/byte_input.h"

#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/file_io.h"

namespace tidemark {

namespace fs = std::filesystem;

Result<fs::path> shipped_text() {
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
    if (fs::path text = folder / "texts" / "tides.txt"; fs::is_regular_file(text, error)) return text;
  }
  std::string looked_in;
  for (const fs::path& folder : folders) looked_in += (looked_in.empty() ? "" : ", ") + folder.string();
  return failure("the shipped text is missing: no texts/tides.txt in ", looked_in,
                 "; set TIDEMARK_RESOURCES to the folder that has it, or name another input file");
}

Result<std::shared_ptr<const ByteInput>> open_input(const std::string& name, std::int64_t batch,
                                                    std::uint64_t seed) {
  if (name == "noise") return std::make_shared<const ByteInput>(batch, seed);
  fs::path path = name;
  if (name == "text") {
    auto text = shipped_text();
    if (!text) return tl::unexpected(text.error());
    path = *std::move(text);
  }
  auto bytes = read_file(path);
  if (!bytes) return failure("input: ", bytes.error().message);
  if (bytes->empty())
    return failure("input: ", path.string(), " is empty; name a file with something to read");
  if (static_cast<std::int64_t>(bytes->size()) <= batch) {
    return failure("input: ", path.string(), " has ", bytes->size(), " bytes, too few for a batch of ", batch,
                   "; it takes at least ", batch + 1);
  }
  return std::make_shared<const ByteInput>(*std::move(bytes), batch);
}

}  // namespace tidemark
