// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/conversation.h"

#include <QPointer>
#include <utility>

namespace tidemark {
namespace {

constexpr qsizetype kLongestLine = 16 << 20;  // bytes; the longest that a runner writes is a calibration's

}  // namespace

QString in_words(const ConversationEnd& end) {
  switch (end.kind) {
    case ConversationEnd::Kind::Exited:
      if (!end.words.isEmpty()) return Conversation::tr("The runner refused: %1").arg(end.words);
      return Conversation::tr("The runner ended early with exit code %1.").arg(end.exit_code);
    case ConversationEnd::Kind::NotStarted:
      return end.words;
    case ConversationEnd::Kind::Crashed:
      return Conversation::tr("The runner was killed or crashed before it was done.");
    case ConversationEnd::Kind::Late:
      return Conversation::tr("The runner did not answer within %1, and was stopped.").arg(end.words);
    case ConversationEnd::Kind::Nonsense:
      return Conversation::tr("The runner wrote something that makes no sense, and was stopped: %1")
          .arg(end.words);
    case ConversationEnd::Kind::Deaf:
      return Conversation::tr("The runner did not stop when it was asked to, and was killed.");
  }
  return {};
}

Conversation::Conversation(std::unique_ptr<Transport> transport, const Patience& patience)
    : transport_(std::move(transport)), patience_(patience) {
  answer_timer_.setSingleShot(true);
  cancel_timer_.setSingleShot(true);
  connect(&answer_timer_, &QTimer::timeout, this, [this] {
    const double seconds = static_cast<double>(patience_.for_answer.count()) / 1000;
    stop({ConversationEnd::Kind::Late, 0, tr("%1 s").arg(seconds)});
  });
  connect(&cancel_timer_, &QTimer::timeout, this, &Conversation::kill);
  connect(transport_.get(), &Transport::received, this, &Conversation::receive);
  connect(transport_.get(), &Transport::ended, this, &Conversation::handle_end);
}

Conversation::~Conversation() = default;

void Conversation::start(const QByteArray& request) {
  if (patience_.for_answer.count() > 0) answer_timer_.start(patience_.for_answer);
  transport_->start();
  transport_->write_line(request);
}

void Conversation::cancel() {
  if (is_cancelled_ || is_over_) return;
  is_cancelled_ = true;
  transport_->write_line("cancel");
  transport_->close_input();
  cancel_timer_.start(patience_.for_cancel);
}

void Conversation::kill() {
  stop({ConversationEnd::Kind::Deaf, 0, {}});
}

void Conversation::reject(const QString& why) {
  stop({ConversationEnd::Kind::Nonsense, 0, why});
}

qint64 Conversation::process_id() const {
  return is_over_ ? 0 : transport_->process_id();
}

void Conversation::receive(const QByteArray& bytes) {
  if (is_over_) return;
  qsizetype searched = torn_line_.size();
  torn_line_ += bytes;
  const QPointer<Conversation> alive(this);  // a receiver of line() may delete this
  qsizetype begin = 0;
  for (qsizetype end; (end = torn_line_.indexOf('\n', searched)) >= 0; searched = begin) {
    const QByteArray whole = torn_line_.mid(begin, end - begin);
    begin = end + 1;
    Q_EMIT line(whole);
    if (!alive || is_over_) return;
  }
  torn_line_.remove(0, begin);
  if (torn_line_.size() > kLongestLine) {
    reject(tr("a line of more than %L1 bytes").arg(kLongestLine));
  }
}

void Conversation::handle_end(const TransportEnd& end) {
  switch (end.kind) {
    case TransportEnd::Kind::NotStarted:
      return stop({ConversationEnd::Kind::NotStarted, 0, end.words});
    case TransportEnd::Kind::Exited:
      return stop({ConversationEnd::Kind::Exited, end.exit_code, end.words});
    case TransportEnd::Kind::Crashed:
      return stop({ConversationEnd::Kind::Crashed, 0, end.words});
  }
}

/// Does not wait until a killed runner is dead: if it hangs in the kernel, that could take for ever.
void Conversation::stop(const ConversationEnd& end) {
  if (is_over_) return;
  is_over_ = true;
  answer_timer_.stop();
  cancel_timer_.stop();
  transport_->kill();
  Q_EMIT ended(end);
}

}  // namespace tidemark
