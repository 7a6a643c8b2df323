// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/budget_box.h"

#include <QHBoxLayout>
#include <QStandardItemModel>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/plan/budget_readings.h"
#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

/// The measures in which a budget can be shown; bytes come in several units.
struct MeasureChoice {
  Budget::Measure measure;
  const char* name;
  double scale;
  int decimals;
};
constexpr double kMiB = 1024.0 * 1024.0;
constexpr std::array kMeasures = {
    MeasureChoice{Budget::Measure::Slots, "", 1, 0},  // named after what the strategy's slots hold
    MeasureChoice{Budget::Measure::Percent, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "%"), 1, 3},
    MeasureChoice{Budget::Measure::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "GiB"), 1024 * kMiB, 3},
    MeasureChoice{Budget::Measure::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "MiB"), kMiB, 3},
    MeasureChoice{Budget::Measure::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "KiB"), 1024, 2},
    MeasureChoice{Budget::Measure::Bytes, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "bytes"), 1, 0},
    MeasureChoice{Budget::Measure::DeviceMemory, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "GiB in all"),
                  1024 * kMiB, 3},
    MeasureChoice{Budget::Measure::DeviceMemory, QT_TRANSLATE_NOOP("tidemark::BudgetBox", "MiB in all"), kMiB,
                  3},
};

const MeasureChoice& choice_at(int index) {
  return kMeasures[static_cast<std::size_t>(index)];
}

}  // namespace

BudgetBox::BudgetBox(QWidget* parent) : QWidget(parent) {
  make_widgets();
  connect(slider_, &LogSlider::chosen, this,
          [this](double value) { choose(rounded_budget(value, problem_.budget.measure)); });
  connect(number_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const double scale = choice_at(measure_->currentIndex()).scale;
    choose(scale > 1 ? std::round(value * scale) : value);
  });
  connect(measure_, &QComboBox::activated, this, &BudgetBox::choose_measure);
}

void BudgetBox::make_widgets() {
  slider_ = new LogSlider(this);
  slider_->setObjectName(QStringLiteral("budget_slider"));
  slider_->setAccessibleName(tr("Memory budget"));
  number_ =
      make_number_box(this, tr("Memory budget"),
                      tr("Memory that stored states may take: a number, or an amount such as 5%, 4 GiB"),
                      [this](const TypedNumber& amount) { return take(amount); });
  make_room_for(number_, locale().toString(1'234'567'890.0, 'f', 0));
  number_->setObjectName(QStringLiteral("budget"));
  measure_ = new QComboBox(this);
  measure_->setObjectName(QStringLiteral("budget_measure"));
  measure_->setAccessibleName(tr("What the budget is given in"));
  measure_->setToolTip(
      tr("In all: of the device's memory, weights and everything else beside the states included"));
  for (const MeasureChoice& choice : kMeasures) {
    measure_->addItem(choice.measure == Budget::Measure::Slots ? slot_contents(Strategy::Ism)
                                                               : tr(choice.name));
  }
  readings_ = new ElidedLabel(this);
  readings_->setObjectName(QStringLiteral("budget_readings"));
  readings_->setMaximumWidth(
      fontMetrics().horizontalAdvance(QStringLiteral("= 999.9 internal states · 999.9 MiB")));
  auto* label = new QLabel(tr("&Budget"), this);
  label->setBuddy(number_);

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(label);
  row->addWidget(slider_, 2);
  row->addWidget(number_);
  row->addWidget(measure_);
  row->addWidget(readings_, 3);
}

void BudgetBox::focus_number() {
  number_->setFocus(Qt::ShortcutFocusReason);
  number_->selectAll();
}

void BudgetBox::show_budget(const Problem& problem, const std::optional<Settled>& settled) {
  const Budget& budget = problem.budget;
  is_filling_ = true;
  problem_ = problem;
  settled_ = settled;
  measure_->setItemText(0, slot_contents(problem.strategy));
  show_measure();
  const MeasureChoice& measure = choice_at(measure_->currentIndex());
  const BudgetRange range = settled ? budget_range(*settled) : BudgetRange{budget.value, budget.value};
  if (number_->decimals() != measure.decimals) number_->setDecimals(measure.decimals);
  number_->setRange(std::pow(10.0, -measure.decimals), Budget::kLargest / measure.scale);
  show_number(number_, budget.value / measure.scale);
  slider_->set_range(range.least, range.most);
  slider_->set_value(budget.value);
  show_readings();
  is_filling_ = false;
}

/// Shows the budget's measure. Bytes can be chosen once the device has reported its sizes. The unit
/// in which bytes are shown stays, unless the budget is too small to be read in it.
void BudgetBox::show_measure() {
  auto* items = qobject_cast<QStandardItemModel*>(measure_->model());
  for (std::size_t i = 0; i < kMeasures.size(); ++i) {
    const bool needs_device = kMeasures[i].measure == Budget::Measure::Bytes ||
                              kMeasures[i].measure == Budget::Measure::DeviceMemory;
    items->item(static_cast<int>(i))->setEnabled(!needs_device || (settled_ && settled_->device));
  }
  const Budget& budget = problem_.budget;
  const MeasureChoice& current = choice_at(measure_->currentIndex());
  const bool is_readable = budget.value >= current.scale * std::pow(10.0, -current.decimals);
  if (current.measure == budget.measure && is_readable) return;
  int shown = -1;
  for (std::size_t i = 0; i < kMeasures.size(); ++i) {
    if (kMeasures[i].measure != budget.measure) continue;
    shown = static_cast<int>(i);
    if (budget.value >= kMeasures[i].scale) break;
  }
  measure_->setCurrentIndex(shown);
}

void BudgetBox::show_readings() {
  if (!settled_) return readings_->clear();
  const BudgetReadings readings = readings_of(*settled_);
  const Budget::Measure measure = problem_.budget.measure;
  QStringList parts;
  if (measure != Budget::Measure::Slots) {
    parts << slots_text(readings.slots, settled_->problem.strategy);
  }
  if (readings.bytes && measure != Budget::Measure::Bytes)
    parts << bytes_text(static_cast<double>(*readings.bytes));
  if (measure != Budget::Measure::Percent) parts << percent_text(readings.percent / 100);
  readings_->setText(tr("= %1").arg(parts.join(tr(" · "))));
  readings_->setAccessibleName(tr("The same budget in other measures: %1").arg(parts.join(tr(", "))));
}

void BudgetBox::choose(double value) {
  if (!is_filling_) Q_EMIT chosen({problem_.budget.measure, value});
}

/// Takes an amount whose unit says its measure. The unit that was typed is then the one that is shown, if it
/// is among those that are offered.
QString BudgetBox::take(const TypedNumber& amount) {
  using Unit = TypedNumber::Unit;
  if (amount.unit == Unit::Percent) {
    if (*amount.value <= 0 || *amount.value > Budget::kMostPercent) {
      return tr("is not above 0 and at most %1 %").arg(Budget::kMostPercent);
    }
    Q_EMIT chosen({Budget::Measure::Percent, *amount.value});
    return {};
  }
  if (amount.unit == Unit::Thousand) {
    if (problem_.budget.measure != Budget::Measure::Slots) return tr("needs a unit such as MiB, GB or %");
    if (*amount.value < 1 || *amount.value > number_->maximum()) return tr("is out of range");
    Q_EMIT chosen({Budget::Measure::Slots, *amount.value});
    return {};
  }
  const double bytes = std::round(*amount.value);
  if (bytes < 1 || bytes > Budget::kLargest) return tr("is out of range");
  if (!settled_ || !settled_->device)
    return tr("cannot be taken: the device has not said how large states are");
  const bool is_in_all = problem_.budget.measure == Budget::Measure::DeviceMemory;
  const Budget::Measure measure = is_in_all ? Budget::Measure::DeviceMemory : Budget::Measure::Bytes;
  const auto is_typed = [&](const MeasureChoice& choice) {
    return choice.measure == measure &&
           QLatin1String(choice.name)
               .startsWith(QString::fromUtf8(amount.unit_name.data(),
                                             static_cast<qsizetype>(amount.unit_name.size())));
  };
  const auto* typed = std::find_if(kMeasures.begin(), kMeasures.end(), is_typed);
  if (typed != kMeasures.end()) measure_->setCurrentIndex(static_cast<int>(typed - kMeasures.begin()));
  Q_EMIT chosen({measure, bytes});
  show_budget(problem_, settled_);  // in the typed unit, even if the budget is no other
  return {};
}

void BudgetBox::choose_measure(int index) {
  if (settled_) Q_EMIT chosen(converted(*settled_, choice_at(index).measure));
  show_budget(problem_, settled_);  // from MiB to KiB only the way in which the budget is shown changes
}

}  // namespace tidemark
