// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/glossary.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>

namespace tidemark {
namespace {

#define WORD(text) QT_TRANSLATE_NOOP("Glossary", text)

constexpr const char* kNetwork = WORD("The network");
constexpr const char* kMemory = WORD("Memory");
constexpr const char* kPolicies = WORD("What is stored when");
constexpr const char* kStrategies = WORD("Strategies");
constexpr const char* kCosts = WORD("Costs");
constexpr const char* kRuns = WORD("Runs");

constexpr GlossaryEntry kGlossary[] = {
    {"bptt", kNetwork, WORD("backpropagation through time"), WORD("BPTT"),
     WORD("Training a recurrent network by running it over a whole sequence, and then going back "
          "from the last step to the first. Going back through a step needs the step's internal "
          "state.")},
    {"step", kNetwork, WORD("step"), WORD("time step"),
     WORD("One use of the recurrent core, for one element of the sequence. Steps are numbered from 1 to t; t "
          "is the length.")},
    {"hidden_state", kNetwork, WORD("hidden state"), WORD("h"),
     WORD(
         "What one step passes to the next (an LSTM's h and c). A forward step begins with it, and h_0 is the "
         "one before the first step.")},
    {"internal_state", kNetwork, WORD("internal state"), WORD("a step's activations, its tape"),
     WORD("Everything needed to backpropagate one step; one forward step makes it again. It holds the step's "
          "hidden state, too.")},
    {"forward_step", kNetwork, WORD("forward step"), "",
     WORD("Computes one step: from one hidden state to the next. Policies are judged by how many they need; "
          "first ones and repeated ones both count.")},
    {"backward_step", kNetwork, WORD("backward step"), "",
     WORD("Goes back through one step, with its internal state. Every step has exactly one, from step t down "
          "to step 1, whatever the policy.")},
    {"core", kNetwork, WORD("core"), WORD("working core"),
     WORD("Where steps are computed. It holds the current hidden state and at most one internal state; ISM "
          "counts that one in its budget, the other strategies do not.")},
    {"standard", kNetwork, WORD("standard BPTT"), "",
     WORD("Stores the internal state of every step and repeats nothing. It needs t forward steps, and its "
          "memory grows with the length.")},

    {"slot", kMemory, WORD("slot"), WORD("checkpoint"),
     WORD("Room for one state: an internal one for ISM, a hidden one otherwise. With MSM "
          "an internal state takes beta or alpha slots.")},
    {"budget", kMemory, WORD("budget"), WORD("memory limit; m"),
     WORD("The memory that stored states may take: in slots, in bytes, or in percent of what standard BPTT "
          "stores. It can also be all of a device's memory, weights and everything else included.")},
    {"tidemark", kMemory, WORD("tidemark"), "",
     WORD("The line of the budget in the chart of memory. Memory stays under it.")},
    {"percent", kMemory, WORD("100 %"), WORD("standard memory"),
     WORD(
         "What standard BPTT stores, the initial state and every internal state: their bytes where the device "
         "is known; else, and with alpha or beta by hand, states (for ISM internal ones: 50 of 1,000 are 5 %).")},
    {"alpha_beta", kMemory, WORD("alpha, beta"), WORD("α, β"),
     WORD("The size of an internal state in hidden states: on its own, and where its input is stored anyway. "
          "They follow from the cell on the device, or are given by hand.")},
    {"chunk", kMemory, WORD("chunk"), WORD("segment; k"),
     WORD(
         "k consecutive steps, stored and recomputed together; plans count chunks, forward steps stay single "
         "steps.")},
    {"arena", kMemory, WORD("arena"), "",
     WORD("The one piece of memory, of exactly the budget, in which a run stores its states. Its peak is "
          "predicted, and measured, to the byte.")},
    {"fixed_memory", kMemory, WORD("fixed memory"), "",
     WORD(
         "What a run takes beside the stored states, whatever the policy: weights, gradients, optimiser, core "
         "and so on, each listed with its bytes.")},

    {"policy", kPolicies, WORD("policy"), WORD("checkpointing schedule"),
     WORD("Says for every length and every budget which state to store next. An optimal one needs the fewest "
          "forward steps.")},
    {"schedule", kPolicies, WORD("schedule"), "",
     WORD("A policy written out for one length and one budget, as a list of actions.")},
    {"action", kPolicies, WORD("action"), "",
     WORD(
         "One line of a schedule: advance (forward steps of which nothing is kept), keep (a forward step whose "
         "internal state stays in the core), store, restore, backward, or free.")},
    {"plan", kPolicies, WORD("plan"), "",
     WORD(
         "A schedule with its question, its cost and its peak of memory. It is proven by the checker before it "
         "is shown, saved or run.")},
    {"checker", kPolicies, WORD("checker"), "",
     WORD(
         "Proves a schedule by carrying it out on counters: every state is there when it is needed, every step "
         "is backpropagated once, and memory stays within the budget.")},
    {"recomputation", kPolicies, WORD("recomputation"), WORD("rematerialisation; repeated forward step"),
     WORD("A forward step that is done once more, because the step's internal state was not stored.")},
    {"push_hidden", kPolicies, WORD("push hidden"), "",
     WORD(
         "A first choice: go y steps forward and store the hidden state there. The steps after it come first, "
         "with one slot less, then the y steps before it with all slots.")},
    {"push_internal", kPolicies, WORD("push internal"), "",
     WORD(
         "A first choice: go y steps forward and store the internal state of step y. That step needs no more "
         "forward steps, and y - 1 steps before it remain.")},
    {"parts", kPolicies, WORD("right part, left part"), "",
     WORD(
         "The steps after the state that is stored first, and those before it. The right part is solved first, "
         "while that state is held; the left part last, when its slot is free again.")},

    {"strategy", kStrategies, WORD("strategy"), "",
     WORD(
         "What a policy may store: hidden states, internal states, or both. The baselines are fixed rules to "
         "compare with.")},
    {"hsm", kStrategies, WORD("HSM"), WORD("selective hidden-state memorisation; Revolve"),
     WORD("Stores hidden states only, in the best way there is. Every internal state is made again from a "
          "hidden state before it.")},
    {"ism", kStrategies, WORD("ISM"), WORD("selective internal-state memorisation"),
     WORD("Stores internal states only, in the best way there is. A step whose internal state is stored need "
          "not be computed again, but fewer of them fit.")},
    {"msm", kStrategies, WORD("MSM"), WORD("mixed memorisation"),
     WORD("Stores hidden and internal states, whichever serves best. In the same memory it never needs more "
          "forward steps than HSM.")},
    {"chen_sqrt", kStrategies, WORD("Chen √t"), WORD("sqrt(t) checkpointing, Chen et al. 2016"),
     WORD(
         "Cuts the sequence into about √t segments, stores a hidden state before each, and all internal states "
         "of one segment at a time. It takes about 2 t forward steps.")},
    {"chen_recursive", kStrategies, WORD("Chen log t"), WORD("recursive checkpointing, Chen et al. 2016"),
     WORD("Halves the sequence again and again and stores hidden states. It takes memory of about log t and "
          "forward steps of about t log t.")},

    {"cost", kCosts, WORD("C(t, m)"), WORD("cost"),
     WORD("The fewest forward steps for one forward and backward pass over t steps within m slots.")},
    {"q", kCosts, WORD("Q(t, y, m)"), "",
     WORD("The same if the first state is stored after y steps; C(t, m) is the least of them. Why shows the "
          "best y, and which others are as good.")},
    {"dynamic_programming", kCosts, WORD("dynamic programming"), "",
     WORD("Finds the answer for a long sequence from the answers for all shorter ones. The cost table holds "
          "them: C(t, m) is made of y and of two cells nearer to its corner.")},
    {"cost_per_step", kCosts, WORD("C / t"), WORD("forward steps per step"),
     WORD(
         "How often a step is computed on average: once by standard BPTT, and more often the less is stored.")},
    {"overhead", kCosts, WORD("overhead"), WORD("recomputation overhead"),
     WORD(
         "(C + b t) / (t (1 + b)) - 1: extra time, where a backward step counts b forward steps: 2 as in the "
         "paper, or as measured here; one basis at a time, always named.")},

    {"device", kRuns, WORD("device"), "",
     WORD("What a run computes on: cpu (all cores), cpu:N (N threads), cuda:N (an NVIDIA GPU, by cuDNN), or "
          "cuda:N:fused (the same by our own kernels and cuBLAS).")},
    {"runner", kRuns, WORD("runner"), WORD("worker"),
     WORD("The program that carries a schedule out, in a process of its own. A run that fails there does not "
          "take the window down.")},
    {"iteration", kRuns, WORD("iteration"), "",
     WORD("One forward and backward pass over the sequence, and one update of the weights.")},
    {"verify", kRuns, WORD("verify"), "",
     WORD("Compares the gradients of the first iteration with those of standard BPTT, in the same process.")},
    {"bit_identical", kRuns, WORD("bit-identical"), "",
     WORD("Equal to the last bit: the same numbers, not nearly the same ones.")},
    {"record", kRuns, WORD("record"), WORD("recorded run"),
     WORD("What happened in a run: every action with its time and its memory, and every iteration. It can be "
          "saved and opened again.")},
};

#undef WORD

}  // namespace

std::span<const GlossaryEntry> glossary() {
  return kGlossary;
}

const GlossaryEntry* glossary_entry(const QString& anchor) {
  const auto found = std::ranges::find_if(
      kGlossary, [&](const GlossaryEntry& entry) { return anchor == QLatin1String(entry.anchor); });
  return found == std::end(kGlossary) ? nullptr : found;
}

QString in_glossary_words(const char* text) {
  return QCoreApplication::translate("Glossary", text);
}

}  // namespace tidemark
