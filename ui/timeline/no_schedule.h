// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

class Workbench;

/// Why the views of this room show no schedule: it is being planned, or there never will be one.
QString no_schedule_words(const Workbench& workbench);

}  // namespace tidemark
