// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QIcon>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "ui/window/application.h"

namespace tidemark {
namespace {

// Any of these variables names a place to draw on; the last one tells Qt to use another platform.
constexpr std::array kDisplays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
constexpr std::string_view kWithoutDisplay =
    "the commands plan, find, table, curve, check, run, chart and devices need none, see tidemark --help";

QtMessageHandler usual_handler = nullptr;

/// Replaces what Qt does if a display is named but does not answer: it writes several lines and aborts.
void refuse_dead_display(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (!QCoreApplication::startingUp()) return usual_handler(type, context, text);
  if (type != QtFatalMsg) return;
  std::cerr << "tidemark: the display for the window does not answer; " << kWithoutDisplay << "\n";
  std::_Exit(static_cast<int>(Exit::Refused));
}

}  // namespace

Outcome open_window(int& argc, char** argv, const std::string& file) {
  if (std::ranges::all_of(kDisplays, [](const char* name) { return qEnvironmentVariableIsEmpty(name); })) {
    return failure("there is no display for the window; ", kWithoutDisplay);
  }
  usual_handler = qInstallMessageHandler(refuse_dead_display);
  QGuiApplication::setWindowIcon(QIcon(":/tidemark.svg"));
  return run_window(argc, argv, file).map([](int status) {
    return status == 0 ? Exit::Done : Exit::Refused;
  });
}

}  // namespace tidemark
