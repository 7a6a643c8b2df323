// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/runs_panel.h"

#include <QDir>
#include <QHeaderView>
#include <QMessageBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/files/record_file.h"
#include "ui/client/async.h"
#include "ui/run/run_comparison.h"
#include "ui/words/plurals.h"
#include "ui/words/run_words.h"

namespace tidemark {
namespace {

ComparedRun compared(const RunsModel::Row& row) {
  return {row.name.isEmpty() ? record_title(row.run.start) : row.name, row.run.start, row.run.facts};
}

}  // namespace

RunsPanel::RunsPanel(Workbench* workbench, QWidget* parent)
    : QWidget(parent),
      workbench_(workbench),
      model_(new RunsModel(this)),
      sorted_(new QSortFilterProxyModel(this)),
      table_(new QTableView(this)),
      count_(new ElidedLabel(this)),
      buttons_(new QHBoxLayout),
      folder_(new QFileSystemWatcher(this)) {
  setObjectName(QStringLiteral("runs_panel"));
  make_table();
  open_ = make_command(tr("Open"), "open_run", Qt::Key_Return, &RunsPanel::open_current);
  open_->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
  compare_ = make_command(tr("Compare"), "compare_runs", {}, &RunsPanel::compare_selected);
  compare_->setToolTip(tr("Two runs side by side: select both"));
  name_ = make_command(tr("Name"), "name_run", Qt::Key_F2, &RunsPanel::name_current);
  delete_ = make_command(tr("Delete"), "delete_runs", Qt::Key_Delete, &RunsPanel::delete_selected);
  count_->setObjectName(QStringLiteral("run_count"));
  buttons_->addWidget(count_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 6);
  layout->setSpacing(4);
  layout->addWidget(table_, 1);
  layout->addLayout(buttons_);

  updates_ = new WhenVisible(this, [this] { refresh(); });
  connect(folder_, &QFileSystemWatcher::directoryChanged, updates_, &WhenVisible::ask);
  connect(workbench_, &Workbench::records_changed, updates_, &WhenVisible::ask);
  update_enabled();
}

RunsPanel::~RunsPanel() {
  wait_for_background(this);
}

void RunsPanel::make_table() {
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(RunsModel::kSortRole);
  table_->setObjectName(QStringLiteral("runs"));
  table_->setAccessibleName(tr("Runs that were kept"));
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunsModel::Ended, Qt::DescendingOrder);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);  // by its command, since Return opens
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setSectionsMovable(true);
  connect(table_, &QTableView::doubleClicked, this, &RunsPanel::open_current);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::update_enabled);
  connect(table_->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsPanel::update_enabled);
  // What came while a name was being typed was put off.
  connect(table_->itemDelegate(), &QAbstractItemDelegate::closeEditor, this, [this] { updates_->ask(); });
}

QAction* RunsPanel::make_command(const QString& name, const char* object_name, const QKeySequence& key,
                                 void (RunsPanel::*command)()) {
  auto* action = new QAction(name, table_);
  action->setObjectName(QLatin1String(object_name));
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetShortcut);
  connect(action, &QAction::triggered, this, command);
  table_->addAction(action);
  auto* button = new QToolButton(this);
  button->setDefaultAction(action);
  button->setFocusPolicy(Qt::TabFocus);
  buttons_->addWidget(button);
  return action;
}

void RunsPanel::refresh() {
  if (is_reading_) return;
  is_reading_ = true;
  if (folder_->directories().isEmpty() && QDir().mkpath(autosave_folder()))
    folder_->addPath(autosave_folder());
  in_background(
      this, [known = model_->kept()] { return read_kept_runs(known); },
      [this](const std::vector<KeptRun>& kept) {
        is_reading_ = false;
        show_runs(kept);
      });
}

void RunsPanel::show_runs(const std::vector<KeptRun>& kept) {
  if (table_->isPersistentEditorOpen(table_->currentIndex())) return;
  const bool is_first = model_->rowCount() == 0;
  std::set<std::string> chosen;
  for (const RunsModel::Row& row : selected()) chosen.insert(row.run.identity);
  model_->set_runs(kept, workbench_->records());
  select(chosen);
  const int count = model_->rowCount();
  count_->setText(count == 0 ? tr("No run has been kept yet.") : runs_text(count));
  if (is_first) table_->resizeColumnsToContents();
  update_enabled();
}

void RunsPanel::select(const std::set<std::string>& identities) {
  for (int row = 0; row < model_->rowCount(); ++row) {
    if (!identities.contains(model_->row(row).run.identity)) continue;
    const QModelIndex index = sorted_->mapFromSource(model_->index(row, RunsModel::Name));
    table_->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    if (!table_->currentIndex().isValid())
      table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
  }
}

const RunsModel::Row* RunsPanel::current() const {
  const QModelIndex index = sorted_->mapToSource(table_->currentIndex());
  return index.isValid() ? &model_->row(index.row()) : nullptr;
}

std::vector<RunsModel::Row> RunsPanel::selected() const {
  QList<int> on_screen;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows()) on_screen << index.row();
  std::ranges::sort(on_screen);
  std::vector<RunsModel::Row> rows;
  for (const int row : on_screen) {
    rows.push_back(model_->row(sorted_->mapToSource(sorted_->index(row, 0)).row()));
  }
  return rows;
}

void RunsPanel::update_enabled() {
  const auto count = table_->selectionModel()->selectedRows().size();
  const RunsModel::Row* row = current();
  open_->setEnabled(row != nullptr);
  name_->setEnabled(row != nullptr && !row->run.path.isEmpty());
  compare_->setEnabled(count == 2);
  delete_->setEnabled(count > 0);
}

void RunsPanel::open_current() {
  const RunsModel::Row* row = current();
  if (row == nullptr) return;
  if (row->record) return workbench_->show_record(row->record);
  in_background(
      this,
      [path = row->run.path.toStdString()] {
        return load_record(path).map(
            [](const Record& record) { return std::make_shared<const Record>(record); });
      },
      [this](const Result<std::shared_ptr<const Record>>& record) {
        if (record) return workbench_->show_record(*record);
        Q_EMIT workbench_->message(QString::fromStdString(record.error().message));
      });
}

void RunsPanel::compare_selected() {
  const std::vector<RunsModel::Row> rows = selected();
  Q_ASSERT(rows.size() == 2);
  auto* comparison = new RunComparison(compared(rows[0]), compared(rows[1]), this);
  comparison->setAttribute(Qt::WA_DeleteOnClose);
  comparison->show();
}

void RunsPanel::name_current() {
  const QModelIndex index = table_->currentIndex();
  if (!index.isValid()) return;
  table_->setCurrentIndex(index.siblingAtColumn(RunsModel::Name));
  table_->edit(table_->currentIndex());
}

void RunsPanel::delete_selected() {
  std::vector<KeptRun> runs;
  for (const RunsModel::Row& row : selected()) runs.push_back(row.run);
  if (runs.empty()) return;
  auto* question = new QMessageBox(
      QMessageBox::Question, tr("Delete"),
      runs.size() == 1 ? tr("Delete this run? %1").arg(record_title(runs[0].start))
                       : tr("Delete %1?").arg(runs_text(static_cast<std::int64_t>(runs.size()))),
      QMessageBox::Yes | QMessageBox::Cancel, this);
  question->setInformativeText(tr("Files go to the trash, if there is one."));
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::finished, this, [this, runs](int answer) {
    if (answer == QMessageBox::Yes) discard(runs);
  });
  question->open();
}

void RunsPanel::discard(const std::vector<KeptRun>& runs) {
  for (const KeptRun& run : runs) model_->forget(run.identity);
  in_background(
      this,
      [runs] {
        Result<void> discarded;
        for (const KeptRun& run : runs) {
          if (auto one = run.path.isEmpty() ? Result<void>() : discard_run(run.path); !one) discarded = one;
        }
        return discarded;
      },
      [this](const Result<void>& discarded) {
        if (!discarded) Q_EMIT workbench_->message(QString::fromStdString(discarded.error().message));
        updates_->ask();
      });
}

}  // namespace tidemark
