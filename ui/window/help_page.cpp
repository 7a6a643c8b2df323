// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/help_page.h"

#include <QDialogButtonBox>
#include <QKeySequence>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/window/commands.h"

namespace tidemark {
namespace {

constexpr const char* kTable = "<table cellspacing='0' cellpadding='4' width='100%'>";

QString native(const QString& keys) {
  return QKeySequence(keys).toString(QKeySequence::NativeText);
}

QString heading(const QString& text) {
  return QStringLiteral("<tr><td colspan='3'><h3>%1</h3></td></tr>").arg(text.toHtmlEscaped());
}

QString row(const QString& keys, const QString& name, const QString& hint) {
  return QStringLiteral("<tr><td><b>%1</b></td><td>%2</td><td>%3</td></tr>")
      .arg(keys.toHtmlEscaped(), name.toHtmlEscaped(), hint.toHtmlEscaped());
}

QString row(const Gesture& gesture) {
  return QStringLiteral("<tr><td><b>%1</b></td><td colspan='2'>%2</td></tr>")
      .arg(done_by(gesture).toHtmlEscaped(), in_panel_words(gesture.what).toHtmlEscaped());
}

/// The four arrows with the same modifiers are named together.
QStringList key_names(const Gesture& gesture) {
  QStringList keys = listed(gesture.keys);
  QStringList names;
  while (!keys.isEmpty()) {
    const QString modifiers = keys.front().left(keys.front().lastIndexOf(QLatin1Char('+')) + 1);
    const QStringList arrows = {modifiers + "Left", modifiers + "Right", modifiers + "Up",
                                modifiers + "Down"};
    if (keys.mid(0, arrows.size()) == arrows) {
      names += HelpPage::tr("%1arrows").arg(modifiers);
      keys = keys.mid(arrows.size());
    } else {
      names += native(keys.takeFirst());
    }
  }
  return names;
}

QString place_of(const Gesture& gesture) {
  const QLatin1String panel(gesture.panel);
  if (panel == QLatin1String(kEveryPanel)) return HelpPage::tr("Every panel");
  if (panel == QLatin1String(kEveryChart)) return HelpPage::tr("Every chart");
  return in_panel_words(panel_help(panel)->title);
}

QString without_mnemonic(const char* text) {
  return translated(text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

}  // namespace

QString done_by(const Gesture& gesture) {
  QStringList ways = key_names(gesture);
  if (*gesture.mouse) ways.prepend(in_panel_words(gesture.mouse));
  return ways.join(QStringLiteral(" · "));
}

QString gestures_table(const QList<Gesture>& gestures) {
  QString table = kTable;
  for (const Gesture& gesture : gestures) table += row(gesture);
  return table + QStringLiteral("</table>");
}

QString shortcuts_page() {
  QString page = kTable;
  QString section;
  const auto begin_section = [&](const QString& name) {
    if (section != name) page += heading(name);
    section = name;
  };
  for (const Gesture& gesture : all_gestures()) {
    begin_section(place_of(gesture));
    page += row(gesture);
  }
  for (const CommandInfo& info : all_commands()) {
    begin_section(HelpPage::tr("Menu %1").arg(without_mnemonic(info.menu)));
    page += row(native(QLatin1String(info.keys)), without_mnemonic(info.text), translated(info.hint));
  }
  return page + QStringLiteral("</table>");
}

HelpPage::HelpPage(QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("help_page"));
  setWindowTitle(tr("Keys and gestures"));
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
