// SPDX-License-Identifier: GPL-3.0-or-later
/// The loss of a run, iteration by iteration.
#pragma once

#include "ui/charts/plot.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class LossPlot : public Plot {
  Q_OBJECT

 public:
  explicit LossPlot(Workbench* workbench, QWidget* parent = nullptr);

 protected:
  void apply_colors(const ChartColors& colors) override;
  void show_everything() override;

 private:
  void update_data();

  Workbench* workbench_;
  QCPGraph* loss_;
  WhenVisible* updates_;
};

}  // namespace tidemark
