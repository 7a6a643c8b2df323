// SPDX-License-Identifier: Apache-2.0
/// Files that come with the program: texts to learn, runs that were recorded on other machines.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace tidemark {

/// The path of a shipped file or folder, such as "texts/tides.txt". It is looked for under
/// $TIDEMARK_RESOURCES, beside the installed program, and in the source. The Error says where it was looked
/// for. Any thread may call this.
Result<std::filesystem::path> shipped(const std::filesystem::path& file);

}  // namespace tidemark
