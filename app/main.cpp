// SPDX-License-Identifier: GPL-3.0-or-later
/// `tidemark`: the command line if it is given a command, else the window.
#include <QApplication>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/nearest_word.h"
#include "app/output.h"
#include "app/window.h"
#include "core/base/temporary_file.h"

namespace tidemark {
namespace {

int refuse(std::string_view where, const Error& error) {
  std::cerr << "tidemark" << (where.empty() ? "" : " ") << where << ": " << error.message << "\n";
  return static_cast<int>(Exit::Refused);
}

int print(const std::string& text) {
  const auto printed = write_data(std::nullopt, [&](std::ostream& out) -> Result<void> {
    out << text;
    return {};
  });
  return printed ? static_cast<int>(Exit::Done) : refuse("", printed.error());
}

/// The application object that Qt needs to start processes and to draw.
std::unique_ptr<QCoreApplication> make_application(const Command& command) {
  static int argc = 1;
  static char name[] = "tidemark";
  static char* argv[] = {name, nullptr};
  if (!command.draws) return std::make_unique<QCoreApplication>(argc, argv);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  // Qt's messages about the missing desktop are of no use to the user. Tidemark's own errors are values.
  qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
  return std::make_unique<QApplication>(argc, argv);
}

int run(const Command& command, std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") return print(help_of(command));
  }
  const auto application = make_application(command);
  const Outcome outcome = Arguments::parse(command, words).and_then([&](const Arguments& arguments) {
    return command.run(arguments);
  });
  return outcome ? static_cast<int>(*outcome) : refuse(command.name, outcome.error());
}

/// " (did you mean plan?)"; empty if no command is near.
std::string nearest_command(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return suggestion(word, names);
}

int main_of(int argc, char** argv) {
  // So that `tidemark table .. | head` ends silently, even if SIGPIPE was ignored.
  std::signal(SIGPIPE, SIG_DFL);
  remove_temporary_files_on_signals();
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string first = words.empty() ? "" : words.front();
  if (const Command* command = command_named(first)) return run(*command, std::span(words).subspan(1));
  if (first == "--help" || first == "-h") return print(help_page());
  if (first == "--version") return print("tidemark " TIDEMARK_VERSION "\n");
  if (first.starts_with("-") && first.size() > 1) {
    return refuse("", {"unknown option " + first + "; see tidemark --help"});
  }
  if (words.size() > 1) {
    return refuse("", {"\"" + first + "\" is no command, and the window opens one file" +
                       nearest_command(first) + "; see tidemark --help"});
  }
  const bool could_be_command = !first.empty() && first.find_first_of("./") == std::string::npos;
  if (could_be_command && !std::filesystem::exists(first)) {
    return refuse("", {"\"" + first + "\" is neither a command nor a file" + nearest_command(first) +
                       "; see tidemark --help"});
  }
  const Outcome outcome = open_window(argc, argv, first);
  return outcome ? static_cast<int>(*outcome) : refuse("", outcome.error());
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  return tidemark::main_of(argc, argv);
}
