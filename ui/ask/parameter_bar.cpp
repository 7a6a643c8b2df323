// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/parameter_bar.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFrame>
#include <QPainter>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr double kLongestOnSlider = 100'000;
constexpr int kWidestChoice = 420;  // pixels

/// Rounds to three digits, which is as exact as a slider can be moved.
double three_digits(double value) {
  const double grain = std::max(1.0, std::pow(10.0, std::floor(std::log10(value)) - 2));
  return std::round(value / grain) * grain;
}

/// A triangle to start and a square to stop, in the colour of the button's text: readable in dark and light.
QIcon make_run_icon(bool is_running, const QPalette& palette) {
  constexpr int kSide = 32;
  QIcon icon;
  for (auto [mode, group] :
       {std::pair{QIcon::Normal, QPalette::Active}, {QIcon::Disabled, QPalette::Disabled}}) {
    QPixmap pixmap(kSide, kSide);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.color(group, QPalette::ButtonText));
    if (is_running) {
      painter.drawRect(7, 7, 18, 18);
    } else {
      painter.drawPolygon(QPolygon({{8, 5}, {27, 16}, {8, 27}}));
    }
    icon.addPixmap(pixmap, mode);
  }
  return icon;
}

/// "NVIDIA H100: 78.2 GiB of memory, 71.0 GiB of it free"
QString memory_words(const DeviceInfo& info) {
  return ParameterBar::tr("%1: %2 of memory, %3 of it free")
      .arg(QString::fromStdString(info.name), bytes_text(static_cast<double>(info.memory_bytes)),
           bytes_text(static_cast<double>(info.free_bytes)));
}

QFrame* make_divider(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setFrameShape(QFrame::VLine);
  line->setFrameShadow(QFrame::Sunken);
  return line;
}

QLabel* make_label(const QString& text, QWidget* buddy, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setBuddy(buddy);
  return label;
}

}  // namespace

ParameterBar::ParameterBar(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  setObjectName(QStringLiteral("parameter_bar"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 4);
  layout->setSpacing(6);
  layout->addLayout(make_question_row());
  layout->addLayout(make_machine_row());
  connect_widgets();
  connect(workbench_, &Workbench::problem_changed, this, &ParameterBar::fill);
  connect(workbench_, &Workbench::devices_changed, this, &ParameterBar::fill);
  connect(workbench_, &Workbench::plan_changed, this, [this] {
    update_run_button();
    if (workbench_->problem().chunk_length == kAutoChunk) fill();
  });
  connect(workbench_, &Workbench::planning_changed, this, &ParameterBar::update_run_button);
  connect(workbench_, &Workbench::run_state_changed, this, &ParameterBar::update_run_button);
  fill();
  update_run_button();
}

QLayout* ParameterBar::make_question_row() {
  length_slider_ = new LogSlider(this);
  length_slider_->setObjectName(QStringLiteral("length_slider"));
  length_slider_->setAccessibleName(tr("Length of the sequence"));
  length_slider_->set_range(1, kLongestOnSlider);
  length_ = make_number_box(this, tr("Length in steps"), tr("Steps that are backpropagated through"));
  length_->setFixedWidth(118);
  length_->setObjectName(QStringLiteral("length"));
  length_->setDecimals(0);
  length_->setRange(1, static_cast<double>(kLongestLength));

  budget_ = new BudgetBox(this);

  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  row->addWidget(make_label(tr("&Length"), length_, this));
  row->addWidget(length_slider_, 2);
  row->addWidget(length_);
  row->addWidget(new QLabel(tr("steps"), this));
  row->addSpacing(6);
  row->addWidget(make_divider(this));
  row->addSpacing(6);
  row->addWidget(budget_, 8);
  row->addSpacing(6);
  row->addWidget(make_divider(this));
  row->addSpacing(6);
  iterations_ = make_count_box(this, 1'000'000, tr("× "), tr("Iterations to run"));
  iterations_->setObjectName(QStringLiteral("iterations"));
  make_room_for(iterations_, 100'000);
  verify_ = new QCheckBox(tr("Verif&y"), this);
  verify_->setObjectName(QStringLiteral("verify"));
  verify_->setToolTip(tr("Compare the first iteration's gradients with standard BPTT's in the same process"));
  run_ = new QPushButton(this);
  run_->setObjectName(QStringLiteral("run"));
  row->addWidget(iterations_);
  row->addWidget(verify_);
  row->addWidget(run_);
  return row;
}

QLayout* ParameterBar::make_machine_row() {
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  strategies_ = new StrategyButtons(this);
  row->addWidget(strategies_);
  row->addWidget(make_divider(this));

  cell_ = new CellBoxes(this);
  chunk_length_ =
      make_count_box(this, static_cast<int>(kLongestChunk), tr("chunk "),
                     tr("Steps stored and recomputed together as one chunk; 0: as many as are fastest, "
                        "found by measuring the device"));
  chunk_length_->setMinimum(0);
  make_room_for(chunk_length_, 1024);  // a number as wide as "auto: 128"
  chunk_length_->setObjectName(QStringLiteral("chunk"));
  sizes_ = new SizesButton(this);
  sizes_->setObjectName(QStringLiteral("sizes"));
  device_ = new QComboBox(this);
  device_->setObjectName(QStringLiteral("device"));
  device_->setAccessibleName(tr("Device to run on"));
  device_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  device_->setMinimumContentsLength(6);
  device_->setMaximumWidth(kWidestChoice);
  input_ = new QComboBox(this);
  input_->setObjectName(QStringLiteral("input"));
  input_->setAccessibleName(tr("Input of the run"));
  input_->setToolTip(tr("What the network reads while it runs"));
  input_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  input_->setMinimumContentsLength(4);
  input_->setMaximumWidth(kWidestChoice);
  row->addWidget(cell_);
  row->addWidget(chunk_length_);
  row->addWidget(sizes_);
  row->addWidget(make_divider(this));
  row->addWidget(make_label(tr("&Device"), device_, this));
  row->addWidget(device_, 3);
  row->addWidget(make_label(tr("&Input"), input_, this));
  row->addWidget(input_, 1);
  row->addStretch();  // takes what the wide boxes leave
  return row;
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
  connect(cell_, &CellBoxes::chosen, this,
          [this](const Cell& cell) { change([&cell](Problem& problem) { problem.cell = cell; }); });
  connect(chunk_length_, &QSpinBox::valueChanged, this,
          [this](int value) { change([value](Problem& problem) { problem.chunk_length = value; }); });
  connect(sizes_, &SizesButton::chosen, this,
          [this](std::optional<double> alpha, std::optional<double> beta) {
            change([&](Problem& problem) {
              problem.alpha = alpha;
              problem.beta = beta;
            });
          });
  connect(device_, &QComboBox::activated, this, [this](int index) {
    const std::string id = device_->itemData(index).toString().toStdString();
    change([&id](Problem& problem) { problem.device = id; });
  });
  connect(input_, &QComboBox::activated, this, &ParameterBar::choose_input);
  connect(run_, &QPushButton::clicked, this, [this] {
    if (workbench_->is_running()) {
      Q_EMIT cancel_requested();
    } else {
      Q_EMIT run_requested();
    }
  });
}

void ParameterBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && run_) update_run_button();
}

void ParameterBar::focus_length() {
  length_->setFocus(Qt::ShortcutFocusReason);
  length_->selectAll();
}

void ParameterBar::focus_budget() {
  budget_->focus_number();
}

std::int64_t ParameterBar::iterations() const {
  return iterations_->value();
}

bool ParameterBar::is_verifying() const {
  return verify_->isChecked();
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
  length_->setValue(static_cast<double>(problem.length));
  strategies_->set_strategy(problem.strategy);
  cell_->show_cell(problem.cell, workbench_->device());
  fill_chunk();
  budget_->show_budget(problem, workbench_->settled());
  fill_devices();
  fill_input();
  is_filling_ = false;
}

/// Shows the chunk length and what follows from it. A length that is to be found is shown once it is found.
void ParameterBar::fill_chunk() {
  const auto solution = workbench_->solution();
  chunk_length_->setSpecialValueText(solution ? tr("auto: %1").arg(solution->problem.chunk_length)
                                              : tr("auto"));
  chunk_length_->setValue(static_cast<int>(workbench_->problem().chunk_length));
  sizes_->show_sizes(workbench_->problem(), workbench_->settled());
}

void ParameterBar::fill_devices() {
  const QString wanted = QString::fromStdString(workbench_->problem().device);
  device_->clear();
  auto* model = qobject_cast<QStandardItemModel*>(device_->model());
  for (const DeviceDescription& description : workbench_->devices()) {
    const DeviceInfo& info = description.info;
    const QString id = QString::fromStdString(info.id);
    const QString name = QString::fromStdString(info.name);
    const QString reason = QString::fromStdString(info.reason);
    const QString text = !info.available ? tr("%1: %2").arg(id, reason)
                         : name == id    ? id
                                         : tr("%1: %2").arg(id, name);
    device_->addItem(text, id);
    device_->setItemData(device_->count() - 1, info.available ? memory_words(info) : reason, Qt::ToolTipRole);
    model->item(device_->count() - 1)->setEnabled(info.available);
  }
  if (device_->findData(wanted) < 0) {
    const bool is_asking = workbench_->devices().empty();
    device_->addItem(is_asking ? wanted : tr("%1: not on this machine").arg(wanted), wanted);
  }
  device_->setCurrentIndex(device_->findData(wanted));
  const QString memory = device_->currentData(Qt::ToolTipRole).toString();
  device_->setToolTip(memory.isEmpty() ? device_->currentText() : memory);
}

void ParameterBar::fill_input() {
  const QString wanted = QString::fromStdString(workbench_->problem().input);
  input_->clear();
  input_->addItem(tr("Text"), QStringLiteral("text"));
  input_->addItem(tr("Noise"), QStringLiteral("noise"));
  if (input_->findData(wanted) < 0) input_->addItem(QFileInfo(wanted).fileName(), wanted);
  input_->addItem(tr("File…"));
  input_->setCurrentIndex(input_->findData(wanted));
}

void ParameterBar::choose_input(int index) {
  QString input = input_->itemData(index).toString();
  if (input.isEmpty()) {
    input = QFileDialog::getOpenFileName(this, tr("Read the input from a file"));
    if (input.isEmpty()) {
      fill();
      return;
    }
  }
  change([&input](Problem& problem) { problem.input = input.toStdString(); });
}

void ParameterBar::update_run_button() {
  const bool is_running = workbench_->is_running();
  run_->setText(is_running ? tr("Cancel") : tr("Run"));
  run_->setIcon(make_run_icon(is_running, palette()));
  run_->setToolTip(is_running ? tr("Stop the run; what has been measured is kept")
                              : tr("Carry the plan out on the chosen device"));
  run_->setAccessibleName(run_->text());
  run_->setEnabled(is_running || (workbench_->plan() && !workbench_->is_planning()));
}

}  // namespace tidemark
