// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/strategy_buttons.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {
constexpr int kPadding = 12;  // pixels beside a button's text, both sides together
}

StrategyButtons::StrategyButtons(QWidget* parent) : QWidget(parent), buttons_(new QButtonGroup(this)) {
  setAccessibleName(tr("Strategy"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  for (Strategy strategy : kStrategies) {
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("strategy_%1").arg(static_cast<int>(strategy)));
    button->setText(short_name(strategy));
    button->setToolTip(description(strategy));
    button->setAccessibleName(short_name(strategy));
    button->setAccessibleDescription(description(strategy));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMinimumWidth(button->fontMetrics().horizontalAdvance(button->text()) + kPadding);
    buttons_->addButton(button, static_cast<int>(strategy));
    row->addWidget(button);
  }
  connect(buttons_, &QButtonGroup::idClicked, this,
          [this](int id) { Q_EMIT chosen(static_cast<Strategy>(id)); });
  connect(buttons_, &QButtonGroup::idToggled, this, &StrategyButtons::color_buttons);
}

void StrategyButtons::set_strategy(Strategy strategy) {
  buttons_->button(static_cast<int>(strategy))->setChecked(true);
}

void StrategyButtons::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) color_buttons();
}

void StrategyButtons::color_buttons() {
  const QPalette general = QApplication::palette();
  QPalette chosen = general;
  chosen.setColor(QPalette::Button, general.color(QPalette::Highlight));
  chosen.setColor(QPalette::ButtonText, general.color(QPalette::HighlightedText));
  const QList<QAbstractButton*> all = buttons_->buttons();
  for (QAbstractButton* button : all) button->setPalette(button->isChecked() ? chosen : QPalette());
}

}  // namespace tidemark
