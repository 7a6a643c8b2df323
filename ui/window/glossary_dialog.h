// SPDX-License-Identifier: GPL-3.0-or-later
/// The glossary as a window of its own, with a search.
#pragma once

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace tidemark {

/// The glossary as HTML, an anchor at each entry. `search`: only entries that have all of its words, anywhere
/// and in upper or lower case; empty: all entries.
QString glossary_page(const QString& search = {});

class GlossaryDialog : public QDialog {
  Q_OBJECT

 public:
  explicit GlossaryDialog(QWidget* parent = nullptr);

  /// Shows all entries, with this one marked; without an anchor, from the first, ready to search.
  void show_entry(const QString& anchor);

 private:
  void refresh();
  void mark(const QString& anchor);

  QLineEdit* search_;
  QTextBrowser* text_;
};

/// Opens the one glossary of `window`, or brings it to the front. It is no modal dialog.
void show_glossary(QWidget* window, const QString& anchor = {});

}  // namespace tidemark
