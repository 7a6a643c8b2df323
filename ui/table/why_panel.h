// SPDX-License-Identifier: GPL-3.0-or-later
/// Explains the selected cell of the table, and lets the user go into its parts.
///
/// A part that is pointed at marks its stretch of the schedule for the other views; one that is gone into
/// keeps it marked.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/plan/stretch.h"
#include "core/solver/policy.h"
#include "ui/widgets/when_visible.h"
#include "ui/words/explanation.h"
#include "ui/workbench/newest_job.h"

class QLabel;
class QPushButton;
class QScrollArea;

namespace tidemark {

class Workbench;

class WhyPanel : public QWidget {
  Q_OBJECT

 public:
  explicit WhyPanel(Workbench* workbench, QWidget* parent = nullptr);

  /// What is explained, up to date even while the panel is hidden; text(): without markup. The notes of a
  /// long question follow, since they are worked out in the background.
  QString text();
  const Explanation& explanation();

  void ask_left();   ///< goes into the part that is solved last
  void ask_right();  ///< goes into the part that is solved first
  void go_back();    ///< to the question before
  void ask_whole();  ///< the problem's own question

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  using Part = std::optional<TableQuestion> Explanation::*;
  /// A question that the user has gone to, and its own stretch of the schedule where it is one of its parts.
  struct Visited {
    TableQuestion question;
    std::optional<Stretch> stretch;
  };

  /// A question as it is put to a policy.
  struct Asked {
    std::shared_ptr<const Policy> policy;
    TableQuestion question;
    std::int64_t chunk_length = 1;  ///< steps that one of its steps stands for
  };

  void refresh();
  void explain_now(const Asked& asked);
  void take(const Asked& asked, const Explanation& explanation);
  void ask(const Visited& visited);
  void ask_part(Part part);
  void point_out(const std::optional<Stretch>& stretch);
  /// The part's stretch within that of the explained question, or the nearest to the cursor.
  std::optional<Stretch> stretch_of_part(Part part) const;
  void show_explanation();
  void offer_ways();
  std::shared_ptr<const Policy> policy() const;
  TableQuestion selected_question(const Policy& policy) const;

  Workbench* workbench_;
  Explanation explanation_;
  TableQuestion question_;
  std::int64_t chunk_length_ = 1;
  std::weak_ptr<const Policy>
      explained_;  ///< whose explanation_ it is; a large table is not kept for its sake
  /// Where the user has gone to: a cell has whole slots, but a part's budget can lie between two cells. None:
  /// what is explained was selected elsewhere.
  std::optional<Visited> followed_to_;
  bool is_following_ = false;  ///< a cell is being selected here
  std::vector<Visited> before_;

  QScrollArea* scroll_ = nullptr;
  QLabel* words_ = nullptr;
  QPushButton *back_, *whole_, *left_, *right_;
  WhenVisible* updates_;
  NewestJob<Asked, std::optional<Explanation>> notes_;  ///< works on a whole explanation, for its notes
};

}  // namespace tidemark
