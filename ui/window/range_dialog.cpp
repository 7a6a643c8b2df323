// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/range_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

QSpinBox* action_box(const char* name, std::int64_t actions, std::int64_t value) {
  auto* box = new QSpinBox;
  box->setObjectName(QLatin1String(name));
  box->setGroupSeparatorShown(true);
  box->setRange(0, static_cast<int>(actions - 1));  // plans that are held are not longer
  box->setValue(static_cast<int>(value));
  return box;
}

}  // namespace

RangeDialog::RangeDialog(std::int64_t actions, const FileSize& size, QWidget* parent)
    : QDialog(parent), actions_(actions), bytes_(size.bytes) {
  setObjectName(QStringLiteral("range_dialog"));
  setWindowTitle(tr("A large file"));
  auto* question = new QLabel(
      tr("The schedule has %1 actions, and all of them take about %2. Which of them should be written?")
          .arg(count_text(actions), bytes_text(static_cast<double>(bytes_))));
  question->setWordWrap(true);
  first_ = action_box("range_first", actions, 0);
  last_ = action_box("range_last", actions, actions - 1);
  size_ = new QLabel;
  size_->setObjectName(QStringLiteral("range_size"));
  auto* form = new QFormLayout;
  form->addRow(tr("&From action"), first_);
  form->addRow(tr("&To action"), last_);
  form->addRow(tr("Size"), size_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  auto* choose = buttons->addButton(tr("Choose &file…"), QDialogButtonBox::AcceptRole);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* rows = new QVBoxLayout(this);
  rows->addWidget(question);
  rows->addLayout(form);
  rows->addWidget(buttons);
  choose->setDefault(true);  // a dialog knows only the default among buttons that it has
  connect(first_, &QSpinBox::valueChanged, this, &RangeDialog::refresh);
  connect(last_, &QSpinBox::valueChanged, this, &RangeDialog::refresh);
  refresh();
}

ScheduleRange RangeDialog::range() const {
  return {first_->value(), last_->value()};
}

std::int64_t RangeDialog::bytes() const {
  const double part = static_cast<double>(range().last - range().first + 1) / static_cast<double>(actions_);
  return static_cast<std::int64_t>(part * static_cast<double>(bytes_));
}

void RangeDialog::refresh() {
  last_->setMinimum(first_->value());
  size_->setText(tr("about %1").arg(bytes_text(static_cast<double>(bytes()))));
}

}  // namespace tidemark
