// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/answer_facts.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("AnswerFacts", text);
}

}  // namespace

const Solution* answer_of(const Workbench& workbench) {
  if (const auto plan = workbench.plan()) return plan.get();
  return workbench.solution() ? &*workbench.solution() : nullptr;
}

std::optional<PlanFacts> facts_of(const Workbench& workbench) {
  const Measurements measured = measurements_of(workbench);
  if (const auto plan = workbench.plan()) return plan_facts(*plan, measured, workbench.overhead_kind());
  const Solution* solution = answer_of(workbench);
  if (solution == nullptr) return std::nullopt;
  return plan_facts(*solution, std::nullopt, measured, workbench.overhead_kind());
}

Measurements measurements_of(const Workbench& workbench) {
  return {.calibration = workbench.calibration(), .records = workbench.records()};
}

OverheadBasis overhead_basis(const Workbench& workbench) {
  return {workbench.overhead_kind(), workbench.settled_problem(), measurements_of(workbench)};
}

QString why_no_run(const Workbench& workbench) {
  if (workbench.is_planning()) return tr("The plan is still being made.");
  if (!workbench.plan()) return tr("There is no schedule that could be run.");
  const QString id = QString::fromStdString(workbench.problem().device);
  if (const DeviceDescription* device = workbench.device()) {
    if (device->info.available) return {};
    return tr("Nothing can be run on %1: %2").arg(id, QString::fromStdString(device->info.reason));
  }
  // A device of another machine, whose sizes are known from a record.
  if (workbench.is_asking_device() || workbench.devices().empty()) return {};
  return tr("There is no device %1 on this machine, so nothing can be run on it.").arg(id);
}

}  // namespace tidemark
