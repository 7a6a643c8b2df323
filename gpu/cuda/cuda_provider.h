// SPDX-License-Identifier: Apache-2.0
/// The GPUs of this machine, each as two devices: with cuDNN and with Tidemark's own kernels. If there is
/// none, or one cannot be used, its description says why.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/device_id.h"
#include "gpu/cuda/cudnn_handle.h"
#include "gpu/device.h"

namespace tidemark {

class CudaProvider final : public DeviceProvider {
 public:
  std::vector<DeviceInfo> devices() const override;
  Result<DeviceDescription> describe(const std::string& id, const Cell& cell,
                                     const std::set<std::int64_t>& chunk_lengths) const override;
  Result<std::unique_ptr<Device>> create(const std::string& id, const Cell& cell, std::int64_t chunk_length,
                                         std::shared_ptr<const ByteInput> input,
                                         const DeviceOptions& options) const override;

 private:
  /// Looks at each device once, when it is first asked for: waking a GPU and loading cuDNN take seconds.
  const DeviceInfo& info(const DeviceId& id) const;

  mutable std::map<std::string, DeviceInfo> looked_at_;
  mutable CudnnHandles cudnn_;
};

}  // namespace tidemark
