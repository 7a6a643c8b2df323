// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/cell_boxes.h"

#include <QStandardItemModel>
#include <algorithm>

#include "ui/widgets/number_boxes.h"
#include "ui/words/setup_words.h"

namespace tidemark {

CellBoxes::CellBoxes(QWidget* parent) : QWidget(parent) {
  kind_ = new QComboBox(this);
  kind_->setObjectName(QStringLiteral("cell"));
  for (const auto& [kind, name] : kCellNames) kind_->addItem(cell_name(kind));
  kind_->setAccessibleName(tr("Cell of the recurrent network"));
  kind_->setToolTip(kind_->accessibleName());
  hidden_ = make_side_box(QStringLiteral("hidden"), tr("Hidden size: units of a layer"));
  batch_ = make_side_box(QStringLiteral("batch"), tr("Batch: sequences at once"));
  layers_ = make_side_box(QStringLiteral("layers"), tr("Layers of the recurrent network"));
  precision_ = new QComboBox(this);
  precision_->setObjectName(QStringLiteral("precision"));
  for (const auto& [precision, name] : kPrecisionNames) precision_->addItem(precision_name(precision));
  precision_->setAccessibleName(tr("Precision of states and arithmetic"));
  precision_->setToolTip(
      tr("What states are stored and multiplied in; TF32 multiplies float32 numbers with fewer digits"));

  form_ = new QFormLayout(this);
  form_->setContentsMargins(0, 0, 0, 0);
  form_->addRow(tr("Cell"), kind_);
  form_->addRow(tr("Hidden size"), hidden_);
  form_->addRow(tr("Batch"), batch_);
  form_->addRow(tr("Layers"), layers_);
  form_->addRow(tr("Precision"), precision_);
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

QSpinBox* CellBoxes::make_side_box(const QString& name, const QString& hint) {
  const int most = static_cast<int>(kLargestCellSide);
  QSpinBox* box = make_count_box(this, most, {}, hint);
  box->setObjectName(name);
  make_room_for(box, most);
  return box;
}

void CellBoxes::show_cell(const Cell& cell, const DeviceDescription* device) {
  is_filling_ = true;
  cell_ = cell;
  kind_->setCurrentIndex(static_cast<int>(cell.kind));
  show_number(hidden_, static_cast<int>(cell.hidden));
  show_number(batch_, static_cast<int>(cell.batch));
  show_number(layers_, static_cast<int>(cell.layers));
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
  form_->setRowVisible(precision_, offered.size() > 1 || !has(cell_.precision));
}

void CellBoxes::change(const std::function<void(Cell&)>& how) {
  if (is_filling_) return;
  Cell cell = cell_;
  how(cell);
  Q_EMIT chosen(cell);
}

}  // namespace tidemark
