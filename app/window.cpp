// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <QtGlobal>

#include "ui/application.h"

namespace tidemark {

Outcome open_window(int& argc, char** argv, const std::string& file) {
  if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
      qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
    return failure(
        "there is no display for the window; the commands plan, table, curve, check, run, chart and devices "
        "need "
        "none, see tidemark --help");
  }
  return run_window(argc, argv, file).map([](int status) {
    return status == 0 ? Exit::Done : Exit::Refused;
  });
}

}  // namespace tidemark
