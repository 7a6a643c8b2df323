// SPDX-License-Identifier: Apache-2.0
/// What is asked: the first station of the road Problem -> Settled -> Solution -> Plan -> Record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

/// How much memory the policy may use for stored states.
struct Budget {
  enum class Measure : std::uint8_t {
    Slots,         ///< hidden states; for ISM internal states
    Bytes,         ///< on the problem's device, beside its fixed parts
    DeviceMemory,  ///< of the device's memory in all, fixed parts included: "fit an 8 GB card"
    Percent,       ///< of what standard BPTT stores for the same problem (h_0 and all internal states)
  };
  /// Of any measure: whole numbers up to here are exact as doubles.
  static constexpr double kLargest = 9e15;
  static constexpr double kMostPercent = 1000;

  Measure measure = Measure::Slots;
  double value = 50;
  bool operator==(const Budget&) const = default;
};

enum class CellKind : std::uint8_t { Lstm, Gru, Tanh };
std::string_view name_of(CellKind kind);  ///< lstm, gru, tanh
std::optional<CellKind> cell_named(std::string_view name);

/// What numbers are stored in and, but for Tf32, multiplied in.
enum class Precision : std::uint8_t { Float32, Tf32, BFloat16, Float16 };
inline constexpr std::array kPrecisions = {Precision::Float32, Precision::Tf32, Precision::BFloat16,
                                           Precision::Float16};
std::string_view name_of(Precision precision);  ///< float32, tf32, bfloat16, float16
std::optional<Precision> precision_named(std::string_view name);

/// The recurrent core that is backpropagated through. Its input is as wide as its hidden state.
struct Cell {
  CellKind kind = CellKind::Lstm;
  std::int64_t hidden = 256;
  std::int64_t batch = 32;
  std::int64_t layers = 1;
  Precision precision = Precision::Float32;
  bool operator==(const Cell&) const = default;
};

/// A value: copy it, compare it, save it as a .tidemark file.
struct Problem {
  std::int64_t length = 1000;  ///< t, in steps
  Strategy strategy = Strategy::Msm;
  Budget budget;
  std::optional<double>
      alpha;  ///< given by hand; otherwise alpha and beta follow from the cell on the device
  std::optional<double> beta;
  Cell cell;
  /// k: consecutive steps that are stored and recomputed as one chunk, see core/model/sequence.h. kAutoChunk:
  /// the k that takes least time; only while asking, a Plan's problem has the number.
  std::int64_t chunk_length = 1;
  std::string device = "cpu";  ///< "cpu", "cuda:N" (cuDNN) or "cuda:N:fused" (own kernels)
  std::string input = "text";  ///< "text" (the shipped one), "noise", or the path of a file
  bool operator==(const Problem&) const = default;
};

inline constexpr std::int64_t kLongestLength = 1'000'000'000'000;  ///< 1e12 steps
inline constexpr std::int64_t kLargestCellSide = 1 << 20;          ///< of hidden, batch and layers
inline constexpr std::int64_t kLongestChunk = 65'535;              ///< of one call of cuDNN
inline constexpr std::int64_t kAutoChunk = 0;

/// Whether every field is within its range, on its own and together; says which is not.
Result<void> validate(const Problem& problem);

/// REQUIRES: the problem's steps per chunk are not kAutoChunk.
Sequence sequence_of(const Problem& problem);

}  // namespace tidemark
