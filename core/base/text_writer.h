// SPDX-License-Identifier: Apache-2.0
/// Writes text to a stream in large pieces, and numbers the same way in every locale.
#pragma once

#include <charconv>
#include <concepts>
#include <ostream>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tidemark {

template <class T>
concept PlainNumber = std::floating_point<T> ||
    (std::integral<T> && !std::same_as<T, char> && !std::same_as<T, bool>);

/// Appends a whole number, or the shortest decimal that reads back as the same double.
template <PlainNumber Number>
void append_number(std::string& text, Number number) {
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, written.ptr);
}

/// Gathers text and hands it to the stream in pieces. Call finish() at the end: text not yet handed on is
/// lost.
class TextWriter {
 public:
  explicit TextWriter(std::ostream& out) : out_(out) {}

  TextWriter& operator<<(std::string_view text) {
    text_ += text;
    if (text_.size() >= kPiece) hand_on();
    return *this;
  }
  TextWriter& operator<<(const char* text) { return *this << std::string_view(text); }
  TextWriter& operator<<(char character) { return *this << std::string_view(&character, 1); }
  template <PlainNumber Number>
  TextWriter& operator<<(Number number) {
    append_number(text_, number);
    return *this;
  }

  /// False once the stream has refused something: there is no point in going on.
  bool is_good() const { return out_.good(); }

  Result<void> finish() {
    hand_on();
    out_.flush();
    if (!out_.good()) return failure("the output could not be written");
    return {};
  }

 private:
  static constexpr std::size_t kPiece = 1 << 16;

  void hand_on() {
    out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }

  std::ostream& out_;
  std::string text_;
};

}  // namespace tidemark
