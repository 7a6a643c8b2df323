// SPDX-License-Identifier: GPL-3.0-or-later
/// The words that are used on screen and in files, each with what it means. docs/glossary.md and the table in
/// README.md say the same; tst_help holds them to it.
#pragma once

#include <QString>
#include <span>

namespace tidemark {

struct GlossaryEntry {
  const char* anchor;   ///< by which links name it
  const char* group;    ///< entries of one group stand together
  const char* word;     ///< group and the texts below are translated by in_glossary_words()
  const char* also;     ///< other names: in PyTorch, in papers, in formulas; empty: none
  const char* meaning;  ///< one to three sentences
};

/// In the order in which they are best read.
std::span<const GlossaryEntry> glossary();

/// Null: there is none.
const GlossaryEntry* glossary_entry(const QString& anchor);

/// A text of the table in the language of the window.
QString in_glossary_words(const char* text);

}  // namespace tidemark
