// SPDX-License-Identifier: GPL-3.0-or-later
/// What the tests of files share: text that is damaged at random, but in the same way every time.
#pragma once

#include <random>
#include <string>

/// `text` with one to three bytes changed, removed, added or copied.
inline std::string damaged(std::string text, std::mt19937& random) {
  const std::string kMeaningful = "0123456789-.eE\"[]{},:";
  for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
    const std::size_t place = random() % text.size();
    switch (random() % 4) {
      case 0:
        text[place] = static_cast<char>(random());
        break;
      case 1:
        text.erase(place, 1 + random() % 4);
        break;
      case 2:
        text.insert(place, 1, kMeaningful[random() % kMeaningful.size()]);
        break;
      default:
        text.insert(place, text.substr(random() % text.size(), random() % 20));
    }
    if (text.empty()) text = "x";
  }
  return text;
}

/// Whether a message is one line that is not too long to read.
inline bool is_one_clean_line(const std::string& message) {
  return !message.empty() && message.size() < 400 && message.find('\n') == std::string::npos;
}
