// SPDX-License-Identifier: Apache-2.0
#include "gpu/byte_input.h"

#include <filesystem>
#include <utility>

#include "core/base/file_io.h"
#include "core/base/shipped_files.h"

namespace tidemark {

namespace fs = std::filesystem;

Result<std::shared_ptr<const ByteInput>> open_input(const std::string& name, std::int64_t batch,
                                                    std::uint64_t seed) {
  if (name == "noise") return std::make_shared<const ByteInput>(batch, seed);
  fs::path path = name;
  if (name == "text") {
    auto text = shipped("texts/tides.txt");
    if (!text) {
      return failure("the shipped text: ", text.error().message, ", or name another input file");
    }
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
