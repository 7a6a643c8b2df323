// SPDX-License-Identifier: GPL-3.0-or-later
/// The options that say how an answer is written, which are the same for every command that answers with a
/// solution.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/arguments.h"
#include "core/files/exports.h"
#include "core/plan/plan.h"
#include "core/study/overhead.h"

namespace tidemark {

inline constexpr Option kFormat{"--format", "F", "summary, json, csv or trace (default summary)"};
inline constexpr Option kOverhead{
    "--overhead", "B",
    "paper: a backward step counts 2 forward steps; or measured: as on the device (default paper)"};

inline constexpr Option kFrom{"--from", "A", "csv and trace: the first action, numbered from 0"};
inline constexpr Option kTo{"--to", "B", "csv and trace: the last action"};
inline constexpr Option kYes{"--yes", "", "csv and trace: write a file of more than 200 MB, too"};

/// --format, --from, --to, --yes, --overhead and --output.
struct AnswerOptions {
  std::string format;
  ScheduleRange range;  ///< of a schedule
  bool may_be_large = false;
  OverheadBasis::Kind basis = OverheadBasis::Kind::Paper;
  std::optional<std::string> output;  ///< none: standard output

  bool measures() const { return basis == OverheadBasis::Kind::Measured; }
};
Result<AnswerOptions> read_answer_options(const Arguments& arguments);

/// What has been measured of the question's cell on its device to find its chunks. If nothing has and the
/// options ask for measured overheads, measures it now.
Result<Measurements> measure_for(const AnswerOptions& options, const Settled& settled);

/// Writes the solution as its summary, or its schedule in the format that was asked for. `heading`: lines
/// that come before a summary. Errors: the file would be large, and the user has not agreed to that.
Result<void> write_answer(const Solution& solution, const Measurements& measured,
                          const AnswerOptions& options, std::string_view heading = {});

}  // namespace tidemark
