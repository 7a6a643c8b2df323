// SPDX-License-Identifier: GPL-3.0-or-later
/// Has a runner measure how fast a cell is on a device in chunks of several lengths. In a process of its own,
/// as runs are; the two must not go on at once, or each would spoil the other's times.
#pragma once

#include <QObject>
#include <QProcess>
#include <memory>

#include "core/model/calibration.h"

namespace tidemark {

class Calibrator : public QObject {
  Q_OBJECT

 public:
  explicit Calibrator(QObject* parent = nullptr);
  ~Calibrator() override;  ///< ends the runner, if one is left

  /// Answers within seconds by one of the signals; a newer question takes an older one's place. Never blocks.
  /// Asking again what is being measured changes nothing.
  void start(const std::string& device, const Cell& cell);
  /// No answer will come.
  void cancel();
  bool is_running() const { return process_ != nullptr; }

 Q_SIGNALS:
  void measured(const std::shared_ptr<const tidemark::Calibration>& calibration);
  void failed(const QString& sentence);

 private:
  void finish();
  void fail(const QString& sentence);

  std::unique_ptr<QProcess> process_;
  std::string device_;
  Cell cell_;
};

}  // namespace tidemark
