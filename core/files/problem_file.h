// SPDX-License-Identifier: Apache-2.0
/// Problems as .tidemark files: JSON, "format": "tidemark-problem", "version": 1.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/problem.h"

namespace tidemark {

std::string to_json(const Problem& problem);
/// Checks every field; the Error names the one that is wrong. Unknown fields are ignored.
Result<Problem> parse_problem(std::string_view json);

Result<Problem> load_problem(const std::filesystem::path& path);
Result<void> save_problem(const Problem& problem, const std::filesystem::path& path);

}  // namespace tidemark
