// SPDX-License-Identifier: GPL-3.0-or-later
/// The options of the question, which are the same for every command that plans.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "app/arguments.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/model/settled.h"
#include "core/model/strategy.h"

namespace tidemark {

inline constexpr Option kLength{"--length", "T", "steps of the sequence: 1000, 10k, 1e5"};
inline constexpr Option kStrategy{"--strategy", "S", kStrategyWords};
inline constexpr Option kSlots{"--slots", "M", "budget in slots: hidden states, or internal states for ism"};
inline constexpr Option kBytes{"--bytes", "N",
                               "budget on the device in bytes, or with a unit: 300MiB, 4GiB, 1.5GB"};
/// The memory of the input and of CUDA itself is not included: a plan is made before the runner reads the
/// input and starts CUDA. The run's record has it.
inline constexpr Option kDeviceMemory{
    "--device-memory", "N",
    "budget in bytes of the device, fixed parts included but for the input and CUDA's own"};
inline constexpr Option kPercent{"--percent", "P", "budget in percent of what standard BPTT stores"};
inline constexpr Option kAlpha{"--alpha", "A", "size of an internal state in hidden states, 1 or more"};
inline constexpr Option kBeta{"--beta", "B", "the same where its input hidden state is held anyway"};
inline constexpr Option kCell{"--cell", "C", "lstm, gru or tanh (default lstm)"};
inline constexpr Option kHidden{"--hidden", "H", "width of the hidden state (default 256)"};
inline constexpr Option kBatch{"--batch", "B", "sequences at a time (default 32)"};
inline constexpr Option kLayers{"--layers", "L", "cells on top of each other (default 1)"};
inline constexpr Option kDevice{"--device", "D", "cpu, cpu:N, cuda[:N] or cuda:N:fused (default cpu)"};
inline constexpr Option kThreads{"--threads", "N", "short for --device cpu:N (default: all cores)"};
inline constexpr Option kPrecision{"--precision", "P",
                                   "float32, tf32, bfloat16 or float16 (default float32)"};
inline constexpr Option kChunk{
    "--chunk", "K", "steps stored and recomputed together, or auto: whatever is fastest (default 1)"};
inline constexpr Option kOutput{"--output", "FILE",
                                "where to write, whole or not at all (default: standard output)"};

inline constexpr std::int64_t kMostSlots = 1'000'000'000'000;

/// What a command looks for itself, and does not ask of the user: a value that stands in its place for now.
struct LookedFor {
  std::optional<std::int64_t> length = std::nullopt;
  std::optional<Budget> budget = std::nullopt;
  std::optional<Strategy> strategy = std::nullopt;
};

/// Reads --length, --strategy, --alpha and --beta. The budget is the Problem's default.
Result<Problem> read_policy_options(const Arguments& arguments, const LookedFor& looked_for = {});

/// Reads the options of a command that plans for one budget, and settles the question. Asks the device for
/// its sizes if `needs_device`, or if an option concerns the device: a cell, a device, a chunk, a budget in
/// bytes. For `--chunk auto` the device is measured. A baseline without a budget gets what it needs.
Result<Settled> settle_arguments(const Arguments& arguments, bool needs_device,
                                 const LookedFor& looked_for = {});

/// Reads --cell, --hidden, --batch, --layers and --precision; what is not given is taken from `cell`.
Result<Cell> read_cell(const Arguments& arguments, Cell cell);

/// Reads --device and --threads; "cuda" is read as "cuda:0". Nothing if neither is given.
Result<std::optional<std::string>> read_device(const Arguments& arguments);

}  // namespace tidemark
