// SPDX-License-Identifier: GPL-3.0-or-later
/// One panel alone in the window: made large to look closely, or shown to an audience.
#pragma once

#include <QFont>
#include <QMainWindow>
#include <QPointer>
#include <optional>

namespace tidemark {

class Spotlight : public QObject {
  Q_OBJECT

 public:
  enum class Mode : std::uint8_t {
    Off,
    Large,   ///< the question and the answer stay above it
    Lecture  ///< in large type, with nothing beside it but the caption
  };

  /// `window` must have its central widget, and is the parent. `question`: what a lecture hides above the
  /// panels. `caption`: what a lecture shows above a panel that has no caption of its own. `layout_version`:
  /// that of the window's saved layouts.
  Spotlight(QMainWindow* window, QWidget* question, QWidget* caption, int layout_version);

  ~Spotlight() override;  ///< gives the application its own type back

  /// Shows `panel`, a dock or the central widget, alone. The same panel and mode once more put everything
  /// back.
  void toggle(QWidget* panel, Mode mode);
  void leave();  ///< puts everything back as it was
  Mode mode() const { return mode_; }
  QWidget* panel() const { return panel_; }  ///< null: none is alone
  /// The layout to remember: while a panel is alone, that from before.
  QByteArray layout() const;

 Q_SIGNALS:
  void changed();

 private:
  void show_alone();
  void set_lecture(bool is_lecture);

  QMainWindow* window_;
  QWidget* question_;
  QWidget* caption_;
  Mode mode_ = Mode::Off;
  QPointer<QWidget> panel_;
  int layout_version_;
  QByteArray layout_;          ///< from before, while a panel is alone
  std::optional<QFont> font_;  ///< the application's, while a lecture has a larger one
};

}  // namespace tidemark
