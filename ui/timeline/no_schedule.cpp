// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/no_schedule.h"

#include <QCoreApplication>

#include "ui/workbench/workbench.h"

namespace tidemark {

QString no_schedule_words(const Workbench& workbench) {
  const QString error = workbench.planning_error();
  if (!error.isEmpty() && !workbench.is_planning()) return error;
  return QCoreApplication::translate("NoSchedule", "The schedule is being planned…");
}

}  // namespace tidemark
