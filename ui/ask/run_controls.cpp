// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/run_controls.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kMostIterations = 1'000'000;

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

}  // namespace

RunControls::RunControls(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  run_ = new QPushButton(this);
  run_->setObjectName(QStringLiteral("run"));
  make_options();
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  row->addWidget(run_);
  row->addWidget(options_);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);  // a wide window has better uses for its width
  connect(run_, &QPushButton::clicked, this, [this] {
    if (workbench_->is_running()) {
      Q_EMIT cancel_requested();
    } else {
      Q_EMIT run_requested();
    }
  });
  for (const auto signal : {&Workbench::plan_changed, &Workbench::planning_changed,
                            &Workbench::devices_changed, &Workbench::run_state_changed}) {
    connect(workbench_, signal, this, &RunControls::update_run);
  }
  update_run();
  update_options();
}

void RunControls::make_options() {
  options_ = new PopupButton(this);
  options_->setObjectName(QStringLiteral("run_options"));
  options_->set_room(tr("× 1,000"), tr("× 1,000"));
  QFrame* form = options_->form();
  form->setAccessibleName(tr("How to run"));
  iterations_ = make_count_box(form, kMostIterations, {}, tr("Iterations to run"));
  iterations_->setObjectName(QStringLiteral("iterations"));
  make_room_for(iterations_, kMostIterations);
  verify_ = new QCheckBox(tr("Verify the gradients"), form);
  verify_->setObjectName(QStringLiteral("verify"));
  verify_->setToolTip(tr("Compare the first iteration's gradients with standard BPTT's in the same process"));
  auto* layout = new QFormLayout(form);
  layout->addRow(tr("Iterations"), iterations_);
  layout->addRow(verify_);
  connect(iterations_, &QSpinBox::valueChanged, this, &RunControls::update_options);
  connect(verify_, &QCheckBox::toggled, this, &RunControls::update_options);
}

void RunControls::update_options() {
  const QString sentence =
      is_verifying() ? tr("× %1 ✓").arg(count_text(iterations())) : tr("× %1").arg(count_text(iterations()));
  options_->set_sentence(sentence, tr("How to run: iterations, and whether gradients are verified"));
  options_->setAccessibleName(
      is_verifying() ? tr("How to run: %1, gradients verified").arg(iterations_text(iterations()))
                     : tr("How to run: %1").arg(iterations_text(iterations())));
}

void RunControls::update_run() {
  const bool is_running = workbench_->is_running();
  const QString reason = why_no_run(*workbench_);
  const QString text = is_running ? tr("Cancel") : tr("Run");
  if (run_->text() != text) {
    run_->setText(text);
    run_->setIcon(make_run_icon(is_running, palette()));
  }
  run_->setToolTip(is_running         ? tr("Stop the run; what has been measured is kept")
                   : reason.isEmpty() ? tr("Carry the plan out on the chosen device")
                                      : reason);
  run_->setAccessibleName(run_->text());
  run_->setAccessibleDescription(run_->toolTip());
  run_->setEnabled(is_running || reason.isEmpty());
}

void RunControls::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && run_)
    run_->setIcon(make_run_icon(workbench_->is_running(), palette()));
}

}  // namespace tidemark
