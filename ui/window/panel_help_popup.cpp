// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/panel_help_popup.h"

#include <QKeyEvent>
#include <QScreen>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/window/glossary_dialog.h"
#include "ui/window/help_page.h"
#include "ui/words/glossary.h"
#include "ui/words/panel_help.h"

namespace tidemark {
namespace {

constexpr int kWidth = 430;
constexpr int kMargin = 8;  // pixels left free round the popup
const QString kWordScheme = QStringLiteral("word");
const QString kPanelScheme = QStringLiteral("panel");

struct PanelClass {
  const char* type;
  const char* panel;
};
/// Panels that are no docks, and one that shares its dock.
constexpr PanelClass kPanelsByClass[] = {
    {"tidemark::ParameterBar", "question"},   {"tidemark::AnswerBar", "answer"},
    {"tidemark::NetworkView", "network"},     {"tidemark::TimelineView", "timeline"},
    {"tidemark::CaptionLine", "caption"},     {"tidemark::PlaybackBar", "playback"},
    {"tidemark::CostNumbersView", "numbers"}, {"tidemark::FindButton", "find"}};

QString link(const QString& scheme, const QString& to, const QString& text) {
  return QStringLiteral("<a href='%1:%2'>%3</a>").arg(scheme, to, text.toHtmlEscaped());
}

QString paragraph(const QString& html) {
  return QStringLiteral("<p>%1</p>").arg(html);
}

}  // namespace

QString panel_help_page(const QString& panel) {
  const PanelHelp& help = *panel_help(panel);
  QString page = QStringLiteral("<h3>%1</h3>").arg(in_panel_words(help.title).toHtmlEscaped());
  for (const char* sentence : {help.shows, help.reading, help.trying}) {
    page += paragraph(in_panel_words(sentence).toHtmlEscaped());
  }
  if (const QList<Gesture> gestures = gestures_of(panel); !gestures.isEmpty()) {
    page += gestures_table(gestures);
  }
  QStringList words;
  for (const QString& anchor : listed(help.words)) {
    words += link(kWordScheme, anchor, in_glossary_words(glossary_entry(anchor)->word));
  }
  page += paragraph(PanelHelpPopup::tr("Words: %1").arg(words.join(QStringLiteral(" · "))));
  QStringList beside;
  for (const QString& other : listed(help.beside)) {
    beside += link(kPanelScheme, other, in_panel_words(panel_help(other)->title));
  }
  return page + paragraph(PanelHelpPopup::tr("See also: %1").arg(beside.join(QStringLiteral(" · "))));
}

QString panel_around(const QWidget* widget) {
  for (; widget; widget = widget->parentWidget()) {
    const bool is_dock = widget->inherits("QDockWidget");
    if (const QString name = widget->objectName(); is_dock && panel_help(name)) return name;
    for (const auto& [type, panel] : kPanelsByClass) {
      if (widget->inherits(type)) return QLatin1String(panel);
    }
  }
  return {};
}

PanelHelpPopup::PanelHelpPopup(QWidget* window) : QFrame(window, Qt::Popup), text_(new QTextBrowser) {
  setObjectName(QStringLiteral("panel_help_popup"));
  setAttribute(Qt::WA_DeleteOnClose);
  setFrameShape(StyledPanel);
  text_->setFrameShape(NoFrame);
  text_->setOpenLinks(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(text_);
  setFocusProxy(text_);
  connect(text_, &QTextBrowser::anchorClicked, this, &PanelHelpPopup::follow);
}

void PanelHelpPopup::set_panel(const QString& panel) {
  panel_ = panel;
  text_->setHtml(panel_help_page(panel));
  setAccessibleName(tr("What am I looking at? %1").arg(in_panel_words(panel_help(panel)->title)));
  text_->setAccessibleName(accessibleName());
  text_->setAccessibleDescription(text_->toPlainText());
  fit();
}

void PanelHelpPopup::fit() {
  const QRect available =
      parentWidget()->screen()->availableGeometry().marginsRemoved({kMargin, kMargin, kMargin, kMargin});
  const int width = std::min(kWidth, available.width());
  QTextDocument* document = text_->document();
  document->setTextWidth(width - 2 * frameWidth());
  const int height = static_cast<int>(std::ceil(document->size().height())) + 2 * frameWidth();
  // A scroll bar would make the text narrower, and so longer than was just measured.
  text_->setVerticalScrollBarPolicy(height <= available.height() ? Qt::ScrollBarAlwaysOff
                                                                 : Qt::ScrollBarAsNeeded);
  resize(width, std::min(height, available.height()));
  const QPoint last = available.bottomRight() - QPoint(this->width() - 1, this->height() - 1);
  move(std::clamp(x(), available.left(), last.x()), std::clamp(y(), available.top(), last.y()));
}

/// Fonts are settled only when it is about to be shown.
void PanelHelpPopup::showEvent(QShowEvent* event) {
  fit();
  QFrame::showEvent(event);
}

void PanelHelpPopup::show_over(const QWidget* widget, const QString& panel) {
  move(widget->mapToGlobal(QPoint(kMargin, kMargin)));
  set_panel(panel);
  show();
  text_->setFocus(Qt::PopupFocusReason);
}

void PanelHelpPopup::follow(const QUrl& link) {
  if (link.scheme() == kPanelScheme) return set_panel(link.path());
  QWidget* window = parentWidget();
  close();
  show_glossary(window, link.path());
}

void PanelHelpPopup::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else {
    QFrame::keyPressEvent(event);
  }
}

void show_panel_help(QWidget* widget, const QString& panel) {
  if (!panel_help(panel)) return;
  (new PanelHelpPopup(widget->window()))->show_over(widget, panel);
}

void show_help_around(QWidget* focused, QWidget* window) {
  const QString panel = panel_around(focused);
  panel.isEmpty() ? show_panel_help(window, QStringLiteral("question")) : show_panel_help(focused, panel);
}

}  // namespace tidemark
