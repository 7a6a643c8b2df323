// SPDX-License-Identifier: Apache-2.0
#include "gpu/event_stream.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/files/record_file.h"

namespace tidemark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenFlushes{50};
constexpr std::chrono::milliseconds kBetweenLooks{2};
constexpr std::string_view kCancel = "cancel";

}  // namespace

void EventStream::put(const Event& event) {
  gathered_ += to_json_line(event);
  gathered_ += '\n';
  if (Clock::now() - last_flush_ >= kBetweenFlushes) flush();
}

void EventStream::flush() {
  std::string_view rest = gathered_;
  while (!rest.empty() && error_number_ == 0) {
    const ssize_t written = write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{descriptor_, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      error_number_ = errno;
    }
  }
  gathered_.clear();
  last_flush_ = Clock::now();
}

std::string EventStream::trouble() const {
  return std::strerror(error_number_);
}

Result<std::string> RequestStream::first_line() {
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = pending_.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    searched = pending_.size();
    if (!read_some()) break;
  }
  if (error_number_ != 0) return failure("the request cannot be read: ", std::strerror(error_number_));
  return std::exchange(pending_, {});
}

bool RequestStream::is_cancelled() {
  const auto now = Clock::now();
  if (!cancelled_ && now - last_look_ >= kBetweenLooks) {
    last_look_ = now;
    look();
  }
  return cancelled_;
}

void RequestStream::look() {
  std::array<pollfd, 2> watched = {pollfd{at_end_ ? -1 : descriptor_, POLLIN, 0}, pollfd{answers_, 0, 0}};
  if (poll(watched.data(), watched.size(), 0) <= 0) return;
  if (watched[1].revents & POLLERR) cancelled_ = true;  // the reader of a pipe has closed it
  if (watched[0].revents != 0) read_some();
  for (std::size_t end; (end = pending_.find('\n')) != std::string::npos; pending_.erase(0, end + 1)) {
    if (std::string_view(pending_).substr(0, end) == kCancel) cancelled_ = true;
  }
  if (at_end_ && pending_ == kCancel) cancelled_ = true;
}

bool RequestStream::read_some() {
  std::array<char, 1 << 16> buffer;
  ssize_t got;
  do {
    got = read(descriptor_, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    pending_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }
  if (got < 0) error_number_ = errno;
  at_end_ = true;
  return false;
}

}  // namespace tidemark
