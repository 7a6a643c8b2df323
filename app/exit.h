// SPDX-License-Identifier: GPL-3.0-or-later
/// What a command reports to the shell.
#pragma once

#include "core/base/result.h"

namespace tidemark {

enum class Exit : int {
  Done = 0,
  No = 1,          ///< the answer is no: a check failed, a gradient differs, a run failed
  Refused = 2,     ///< bad usage or input; standard error has one line that says what and where
  Cancelled = 130  ///< stopped by Ctrl-C, as shells expect of a command that SIGINT ended
};

/// The exit status of a command; an Error is bad usage or input.
using Outcome = Result<Exit>;

}  // namespace tidemark
