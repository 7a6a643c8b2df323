// SPDX-License-Identifier: Apache-2.0
#include "core/model/strategy.h"

namespace tidemark {

std::string_view name_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::Standard:
      return "standard";
    case Strategy::ChenSqrt:
      return "chen";
    case Strategy::ChenRecursive:
      return "chen-recursive";
    case Strategy::Hsm:
      return "hsm";
    case Strategy::Ism:
      return "ism";
    case Strategy::Msm:
      return "msm";
  }
  return "";
}

std::optional<Strategy> strategy_named(std::string_view name) {
  for (Strategy strategy : kStrategies) {
    if (name_of(strategy) == name) return strategy;
  }
  return std::nullopt;
}

bool is_optimised(Strategy strategy) {
  return strategy == Strategy::Hsm || strategy == Strategy::Ism || strategy == Strategy::Msm;
}

}  // namespace tidemark
