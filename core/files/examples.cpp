// SPDX-License-Identifier: Apache-2.0
#include "core/files/examples.h"

#include "core/base/file_io.h"
#include "core/base/shipped_files.h"
#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr std::string_view kFormat = "tidemark-examples";
constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostBytes = 1 << 20;

}  // namespace

Result<std::vector<Example>> parse_examples(std::string_view json, const std::filesystem::path& folder) {
  const auto parsed = parse_json(json, "the file");
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  fields.expect_format(kFormat, kVersion);
  std::vector<Example> examples;
  for (const auto& value : fields.list("examples")) {
    Fields example = fields.nested(value, "examples[" + std::to_string(examples.size()) + "]");
    examples.push_back({example.text("title"), example.text("description"), folder / example.text("file")});
  }
  return fields.check(std::move(examples));
}

Result<std::vector<Example>> examples() {
  const auto index = shipped("examples/index.json");
  if (!index) return tl::unexpected(index.error());
  const auto content = read_file(*index, kMostBytes);
  if (!content) return tl::unexpected(content.error());
  return parse_examples(*content, index->parent_path()).map_error(in_file(*index));
}

}  // namespace tidemark
