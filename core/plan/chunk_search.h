// SPDX-License-Identifier: Apache-2.0
/// Finds how many steps a chunk should have.
#pragma once

#include <memory>
#include <stop_token>

#include "core/base/result.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/model/settled.h"

namespace tidemark {

/// Settles the question with the chunk length whose best plan within the problem's budget takes the least
/// predicted time. It is chosen among the lengths in `calibration` that are no longer than the sequence; of
/// equals the shortest. problem.chunk_length is ignored. A budget in slots becomes the bytes of that many
/// slots of single steps, so that longer chunks pay for their working core as with any other budget in bytes.
/// If no chunk fits into the budget, the question is settled with single steps, so that solving it says what
/// they need.
///
/// A pure function. It solves one table for each chunk length tried; the one for single steps takes longest.
/// Errors: alpha or beta given by hand (they hold for one chunk length only), a calibration of another cell
/// or device. REQUIRES: calibration is not null.
Cancellable<Settled> find_chunk(const Problem& problem, std::shared_ptr<const Calibration> calibration,
                                const std::stop_token& stop = {});

}  // namespace tidemark
