// SPDX-License-Identifier: GPL-3.0-or-later
/// Work done beside the window, by an object that may go away before it is finished.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>
#include <utility>

namespace tidemark {

/// Runs `work` on another thread, then `done` with its result on this one, unless `owner` is gone by then.
/// `work` must not touch `owner`.
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

/// Waits for what `owner` has started; nobody is told of the results. For destructors.
inline void wait_for_background(QObject* owner) {
  const auto watchers = owner->findChildren<QFutureWatcherBase*>(QString(), Qt::FindDirectChildrenOnly);
  for (QFutureWatcherBase* watcher : watchers) {
    watcher->disconnect(owner);
    watcher->waitForFinished();
  }
}

}  // namespace tidemark
