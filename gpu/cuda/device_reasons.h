// SPDX-License-Identifier: Apache-2.0
/// Why a GPU cannot be used, in sentences that a person can act on. Codes are CUDA's as plain numbers, so
/// that all of them can be tested where there is no CUDA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tidemark {

/// What was found when devices were counted. Versions are CUDA's: 1000 major + 10 minor.
struct DriverFinding {
  int code = 0;             ///< the result of counting the devices (cudaError_t)
  int driver_version = 0;   ///< 0: there is no driver
  int runtime_version = 0;  ///< of the CUDA that this program was built with
  std::string words;        ///< CUDA's own words, for a code that is not known here
};

/// A sentence without a full stop; empty if the code is 0.
std::string why_no_device(const DriverFinding& finding);

/// The same for the cuDNN library. `complaint`: the loader's message.
std::string why_no_cudnn(const std::string& complaint);

/// Why cuDNN of this version (10,000 major + 100 minor + patch) cannot compute in bfloat16; empty if it can.
std::string why_no_bfloat16(std::size_t cudnn_version);

/// "13.0" for 13000.
std::string version_text(int cuda_version);

/// Why a card of compute capability major.minor cannot be used by a program that has machine code from
/// `oldest` (10 major + minor) on; empty if it can.
std::string why_not_this_card(const std::string& name, int major, int minor, int oldest);

/// Why a request for device memory failed.
std::string why_no_memory(std::int64_t wanted, std::int64_t free, std::int64_t total);

}  // namespace tidemark
