// SPDX-License-Identifier: GPL-3.0-or-later
/// The questions asked backwards: the least memory, or the longest sequence, for a given time.
#pragma once

#include <QDoubleSpinBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/study/inverse.h"
#include "ui/workbench/newest_job.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// One such question as a sentence with a number in it, its answer, and a button that makes the answer the
/// question. It is worked on in the background for as long as it is shown, and follows the workbench.
class InverseQuestion : public QWidget {
  Q_OBJECT

 public:
  enum class Kind { LeastMemory, LongestSequence };

  /// `name`: of its widgets, "find_least_" or "find_longest_" with "percent", "answer" and "use".
  InverseQuestion(Workbench* workbench, Kind kind, const QString& name, QWidget* parent);

  void focus_number();

 Q_SIGNALS:
  void used();  ///< the answer has become the question

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  struct Request {
    Settled settled;
    Kind kind;
    double most_overhead;
    OverheadBasis basis;
    /// Whether the answer is the same.
    bool asks_what(const Request& other) const;
  };
  /// Both empty: it was stopped, or there was not enough memory.
  struct Found {
    std::shared_ptr<const Solution> solution;
    QString error;
  };
  using Job = NewestJob<Request, Found>;

  void ask();
  void receive(const Found& found);
  /// Shows that what is shown belongs to an earlier question, or that there is no answer (yet).
  void set_current(bool is_current);
  QString words_of(const Solution& solution) const;

  Workbench* workbench_;
  Kind kind_;
  QLabel* sentence_;
  QDoubleSpinBox* percent_;
  QLabel* answer_;
  QPushButton* use_;
  std::optional<Request> asked_;  ///< what the answer is to, or is worked on; none: nothing is asked
  std::optional<Problem> found_;
  Solver solver_;             ///< used by the working thread
  std::unique_ptr<Job> job_;  // the last member, so that its thread ends before what it uses
};

/// Both questions below each other, in a popup.
class InversePopup : public QFrame {
  Q_OBJECT

 public:
  explicit InversePopup(Workbench* workbench, QWidget* parent);

  /// Below `place`, or wherever the screen has room, with the keyboard in the first number.
  void open_at(const QWidget* place);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  InverseQuestion* least_memory_;
  InverseQuestion* longest_;
};

/// The button that opens the popup.
class FindButton : public QToolButton {
  Q_OBJECT

 public:
  explicit FindButton(Workbench* workbench, QWidget* parent = nullptr);
};

}  // namespace tidemark
