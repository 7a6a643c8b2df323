// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/setup_words.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include "core/model/device_id.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("SetupWords", text);
}

QString sizes_by_hand(const Problem& problem) {
  if (problem.alpha && problem.beta) {
    return tr("α %1 and β %2 by hand").arg(ratio_text(*problem.alpha), ratio_text(*problem.beta));
  }
  if (problem.alpha) return tr("α %1 by hand").arg(ratio_text(*problem.alpha));
  return tr("β %1 by hand").arg(ratio_text(*problem.beta));
}

QString place_words(const Problem& problem, const QString& device_name) {
  const auto id = DeviceId::parse(problem.device);
  const bool is_processor = id && id->engine == DeviceId::Engine::Cpu;
  const QString name = !device_name.isEmpty() ? device_name
                       : is_processor         ? tr("this processor")
                                              : QString::fromStdString(problem.device);
  const bool says_engine = id && id->engine == DeviceId::Engine::Fused && !device_name.isEmpty();
  return says_engine ? tr("on %1 with our kernels").arg(name) : tr("on %1").arg(name);
}

}  // namespace

QString question_words(const Problem& problem) {
  return tr("%1 over %2, %3")
      .arg(short_name(problem.strategy), steps_text(problem.length),
           budget_text(problem.budget, problem.strategy));
}

QString setup_words(const Problem& problem, const QString& device_name) {
  const Cell& cell = problem.cell;
  QStringList parts{tr("%1 %2").arg(cell_name(cell.kind), count_text(cell.hidden))};
  if (cell.layers != 1) parts << tr("%1 layers").arg(count_text(cell.layers));
  parts << tr("batch %1").arg(count_text(cell.batch));
  if (cell.precision != Precision::Float32) parts << precision_name(cell.precision);
  if (problem.chunk_length == kAutoChunk) {
    parts << tr("in the fastest chunks");
  } else if (problem.chunk_length != 1) {
    parts << tr("in chunks of %1").arg(count_text(problem.chunk_length));
  }
  if (problem.alpha || problem.beta) parts << sizes_by_hand(problem);
  parts << place_words(problem, device_name);
  if (problem.input != Problem().input) parts << tr("reading %1").arg(input_name(problem));
  return parts.join(tr(", "));
}

QString cell_name(CellKind kind) {
  switch (kind) {
    case CellKind::Lstm:
      return tr("LSTM");
    case CellKind::Gru:
      return tr("GRU");
    case CellKind::Tanh:
      return tr("tanh");
  }
  return {};
}

QString precision_name(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return tr("float32");
    case Precision::Tf32:
      return tr("TF32");
    case Precision::BFloat16:
      return tr("bfloat16");
    case Precision::Float16:
      return tr("float16");
  }
  return {};
}

QString input_name(const Problem& problem) {
  if (problem.input == "text") return tr("text");
  if (problem.input == "noise") return tr("noise");
  return QFileInfo(QString::fromStdString(problem.input)).fileName();
}

}  // namespace tidemark
