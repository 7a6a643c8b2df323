// SPDX-License-Identifier: Apache-2.0
/// Letters of names and words that are understood in upper and lower case.
#pragma once

namespace tidemark {

/// ASCII letters alone, whatever the locale.
constexpr char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace tidemark
