// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the runners are: separate programs, each of which carries plans out on one kind of device.
/// core/model/device_id.h says which program serves which device.
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

/// The folders in which runners are looked for: the one that the environment variable TIDEMARK_RUNNERS names,
/// and no other; if it is not set, this program's own folder, then ../libexec/tidemark beside it.
QStringList runner_folders();

/// The path of a runner; empty if none of the folders has it.
QString find_runner(const QString& name);

/// A sentence that says which runner is missing and where it was looked for.
QString missing_runner_reason(const QString& name);

}  // namespace tidemark
