// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/budget_box.h"

#include <QHBoxLayout>
#include <QStandardItemModel>
#include <array>
#include <cmath>

#include "core/plan/budget_readings.h"
#include "ui/words/chart_format.h"
#include "ui/widgets/count_box.h"

namespace tidemark {
namespace {

/// The units a budget is shown in: bytes come in several sizes.
struct UnitChoice {
  Budget::Unit unit;
  const char* name;
  double scale;
  int decimals;
};
constexpr std::array kUnits = {
    UnitChoice{Budget::Unit::Slots, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "slots"), 1, 0},
    UnitChoice{Budget::Unit::Percent, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "%"), 1, 3},
    UnitChoice{Budget::Unit::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "MiB"), 1024.0 * 1024.0, 3},
    UnitChoice{Budget::Unit::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "KiB"), 1024, 2},
    UnitChoice{Budget::Unit::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "bytes"), 1, 0},
    UnitChoice{Budget::Unit::DeviceBytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "MiB in all"),
               1024.0 * 1024.0, 3},
};

const UnitChoice& choice_at(int index) {
  return kUnits[static_cast<std::size_t>(index)];
}

}  // namespace

BudgetBox::BudgetBox(QWidget* parent) : QWidget(parent) {
  make_widgets();
  connect(slider_, &LogSlider::chosen, this,
          [this](double value) { choose(rounded_budget(value, problem_.budget.unit)); });
  connect(number_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const double scale = choice_at(unit_->currentIndex()).scale;
    choose(scale > 1 ? std::round(value * scale) : value);
  });
  connect(unit_, &QComboBox::activated, this, &BudgetBox::choose_unit);
}

void BudgetBox::make_widgets() {
  slider_ = new LogSlider(this);
  slider_->setObjectName(QStringLiteral("budget_slider"));
  slider_->setAccessibleName(tr("Memory budget"));
  number_ = make_number_box(this, tr("Memory budget"), tr("Memory that stored states may take"), 112);
  number_->setObjectName(QStringLiteral("budget"));
  unit_ = new QComboBox(this);
  unit_->setObjectName(QStringLiteral("budget_unit"));
  unit_->setAccessibleName(tr("Unit of the budget"));
  unit_->setToolTip(
      tr("In all: of the device's memory, weights and everything else beside the states included"));
  for (const UnitChoice& choice : kUnits) unit_->addItem(tr(choice.name));
  readings_ = new QLabel(this);
  readings_->setObjectName(QStringLiteral("budget_readings"));
  readings_->setMinimumWidth(
      fontMetrics().horizontalAdvance(QStringLiteral("= 9,999 slots · 999.9 MiB · 99.9 %")));
  auto* label = new QLabel(tr("&Budget"), this);
  label->setBuddy(number_);

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(label);
  row->addWidget(slider_, 1);
  row->addWidget(number_);
  row->addWidget(unit_);
  row->addWidget(readings_);
}

void BudgetBox::focus_number() {
  number_->setFocus(Qt::ShortcutFocusReason);
  number_->selectAll();
}

void BudgetBox::show_budget(const Problem& problem, const std::optional<DeviceSizes>& device) {
  is_filling_ = true;
  problem_ = problem;
  device_ = device;
  show_unit();
  const UnitChoice& unit = choice_at(unit_->currentIndex());
  const BudgetRange range = budget_range(problem, device);
  number_->setDecimals(unit.decimals);
  number_->setRange(std::pow(10.0, -unit.decimals), 9e15 / unit.scale);
  number_->setValue(problem.budget.value / unit.scale);
  slider_->set_range(range.least, range.most);
  slider_->set_value(problem.budget.value);
  show_readings();
  is_filling_ = false;
}

/// Bytes can be chosen once the device has told its sizes. A unit in which the budget is less than one gives
/// way to a smaller one.
void BudgetBox::show_unit() {
  auto* items = qobject_cast<QStandardItemModel*>(unit_->model());
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    const bool needs_device =
        kUnits[i].unit == Budget::Unit::Bytes || kUnits[i].unit == Budget::Unit::DeviceBytes;
    items->item(static_cast<int>(i))->setEnabled(!needs_device || device_);
  }
  const Budget& budget = problem_.budget;
  if (choice_at(unit_->currentIndex()).unit == budget.unit) return;
  for (std::size_t i = kUnits.size(); i-- > 0;) {
    const bool is_readable = kUnits[i].scale <= 1 || budget.value / kUnits[i].scale >= 1;
    if (kUnits[i].unit == budget.unit && is_readable) unit_->setCurrentIndex(static_cast<int>(i));
  }
}

void BudgetBox::show_readings() {
  const BudgetReadings readings = readings_of(problem_, device_);
  const Budget::Unit unit = problem_.budget.unit;
  QStringList parts;
  if (readings.slots && unit != Budget::Unit::Slots) parts << tr("%1 slots").arg(ratio_text(*readings.slots));
  if (readings.bytes && unit != Budget::Unit::Bytes)
    parts << bytes_text(static_cast<double>(*readings.bytes));
  if (readings.percent && unit != Budget::Unit::Percent) parts << percent_text(*readings.percent / 100);
  readings_->setText(tr("= %1").arg(parts.join(tr(" · "))));
  readings_->setAccessibleName(tr("The same budget in other units: %1").arg(parts.join(tr(", "))));
}

void BudgetBox::choose(double value) {
  if (!is_filling_) Q_EMIT chosen({problem_.budget.unit, value});
}

void BudgetBox::choose_unit(int index) {
  Q_EMIT chosen(converted(problem_, device_, choice_at(index).unit));
  show_budget(problem_, device_);  // MiB to KiB changes how the same budget is shown
}

}  // namespace tidemark
