// SPDX-License-Identifier: Apache-2.0
#include "core/plan/settle.h"

#include "core/plan/chunk_search.h"

namespace tidemark {

Cancellable<Settled> settle(const Question& question, const std::stop_token& stop) {
  if (question.problem.chunk_length == kAutoChunk) {
    return find_chunk(question.problem, question.calibration, stop);
  }
  return settle(question.problem, question.device).map([](Settled settled) {
    return std::optional(std::move(settled));
  });
}

}  // namespace tidemark
