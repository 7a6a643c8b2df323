// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/glossary_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/words/glossary.h"

namespace tidemark {
namespace {

bool has_all(const GlossaryEntry& entry, const QStringList& words) {
  const QString text = QStringList{in_glossary_words(entry.word), in_glossary_words(entry.also),
                                   in_glossary_words(entry.meaning)}
                           .join(QLatin1Char(' '));
  return std::ranges::all_of(words,
                             [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

QString html_of(const GlossaryEntry& entry) {
  QString also = in_glossary_words(entry.also).toHtmlEscaped();
  if (!also.isEmpty()) also = QStringLiteral(" (%1)").arg(also);
  return QStringLiteral("<p><a name='%1'><b>%2</b></a>%3<br>%4</p>")
      .arg(QLatin1String(entry.anchor), in_glossary_words(entry.word).toHtmlEscaped(), also,
           in_glossary_words(entry.meaning).toHtmlEscaped());
}

}  // namespace

QString glossary_page(const QString& search) {
  const QStringList words = search.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  QString page;
  QString group;
  for (const GlossaryEntry& entry : glossary()) {
    if (!has_all(entry, words)) continue;
    if (group != QLatin1String(entry.group)) {
      group = QLatin1String(entry.group);
      page += QStringLiteral("<h3>%1</h3>").arg(in_glossary_words(entry.group).toHtmlEscaped());
    }
    page += html_of(entry);
  }
  if (!page.isEmpty()) return page;
  return QStringLiteral("<p>%1</p>")
      .arg(GlossaryDialog::tr("No entry has “%1”.").arg(search.simplified()).toHtmlEscaped());
}

GlossaryDialog::GlossaryDialog(QWidget* parent)
    : QDialog(parent), search_(new QLineEdit), text_(new QTextBrowser) {
  setObjectName(QStringLiteral("glossary"));
  setWindowTitle(tr("Glossary"));
  search_->setObjectName(QStringLiteral("glossary_search"));
  search_->setPlaceholderText(tr("Search, also by the words of PyTorch"));
  search_->setClearButtonEnabled(true);
  auto* label = new QLabel(tr("&Find"));
  label->setBuddy(search_);
  text_->setAccessibleName(windowTitle());
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(search_, &QLineEdit::textChanged, this, &GlossaryDialog::refresh);
  auto* row = new QHBoxLayout;
  row->addWidget(label);
  row->addWidget(search_);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(row);
  layout->addWidget(text_);
  layout->addWidget(buttons);
  resize(620, 560);
  refresh();
}

void GlossaryDialog::refresh() {
  text_->setHtml(glossary_page(search_->text()));
}

void GlossaryDialog::show_entry(const QString& anchor) {
  search_->clear();
  refresh();
  show();
  raise();
  activateWindow();
  if (anchor.isEmpty()) return search_->setFocus();
  text_->setFocus();
  mark(anchor);
}

void GlossaryDialog::mark(const QString& anchor) {
  const QTextDocument* document = text_->document();
  for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
    const auto is_at = [&](const QTextLayout::FormatRange& part) {
      return part.format.anchorNames().contains(anchor);
    };
    if (!std::ranges::any_of(block.textFormats(), is_at)) continue;
    text_->scrollToAnchor(anchor);
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    return text_->setTextCursor(cursor);
  }
}

void show_glossary(QWidget* window, const QString& anchor) {
  auto* dialog = window->findChild<GlossaryDialog*>(QString(), Qt::FindDirectChildrenOnly);
  if (!dialog) dialog = new GlossaryDialog(window);
  dialog->show_entry(anchor);
}

}  // namespace tidemark
