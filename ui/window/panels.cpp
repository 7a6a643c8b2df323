// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/panels.h"

#include <QCoreApplication>
#include <array>

#include "ui/run/loss_plot.h"
#include "ui/run/run_panel.h"
#include "ui/run/runs_panel.h"
#include "ui/table/cost_table_panel.h"
#include "ui/table/why_panel.h"
#include "ui/timeline/slots_panel.h"
#include "ui/tradeoff/compare_panel.h"
#include "ui/tradeoff/tradeoff_panel.h"
#include "ui/widgets/run_log.h"

namespace tidemark {
namespace {

#define WORD(text) QT_TRANSLATE_NOOP("Panels", text)

template <class Panel>
QWidget* of_workbench(Workbench* workbench, TimelineSource* /*timelines*/, QWidget* parent) {
  return new Panel(workbench, parent);
}

template <class Panel>
QWidget* of_timelines(Workbench* workbench, TimelineSource* timelines, QWidget* parent) {
  return new Panel(workbench, timelines, parent);
}

QWidget* log(Workbench* /*workbench*/, TimelineSource* /*timelines*/, QWidget* parent) {
  return new RunLog(parent);
}

constexpr auto kAbove = PanelPlace::Above;
constexpr auto kBelow = PanelPlace::Below;

constexpr std::array kPanels = {
    PanelInfo{"tradeoff", WORD("Trade-off"), WORD("what less memory costs"), kAbove,
              of_workbench<TradeoffPanel>},
    PanelInfo{"cost_table", WORD("Cost table"), WORD("the answer for every length and budget"), kAbove,
              of_workbench<CostTablePanel>},
    PanelInfo{"compare", WORD("Compare"), WORD("all strategies in the same memory"), kAbove,
              of_workbench<ComparePanel>},
    PanelInfo{"why", WORD("Why"), WORD("the reason for this decision"), kBelow, of_workbench<WhyPanel>},
    PanelInfo{"slots", WORD("Slots"), WORD("what is held at the cursor"), kBelow, of_timelines<SlotsPanel>},
    PanelInfo{"run", WORD("Run"), WORD("predicted and measured"), kBelow, of_workbench<RunPanel>},
    PanelInfo{"runs", WORD("Runs"), WORD("the runs so far, compared"), kBelow, of_workbench<RunsPanel>},
    PanelInfo{"loss", WORD("Loss"), WORD("what the network learned"), kBelow, of_workbench<LossPlot>},
    PanelInfo{"log", WORD("Log"), WORD("what has happened"), kBelow, log},
};

#undef WORD

}  // namespace

std::span<const PanelInfo> all_panels() {
  return kPanels;
}

QString panel_text(const char* text) {
  return QCoreApplication::translate("Panels", text);
}

}  // namespace tidemark
