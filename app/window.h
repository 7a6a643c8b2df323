// SPDX-License-Identifier: GPL-3.0-or-later
/// `tidemark [FILE]`: the window.
#pragma once

#include <string>

#include "app/exit.h"

namespace tidemark {

/// Opens the window, with `file` in it unless that is empty, and stays until it is closed. Errors: a file
/// that cannot be read, no display.
Outcome open_window(int& argc, char** argv, const std::string& file);

}  // namespace tidemark
