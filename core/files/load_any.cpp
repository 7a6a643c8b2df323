// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files/load_any.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/file_io.h"
#include "core/files/plan_file.h"
#include "core/files/problem_file.h"
#include "core/files/record_file.h"

namespace tidemark {

Result<Document> load_document(const std::filesystem::path& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  const auto place_of = [&](const char* format) { return content->find(format); };
  const std::size_t problem = place_of("\"tidemark-problem\"");
  const std::size_t plan = place_of("\"tidemark-plan\"");
  const std::size_t record = place_of("\"tidemark-record\"");
  const std::size_t first = std::min({problem, plan, record});
  if (first == std::string::npos) {
    return failure(path.string(),
                   " is no Tidemark file: a problem, a plan or a recorded run says so in its \"format\"");
  }
  if (first == problem) return load_problem(path).map([](const Problem& loaded) { return Document(loaded); });
  if (first == plan) {
    return load_plan(path).map([](const std::shared_ptr<const Plan>& loaded) { return Document(loaded); });
  }
  return load_record(path).map(
      [](Record loaded) { return Document(std::make_shared<const Record>(std::move(loaded))); });
}

}  // namespace tidemark
