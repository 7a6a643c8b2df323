// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/cell_boxes.h"

#include <QHBoxLayout>
#include <QStandardItemModel>
#include <algorithm>

#include "ui/widgets/number_boxes.h"

namespace tidemark {

CellBoxes::CellBoxes(QWidget* parent) : QWidget(parent) {
  const int most = static_cast<int>(kLargestCellSide);
  kind_ = new QComboBox(this);
  kind_->setObjectName(QStringLiteral("cell"));
  kind_->addItems({tr("LSTM"), tr("GRU"), tr("tanh")});
  kind_->setAccessibleName(tr("Cell of the recurrent network"));
  kind_->setToolTip(kind_->accessibleName());
  hidden_ = make_count_box(this, most, tr("hidden "), tr("Hidden size: units of a layer"));
  hidden_->setObjectName(QStringLiteral("hidden"));
  batch_ = make_count_box(this, most, tr("batch "), tr("Batch: sequences at once"));
  batch_->setObjectName(QStringLiteral("batch"));
  layers_ = make_count_box(this, most, tr("layers "), tr("Layers of the recurrent network"));
  layers_->setObjectName(QStringLiteral("layers"));
  precision_ = new QComboBox(this);
  precision_->setObjectName(QStringLiteral("precision"));
  precision_->addItems({tr("float32"), tr("TF32"), tr("bfloat16"), tr("float16")});
  precision_->setAccessibleName(tr("Precision of states and arithmetic"));
  precision_->setToolTip(
      tr("What states are stored and multiplied in; TF32 multiplies float32 numbers with fewer digits"));

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  for (QWidget* box :
       {static_cast<QWidget*>(kind_), static_cast<QWidget*>(hidden_), static_cast<QWidget*>(batch_),
        static_cast<QWidget*>(layers_), static_cast<QWidget*>(precision_)}) {
    row->addWidget(box);
  }
  connect(kind_, &QComboBox::activated, this,
          [this](int index) { change([index](Cell& cell) { cell.kind = static_cast<CellKind>(index); }); });
  connect(hidden_, &QSpinBox::valueChanged, this,
          [this](int value) { change([value](Cell& cell) { cell.hidden = value; }); });
  connect(batch_, &QSpinBox::valueChanged, this,
          [this](int value) { change([value](Cell& cell) { cell.batch = value; }); });
  connect(layers_, &QSpinBox::valueChanged, this,
          [this](int value) { change([value](Cell& cell) { cell.layers = value; }); });
  connect(precision_, &QComboBox::activated, this, [this](int index) {
    change([index](Cell& cell) { cell.precision = kPrecisionNames[index].value; });
  });
}

void CellBoxes::show_cell(const Cell& cell, const DeviceDescription* device) {
  is_filling_ = true;
  cell_ = cell;
  kind_->setCurrentIndex(static_cast<int>(cell.kind));
  hidden_->setValue(static_cast<int>(cell.hidden));
  batch_->setValue(static_cast<int>(cell.batch));
  layers_->setValue(static_cast<int>(cell.layers));
  precision_->setCurrentIndex(static_cast<int>(cell.precision));
  offer_precisions(device);
  is_filling_ = false;
}

/// Offers the precisions that the device has. If it has only one, there is nothing to choose, unless the cell
/// has another.
void CellBoxes::offer_precisions(const DeviceDescription* device) {
  if (device == nullptr || !device->info.available) return;
  const auto& offered = device->precisions;
  const auto has = [&](Precision precision) {
    return std::find(offered.begin(), offered.end(), precision) != offered.end();
  };
  auto* items = qobject_cast<QStandardItemModel*>(precision_->model());
  for (std::size_t i = 0; i < std::size(kPrecisionNames); ++i) {
    items->item(static_cast<int>(i))->setEnabled(has(kPrecisionNames[i].value));
  }
  precision_->setVisible(offered.size() > 1 || !has(cell_.precision));
}

void CellBoxes::change(const std::function<void(Cell&)>& how) {
  if (is_filling_) return;
  Cell cell = cell_;
  how(cell);
  Q_EMIT chosen(cell);
}

}  // namespace tidemark
