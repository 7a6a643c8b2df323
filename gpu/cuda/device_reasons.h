// SPDX-License-Identifier: Apache-2.0
/// Why no GPU can be used, in sentences a person can act on. Codes are CUDA's, as plain numbers, so that
/// every one of them can be tested where there is no CUDA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tidemark {

/// What was found when devices were counted. Versions are CUDA's: 1000 major + 10 minor.
struct DriverFinding {
  int code = 0;             ///< of counting the devices (cudaError_t)
  int driver_version = 0;   ///< 0: there is no driver
  int runtime_version = 0;  ///< what this program was built with
  std::string words;        ///< CUDA's own, for a code that is not known here
};

/// A sentence without a full stop, or empty where the code is 0.
std::string why_no_device(const DriverFinding& finding);

/// The same for the cuDNN library: `complaint` is the loader's.
std::string why_no_cudnn(const std::string& complaint);

/// bfloat16 with the cuDNN that calls its version 10,000 major + 100 minor + patch; empty where it has it.
std::string why_no_bfloat16(std::size_t cudnn_version);

/// "13.0" for 13000.
std::string version_text(int cuda_version);

/// A card of compute capability major.minor where the program has machine code from `oldest` (10 major +
/// minor) on; empty when it can be used.
std::string why_not_this_card(const std::string& name, int major, int minor, int oldest);

/// A request for device memory that was turned down.
std::string why_no_memory(std::int64_t wanted, std::int64_t free, std::int64_t total);

}  // namespace tidemark
