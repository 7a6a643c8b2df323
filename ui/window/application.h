// SPDX-License-Identifier: GPL-3.0-or-later
/// The window as a program: names, style, colours, and the event loop.
#pragma once

#include <string>

#include "core/base/result.h"

namespace tidemark {

/// Opens the window, with `file` in it unless that is empty, and stays until it is closed. The value is the
/// exit status. Errors: the file cannot be read. REQUIRES: no QApplication yet, and a display.
Result<int> run_window(int& argc, char** argv, const std::string& file);

/// The names under which settings and kept runs are stored, and the style that follows every palette.
/// REQUIRES: a QApplication.
void prepare_application();

}  // namespace tidemark
