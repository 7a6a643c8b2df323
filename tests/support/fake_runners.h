// SPDX-License-Identifier: GPL-3.0-or-later
/// Transports without a runner at the other side: the test says what comes from there.
#pragma once

#include <QList>
#include <memory>
#include <vector>

#include "core/files/protocol.h"
#include "ui/client/transport.h"

namespace tidemark {

/// It does not die when it is killed, like a process that hangs in the kernel.
class FakeTransport : public Transport {
 public:
  using Living = std::shared_ptr<std::vector<FakeTransport*>>;

  FakeTransport(std::string_view runner, Living living) : runner_(runner), living_(std::move(living)) {
    living_->push_back(this);
  }
  ~FakeTransport() override { std::erase(*living_, this); }

  void start() override { is_started_ = true; }
  void write_line(const QByteArray& line) override { lines_.append(line); }
  void close_input() override {}
  void kill() override { is_killed_ = true; }
  qint64 process_id() const override { return 0; }

  const std::string& runner() const { return runner_; }
  const QList<QByteArray>& lines() const { return lines_; }
  bool is_killed() const { return is_killed_; }
  Request request() const { return parse_request(lines_.value(0).toStdString()).value(); }
  void say(const QByteArray& bytes) { Q_EMIT received(bytes); }
  void say(const Description& description) { say(QByteArray::fromStdString(to_json(description)) + "\n"); }
  void end(const TransportEnd& how) { Q_EMIT ended(how); }

 private:
  std::string runner_;
  Living living_;  // shared, because a withdrawn conversation ends later than the test that began it
  QList<QByteArray> lines_;
  bool is_started_ = false;
  bool is_killed_ = false;
};

/// The transports that were made and have not been destroyed.
class FakeRunners {
 public:
  Connect connect() {
    return [this](std::string_view runner) {
      ++made_;
      return std::make_unique<FakeTransport>(runner, living_);
    };
  }
  int made() const { return made_; }
  /// The newest transport to a runner of that name that has not been killed; null: none.
  FakeTransport* to(std::string_view runner) const {
    for (auto transport = living_->rbegin(); transport != living_->rend(); ++transport) {
      if ((*transport)->runner() == runner && !(*transport)->is_killed()) return *transport;
    }
    return nullptr;
  }

 private:
  FakeTransport::Living living_ = std::make_shared<std::vector<FakeTransport*>>();
  int made_ = 0;
};

/// What a healthy runner with one device answers to a Describe; internal states take `beta` times 512 bytes.
inline Description healthy_answer(const Describe& request, const std::string& device = "cpu",
                                  std::int64_t beta = 2) {
  DeviceDescription description;
  description.info.id = device;
  description.info.name = "A device";
  description.cells = {CellKind::Lstm, CellKind::Gru, CellKind::Tanh};
  description.precisions = {Precision::Float32};
  description.cell = request.cell;
  for (const std::int64_t k : request.chunk_lengths) {
    description.chunks.emplace(
        k,
        ChunkSizes{{.hidden = 512, .alpha = 512 * (k * beta + 1), .beta = 512 * k * beta}, {{"weights", 1}}});
  }
  return {{description}};
}

}  // namespace tidemark
