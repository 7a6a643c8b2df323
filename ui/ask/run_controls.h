// SPDX-License-Identifier: GPL-3.0-or-later
/// Starts and stops a run, and says why there is none to start; how often and how carefully it runs stands on
/// a button beside.
#pragma once

#include <QCheckBox>
#include <QPushButton>
#include <QSpinBox>
#include <QWidget>

#include "ui/widgets/popup_button.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class RunControls : public QWidget {
  Q_OBJECT

 public:
  explicit RunControls(Workbench* workbench, QWidget* parent = nullptr);

  std::int64_t iterations() const { return iterations_->value(); }
  bool is_verifying() const { return verify_->isChecked(); }

 Q_SIGNALS:
  void run_requested();
  void cancel_requested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void make_options();
  void update_options();
  void update_run();

  Workbench* workbench_;
  QPushButton* run_ = nullptr;
  PopupButton* options_;
  QSpinBox* iterations_;
  QCheckBox* verify_;
};

}  // namespace tidemark
