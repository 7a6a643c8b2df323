// SPDX-License-Identifier: GPL-3.0-or-later
/// One button for each strategy, side by side; the chosen one stands out.
#pragma once

#include <QButtonGroup>
#include <QWidget>

#include "core/model/strategy.h"

namespace tidemark {

class StrategyButtons : public QWidget {
  Q_OBJECT

 public:
  explicit StrategyButtons(QWidget* parent = nullptr);

  void set_strategy(Strategy strategy);

 Q_SIGNALS:
  void chosen(tidemark::Strategy strategy);  ///< emitted when the user chooses

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void color_buttons();

  QButtonGroup* buttons_;
};

}  // namespace tidemark
