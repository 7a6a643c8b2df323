// SPDX-License-Identifier: GPL-3.0-or-later
/// `tidemark [FILE]`: the window.
#pragma once

#include <string>

#include "app/exit.h"

namespace tidemark {

/// Opens the window, with `file` in it unless that is empty, and returns when it is closed. Errors: the file
/// cannot be read, or there is no display.
Outcome open_window(int& argc, char** argv, const std::string& file);

}  // namespace tidemark
