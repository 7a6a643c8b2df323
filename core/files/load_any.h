// SPDX-License-Identifier: Apache-2.0
/// Files that can be opened: what kind they are is found in their content, not in their name.
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include "core/model/record.h"
#include "core/plan/plan.h"

namespace tidemark {

using Document = std::variant<Problem, std::shared_ptr<const Plan>, std::shared_ptr<const Record>>;

/// Errors name the file and what is wrong with it.
Result<Document> load_document(const std::filesystem::path& path);

}  // namespace tidemark
