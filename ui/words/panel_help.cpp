// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/panel_help.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>

namespace tidemark {
namespace {

#define WORD(text) QT_TRANSLATE_NOOP("PanelHelp", text)

constexpr PanelHelp kPanelHelp[] = {
    {"question", WORD("The question"),
     WORD("How long the sequence is, how much memory stored states may take, and which kinds of state "
          "may be stored."),
     WORD("The same budget stands beside its box in other measures: slots, bytes, and percent of what "
          "standard BPTT stores."),
     WORD("Move the budget to the left and read in the line below how much time less memory costs."),
     "step budget slot percent strategy chunk device", "answer find"},
    {"answer", WORD("The answer"),
     WORD(
         "What the best schedule for this question costs: its forward steps, the extra time, and its share of "
         "the memory of standard BPTT."),
     WORD(
         "Standard BPTT needs one forward step for each step; those beyond are recomputation, and the backward "
         "steps are as many for every strategy."),
     WORD("Choose another strategy and see what the same memory buys."),
     "forward_step recomputation overhead percent standard schedule", "question compare"},
    {"find", WORD("The question the other way round"),
     WORD(
         "The least memory that costs no more than so much extra time, or the longest sequence that fits into "
         "so much memory."),
     WORD(
         "What is found is a question like any other: it can be asked, and its schedule is proven and can be "
         "run."),
     WORD("Ask for the least memory at a third more time, and compare it with what standard BPTT stores."),
     "budget overhead percent standard", "question answer"},
    {"network", WORD("The unrolled network"),
     WORD(
         "A cell for each step at the moment of the play head: which states are stored, which step is computed "
         "now, and how far the gradients have come back."),
     WORD(
         "A step can only be backpropagated once its internal state is there, and that is made again from the "
         "nearest state stored before it."),
     WORD("Press Play and watch states being stored, used and freed from right to left."),
     "step hidden_state internal_state core forward_step backward_step", "timeline slots caption"},
    {"timeline", WORD("The timeline"),
     WORD("The whole schedule from left to right: rising strokes are forward steps, falling ones backward "
          "steps, and bars are stored states from their store to their release."),
     WORD(
         "The height is the step, so that a step that several strokes pass is computed several times; that is "
         "the price of storing less."),
     WORD(
         "Drag in the ruler along the top and watch the other panels follow, or hold Shift and drag to measure "
         "a stretch."),
     "schedule forward_step backward_step hidden_state internal_state recomputation",
     "memory network caption playback"},
    {"memory", WORD("Memory over time"),
     WORD("The memory that stored states take at every moment, on the same time axis as the steps above."),
     WORD("The line across is the budget, the tidemark, which memory never crosses; the axis on the right "
          "compares it with what standard BPTT stores."),
     WORD("Make the budget smaller: memory stays below, the gradient stays the same, and the schedule gets "
          "longer."),
     "budget tidemark slot percent arena", "timeline slots"},
    {"caption", WORD("What happens now"), WORD("The action at the play head in one sentence."),
     WORD("It says which step or state is meant, and where it comes from or what it is for."),
     WORD("Go through the schedule action by action and read along."), "action schedule slot core",
     "timeline playback"},
    {"playback", WORD("Playback"),
     WORD("Where the play head stands in the schedule, and the buttons that move it."),
     WORD("Timeline, memory, slots and caption all show the moment of the play head."),
     WORD("Jump to the moment at which most memory is held, or from store to store."), "action schedule slot",
     "timeline caption slots"},
    {"tradeoff", WORD("The trade-off"),
     WORD(
         "What each strategy costs in time (upwards) at every budget of memory (to the right), for the length "
         "that was asked."),
     WORD(
         "Lower is faster and further left is leaner; the line across the curves is the budget, and the ring "
         "is the question."),
     WORD("Look for the place where your curve becomes steep: beyond it a little memory saves much time."),
     "strategy budget cost_per_step overhead standard hsm ism msm chen_sqrt chen_recursive",
     "compare cost_table"},
    {"compare", WORD("Strategies side by side"),
     WORD("All strategies in the same memory: the forward steps and the extra time that each of them needs "
          "there."),
     WORD(
         "They are compared at equal memory and not at equal numbers of slots, because a slot for an internal "
         "state is larger than one for a hidden state."),
     WORD("Change the budget and see which strategy wins: with little memory hidden states, with more of it "
          "internal states too."),
     "strategy slot hsm ism msm chen_sqrt chen_recursive standard overhead", "tradeoff"},
    {"cost_table", WORD("The cost table"),
     WORD(
         "The answers to all smaller questions at once: length to the right, budget upwards, and the colour is "
         "the cost, forward steps per step."),
     WORD(
         "The policy is read out of this table: the answer for a long sequence is made of two cells nearer to "
         "the corner."),
     WORD("Click on a cell to ask why it costs what it does; with a double-click it becomes the question."),
     "cost cost_per_step dynamic_programming policy", "numbers why"},
    {"numbers", WORD("The cost table in numbers"),
     WORD("The cost table as numbers: C(t, m), the fewest forward steps for a length t and a budget m."),
     WORD(
         "Each number is the least over all ways to choose the state that is stored first, and the colour is "
         "that of the picture."),
     WORD("Select a number to ask why; with Return it becomes the question."),
     "cost dynamic_programming policy", "cost_table why"},
    {"why", WORD("Why"),
     WORD(
         "The decision behind one cell of the cost table: which state is stored first, and what the two parts "
         "cost that remain."),
     WORD(
         "The cost is the y steps to that state, plus the right part with less memory, plus the left part with "
         "all of it."),
     WORD("Follow the parts until there is only one step left and nothing to decide."),
     "cost q push_hidden push_internal parts policy", "cost_table numbers"},
    {"slots", WORD("Slots"),
     WORD("What is stored at the moment of the play head, slot by slot, and what the working core holds."),
     WORD("Memory held is the sum of these states, and stays within the budget."),
     WORD("Step through the schedule and see a slot being freed and used again for a state further left."),
     "slot core hidden_state internal_state budget", "timeline memory"},
    {"run", WORD("Run"),
     WORD("The schedule carried out on a real network: what was predicted, and what was measured beside it."),
     WORD(
         "Forward steps and the peak of memory must be exactly as predicted; time is a prediction and may be a "
         "few percent off."),
     WORD("Tick Verify and press F5: the gradients are compared with those of standard BPTT."),
     "device runner arena fixed_memory iteration verify bit_identical record", "runs loss log"},
    {"runs", WORD("Runs"), WORD("The runs so far, a row each, with the memory and the time that they took."),
     WORD("Times may be compared where length, cell and device are the same."),
     WORD("Run the same question with standard BPTT too, and see what its memory bought."),
     "record device iteration overhead standard", "run"},
    {"loss", WORD("Loss"),
     WORD("The loss of the network after each iteration of the run, as a mean over all steps."),
     WORD(
         "It is the loss that standard BPTT gives: a policy changes when a step is computed, and not what comes "
         "out."),
     WORD("Run fifty iterations on the text and see the network learn."), "iteration standard bit_identical",
     "run"},
    {"log", WORD("Log"), WORD("Every message of this session."),
     WORD("What the status bar or a notice showed for a moment is kept here."),
     WORD("Look here if a run has failed or a file could not be read."), "runner record", "run"},
};

constexpr Gesture kGestures[] = {
    {kEveryPanel, WORD("click on its ?"), "Shift+F1", WORD("Say what one is looking at")},
    {kEveryPanel, WORD("double-click on its title"), "F11", WORD("Make it large, or put it back")},
    {kEveryPanel, "", "F6 Shift+F6", WORD("Move the keyboard to the next panel, or to the one before")},

    {kEveryChart, WORD("turn the wheel"), "+ W - S", WORD("Zoom in or out, under the pointer")},
    {kEveryChart, WORD("drag"), "A D Left Right Up Down", WORD("Move what is shown")},
    {kEveryChart, "", "Home 0", WORD("Show everything, and follow new data")},
    {kEveryChart, WORD("point at a place"), "", WORD("Say what is drawn there")},
    {kEveryChart, WORD("click with the right button"), "", WORD("More: what is shown, units, and exports")},

    {"network", WORD("click on a step"), "", WORD("Go to where the step is needed next")},
    {"network", "", "Left Right", WORD("One action back or forward")},
    {"network", "", "Home End", WORD("To the start or the end")},
    {"network", "", "Space", WORD("Play or pause")},

    {"timeline", WORD("turn the wheel"), "+ W - S", WORD("Zoom the time; with Ctrl, zoom the steps")},
    {"timeline", WORD("click"), "", WORD("Put the play head there")},
    {"timeline", WORD("click on a bar"), "", WORD("Point the stored state out, here and in Slots")},
    {"timeline", WORD("click with Ctrl"), "", WORD("Put the play head there, and ask why")},
    {"timeline", WORD("drag in the ruler along the top"), "Ctrl+Left Ctrl+Right", WORD("Move the play head")},
    {"timeline", WORD("drag with Shift"), "Ctrl+Shift+Left Ctrl+Shift+Right",
     WORD("Measure a stretch: its actions, its time and its most memory")},
    {"timeline", "", "Escape", WORD("Forget the measured stretch, and what is pointed out")},
    {"timeline", "", "Return", WORD("Ask why: explain the decision at the play head")},
    {"timeline", WORD("drag the gap above the memory"), "", WORD("Make the memory larger or smaller")},
    {"timeline", "", "T", WORD("Operations or measured milliseconds along the time axis")},
    {"timeline", "", "L", WORD("Show or hide the bars of stored states")},
    {"timeline", "", "R", WORD("Show or hide where states are restored")},
    {"timeline", "", "M", WORD("Show or hide what was measured of the device or the process")},

    {"timeline", "", "Space", WORD("Play or pause")},

    {"playback", "", "Ctrl+Space", WORD("Play or pause, wherever the keyboard is")},
    {"playback", "", "Space", WORD("Play or pause")},
    {"playback", "", "Alt+, Alt+.", WORD("One action back or forward")},
    {"playback", "", "Ctrl+Home Ctrl+End", WORD("To the start or the end")},
    {"playback", "", "Ctrl+K", WORD("To the memory peak")},
    {"playback", "", "Ctrl+J", WORD("To the next store")},

    {"tradeoff", WORD("click on a curve"), "Ctrl+Up Ctrl+Down",
     WORD("Take its strategy and the budget there")},
    {"tradeoff", WORD("drag the budget line"), "Ctrl+Left Ctrl+Right",
     WORD("Move the budget along the curve")},

    {"compare", WORD("double-click on a row"), "Return", WORD("Take its strategy in the same memory")},

    {"cost_table", WORD("click on a cell"), "Ctrl+Left Ctrl+Right Ctrl+Up Ctrl+Down",
     WORD("Ask why it costs what it does")},
    {"cost_table", "", "Ctrl+Shift+Left Ctrl+Shift+Right Ctrl+Shift+Up Ctrl+Shift+Down",
     WORD("The same, ten cells at a time")},
    {"cost_table", WORD("double-click on a cell"), "Return", WORD("Make it the question")},

    {"numbers", WORD("click on a number"), "Left Right Up Down", WORD("Ask why it costs what it does")},
    {"numbers", WORD("double-click on a number"), "Return", WORD("Make it the question")},
};

/// The panels that are charts.
constexpr const char* kCharts[] = {"timeline", "memory", "tradeoff", "cost_table", "loss"};

#undef WORD

}  // namespace

std::span<const PanelHelp> all_panel_help() {
  return kPanelHelp;
}

const PanelHelp* panel_help(const QString& panel) {
  const auto found = std::ranges::find_if(
      kPanelHelp, [&](const PanelHelp& help) { return panel == QLatin1String(help.panel); });
  return found == std::end(kPanelHelp) ? nullptr : found;
}

std::span<const Gesture> all_gestures() {
  return kGestures;
}

QList<Gesture> gestures_of(const QString& panel) {
  const bool is_chart =
      std::ranges::any_of(kCharts, [&](const char* chart) { return panel == QLatin1String(chart); });
  // The memory is the lower half of the timeline.
  const QString own = panel == QLatin1String("memory") ? QStringLiteral("timeline") : panel;
  QList<Gesture> gestures;
  QList<Gesture> shared;
  for (const Gesture& gesture : kGestures) {
    if (own == QLatin1String(gesture.panel)) gestures += gesture;
    if (is_chart && QLatin1String(gesture.panel) == QLatin1String(kEveryChart)) shared += gesture;
  }
  // A panel's own way to do the same comes first.
  const auto is_told = [&](const Gesture& shared_one) {
    return *shared_one.keys && std::ranges::any_of(gestures, [&](const Gesture& own_one) {
      return QLatin1String(own_one.keys) == QLatin1String(shared_one.keys);
    });
  };
  shared.removeIf(is_told);
  return gestures + shared;
}

QStringList listed(const char* field) {
  return QString::fromUtf8(field).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QString in_panel_words(const char* text) {
  return QCoreApplication::translate("PanelHelp", text);
}

}  // namespace tidemark
