// SPDX-License-Identifier: GPL-3.0-or-later
/// A workbench with a plan in it, without devices, for tests of views.
#pragma once

#include <QAbstractButton>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "tests/support/plans.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// For initTestCase: no settings of the user's, and no runner to ask, so that memory is counted in slots.
inline void prepare_for_views() {
  static const QTemporaryDir no_runners;
  qputenv("TIDEMARK_RUNNERS", no_runners.path().toUtf8());
  QStandardPaths::setTestModeEnabled(true);
  QLocale::setDefault(QLocale::c());
}

/// For init: every warning fails the test, except the offscreen platform's about itself.
inline void fail_on_any_warning() {
  QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support)"));
}

/// Clicks the button with that text or accessible name; false: there is none.
[[nodiscard]] inline bool click(const QWidget& window, const QString& name) {
  for (QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
    if (button->text() != name && button->accessibleName() != name) continue;
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
  }
  return false;
}

[[nodiscard]] inline bool show_and_wait(Workbench& workbench, const std::shared_ptr<const Plan>& plan) {
  if (plan == nullptr) return false;
  workbench.show_plan(plan);
  return QTest::qWaitFor([&] { return workbench.plan() == plan; });
}

/// A finished run of `plan`, in which every forward step took a millisecond and every backward step 3, with
/// the predicted memory in bytes.
inline std::shared_ptr<const Record> record_for(const Plan& plan) {
  Record record;
  record.start.problem = plan.problem;
  record.start.predicted_forward_steps = plan.forward_steps;
  record.start.sizes = {plan.sizes.hidden << 20, plan.sizes.alpha << 20, plan.sizes.beta << 20};
  record.start.times = {.advance = 1e-3, .keep = 1e-3, .backward = 3e-3};
  std::int64_t now = 0;
  for (std::size_t number = 0; number < plan.actions.size(); ++number) {
    const Action& action = plan.actions[number];
    const std::int64_t begin = now;
    now += 1'000'000 * (action.kind == ActionKind::Backward ? 3 : action.forward_chunks());
    record.actions.push_back({.iteration = 1,
                              .index = static_cast<std::int64_t>(number),
                              .action = action,
                              .begin_ns = begin,
                              .end_ns = now,
                              .arena_bytes = plan.sizes.hidden << 20,
                              .device_bytes = 50 << 20});
  }
  record.end = EndEvent{};
  return std::make_shared<const Record>(record);
}

}  // namespace tidemark
