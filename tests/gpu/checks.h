// SPDX-License-Identifier: GPL-3.0-or-later
/// What tidemark-gpu-check checks on a GPU. A check says what it found, and whether that is good enough.
#pragma once

#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpu/cuda/cuda_provider.h"
#include "gpu/device.h"

namespace tidemark {

struct Trial;

/// How much is tried: all of it on a GPU, little of it where the GPU is emulated.
struct Extent {
  bool is_small = false;
  int random_problems = 200;
};

class Report {
 public:
  /// Prints a line, and remembers whether it was good.
  void tell(bool is_good, const std::string& what, const std::string& seen) {
    std::printf("%-4s %-58s %s\n", is_good ? "ok" : "FAIL", what.c_str(), seen.c_str());
    std::fflush(stdout);
    ++(is_good ? good_ : bad_);
  }
  void at_most(double seen, double bar, const std::string& what) {
    char text[64];
    std::snprintf(text, sizeof text, "%.2e (at most %.0e)", seen, bar);
    tell(seen <= bar, what, text);
  }
  /// Reports that this machine lacks something, which is no failure.
  void skip(const std::string& what, const std::string& why) {
    std::printf("%-4s %-58s %s\n", "skip", what.c_str(), why.c_str());
    std::fflush(stdout);
  }
  /// Does a check. One that cannot come to its end has failed, and those after it are done all the same.
  void attempt(const std::string& what, const std::function<void()>& check) {
    try {
      check();
    } catch (const std::exception& error) {
      tell(false, what, error.what());
    }
  }
  int good() const { return good_; }
  int bad() const { return bad_; }

 private:
  int good_ = 0;
  int bad_ = 0;
};

/// Fails the check if a condition does not hold without which it cannot go on.
inline void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

/// Runs standard BPTT in the sequence's chunks. `n`: the iteration.
Trial run_chunks(Device& device, const Sequence& sequence, std::int64_t n = 0);

/// The provider's devices that can be used.
std::vector<std::string> usable_devices(const CudaProvider& provider);

void check_gradients(const CudaProvider& provider, const std::string& device, const Extent& extent,
                     Report& report);
void check_schedules(const CudaProvider& provider, const std::string& device, const Extent& extent,
                     Report& report);
void check_device(const CudaProvider& provider, const std::string& device, const Extent& extent,
                  Report& report);

/// Prints a table of times: standard BPTT, and policies at a twentieth of the first device's memory for it.
/// The records of the runner program `runner` stay in `folder`.
/// Returns how many rows could not be timed.
int time_policies(const std::string& runner, const std::string& folder,
                  const std::vector<std::string>& devices, const Extent& extent);

}  // namespace tidemark
