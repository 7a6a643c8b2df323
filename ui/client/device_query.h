// SPDX-License-Identifier: GPL-3.0-or-later
/// Asks every runner which devices it has, and how large a cell's states are on them.
#pragma once

#include <QObject>
#include <QProcess>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/files/protocol.h"

namespace tidemark {

class DeviceQuery : public QObject {
  Q_OBJECT

 public:
  explicit DeviceQuery(QObject* parent = nullptr);
  ~DeviceQuery() override;  ///< ends the runners it started

  /// Answers soon; a newer question takes an older one's place. Never blocks.
  void ask(const Cell& cell, std::int64_t chunk_length = 1);
  bool is_asking() const { return is_asking_; }

 Q_SIGNALS:
  /// What all runners said of the cell: each device in single steps and, where they were asked about, again
  /// in chunks of more. A runner that is missing or fails is listed as an unavailable device with its reason.
  void answered(const tidemark::Cell& cell, const std::vector<tidemark::DeviceDescription>& devices);

 private:
  /// One runner that is being asked about chunks of one length.
  struct Job {
    QString device;
    std::int64_t chunk_length = 1;
    std::unique_ptr<QProcess> process = nullptr;
    std::vector<DeviceDescription> devices = {};
    bool is_done = false;
  };

  void start();
  void start_job(std::size_t index);
  void finish_job(std::size_t index, std::vector<DeviceDescription> devices);
  void drop_jobs();

  QTimer debounce_;
  QTimer patience_;
  Cell cell_;
  std::int64_t chunk_length_ = 1;
  bool is_asking_ = false;
  std::vector<Job> jobs_;
};

}  // namespace tidemark
