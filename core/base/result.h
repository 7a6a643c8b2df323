// SPDX-License-Identifier: Apache-2.0
/// Errors as values. Three outcomes that must not be mixed up: a value, an error, or "cancelled".
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <tl/expected.hpp>

namespace tidemark {

/// What went wrong, as one line a person can act on: it says what, where, and what would work.
struct Error {
  std::string message;
  /// True if the input is well-formed, but breaks the rules that it is checked by: an invalid schedule, a
  /// wrong cost, a limit that nothing keeps to.
  bool is_violation = false;
};

template <class T>
using Result = tl::expected<T, Error>;

/// A result of work that can be stopped: a value, std::nullopt when cancelled (not an error), or an Error.
template <class T>
using Cancellable = Result<std::optional<T>>;

/// `return failure("length ", t, " is below 1");`
template <class... Parts>
tl::unexpected<Error> failure(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return tl::unexpected<Error>(Error{text.str(), false});
}

}  // namespace tidemark
