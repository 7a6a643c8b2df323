// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <QtGlobal>

namespace tidemark {

Outcome open_window(int& argc, char** argv, const std::string& file) {
  (void)argc, (void)argv, (void)file;
  if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
      qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
    return failure(
        "there is no display for the window; the commands plan, table, curve, check, run, chart and devices "
        "need "
        "none, see tidemark --help");
  }
  return failure("the window is not part of this build; see tidemark --help for the commands");
}

}  // namespace tidemark
