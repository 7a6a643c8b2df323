// SPDX-License-Identifier: Apache-2.0
/// Problems that ship with the program, for people to begin with.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tidemark {

/// A .tidemark file with words about it. Texts are English.
struct Example {
  std::string title;        ///< for a menu
  std::string description;  ///< one sentence
  std::filesystem::path path;
};

/// Reads an index.json whose files lie in `folder`.
Result<std::vector<Example>> parse_examples(std::string_view json, const std::filesystem::path& folder);

/// All examples, the simplest first. The Error says which file is missing or wrong.
Result<std::vector<Example>> examples();

}  // namespace tidemark
