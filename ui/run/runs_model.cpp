// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/runs_model.h"

#include <QLocale>
#include <algorithm>
#include <limits>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/run_words.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

const QString kNone = QStringLiteral("–");

QString text_of(const RunsModel::Row& row, int column) {
  const Problem& problem = row.run.start.problem;
  const RunFacts& facts = row.run.facts;
  switch (column) {
    case RunsModel::Name:
      return row.name;
    case RunsModel::Strategy:
      return short_name(problem.strategy);
    case RunsModel::Length:
      return count_text(problem.length);
    case RunsModel::Budget:
      return budget_text(problem.budget, problem.strategy);
    case RunsModel::Seconds:
      return facts.seconds ? duration_text(*facts.seconds) : kNone;
    case RunsModel::Overhead:
      if (!facts.overhead) return kNone;
      return facts.is_warm ? more_or_less_text(*facts.overhead)
                           : RunsModel::tr("%1, cold").arg(more_or_less_text(*facts.overhead));
    case RunsModel::Peak:
      return facts.peak_bytes ? bytes_text(static_cast<double>(*facts.peak_bytes)) : kNone;
    case RunsModel::Verdict:
      return run_verdict_text(facts);
    case RunsModel::Device:
      return QString::fromStdString(row.run.start.device.name);
    case RunsModel::Ended:
      return row.run.ended.isValid() ? QLocale().toString(row.run.ended, QLocale::ShortFormat)
                                     : RunsModel::tr("this session");
    default:
      return {};
  }
}

/// What a column is sorted by; what was not measured comes last.
QVariant sort_key(const RunsModel::Row& row, int column) {
  const RunFacts& facts = row.run.facts;
  switch (column) {
    case RunsModel::Length:
      return static_cast<qlonglong>(row.run.start.problem.length);
    case RunsModel::Budget:
      return static_cast<qlonglong>(row.run.start.budget_bytes);
    case RunsModel::Seconds:
      return facts.seconds.value_or(1e300);
    case RunsModel::Overhead:
      return facts.overhead.value_or(1e300);
    case RunsModel::Peak:
      return static_cast<qlonglong>(facts.peak_bytes.value_or(std::numeric_limits<qlonglong>::max()));
    case RunsModel::Ended:
      return row.run.ended.isValid() ? row.run.ended : QDateTime::currentDateTime();
    default:
      return text_of(row, column);
  }
}

QString tool_tip(const RunsModel::Row& row) {
  const QString title = record_title(row.run.start);
  const QString state = run_state_text(row.run.facts);
  if (row.run.facts.seconds && !row.run.facts.is_warm)
    return RunsModel::tr("%1 · %2, not warmed up").arg(title, state);
  return RunsModel::tr("%1 · %2").arg(title, state);
}

}  // namespace

void RunsModel::set_runs(const std::vector<KeptRun>& kept,
                         const std::vector<std::shared_ptr<const Record>>& session) {
  std::vector<Row> rows;
  std::set<std::string> seen = forgotten_;
  for (const KeptRun& run : kept) {
    seen.insert(run.identity);
    rows.push_back({run, name_of_run(run.path), nullptr});
  }
  for (auto record = session.rbegin(); record != session.rend(); ++record) {
    KeptRun run;
    run.start = (*record)->start;
    run.facts = run_facts(**record);
    run.identity = identity_of(run.start);
    if (seen.insert(run.identity).second) rows.push_back({std::move(run), {}, *record});
  }
  const auto is_shown = [](const Row& one, const Row& other) {
    return one.run.path == other.run.path && one.run.changed == other.run.changed &&
           one.run.identity == other.run.identity && one.name == other.name;
  };
  if (std::ranges::equal(rows, rows_, is_shown)) return;  // a selection stays, and what is being typed
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

std::vector<KeptRun> RunsModel::kept() const {
  std::vector<KeptRun> kept;
  for (const Row& row : rows_) {
    if (!row.run.path.isEmpty()) kept.push_back(row.run);
  }
  return kept;
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = this->row(index.row());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return text_of(row, index.column());
    case Qt::ToolTipRole:
      return tool_tip(row);
    case kSortRole:
      return sort_key(row, index.column());
    default:
      return {};
  }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) return false;
  Row& row = rows_[static_cast<std::size_t>(index.row())];
  row.name = value.toString().trimmed();
  set_name_of_run(row.run.path, row.name);
  Q_EMIT dataChanged(index, index);
  return true;
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Name:
      return tr("Name");
    case Strategy:
      return tr("Strategy");
    case Length:
      return tr("Steps");
    case Budget:
      return tr("Budget");
    case Seconds:
      return tr("An iteration");
    case Overhead:
      return tr("Over standard");
    case Peak:
      return tr("Peak");
    case Verdict:
      return tr("Verdict");
    case Device:
      return tr("Device");
    case Ended:
      return tr("When");
    default:
      return {};
  }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  const bool can_be_named = index.isValid() && index.column() == Name && !row(index.row()).run.path.isEmpty();
  return can_be_named ? flags | Qt::ItemIsEditable : flags;
}

}  // namespace tidemark
