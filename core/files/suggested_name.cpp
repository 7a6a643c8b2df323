// SPDX-License-Identifier: Apache-2.0
#include "core/files/suggested_name.h"

#include "core/base/names.h"
#include "core/base/text_writer.h"

namespace tidemark {
namespace {

constexpr Named<Budget::Measure> kMeasureWords[] = {{Budget::Measure::Slots, "slots"},
                                                    {Budget::Measure::Bytes, "bytes"},
                                                    {Budget::Measure::DeviceMemory, "device-bytes"},
                                                    {Budget::Measure::Percent, "percent"}};

}  // namespace

std::string suggested_name(const Problem& problem, std::string_view what) {
  std::string name(name_of(problem.strategy));
  const auto add = [&name](auto number, std::string_view unit) {
    name += '_';
    append_number(name, number);
    name += '-';
    name += unit;
  };
  add(problem.length, problem.length == 1 ? "step" : "steps");
  if (problem.chunk_length == kAutoChunk) {
    name += "_auto-chunks";
  } else if (problem.chunk_length > 1) {
    add(problem.chunk_length, "step-chunks");
  }
  const auto whole = static_cast<std::int64_t>(problem.budget.value);
  const std::string_view unit = name_in(kMeasureWords, problem.budget.measure);
  if (static_cast<double>(whole) == problem.budget.value) {
    add(whole, whole == 1 && unit == "slots" ? "slot" : unit);
  } else {
    add(problem.budget.value, unit);
  }
  if (!what.starts_with('.')) name += '_';
  name += what;
  return name;
}

}  // namespace tidemark
