// SPDX-License-Identifier: GPL-3.0-or-later
/// The trade-off chart with the choice of its scales above it.
#pragma once

#include <QComboBox>
#include <QWidget>

#include "ui/tradeoff/tradeoff_view.h"

namespace tidemark {

class TradeoffPanel : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` outlives the panel.
  explicit TradeoffPanel(Workbench* workbench, QWidget* parent = nullptr);

  TradeoffView* view() const { return view_; }

 private:
  void follow_view();

  TradeoffView* view_;
  QComboBox* cost_;
  QComboBox* memory_;
};

}  // namespace tidemark
