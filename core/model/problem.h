// SPDX-License-Identifier: Apache-2.0
/// The question: the first station of the road Problem -> Settled -> Solution -> Plan -> Record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/names.h"
#include "core/base/result.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

/// How much memory the policy may use for stored states.
struct Budget {
  enum class Measure : std::uint8_t {
    Slots,         ///< hidden states; for ISM internal states
    Bytes,         ///< of the problem's device, for states and for what chunks take beyond single steps
    DeviceMemory,  ///< bytes of the problem's device in all, fixed parts included: "fit an 8 GB card"
    Percent,       ///< of what standard BPTT stores for the same problem (h_0 and all internal states)
  };
  /// The largest value in any measure: whole numbers up to here are exact as doubles.
  static constexpr double kLargest = 9e15;
  static constexpr double kMostPercent = 1000;

  Measure measure = Measure::Slots;
  double value = 50;
  bool operator==(const Budget&) const = default;
};
inline constexpr Named<Budget::Measure> kMeasureNames[] = {{Budget::Measure::Slots, "slots"},
                                                           {Budget::Measure::Bytes, "bytes"},
                                                           {Budget::Measure::DeviceMemory, "device_memory"},
                                                           {Budget::Measure::Percent, "percent"}};

enum class CellKind : std::uint8_t { Lstm, Gru, Tanh };
inline constexpr Named<CellKind> kCellNames[] = {
    {CellKind::Lstm, "lstm"}, {CellKind::Gru, "gru"}, {CellKind::Tanh, "tanh"}};
std::string_view name_of(CellKind kind);

/// The type in which elements are stored and multiplied. Tf32 stores float32 and multiplies in TF32.
enum class Precision : std::uint8_t { Float32, Tf32, BFloat16, Float16 };
inline constexpr Named<Precision> kPrecisionNames[] = {{Precision::Float32, "float32"},
                                                       {Precision::Tf32, "tf32"},
                                                       {Precision::BFloat16, "bfloat16"},
                                                       {Precision::Float16, "float16"}};
std::string_view name_of(Precision precision);

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
  /// Given by hand; otherwise alpha and beta follow from the cell on the device.
  std::optional<double> alpha;
  std::optional<double> beta;
  Cell cell;
  /// k: consecutive steps that are stored and recomputed as one chunk, see core/model/sequence.h. kAutoChunk
  /// asks for the k that takes least time; the problem of a Plan has the number that was chosen.
  std::int64_t chunk_length = 1;
  std::string device = "cpu";  ///< the text of a DeviceId
  std::string input = "text";  ///< "text" (the shipped one), "noise", or the path of a file
  bool operator==(const Problem&) const = default;
};

inline constexpr std::int64_t kLongestLength = 1'000'000'000'000;  ///< 1e12 steps
inline constexpr std::int64_t kLargestCellSide = 1 << 20;          ///< each of hidden, batch and layers
inline constexpr std::int64_t kLongestChunk = 65'535;              ///< the most steps of one call of cuDNN
inline constexpr std::int64_t kAutoChunk = 0;

/// Checks that every field is within its range, on its own and together with the others. The Error says which
/// is not.
Result<void> validate(const Problem& problem);

/// REQUIRES: problem.chunk_length is not kAutoChunk.
Sequence sequence_of(const Problem& problem);

}  // namespace tidemark
