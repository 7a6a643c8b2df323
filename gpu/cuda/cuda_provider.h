// SPDX-License-Identifier: Apache-2.0
/// The GPUs of this machine, each twice: with cuDNN and with own kernels. Where there is none, or one cannot
/// be used, the reason stands in its place.
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
  /// Each is looked at once, when it is first asked for: waking a GPU and loading cuDNN take seconds.
  const DeviceInfo& info(const DeviceId& id) const;

  mutable std::map<std::string, DeviceInfo> looked_at_;
  mutable CudnnHandles cudnn_;
};

}  // namespace tidemark
