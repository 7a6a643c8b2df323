// SPDX-License-Identifier: Apache-2.0
/// Opens any file of Tidemark's. Its kind is found from its content, not from its name.
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
