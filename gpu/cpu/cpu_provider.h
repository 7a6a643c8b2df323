// SPDX-License-Identifier: Apache-2.0
/// This machine's processor under its ids: "cpu" with all cores, "cpu:N" with N threads.
#pragma once

#include "gpu/device.h"

namespace tidemark {

class CpuProvider final : public DeviceProvider {
 public:
  /// "cpu" and, to compare it with, "cpu:1" where there is more than one core. Others can be asked for.
  std::vector<DeviceInfo> devices() const override;
  Result<DeviceDescription> describe(const std::string& id, const Cell& cell,
                                     const std::set<std::int64_t>& chunk_lengths) const override;
  Result<std::unique_ptr<Device>> create(const std::string& id, const Cell& cell, std::int64_t chunk_length,
                                         std::shared_ptr<const ByteInput> input,
                                         const DeviceOptions& options) const override;
};

}  // namespace tidemark
