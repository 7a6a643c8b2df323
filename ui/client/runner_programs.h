// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the runners are: programs of their own, which carry out plans on one kind of device each.
/// core/model/device_id.h says which program serves which device.
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

/// Folders looked into, in this order: the environment's TIDEMARK_RUNNERS, beside this program,
/// ../libexec/tidemark.
QStringList runner_folders();

/// The path of a runner, or empty when it is in none of the folders.
QString find_runner(const QString& name);

/// A sentence that says which runner is missing and where it was looked for.
QString missing_runner_reason(const QString& name);

}  // namespace tidemark
