// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the runners are: programs of their own, which carry out plans on one kind of device each.
#pragma once

#include <QString>
#include <QStringList>

#include "core/model/problem.h"

namespace tidemark {

/// Folders looked into, in this order: the environment's TIDEMARK_RUNNERS, beside this program,
/// ../libexec/tidemark.
QStringList runner_folders();

/// "tidemark-run-cpu" for "cpu", "tidemark-run-cuda" for "cuda:N".
QString runner_name_for(const QString& device);

/// The path of a runner, or empty when it is in none of the folders.
QString find_runner(const QString& name);

/// A sentence that says which runner is missing and where it was looked for.
QString missing_runner_reason(const QString& name);

/// What a runner is told of a cell: --cell lstm --hidden 256 ..
QStringList cell_options(const Cell& cell);

}  // namespace tidemark
