// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/help_page.h"

#include <QDialogButtonBox>
#include <QKeySequence>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/window/commands.h"

namespace tidemark {
namespace {

QString heading(const char* word) {
  return QStringLiteral("<tr><td colspan='3'><h3>%1</h3></td></tr>")
      .arg(translated(word).remove(QLatin1Char('&')).toHtmlEscaped());
}

QString row(const QString& keys, const QString& name, const QString& hint) {
  return QStringLiteral("<tr><td><b>%1</b></td><td>%2</td><td>%3</td></tr>")
      .arg(keys.toHtmlEscaped(), name.toHtmlEscaped(), hint.toHtmlEscaped());
}

}  // namespace

QString shortcuts_page() {
  QString page = QStringLiteral("<table cellspacing='0' cellpadding='4' width='100%'>");
  const char* section = "";
  const auto begin_section = [&](const char* name) {
    if (qstrcmp(section, name) != 0) page += heading(name);
    section = name;
  };
  for (const CommandInfo& info : all_commands()) {
    begin_section(info.menu);
    QString name = translated(info.text);
    name.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    page += row(QKeySequence(QLatin1String(info.keys)).toString(QKeySequence::NativeText), name,
                translated(info.hint));
  }
  for (const ViewKeys& keys : all_view_keys()) {
    begin_section(keys.where);
    page += row(QLatin1String(keys.keys), QString(), translated(keys.hint));
  }
  return page + QStringLiteral("</table>");
}

HelpPage::HelpPage(QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("help_page"));
  setWindowTitle(tr("Keyboard shortcuts"));
  auto* text = new QTextBrowser(this);
  text->setAccessibleName(windowTitle());
  text->setHtml(shortcuts_page());
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(text);
  layout->addWidget(buttons);
  resize(760, 640);
}

}  // namespace tidemark
