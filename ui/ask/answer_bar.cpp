// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/answer_bar.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QHBoxLayout>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <cmath>

#include "core/model/device_id.h"
#include "ui/ask/headline.h"
#include "ui/widgets/theme.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kSlowMs = 300;
constexpr double kHeadlineSize = 1.3;   // of the usual text
constexpr int kCharactersOfBasis = 29;  // what is longer shows in the list alone

/// Gives the smallest budget in the same words as the button beside it.
QString too_small_words(const Problem& problem, const Budget& smallest) {
  return AnswerBar::tr("A budget of %1 is too small for %2 over %3: the smallest that works is %4.")
      .arg(budget_text(problem.budget, problem.strategy), short_name(problem.strategy),
           steps_text(problem.length), budget_text(smallest, problem.strategy));
}

}  // namespace

AnswerBar::AnswerBar(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  headline_ = new ElidedLabel(this);
  headline_->setObjectName(QStringLiteral("headline"));
  headline_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  QFont large = headline_->font();
  large.setPointSizeF(large.pointSizeF() * kHeadlineSize);
  large.setWeight(QFont::DemiBold);
  headline_->setFont(large);
  footnote_ = new ElidedLabel(this);
  footnote_->setObjectName(QStringLiteral("footnote"));
  footnote_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  basis_ = new QComboBox(this);
  basis_->setObjectName(QStringLiteral("overhead_basis"));
  basis_->setAccessibleName(tr("What a backward step counts in overheads"));
  basis_->setToolTip(
      tr("What a backward step counts in every overhead that is shown: what the paper says, or "
         "what was measured of this cell on this device"));
  basis_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  basis_->setMinimumContentsLength(kCharactersOfBasis);
  basis_->addItems({QString(), QString()});
  connect(basis_, &QComboBox::activated, this,
          [this](int index) { workbench_->set_overhead_kind(static_cast<OverheadBasis::Kind>(index)); });
  remedy_ = new QPushButton(this);
  remedy_->setObjectName(QStringLiteral("use_smallest_budget"));
  connect(remedy_, &QPushButton::clicked, this, &AnswerBar::use_smallest_budget);
  stop_ = new QPushButton(tr("Stop measuring"), this);
  stop_->setObjectName(QStringLiteral("stop_measuring"));
  stop_->hide();
  connect(stop_, &QPushButton::clicked, this, &AnswerBar::stop_measuring);

  auto* words = new QVBoxLayout;
  words->setSpacing(1);
  words->addWidget(headline_);
  auto* notes = new QHBoxLayout;
  notes->addWidget(footnote_, 1);
  notes->addWidget(basis_);
  words->addLayout(notes);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 2, 8, 6);
  layout->addLayout(words, 1);
  layout->addWidget(remedy_);
  layout->addWidget(stop_);

  slow_.setSingleShot(true);
  slow_.setInterval(kSlowMs);
  make_footnote_quiet();
  connect(&slow_, &QTimer::timeout, this, &AnswerBar::show_planning);
  connect(workbench_, &Workbench::problem_changed, this, &AnswerBar::remember_chunk_length);
  connect(workbench_, &Workbench::planning_changed, this, &AnswerBar::planning_changed);
  connect(workbench_, &Workbench::planning_progressed, this, [this] {
    if (!headline_->isEnabled()) show_planning();
  });
  connect(workbench_, &Workbench::plan_changed, this, &AnswerBar::update_answer);
  // While a slow plan is still to come, the answer before it stays grey.
  const auto update = [this] {
    if (headline_->isEnabled()) return update_answer();
    update_basis();
    show_planning();
  };
  connect(workbench_, &Workbench::devices_changed, this, update);
  connect(workbench_, &Workbench::records_changed, this, update);
  connect(workbench_, &Workbench::overhead_kind_changed, this, update);
  remember_chunk_length();
  update_answer();
}

void AnswerBar::planning_changed() {
  slow_.stop();
  if (workbench_->is_planning()) return slow_.start();
  update_answer();
}

void AnswerBar::show_planning() {
  const Problem& problem = workbench_->problem();
  headline_->setEnabled(false);
  remedy_->hide();
  const bool is_measuring = workbench_->is_calibrating();
  stop_->setVisible(is_measuring);
  if (is_measuring) {
    const auto id = DeviceId::parse(problem.device);
    const bool is_here = id && id->engine == DeviceId::Engine::Cpu;
    footnote_->setText(tr("Measuring the fastest chunks on %1, about 10 s…")
                           .arg(is_here ? tr("this processor") : QString::fromStdString(problem.device)));
    return;
  }
  footnote_->setText(tr("Planning %1 over %2… %3")
                         .arg(short_name(problem.strategy), steps_text(problem.length),
                              percent_text(std::round(workbench_->planning_progress() * 100) / 100)));
}

void AnswerBar::update_answer() {
  update_basis();
  headline_->setEnabled(true);
  stop_->hide();
  if (workbench_->is_planning()) slow_.start();  // this is the answer to a question that has been overtaken
  const QString answer = headline_of(*workbench_);
  const QString error = workbench_->planning_error();
  const auto& smallest = workbench_->smallest_budget();
  headline_->setText(!answer.isEmpty() ? answer
                     : smallest        ? too_small_words(workbench_->problem(), *smallest)
                     : error.isEmpty() ? tr("Planning…")
                                       : error);
  headline_->setAccessibleName(answer.isEmpty() ? tr("Why there is no plan") : tr("The answer"));
  headline_->setAccessibleDescription(headline_->text());
  footnote_->setText(!answer.isEmpty() && !error.isEmpty() ? error : footnote_of(*workbench_));
  remedy_->setVisible(smallest.has_value());
  if (smallest) {
    remedy_->setText(
        tr("Use %1, the smallest that works").arg(budget_text(*smallest, workbench_->problem().strategy)));
    footnote_->setText(tr("The budget is too small for this strategy and length."));
  }
}

/// Shows the basis that is in use. The measured one cannot be chosen before step times have been measured.
void AnswerBar::update_basis() {
  using Kind = OverheadBasis::Kind;
  const OverheadBasis measured(Kind::Measured, workbench_->settled_problem(), measurements_of(*workbench_));
  const bool is_measured = measured.kind() == Kind::Measured;
  basis_->setItemText(static_cast<int>(Kind::Paper), basis_words(OverheadBasis()));
  basis_->setItemText(
      static_cast<int>(Kind::Measured),
      is_measured ? basis_words(measured) : tr("as measured here, once something has been measured"));
  qobject_cast<QStandardItemModel*>(basis_->model())
      ->item(static_cast<int>(Kind::Measured))
      ->setEnabled(is_measured);
  basis_->setCurrentIndex(static_cast<int>(overhead_basis(*workbench_).kind()));
  // The list has room for what the box cuts off.
  basis_->view()->setMinimumWidth(basis_->view()->sizeHintForColumn(0));
}

void AnswerBar::remember_chunk_length() {
  if (workbench_->problem().chunk_length != kAutoChunk) chunk_length_ = workbench_->problem().chunk_length;
}

void AnswerBar::stop_measuring() {
  Problem problem = workbench_->problem();
  problem.chunk_length = chunk_length_;
  workbench_->set_problem(problem);
}

void AnswerBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && footnote_ != nullptr) make_footnote_quiet();
}

void AnswerBar::make_footnote_quiet() {
  QPalette quiet = footnote_->palette();
  quiet.setColor(QPalette::WindowText, quiet_text(palette()));
  footnote_->setPalette(quiet);
}

void AnswerBar::use_smallest_budget() {
  if (!workbench_->smallest_budget()) return;
  Problem problem = workbench_->problem();
  problem.budget = *workbench_->smallest_budget();
  workbench_->set_problem(problem);
}

}  // namespace tidemark
