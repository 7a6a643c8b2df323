// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/parameter_bar.h"

#include <QFrame>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/widgets/number_boxes.h"

namespace tidemark {
namespace {

constexpr double kLongestOnSlider = 100'000;

/// Rounds to three digits, which is as exact as a slider can be moved.
double three_digits(double value) {
  const double grain = std::max(1.0, std::pow(10.0, std::floor(std::log10(value)) - 2));
  return std::round(value / grain) * grain;
}

QFrame* make_divider(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setFrameShape(QFrame::VLine);
  line->setFrameShadow(QFrame::Sunken);
  return line;
}

}  // namespace

ParameterBar::ParameterBar(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  setObjectName(QStringLiteral("parameter_bar"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 4);
  layout->setSpacing(6);
  layout->addLayout(make_amounts_row());
  layout->addLayout(make_choices_row());
  connect_widgets();
  connect(workbench_, &Workbench::problem_changed, this, &ParameterBar::fill);
  connect(workbench_, &Workbench::devices_changed, this, &ParameterBar::fill);
  connect(workbench_, &Workbench::plan_changed, this, [this] {
    if (workbench_->problem().chunk_length == kAutoChunk) fill();
  });
  fill();
}

QLayout* ParameterBar::make_amounts_row() {
  length_slider_ = new LogSlider(this);
  length_slider_->setObjectName(QStringLiteral("length_slider"));
  length_slider_->setAccessibleName(tr("Length of the sequence"));
  length_slider_->set_range(1, kLongestOnSlider);
  length_ = make_number_box(this, tr("Length in steps"),
                            tr("Steps that are backpropagated through: 1000, 10k, 1M, 1e5"));
  length_->setObjectName(QStringLiteral("length"));
  length_->setDecimals(0);
  length_->setRange(1, static_cast<double>(kLongestLength));
  make_room_for(length_, length_->textFromValue(length_->maximum()));
  auto* label = new QLabel(tr("&Length"), this);
  label->setBuddy(length_);
  steps_ = new QLabel(tr("steps"), this);
  steps_->setFixedWidth(steps_->sizeHint().width());
  budget_ = new BudgetBox(this);

  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  row->addWidget(label);
  row->addWidget(length_slider_, 1);
  row->addWidget(length_);
  row->addWidget(steps_);
  row->addWidget(make_divider(this));
  row->addWidget(budget_, 4);
  return row;
}

QLayout* ParameterBar::make_choices_row() {
  strategies_ = new StrategyButtons(this);
  setup_ = new SetupButton(workbench_, this);
  tools_ = new QHBoxLayout;
  run_ = new RunControls(workbench_, this);

  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  row->addWidget(strategies_);
  row->addWidget(setup_, 1);
  row->addStretch();  // takes what the widest sentence leaves
  row->addLayout(tools_);
  row->addWidget(run_);
  return row;
}

void ParameterBar::add_tool(QWidget* tool) {
  tools_->addWidget(tool);
}

void ParameterBar::connect_widgets() {
  connect(length_slider_, &LogSlider::chosen, this, [this](double value) {
    change([value](Problem& problem) { problem.length = static_cast<std::int64_t>(three_digits(value)); });
  });
  connect(length_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    change([value](Problem& problem) { problem.length = static_cast<std::int64_t>(value); });
  });
  connect(budget_, &BudgetBox::chosen, this,
          [this](const Budget& budget) { change([&budget](Problem& problem) { problem.budget = budget; }); });
  connect(strategies_, &StrategyButtons::chosen, this, [this](Strategy strategy) {
    change([strategy](Problem& problem) { problem.strategy = strategy; });
  });
  connect(run_, &RunControls::run_requested, this, &ParameterBar::run_requested);
  connect(run_, &RunControls::cancel_requested, this, &ParameterBar::cancel_requested);
}

void ParameterBar::focus_length() {
  length_->setFocus(Qt::ShortcutFocusReason);
  length_->selectAll();
}

void ParameterBar::focus_budget() {
  budget_->focus_number();
}

void ParameterBar::change(const std::function<void(Problem&)>& how) {
  if (is_filling_) return;
  Problem problem = workbench_->problem();
  how(problem);
  workbench_->set_problem(problem);
}

void ParameterBar::fill() {
  is_filling_ = true;
  const Problem& problem = workbench_->problem();
  length_slider_->set_value(static_cast<double>(problem.length));
  show_number(length_, static_cast<double>(problem.length));
  steps_->setText(problem.length == 1 ? tr("step") : tr("steps"));
  strategies_->set_strategy(problem.strategy);
  budget_->show_budget(problem, workbench_->settled());
  is_filling_ = false;
}

}  // namespace tidemark
