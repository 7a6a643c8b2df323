// SPDX-License-Identifier: Apache-2.0
/// NVIDIA's management library, which knows what each process holds. It comes with the driver, is loaded when
/// it is first needed, and may have no answer (in a container a process has another number than outside).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark {

/// Bytes of GPU memory that this process holds on the GPU with this PCI address ("0000:1b:00.0").
std::optional<std::int64_t> process_bytes_on(const std::string& pci_address);

/// The driver's version, "580.159.04".
std::optional<std::string> driver_version();

}  // namespace tidemark
