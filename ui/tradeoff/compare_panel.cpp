// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tradeoff/compare_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/charts/chart_colors.h"
#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kSpot = 16;  // pixels

/// A spot of the strategy's colour, with a ring around the problem's own.
QIcon spot(const QColor& color, const QColor& ring, bool is_present) {
  constexpr int kScale = 2;  // sharp on screens with small pixels
  QPixmap picture(QSize(kSpot, kSpot) * kScale);
  picture.setDevicePixelRatio(kScale);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawEllipse(QRectF(4, 4, 8, 8));
  if (is_present) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ring, 1.6));
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13));
  }
  return QIcon(picture);
}

/// "50 hidden states", or "3.13 MiB" where bytes are known.
QString memory_text(const StrategyAtMemory& row, const StateSizes& sizes) {
  if (row.bytes) return bytes_text(*row.bytes);
  return ratio_text(static_cast<double>(row.quanta) / static_cast<double>(sizes.hidden));
}

}  // namespace

ComparePanel::ComparePanel(Workbench* workbench, QWidget* parent)
    : QWidget(parent),
      workbench_(workbench),
      title_(new QLabel),
      table_(new QTableWidget(0, kColumns)),
      updates_(new WhenVisible(this, [this] { rebuild(); })) {
  title_->setWordWrap(true);
  title_->setMargin(6);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  title_->setFocusPolicy(Qt::NoFocus);
  table_->setAccessibleName(tr("Strategies in the same memory"));
  table_->setAccessibleDescription(tr("Return makes a row's strategy the problem's."));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setTabKeyNavigation(false);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  table_->setIconSize(QSize(kSpot, kSpot));
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setMinimumSectionSize(20);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(title_);
  layout->addWidget(table_, 1);
  setFocusProxy(table_);
  connect(table_, &QTableWidget::activated, this, [this](const QModelIndex& index) { adopt(index.row()); });
  for (const auto signal :
       {&Workbench::problem_changed, &Workbench::plan_changed, &Workbench::planning_changed,
        &Workbench::strategy_costs_changed, &Workbench::devices_changed, &Workbench::overhead_kind_changed,
        &Workbench::records_changed})
    connect(workbench, signal, updates_, &WhenVisible::ask);
  updates_->ask();
}

void ComparePanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) updates_->ask();
}

void ComparePanel::rebuild() {
  const auto settled = workbench_->settled();
  const auto costs = workbench_->strategy_costs();
  if (!settled || !costs || !are_costs_of(*costs, *settled)) {
    // While an answer is on its way the last rows stay, so that dragging a slider never empties the panel.
    if (workbench_->planning_error().isEmpty() && settled_) return;
    return say_none();
  }
  settled_ = settled;
  rows_ = strategies_at_equal_memory(*settled, *costs, overhead_basis(*workbench_));
  title_->setText(title());
  table_->setHorizontalHeaderLabels({tr("Strategy"), tr("Forward\nsteps"), tr("More\ntime"),
                                     rows_.front().bytes ? tr("Memory") : tr("Hidden\nstates"), tr("Share"),
                                     tr("Slots")});
  table_->clearSpans();
  table_->setRowCount(static_cast<int>(rows_.size()));
  for (int row = 0; row < table_->rowCount(); ++row) show_row(row);
  table_->setVisible(true);
}

void ComparePanel::say_none() {
  settled_.reset();
  rows_.clear();
  const QString error = workbench_->planning_error();
  title_->setText(error.isEmpty() ? tr("Nothing has been solved yet.") : error);
  table_->setRowCount(0);
  table_->setVisible(false);
}

QString ComparePanel::title() const {
  // What the problem's own budget gives, whatever the strategies make of it.
  const MemoryShare share(settled_->problem, settled_->sizes, settled_->device);
  const auto quanta = static_cast<double>(settled_->budget);
  const QString states =
      tr("%1 hidden states").arg(ratio_text(quanta / static_cast<double>(settled_->sizes.hidden)));
  const QString same = share.basis() == MemoryShare::Basis::Bytes
                           ? tr("%1 (%2)").arg(bytes_text(share.amount_of_quanta(quanta)), states)
                           : states;
  return tr("Every strategy in the same memory: %1").arg(same);
}

void ComparePanel::show_row(int row) {
  const StrategyAtMemory& shown = rows_[static_cast<std::size_t>(row)];
  const bool is_present = shown.strategy == settled_->problem.strategy;
  const ChartColors colors(palette());
  QFont font = table_->font();
  font.setBold(is_present);
  const auto set = [&](Column column, const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setFont(font);
    if (column != Name) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setItem(row, column, item);
    return item;
  };
  QTableWidgetItem* name = set(Name, short_name(shown.strategy));
  name->setIcon(spot(colors.strategy(shown.strategy), colors.text, is_present));
  name->setToolTip(description(shown.strategy));
  name->setData(Qt::AccessibleTextRole, is_present
                                            ? tr("%1, the problem's strategy").arg(short_name(shown.strategy))
                                            : short_name(shown.strategy));
  const QString memory = memory_text(shown, settled_->sizes);
  const QString slot_words = slots_text(shown.slot_count, shown.strategy);
  if (!shown.fits) {
    const QString needed = shown.bytes ? tr("needs at least %1, %2").arg(memory, percent_text(shown.share))
                                       : tr("needs at least %1").arg(slot_words);
    QTableWidgetItem* words = set(ForwardSteps, needed);
    words->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    words->setForeground(colors.faint);
    table_->setSpan(row, ForwardSteps, 1, kColumns - ForwardSteps);
    return;
  }
  const bool is_counted = is_count(shown.cost);
  set(ForwardSteps,
      is_counted ? count_text(static_cast<std::int64_t>(shown.forward_steps)) : QStringLiteral("∞"));
  set(MoreTime, is_counted ? percent_text(shown.overhead) : QStringLiteral("∞"));
  set(Memory, memory)->setToolTip(tr("What its slots take; a schedule's peak can be a little lower"));
  set(Share, percent_text(shown.share))->setToolTip(tr("Of what standard BPTT stores"));
  set(Slots, ratio_text(shown.slot_count))->setToolTip(slot_words);
}

void ComparePanel::adopt(int row) {
  if (row < 0 || row >= static_cast<int>(rows_.size()) || !settled_) return;
  workbench_->set_problem(with_strategy(*settled_, rows_[static_cast<std::size_t>(row)]));
}

}  // namespace tidemark
