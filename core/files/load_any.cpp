// SPDX-License-Identifier: Apache-2.0
#include "core/files/load_any.h"

#include <optional>
#include <string_view>
#include <utility>

#include "core/base/file_io.h"
#include "core/files/plan_file.h"
#include "core/files/problem_file.h"
#include "core/files/record_file.h"

namespace tidemark {

namespace {

enum class Kind { Problem, Plan, Record };

/// The kind that is named first in `text`.
std::optional<Kind> kind_in(std::string_view text) {
  std::optional<Kind> found;
  std::size_t first = text.size();
  for (const auto& [kind, format] :
       {std::pair{Kind::Problem, "\"tidemark-problem\""}, std::pair{Kind::Plan, "\"tidemark-plan\""},
        std::pair{Kind::Record, "\"tidemark-record\""}}) {
    const std::size_t place = text.find(format);
    if (place >= first) continue;
    first = place;
    found = kind;
  }
  return found;
}

}  // namespace

Result<Document> load_document(const std::filesystem::path& path) {
  constexpr std::size_t kHead = 1024;  // bytes, within which files written by Tidemark name their format
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  auto kind = kind_in(std::string_view(*content).substr(0, kHead));
  if (!kind) kind = kind_in(*content);
  if (!kind) {
    return failure(path.string(),
                   " is no Tidemark file: a problem, a plan or a recorded run says so in its \"format\"");
  }
  const auto parse = [&]() -> Result<Document> {
    switch (*kind) {
      case Kind::Problem:
        return parse_problem(*content);
      case Kind::Plan:
        return parse_plan(*content);
      case Kind::Record:
        break;
    }
    return parse_record(*content).map(
        [](Record&& record) { return std::make_shared<const Record>(std::move(record)); });
  };
  return parse().map_error(in_file(path));
}

}  // namespace tidemark
