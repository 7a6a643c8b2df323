// SPDX-License-Identifier: GPL-3.0-or-later
/// Every command of `tidemark`: one table, one function each.
#pragma once

#include <span>
#include <string_view>

#include "app/arguments.h"

namespace tidemark {

std::span<const Command> commands();
const Command* command_named(std::string_view name);  ///< null if there is none of that name

/// The page that `tidemark --help` prints.
std::string help_page();

// Each function reads its arguments, does its work, and writes data to standard output or --output, words to
// standard error.
Outcome plan_command(const Arguments& arguments);
Outcome find_command(const Arguments& arguments);
Outcome table_command(const Arguments& arguments);
Outcome curve_command(const Arguments& arguments);
Outcome check_command(const Arguments& arguments);
Outcome run_command(const Arguments& arguments);
Outcome chart_command(const Arguments& arguments);
Outcome devices_command(const Arguments& arguments);

// Options that belong to one command only.
inline constexpr Option kMoreTime{"--more-time", "P", "at most so many percent more time than standard BPTT"};
inline constexpr Option kCurveStrategy{"--strategy", "S",
                                       "one of those of plan, or all: budgets are hidden states then"};
inline constexpr Option kView{"--view", "V", "table, timeline, memory or tradeoff"};
inline constexpr Option kChartOutput{"--output", "FILE",
                                     "the picture: FILE.svg, FILE.pdf, FILE.png, or - for SVG"};
inline constexpr Option kTitle{"--title", "TEXT", "words above the chart"};
inline constexpr Option kCaption{"--caption", "TEXT", "words below the chart"};
inline constexpr Option kWidthMm{"--width-mm", "W",
                                 "width in millimetres (default 175); the height is 4/7 of it"};
inline constexpr Option kSize{"--size", "WxH", "width and height in pixels, such as 1920x1080"};
inline constexpr Option kLetters{"--letters", "P", "size of the letters in points (default 8)"};
inline constexpr Option kDpi{"--dpi", "N", "dots per inch of a .png whose width is in mm (default 300)"};
inline constexpr Option kTheme{"--theme", "T", "light or dark (default light)"};
inline constexpr Option kCursors{"--cursors", "", "with play head, cross-hair and marks"};
inline constexpr Option kIterations{"--iterations", "N", "training steps (default 1)"};
inline constexpr Option kInput{"--input", "FILE", "bytes to learn, \"text\" for the shipped ones, or noise"};
inline constexpr Option kVerify{"--verify", "", "compare the gradients with standard BPTT's"};
inline constexpr Option kRecordOutput{"--output", "FILE",
                                      "keep the record (RECORD.jsonl), even of a run that is stopped"};

}  // namespace tidemark
