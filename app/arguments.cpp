// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/arguments.h"

#include <algorithm>
#include <cmath>

#include "app/nearest_word.h"
#include "core/base/letters.h"
#include "core/base/names.h"

namespace tidemark {
namespace {

const Option* find_option(const Command& command, std::string_view name) {
  const auto found = std::ranges::find(command.options, name, &Option::name);
  return found == command.options.end() ? nullptr : &*found;
}

/// The number that `text` is as a whole, in a unit that is none or `unit`.
std::optional<double> read(const std::string& text, std::optional<int> decimals, TypedNumber::Unit unit) {
  const TypedNumber typed = read_typed_number(text, '.', decimals);
  if (typed.unit != TypedNumber::Unit::None && typed.unit != unit) return std::nullopt;
  return typed.value;
}

std::string in_lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

}  // namespace

Result<Arguments> Arguments::parse(const Command& command, std::span<const std::string> words) {
  Arguments arguments;
  bool options_are_over = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!options_are_over && word == "--") {
      options_are_over = true;
      continue;
    }
    if (options_are_over || !word.starts_with("-") || word == "-") {
      if (command.operand.empty()) return failure("takes no file, but got \"", word, "\"");
      if (arguments.operand_) {
        return failure("takes one ", command.operand, ", but got \"", *arguments.operand_, "\" and \"", word,
                       "\"");
      }
      arguments.operand_ = word == "-" ? "/dev/stdin" : word;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Option* option = find_option(command, name);
    if (option == nullptr) {
      std::vector<std::string_view> names;
      for (const Option& known : command.options) names.push_back(known.name);
      return failure("unknown option ", name, suggestion(name, names), "; see tidemark ", command.name,
                     " --help");
    }
    if (arguments.has(*option)) return failure(name, " is given twice");
    std::string value;
    if (option->value.empty()) {
      if (equals != std::string::npos) return failure(name, " takes no value");
    } else if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else {
      if (i + 1 == words.size()) return failure(name, " needs a value: ", name, " ", option->value);
      value = words[++i];
      if (find_option(command, value) != nullptr) {
        return failure(name, " needs a value before ", value, ": ", name, " ", option->value);
      }
    }
    if (!option->value.empty() && value.empty()) {
      return failure(name, " needs a value: ", name, " ", option->value);
    }
    arguments.values_.emplace(option->name, std::move(value));
  }
  if (command.needs_operand && !arguments.operand_) {
    return failure("needs ", command.operand, "; see tidemark ", command.name, " --help");
  }
  return arguments;
}

std::optional<std::string> Arguments::text(const Option& option) const {
  const auto found = values_.find(option.name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Arguments::word(const Option& option) const {
  auto given = text(option);
  return given ? std::optional(in_lower_case(*std::move(given))) : std::nullopt;
}

Result<std::optional<std::int64_t>> Arguments::whole_number(const Option& option, std::int64_t least,
                                                            std::int64_t most) const {
  const auto given = text(option);
  if (!given) return std::nullopt;
  const auto number = read(*given, 0, TypedNumber::Unit::Thousand);
  if (!number || *number < static_cast<double>(least) || *number > static_cast<double>(most)) {
    return failure(option.name, " must be a whole number from ", least, " to ", most, ", not \"", *given,
                   "\"");
  }
  return static_cast<std::int64_t>(*number);
}

Result<std::optional<std::int64_t>> Arguments::bytes(const Option& option, std::int64_t most) const {
  const auto given = text(option);
  if (!given) return std::nullopt;
  const auto number = read(*given, 0, TypedNumber::Unit::Bytes);
  if (!number || std::round(*number) < 1 || *number > static_cast<double>(most)) {
    return failure(option.name, " must be a number of bytes from 1 to ", most,
                   ", or an amount such as 300MiB, 4GiB or 1.5GB, not \"", *given, "\"");
  }
  return static_cast<std::int64_t>(std::round(*number));
}

Result<std::optional<double>> Arguments::percent(const Option& option) const {
  return real_number(option, TypedNumber::Unit::Percent);
}

Result<std::optional<double>> Arguments::real_number(const Option& option) const {
  return real_number(option, TypedNumber::Unit::Thousand);
}

Result<std::optional<double>> Arguments::real_number(const Option& option, TypedNumber::Unit unit) const {
  const auto given = text(option);
  if (!given) return std::nullopt;
  const auto number = read(*given, {}, unit);
  if (!number) return failure(option.name, " must be a finite number, not \"", *given, "\"");
  return number;
}

std::string help_of(const Command& command) {
  std::string usage = "tidemark " + std::string(command.name);
  if (!command.operand.empty()) {
    usage += command.needs_operand ? " " + std::string(command.operand)
                                   : " [" + std::string(command.operand) + "]";
  }
  if (!command.options.empty()) usage += " [OPTION..]";
  std::string page = usage + "\n" + std::string(command.summary) + "\n";
  std::size_t widest = 0;
  for (const Option& option : command.options) {
    widest = std::max(widest, option.name.size() + 1 + option.value.size());
  }
  if (!command.options.empty()) page += "\n";
  for (const Option& option : command.options) {
    std::string line = std::string(option.name) + " " + std::string(option.value);
    line.resize(widest + 2, ' ');
    page += "  " + line + std::string(option.help) + "\n";
  }
  return page;
}

}  // namespace tidemark
