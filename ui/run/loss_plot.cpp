// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/loss_plot.h"

#include <algorithm>

#include "ui/charts/chart_tickers.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"

namespace tidemark {

LossPlot::LossPlot(Workbench* workbench, QWidget* parent) : Plot(parent), workbench_(workbench) {
  setObjectName(QStringLiteral("loss_plot"));
  setAccessibleName(tr("Loss against iteration"));
  xAxis->setLabel(tr("iteration"));
  yAxis->setLabel(tr("loss (nats per byte)"));
  loss_ = addGraph();
  loss_->setName(tr("loss"));
  setMinimumSize(180, 90);
  xAxis->setTicker(
      QSharedPointer<QCPAxisTicker>(new TextTicker(TextTicker::Numbers::Whole, false, short_count_text)));
  xAxis->setSubTicks(false);
  updates_ = new WhenVisible(this, [this] { update_data(); });
  connect(workbench_, &Workbench::record_changed, updates_, &WhenVisible::ask);
}

void LossPlot::apply_colors(const ChartColors& colors) {
  loss_->setPen(QPen(colors.measured, 1.6));
  loss_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colors.measured, 4));
}

void LossPlot::show_everything() {
  bool is_found = false;
  const QCPRange losses = loss_->getValueRange(is_found);
  const auto count = static_cast<double>(loss_->dataCount());
  xAxis->setRange(0.5, std::max(count, 1.0) + 0.5);
  if (!is_found) {
    yAxis->setRange(0, 6);
    return;
  }
  const double margin = std::max(0.05, losses.size() * 0.1);
  yAxis->setRange(losses.lower - margin, losses.upper + margin);
}

void LossPlot::update_data() {
  QVector<double> iterations;
  QVector<double> losses;
  if (const auto record = workbench_->record()) {
    for (const IterationEvent& event : record->iterations) {
      iterations << static_cast<double>(event.n);
      losses << event.loss;
    }
  }
  loss_->setData(iterations, losses, true);
  setAccessibleDescription(losses.isEmpty() ? tr("No iteration has been run yet.")
                                            : tr("Loss %1 after %2, %3 after the first.")
                                                  .arg(locale().toString(losses.last(), 'f', 4),
                                                       iterations_text(losses.size()),
                                                       locale().toString(losses.first(), 'f', 4)));
  data_changed();
}

}  // namespace tidemark
