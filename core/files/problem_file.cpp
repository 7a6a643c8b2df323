// SPDX-License-Identifier: Apache-2.0
#include "core/files/problem_file.h"

#include "core/base/file_io.h"
#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr std::string_view kFormat = "tidemark-problem";
constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostBytes = 1 << 20;

}  // namespace

std::string to_json(const Problem& problem) {
  Json json = {{"format", kFormat}, {"version", kVersion}};
  json.update(json_of(problem));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Problem> parse_problem(std::string_view json) {
  const auto parsed = parse_json(json, "the file");
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  fields.expect_format(kFormat, kVersion);
  return fields.check(read_problem(fields));
}

Result<Problem> load_problem(const std::filesystem::path& path) {
  const auto content = read_file(path, kMostBytes);
  if (!content) return tl::unexpected(content.error());
  return parse_problem(*content).map_error(in_file(path));
}

Result<void> save_problem(const Problem& problem, const std::filesystem::path& path) {
  return write_file(path, to_json(problem));
}

}  // namespace tidemark
