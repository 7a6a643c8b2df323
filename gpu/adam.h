// SPDX-License-Identifier: Apache-2.0
/// How the weights are updated, the same on every device.
#pragma once

#include <cmath>
#include <cstdint>

namespace tidemark {

/// Kingma and Ba's Adam: what a device needs to know for one update.
struct AdamStep {
  float rate;  ///< learning rate with both bias corrections
  float beta1;
  float beta2;
  float epsilon;
};

/// The step of the `update`-th update, counted from 1.
inline AdamStep adam_step(double learning_rate, std::int64_t update) {
  constexpr double kBeta1 = 0.9;
  constexpr double kBeta2 = 0.999;
  constexpr float kEpsilon = 1e-8F;
  const auto n = static_cast<double>(update);
  const double rate = learning_rate * std::sqrt(1 - std::pow(kBeta2, n)) / (1 - std::pow(kBeta1, n));
  return {static_cast<float>(rate), static_cast<float>(kBeta1), static_cast<float>(kBeta2), kEpsilon};
}

}  // namespace tidemark
