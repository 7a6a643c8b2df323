// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/inverse_popup.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kWidth = 540;  // pixels, in which most answers take one line
constexpr double kThird = 33;
constexpr double kMostPercent = 100'000;

QString as_sentence(const std::string& error) {
  QString text = QString::fromStdString(error);
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text + QLatin1Char('.');
}

QString time_words(double overhead) {
  if (overhead < 0) return InverseQuestion::tr("%1 less time").arg(percent_text(-overhead));
  return InverseQuestion::tr("%1 more time").arg(percent_text(overhead));
}

/// "1.9 MiB, 4.1 % of standard memory"
QString memory_words(const PlanFacts& facts) {
  const QString share = InverseQuestion::tr("%1 of standard memory").arg(percent_text(facts.share));
  if (facts.share_basis != MemoryShare::Basis::Bytes) return share;
  return InverseQuestion::tr("%1, %2").arg(bytes_text(facts.share_amount), share);
}

}  // namespace

// --- one question ---

InverseQuestion::InverseQuestion(Workbench* workbench, Kind kind, const QString& name, QWidget* parent)
    : QWidget(parent), workbench_(workbench), kind_(kind) {
  sentence_ = new QLabel(this);
  percent_ = make_number_box(this, tr("At most so many percent more time"),
                             tr("Extra time over standard BPTT, in percent"));
  percent_->setObjectName(name + QStringLiteral("percent"));
  percent_->setDecimals(1);
  percent_->setRange(0, kMostPercent);
  percent_->setValue(kThird);
  percent_->setSuffix(tr(" %"));
  percent_->setKeyboardTracking(true);  // the answer follows what is typed
  sentence_->setBuddy(percent_);
  answer_ = new QLabel(this);
  answer_->setObjectName(name + QStringLiteral("answer"));
  answer_->setWordWrap(true);
  answer_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  answer_->setMinimumHeight(2 * answer_->fontMetrics().lineSpacing());  // long ones do not move what is below
  use_ = new QPushButton(tr("Use it"), this);
  use_->setObjectName(name + QStringLiteral("use"));
  use_->setAutoDefault(false);

  auto* asked = new QHBoxLayout;
  asked->addWidget(sentence_);
  asked->addWidget(percent_);
  asked->addWidget(new QLabel(tr("more time"), this));
  asked->addStretch();
  auto* told = new QHBoxLayout;
  told->addWidget(answer_, 1);
  told->addWidget(use_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(asked);
  layout->addLayout(told);

  job_ = std::make_unique<Job>(
      [this](const Request& request, const Job::Context& context) -> Found {
        const auto found =
            request.kind == Kind::LeastMemory
                ? least_memory(request.settled, request.most_overhead, request.basis, solver_, context.stop)
                : longest_sequence(request.settled, request.most_overhead, request.basis, solver_,
                                   context.stop);
        if (!found) return {nullptr, as_sentence(found.error().message)};
        if (!*found) return {};
        return {std::make_shared<const Solution>(**found), {}};
      },
      [this](const Request&, const Found& found) {
        if (!job_->is_overtaken()) receive(found);
      });
  const auto follow = [this](auto signal) {
    connect(workbench_, signal, this, [this] {
      if (isVisible()) ask();
    });
  };
  follow(&Workbench::problem_changed);
  follow(&Workbench::planning_changed);  // a device has answered, a chunk was found, times were measured
  follow(&Workbench::devices_changed);
  follow(&Workbench::records_changed);
  follow(&Workbench::overhead_kind_changed);
  connect(percent_, &QDoubleSpinBox::valueChanged, this, &InverseQuestion::ask);
  connect(use_, &QPushButton::clicked, this, [this] {
    if (!found_) return;
    const Problem problem = *found_;
    Q_EMIT used();
    workbench_->set_problem(problem);
  });
}

bool InverseQuestion::Request::asks_what(const Request& other) const {
  return settled.problem == other.settled.problem && settled.sizes == other.settled.sizes &&
         settled.budget == other.settled.budget && settled.device == other.settled.device &&
         kind == other.kind && most_overhead == other.most_overhead && basis == other.basis;
}

void InverseQuestion::focus_number() {
  percent_->setFocus(Qt::PopupFocusReason);
  percent_->selectAll();
}

void InverseQuestion::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  answer_->clear();
  ask();
}

void InverseQuestion::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  job_->drop();
  asked_.reset();
}

void InverseQuestion::ask() {
  const auto settled = workbench_->settled();
  sentence_->setText(kind_ == Kind::LeastMemory ? tr("&Least memory for at most")
                     : settled
                         ? tr("L&ongest sequence in %1 for at most")
                               .arg(slots_text(settled->in_slots(settled->budget), settled->problem.strategy))
                         : tr("L&ongest sequence in this budget for at most"));
  if (workbench_->is_asking_device() || !settled) {
    set_current(false);
    job_->drop();
    asked_.reset();
    answer_->setText(workbench_->is_asking_device() ? tr("Waiting for the sizes of the states on the device…")
                                                    : tr("The question above has no sizes to plan with."));
    return;
  }
  const Request request{*settled, kind_, percent_->value() / 100, overhead_basis(*workbench_)};
  if (asked_ && asked_->asks_what(request)) return;
  set_current(false);
  asked_ = request;
  job_->ask(request);
}

void InverseQuestion::receive(const Found& found) {
  found_.reset();
  if (found.solution != nullptr) {
    found_ = found.solution->problem;
    answer_->setText(words_of(*found.solution));
  } else {
    answer_->setText(found.error.isEmpty() ? tr("There is not enough memory to find it.") : found.error);
  }
  set_current(true);
}

void InverseQuestion::set_current(bool is_current) {
  answer_->setEnabled(is_current);
  use_->setEnabled(is_current && found_);
  setAccessibleDescription(answer_->text());
}

QString InverseQuestion::words_of(const Solution& solution) const {
  const PlanFacts facts =
      plan_facts(solution, std::nullopt, measurements_of(*workbench_), workbench_->overhead_kind());
  const QString found = kind_ == Kind::LeastMemory
                            ? slots_text(solution.in_slots(solution.budget), solution.problem.strategy)
                            : steps_text(solution.problem.length);
  return tr("%1, %2; %3").arg(found, memory_words(facts), time_words(facts.overhead));
}

// --- both ---

InversePopup::InversePopup(Workbench* workbench, QWidget* parent) : QFrame(parent, Qt::Popup) {
  setObjectName(QStringLiteral("find_popup"));
  setAccessibleName(tr("Find the least memory or the longest sequence for a given time"));
  setFrameShape(QFrame::StyledPanel);
  setAttribute(Qt::WA_NoMouseReplay);  // a click on the button while this is open closes it
  least_memory_ =
      new InverseQuestion(workbench, InverseQuestion::Kind::LeastMemory, QStringLiteral("find_least_"), this);
  longest_ = new InverseQuestion(workbench, InverseQuestion::Kind::LongestSequence,
                                 QStringLiteral("find_longest_"), this);
  auto* line = new QFrame(this);
  line->setFrameShape(QFrame::HLine);
  line->setFrameShadow(QFrame::Sunken);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(least_memory_);
  layout->addWidget(line);
  layout->addWidget(longest_);
  for (const InverseQuestion* question : {least_memory_, longest_}) {
    connect(question, &InverseQuestion::used, this, &QWidget::hide);
  }
}

void InversePopup::open_at(const QWidget* place) {
  resize(std::max(kWidth, sizeHint().width()), sizeHint().height());
  const QRect screen = place->screen()->availableGeometry();
  QPoint corner = place->mapToGlobal(QPoint(0, place->height()));
  if (corner.y() + height() > screen.bottom()) corner.setY(place->mapToGlobal(QPoint(0, 0)).y() - height());
  corner.setX(std::clamp(corner.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
  move(corner);
  show();
  least_memory_->focus_number();
}

void InversePopup::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return hide();
  QFrame::keyPressEvent(event);
}

FindButton::FindButton(Workbench* workbench, QWidget* parent) : QToolButton(parent) {
  setObjectName(QStringLiteral("find"));
  setText(tr("Fi&nd…"));
  setToolTip(tr("The least memory, or the longest sequence, for a given time"));
  setFocusPolicy(Qt::StrongFocus);
  auto* popup = new InversePopup(workbench, this);
  connect(this, &QToolButton::clicked, popup, [this, popup] { popup->open_at(this); });
}

}  // namespace tidemark
