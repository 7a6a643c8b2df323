// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs work on other threads for an object that may be destroyed before the work is finished.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>
#include <utility>

namespace tidemark {

/// Runs `work` on another thread, then `done` with its result on this one, unless `owner` has been destroyed
/// by then. `work` must not touch `owner`.
template <class Work, class Done>
void in_background(QObject* owner, Work work, Done done) {
  using Value = std::invoke_result_t<Work>;
  auto* watcher = new QFutureWatcher<Value>(owner);
  QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done = std::move(done)] {
    watcher->deleteLater();
    done(watcher->result());
  });
  watcher->setFuture(QtConcurrent::run(std::move(work)));
}

/// Waits for the work that `owner` has started, whose results are dropped. For destructors.
inline void wait_for_background(QObject* owner) {
  const auto watchers = owner->findChildren<QFutureWatcherBase*>(QString(), Qt::FindDirectChildrenOnly);
  for (QFutureWatcherBase* watcher : watchers) {
    watcher->disconnect(owner);
    watcher->waitForFinished();
  }
}

}  // namespace tidemark
