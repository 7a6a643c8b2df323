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

/// The question settled with the chunk, among those in `calibration` that are no longer than the sequence,
/// whose best plan within the problem's budget takes the least predicted time; of equals the shortest chunk.
/// The problem's own chunk length is not looked at. A budget in slots becomes the bytes of so many slots of
/// single steps, so that longer chunks pay for their working core as with any other budget in bytes. Where no
/// chunk fits into the budget it is settled with single steps, whose solution says what they need.
///
/// A pure function: it solves one table for each chunk length tried, that of single steps being the dearest.
/// Errors: sizes given by hand (they are those of one chunk length), a calibration of another cell or device.
/// REQUIRES: calibration is not null.
Cancellable<Settled> find_chunk(const Problem& problem, std::shared_ptr<const Calibration> calibration,
                                const std::stop_token& stop = {});

}  // namespace tidemark
