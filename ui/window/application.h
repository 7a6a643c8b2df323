// SPDX-License-Identifier: GPL-3.0-or-later
/// The window as a program: application names, style, colours, and the event loop.
#pragma once

#include <string>

#include "core/base/result.h"

namespace tidemark {

/// Opens the window, with `file` in it unless that is empty, and returns the exit status when it is closed.
/// Errors: the file cannot be read. REQUIRES: no QApplication yet, and a display.
Result<int> run_window(int& argc, char** argv, const std::string& file);

/// Sets the names under which settings and unsaved runs are stored, and a style that follows the palette.
/// REQUIRES: a QApplication.
void prepare_application();

}  // namespace tidemark
