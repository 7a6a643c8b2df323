// SPDX-License-Identifier: GPL-3.0-or-later
/// The runs of the window, which are saved without being asked for, so that none is lost: where they are,
/// what they are called, which there are.
#pragma once

#include <QDateTime>
#include <QString>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/record.h"
#include "core/study/run_facts.h"

namespace tidemark {

/// So many are kept; then the oldest that have no name are dropped.
inline constexpr int kMostKeptRuns = 100;

/// The folder of runs that the user has not saved.
QString autosave_folder();

/// The path for a run that has just ended: it tells the moment, the strategy and the length.
QString autosave_path(const Record& record);
/// Saves a record under its autosave_path(), and drops what is too old. Any thread may call this.
Result<void> autosave(const Record& record, const QString& path);

/// What a saved record says in short. A value.
struct KeptRun {
  QString path;
  QDateTime ended;    ///< as the file's name has it; else when the file was changed last
  QDateTime changed;  ///< the file
  StartEvent start;
  RunFacts facts;
  std::string identity;  ///< identity_of() its start
};

/// Equal only for two records of one run: every run measures the steps of its device anew.
std::string identity_of(const StartEvent& start);

/// The runs in the folder, newest first. Files that are no records are left out; those among `known` are not
/// read again unless they have changed. Any thread may call this.
std::vector<KeptRun> read_kept_runs(const std::vector<KeptRun>& known = {});

/// The name that the user has given to a kept run; empty: none. Kept in the settings, so that the file stays
/// where it is.
QString name_of_run(const QString& path);
void set_name_of_run(const QString& path, const QString& name);

/// Moves a kept run to the trash; where there is none, it is removed. Its name is forgotten. Any thread may
/// call this.
Result<void> discard_run(const QString& path);

}  // namespace tidemark
