// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/setup_button.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QStandardItemModel>

#include "core/model/device_id.h"
#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"
#include "ui/words/setup_words.h"

namespace tidemark {
namespace {

constexpr int kCharactersOfChoice = 24;  // of a device or an input, however long its name is

/// "NVIDIA H100: 78.2 GiB of memory, 71.0 GiB of it free"
QString memory_words(const DeviceInfo& info) {
  return SetupButton::tr("%1: %2 of memory, %3 of it free")
      .arg(QString::fromStdString(info.name), bytes_text(static_cast<double>(info.memory_bytes)),
           bytes_text(static_cast<double>(info.free_bytes)));
}

/// The name of the problem's device as the sentence has it; empty for the processor of this machine.
QString device_name(const Workbench& workbench) {
  const auto id = DeviceId::parse(workbench.problem().device);
  const bool is_processor = id && id->engine == DeviceId::Engine::Cpu;
  const DeviceDescription* device = workbench.device();
  return is_processor || device == nullptr ? QString() : QString::fromStdString(device->info.name);
}

QComboBox* make_choice(QWidget* parent, const QString& name, const QString& hint) {
  auto* box = new QComboBox(parent);
  box->setObjectName(name);
  box->setAccessibleName(hint);
  box->setToolTip(hint);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(kCharactersOfChoice);
  return box;
}

}  // namespace

SetupButton::SetupButton(Workbench* workbench, QWidget* parent) : PopupButton(parent), workbench_(workbench) {
  setObjectName(QStringLiteral("setup"));
  set_room(tr("LSTM 256, batch 32…"),
           tr("GRU 1,024, 2 layers, batch 8, bfloat16, in chunks of 16, on NVIDIA H200, reading noise"));
  setShortcut(QKeySequence(tr("Alt+N")));
  make_form();
  connect_widgets();
  connect(workbench_, &Workbench::problem_changed, this, &SetupButton::fill);
  connect(workbench_, &Workbench::devices_changed, this, &SetupButton::fill);
  connect(workbench_, &Workbench::plan_changed, this, [this] {
    if (workbench_->problem().chunk_length == kAutoChunk) fill();
  });
  fill();
}

void SetupButton::make_form() {
  form()->setAccessibleName(tr("The network and where it runs"));
  cell_ = new CellBoxes(form());
  device_ = make_choice(form(), QStringLiteral("device"), tr("Device to run on"));
  input_ = make_choice(form(), QStringLiteral("input"), tr("What the network reads while it runs"));
  chunk_length_ = make_count_box(form(), static_cast<int>(kLongestChunk), {},
                                 tr("Steps stored and recomputed together as one chunk; 0: as many as are "
                                    "fastest, found by measuring the device"));
  chunk_length_->setMinimum(0);
  make_room_for(chunk_length_, tr("auto: %1").arg(kLongestChunk));
  chunk_length_->setObjectName(QStringLiteral("chunk"));
  sizes_ = new SizesBoxes(form());
  sizes_->setObjectName(QStringLiteral("sizes"));

  auto* machine = new QFormLayout;
  machine->addRow(tr("Device"), device_);
  machine->addRow(tr("Input"), input_);
  machine->addRow(tr("Chunk of steps"), chunk_length_);
  machine->addRow(tr("Sizes of states"), sizes_);
  auto* columns = new QHBoxLayout(form());
  columns->addWidget(cell_, 0, Qt::AlignTop);
  columns->addSpacing(18);
  columns->addLayout(machine);
}

void SetupButton::connect_widgets() {
  connect(cell_, &CellBoxes::chosen, this,
          [this](const Cell& cell) { change([&cell](Problem& problem) { problem.cell = cell; }); });
  connect(chunk_length_, &QSpinBox::valueChanged, this,
          [this](int value) { change([value](Problem& problem) { problem.chunk_length = value; }); });
  connect(sizes_, &SizesBoxes::chosen, this, [this](std::optional<double> alpha, std::optional<double> beta) {
    change([&](Problem& problem) {
      problem.alpha = alpha;
      problem.beta = beta;
    });
  });
  connect(device_, &QComboBox::activated, this, [this](int index) {
    const std::string id = device_->itemData(index).toString().toStdString();
    change([&id](Problem& problem) { problem.device = id; });
  });
  connect(input_, &QComboBox::activated, this, &SetupButton::choose_input);
}

void SetupButton::change(const std::function<void(Problem&)>& how) {
  if (is_filling_) return;
  Problem problem = workbench_->problem();
  how(problem);
  workbench_->set_problem(problem);
}

void SetupButton::fill() {
  is_filling_ = true;
  cell_->show_cell(workbench_->problem().cell, workbench_->device());
  fill_chunk();
  fill_devices();
  fill_input();
  set_sentence(setup_words(workbench_->problem(), device_name(*workbench_)),
               tr("The network and where it runs: press to change it (%1)")
                   .arg(shortcut().toString(QKeySequence::NativeText)));
  is_filling_ = false;
}

/// Shows the chunk length and what follows from it. A length that is to be found is shown once it is found.
void SetupButton::fill_chunk() {
  const auto solution = workbench_->solution();
  const QString automatic = solution ? tr("auto: %1").arg(solution->problem.chunk_length) : tr("auto");
  if (chunk_length_->specialValueText() != automatic) chunk_length_->setSpecialValueText(automatic);
  show_number(chunk_length_, static_cast<int>(workbench_->problem().chunk_length));
  sizes_->show_sizes(workbench_->problem(), workbench_->settled());
}

void SetupButton::fill_devices() {
  const QString wanted = QString::fromStdString(workbench_->problem().device);
  device_->clear();
  auto* model = qobject_cast<QStandardItemModel*>(device_->model());
  for (const DeviceDescription& description : workbench_->devices()) {
    const DeviceInfo& info = description.info;
    const QString id = QString::fromStdString(info.id);
    const QString name = QString::fromStdString(info.name);
    const QString reason = QString::fromStdString(info.reason);
    const QString memory = bytes_text(static_cast<double>(info.memory_bytes));
    const QString text = !info.available ? tr("%1: %2").arg(id, reason)
                         : name == id    ? tr("%1: %2").arg(id, memory)
                                         : tr("%1: %2, %3").arg(id, name, memory);
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

void SetupButton::fill_input() {
  const QString wanted = QString::fromStdString(workbench_->problem().input);
  input_->clear();
  input_->addItem(tr("Text"), QStringLiteral("text"));
  input_->addItem(tr("Noise"), QStringLiteral("noise"));
  if (input_->findData(wanted) < 0) input_->addItem(input_name(workbench_->problem()), wanted);
  input_->addItem(tr("File…"));
  input_->setCurrentIndex(input_->findData(wanted));
}

void SetupButton::choose_input(int index) {
  QString input = input_->itemData(index).toString();
  if (input.isEmpty()) {
    form()->hide();  // a dialog cannot be used while a form is open
    input = QFileDialog::getOpenFileName(this, tr("Read the input from a file"));
    if (input.isEmpty()) {
      fill();
      return;
    }
  }
  change([&input](Problem& problem) { problem.input = input.toStdString(); });
}

}  // namespace tidemark
