// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/chart_words.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

struct Entry {
  const char* name;
  const char* meaning;
};

#define WORD(text) QT_TRANSLATE_NOOP("ChartWords", text)

Entry entry_of(ChartWord word) {
  switch (word) {
    case ChartWord::Advance:
      return {WORD("advance"), WORD("Forward steps that keep nothing but the hidden state they arrive at.")};
    case ChartWord::Keep:
      return {WORD("keep"),
              WORD("A forward step whose internal state stays in the core, to be backpropagated or stored.")};
    case ChartWord::Backward:
      return {WORD("backward"),
              WORD("A backward step: it uses the step's internal state and passes the gradient on.")};
    case ChartWord::Restore:
      return {WORD("restore"), WORD("A stored state becomes current again, to recompute from there.")};
    case ChartWord::HiddenStored:
      return {
          WORD("hidden state stored"),
          WORD("A slot holds what one step passes to the next: the steps after it are recomputed from it.")};
    case ChartWord::InternalStored:
      return {WORD("internal state stored"),
              WORD("A slot holds all that a step's backward step needs: that step is not recomputed.")};
    case ChartWord::TimesComputed:
      return {WORD("times computed"),
              WORD("How often each step is computed forward in the whole schedule: once where nothing is "
                   "recomputed.")};
    case ChartWord::Predicted:
      return {WORD("memory, predicted"), WORD("What the stored states take at each moment, by the plan.")};
    case ChartWord::Measured:
      return {WORD("measured"),
              WORD("What the stored states really took in the run, in the memory set aside.")};
    case ChartWord::DeviceMemory:
      return {WORD("process or device"),
              WORD("All memory in use: that of the runner's process, or of the GPU.")};
    case ChartWord::Budget:
      return {WORD("tidemark"), WORD("The budget: stored states never take more memory than this.")};
  }
  return {"", ""};
}

#undef WORD

QString translated(const char* text) {
  return QCoreApplication::translate("ChartWords", text);
}

}  // namespace

QString name_of(ChartWord word) {
  return translated(entry_of(word).name);
}

QString meaning_of(ChartWord word) {
  return translated(entry_of(word).meaning);
}

}  // namespace tidemark
