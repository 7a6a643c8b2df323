// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/output.h"
#include "core/base/number_text.h"
#include "ui/client/blocking.h"

namespace tidemark {
namespace {

void write_device(const DeviceInfo& device, std::ostream& out) {
  out << device.id;
  if (device.name != device.id) out << ": " << device.name;
  if (!device.available) {
    out << ", not available: " << device.reason << "\n";
    return;
  }
  out << ", " << text_of(readable_bytes(device.memory_bytes)) << " of memory, "
      << text_of(readable_bytes(device.free_bytes)) << " of it free\n";
  for (const auto& [name, value] : device.details) out << "  " << name << ": " << value << "\n";
}

}  // namespace

Outcome devices_command(const Arguments&) {
  return write_data(std::nullopt,
                    [](std::ostream& out) -> Result<void> {
                      for (const DeviceDescription& device : describe_devices(Cell{})) {
                        write_device(device.info, out);
                      }
                      return {};
                    })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
