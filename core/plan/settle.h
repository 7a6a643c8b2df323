// SPDX-License-Identifier: Apache-2.0
/// Settles a question whose chunk may still have to be chosen.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "core/base/result.h"
#include "core/model/settled.h"

namespace tidemark {

/// A problem with what is known about its cell on its device.
struct Question {
  Problem problem;
  /// The cell's sizes for the problem's chunks; ignored where problem.chunk_length is kAutoChunk.
  std::optional<DeviceSizes> device = std::nullopt;
  /// Measured for the problem's cell on its device. REQUIRES: not null where problem.chunk_length is
  /// kAutoChunk.
  std::shared_ptr<const Calibration> calibration = nullptr;
};

/// Chooses the chunk length if it is still open (core/plan/chunk_search.h), then works out everything else
/// (core/model/settled.h).
Cancellable<Settled> settle(const Question& question, const std::stop_token& stop = {});

}  // namespace tidemark
