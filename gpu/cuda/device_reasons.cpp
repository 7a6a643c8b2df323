// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/device_reasons.h"

#include <sstream>

namespace tidemark {
namespace {

// Values of cudaError_t; they have not changed since CUDA 10.2.
enum Code {
  kSuccess = 0,
  kMemoryAllocation = 2,
  kInitializationError = 3,
  kStubLibrary = 34,
  kInsufficientDriver = 35,
  kDevicesUnavailable = 46,
  kNoDevice = 100,
  kSystemNotReady = 802,
  kSystemDriverMismatch = 803,
};

}  // namespace

std::string version_text(int cuda_version) {
  return std::to_string(cuda_version / 1000) + "." + std::to_string(cuda_version % 1000 / 10);
}

std::string why_no_device(const DriverFinding& finding) {
  const std::string built_for = version_text(finding.runtime_version);
  switch (finding.code) {
    case kSuccess:
      return {};
    case kInsufficientDriver:
      if (finding.driver_version == 0) {
        return "there is no NVIDIA driver on this machine; install one that supports CUDA " + built_for;
      }
      return "the NVIDIA driver is too old: it supports CUDA " + version_text(finding.driver_version) +
             ", and this program needs " + built_for + "; update the driver";
    case kStubLibrary:
      return "the program found the stub of libcuda.so.1 that is meant for linking, not a driver; take the "
             "folder with the stubs out of LD_LIBRARY_PATH";
    case kNoDevice:
      return "the NVIDIA driver sees no GPU; check nvidia-smi, CUDA_VISIBLE_DEVICES, and in a container that "
             "it was given one";
    case kDevicesUnavailable:
      return "every GPU is in use by others or set to a compute mode that forbids it; check nvidia-smi";
    case kInitializationError:
    case kSystemNotReady:
      return "the NVIDIA driver does not start; check nvidia-smi, and on a server that its fabric manager "
             "runs";
    case kSystemDriverMismatch:
      return "the NVIDIA driver's library and kernel module are of different versions; restart the machine "
             "after an update";
    case kMemoryAllocation:
      return "the GPU has no memory left to start on; close what uses it";
    default:
      break;
  }
  return "CUDA does not start (error " + std::to_string(finding.code) +
         (finding.words.empty() ? "" : ": " + finding.words) + "); check nvidia-smi";
}

std::string why_no_cudnn(const std::string& complaint) {
  return "cuDNN 9 cannot be loaded: " + complaint +
         "; install it, or name its folder in LD_LIBRARY_PATH; the fused engine runs without it";
}

std::string why_no_bfloat16(std::size_t cudnn_version) {
  constexpr std::size_t kOldest = 91'300;
  if (cudnn_version >= kOldest) return {};
  std::ostringstream text;
  text << "cuDNN has recurrent layers in bfloat16 since 9.13, and this is " << cudnn_version / 10'000 << "."
       << cudnn_version / 100 % 100
       << "; install a newer one, or choose float16 or the fused engine, which runs without it";
  return text.str();
}

std::string why_not_this_card(const std::string& name, int major, int minor, int oldest) {
  if (10 * major + minor >= oldest) return {};
  std::ostringstream text;
  text << name << " is of compute capability " << major << "." << minor << ", and this program was built for "
       << oldest / 10 << "." << oldest % 10
       << " and later; build it again with CMAKE_CUDA_ARCHITECTURES=" << 10 * major + minor;
  return text.str();
}

std::string why_no_memory(std::int64_t wanted, std::int64_t free, std::int64_t total) {
  std::ostringstream text;
  text << "out of memory on the GPU: " << wanted << " bytes are needed where " << free << " of " << total
       << " are free";
  return text.str();
}

}  // namespace tidemark
