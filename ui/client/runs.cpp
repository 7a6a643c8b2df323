// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/runs.h"

#include <QLocale>
#include <algorithm>
#include <utility>

#include "core/model/device_id.h"
#include "ui/client/async.h"

namespace tidemark {
namespace {

constexpr int kFrameMs = 33;

}  // namespace

bool RunEnd::is_done() const {
  return conversation.kind == ConversationEnd::Kind::Exited && record && record->end &&
         record->end->status == EndEvent::Status::Done;
}

QString in_words(const RunEnd& end) {
  const bool is_whole =
      end.conversation.kind == ConversationEnd::Kind::Exited && end.record && end.record->end;
  if (!is_whole) {
    if (end.was_cancelled && end.conversation.kind == ConversationEnd::Kind::NotStarted) {
      return Runs::tr("The run was cancelled before it started.");
    }
    if (!end.record) return in_words(end.conversation);
    return Runs::tr("%1 What it had reported until then is kept.").arg(in_words(end.conversation));
  }
  const std::size_t iterations = end.record->iterations.size();
  const auto asked = static_cast<std::size_t>(end.record->start.iterations);
  const QString all = asked == 1 ? Runs::tr("1 iteration") : Runs::tr("%L1 iterations").arg(asked);
  const QString done = iterations == asked ? all : Runs::tr("%L1 of %2").arg(iterations).arg(all);
  switch (end.record->end->status) {
    case EndEvent::Status::Done:
      return Runs::tr("The run is done: %1.").arg(done);
    case EndEvent::Status::Cancelled:
      return Runs::tr("The run was cancelled after %1.").arg(done);
    case EndEvent::Status::Failed:
      return Runs::tr("The run failed after %1: %2")
          .arg(done, QString::fromStdString(end.record->end->message));
  }
  return {};
}

Runs::Runs(Connect connect_to, const Patience& patience)
    : connect_(std::move(connect_to)), patience_(patience) {
  frame_.setSingleShot(true);
  connect(&frame_, &QTimer::timeout, this, [this] {
    record_.reset();
    Q_EMIT updated();
    // Views ask for a copy of the record at each update. A long record, which takes long to copy, is updated
    // less often.
    frame_.setInterval(std::max(kFrameMs, copying_ms_ * 10));
  });
  frame_.setInterval(kFrameMs);
}

Runs::~Runs() = default;

void Runs::start(const Run& run) {
  Q_ASSERT(!is_running_);
  is_running_ = true;
  was_cancelled_ = false;
  record_.reset();
  reader_ = RecordReader();
  iterations_ = run.iterations;
  is_verifying_ = run.verify;
  clock_.start();
  pace_.start(0);
  plan_actions_ = run.plan->actions.size();
  const std::uint64_t job = ++job_;
  const auto device = DeviceId::parse(run.plan->problem.device);
  if (!device) {
    const QString words = QString::fromStdString(device.error().message);
    QMetaObject::invokeMethod(
        this,
        [this, job, words] {
          if (job == job_) end({ConversationEnd::Kind::NotStarted, 0, words});
        },
        Qt::QueuedConnection);
    return;
  }
  runner_ = device->runner();
  // Writing a long plan out takes a while, so that it is not done on this thread.
  in_background(
      this, [run] { return QByteArray::fromStdString(to_json(run)); },
      [this, job](const QByteArray& request) {
        if (job == job_ && is_running_) launch(request);
      });
}

void Runs::launch(const QByteArray& request) {
  conversation_ = std::make_unique<Conversation>(connect_(runner_), patience_);
  connect(conversation_.get(), &Conversation::line, this, &Runs::read_event);
  connect(conversation_.get(), &Conversation::ended, this, &Runs::end);
  conversation_->start(request);
}

void Runs::cancel() {
  if (!is_running_) return;
  if (conversation_) return conversation_->cancel();
  was_cancelled_ = true;
  end({ConversationEnd::Kind::NotStarted, 0, {}});
}

void Runs::kill() {
  if (conversation_) return conversation_->kill();
  cancel();
}

std::shared_ptr<const Record> Runs::record() const {
  if (!record_ && reader_.has_started()) {
    QElapsedTimer copying;
    copying.start();
    record_ = std::make_shared<const Record>(reader_.record());
    copying_ms_ = static_cast<int>(copying.elapsed());
  }
  return record_;
}

RunProgress Runs::progress() const {
  RunProgress progress{.iterations_asked = iterations_, .has_to_verify = is_verifying_};
  if (!reader_.has_started()) return progress;
  const Record& record = reader_.record();
  progress.iterations_done = static_cast<std::int64_t>(record.iterations.size());
  progress.has_to_verify = is_verifying_ && !record.verify;
  if (!record.actions.empty() && plan_actions_ > 0 &&
      record.actions.back().iteration > progress.iterations_done) {
    progress.part_of_iteration =
        static_cast<double>(record.actions.back().index + 1) / static_cast<double>(plan_actions_);
  }
  if (is_running_) progress.seconds_left = pace_.seconds_left(iterations_, now());
  return progress;
}

void Runs::note_pace(const Event& event) {
  if (std::holds_alternative<StartEvent>(event)) pace_.start(now());
  if (std::holds_alternative<IterationEvent>(event)) pace_.end_iteration(now());
  if (std::holds_alternative<VerifyEvent>(event)) pace_.end_verification(now());
}

void Runs::read_event(const QByteArray& text) {
  const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
  const auto event = reader_.read_line(view);
  if (!event) return conversation_->reject(QString::fromStdString(event.error().message));
  if (*event) note_pace(**event);
  if (reader_.has_started() && !frame_.isActive()) frame_.start();
  Q_EMIT line(text);
}

void Runs::end(const ConversationEnd& how) {
  if (!is_running_) return;
  frame_.stop();
  is_running_ = false;
  ++job_;
  if (conversation_) {
    was_cancelled_ = conversation_->is_cancelled();
    conversation_.release()->deleteLater();  // this is called from its own signal
  }
  record_.reset();
  Q_EMIT ended({how, was_cancelled_, record()});
}

}  // namespace tidemark
