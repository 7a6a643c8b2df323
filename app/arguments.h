// SPDX-License-Identifier: GPL-3.0-or-later
/// Commands and options as tables, from which parsing, --help and all errors are made.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/exit.h"
#include "core/base/result.h"
#include "core/base/typed_number.h"

namespace tidemark {

struct Option {
  std::string_view name;   ///< "--length"
  std::string_view value;  ///< the name of its value in --help: "T"; empty for a switch
  std::string_view help;
};

class Arguments;

struct Command {
  std::string_view name;
  std::string_view operand;  ///< the word it takes, mostly a file's path: "PLAN.json"; empty: none
  bool needs_operand;
  std::string_view summary;
  std::span<const Option> options;
  Outcome (*run)(const Arguments&);
  bool draws = false;  ///< it needs Qt's widgets, but no display
};

/// The arguments of one call, checked against its command's table. Values of options are checked when they
/// are asked for.
class Arguments {
 public:
  /// Errors: an unknown option, an option given twice, a missing or superfluous value, a missing or
  /// superfluous file.
  static Result<Arguments> parse(const Command& command, std::span<const std::string> words);

  bool has(const Option& option) const { return values_.contains(option.name); }
  /// The word that is no option. As the path of a file, "-" is that of standard input.
  const std::optional<std::string>& operand() const { return operand_; }

  /// The value as it was given; nullopt if the option was not given.
  std::optional<std::string> text(const Option& option) const;
  /// The same in lower case: for names that are understood in any.
  std::optional<std::string> word(const Option& option) const;
  // Numbers are read as the window's fields read them, see core/base/typed_number.h. Errors name the option.

  /// The value, which must be a whole number: 1000, 10k, 1e5. REQUIRES: `most` is exact as a double.
  Result<std::optional<std::int64_t>> whole_number(const Option& option, std::int64_t least,
                                                   std::int64_t most) const;
  /// The value, which must be an amount of memory: 4096, 300MiB, 1.5GB.
  Result<std::optional<std::int64_t>> bytes(const Option& option, std::int64_t most) const;
  /// The value, which must be a finite number and may have a percent sign.
  Result<std::optional<double>> percent(const Option& option) const;
  /// The value, which must be a finite number.
  Result<std::optional<double>> real_number(const Option& option) const;

 private:
  Result<std::optional<double>> real_number(const Option& option, TypedNumber::Unit unit) const;

  std::map<std::string_view, std::string> values_;  ///< by the option's name
  std::optional<std::string> operand_;
};

/// The help page of one command, made from its table.
std::string help_of(const Command& command);

}  // namespace tidemark
