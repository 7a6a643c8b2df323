// SPDX-License-Identifier: Apache-2.0
/// Settles a question whose chunk may still have to be chosen.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "core/base/result.h"
#include "core/model/settled.h"

namespace tidemark {

/// A problem with what is known of its cell on its device.
struct Question {
  Problem problem;
  /// For chunks of the problem's length; not looked at where that is kAutoChunk.
  std::optional<DeviceSizes> device = std::nullopt;
  /// Of the problem's cell on its device. REQUIRES: given where the chunk's length is kAutoChunk.
  std::shared_ptr<const Calibration> calibration = nullptr;
};

/// Chooses the chunk where it is to be chosen (core/plan/chunk_search.h), then works out everything else
/// (core/model/settled.h).
Cancellable<Settled> settle(const Question& question, const std::stop_token& stop = {});

}  // namespace tidemark
