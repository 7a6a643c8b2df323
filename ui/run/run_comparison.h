// SPDX-License-Identifier: GPL-3.0-or-later
/// Two runs side by side.
#pragma once

#include <QDialog>
#include <QTableWidget>

#include "core/model/record.h"
#include "core/study/run_facts.h"

namespace tidemark {

/// One of the runs that are compared.
struct ComparedRun {
  QString name;
  StartEvent start;
  RunFacts facts;
};

/// A window of its own, so that several comparisons can stand beside each other.
class RunComparison : public QDialog {
  Q_OBJECT

 public:
  RunComparison(const ComparedRun& first, const ComparedRun& second, QWidget* parent = nullptr);

 private:
  void add_row(const QString& name, const QString& first, const QString& second, const QString& difference);

  QTableWidget* table_;
};

}  // namespace tidemark
