// SPDX-License-Identifier: GPL-3.0-or-later
/// One line of text that takes whatever width there is, and never asks for more: what does not fit is elided
/// and stands in a tool tip.
#pragma once

#include <QLabel>

namespace tidemark {

class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(QWidget* parent = nullptr);

  bool is_elided() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
};

}  // namespace tidemark
