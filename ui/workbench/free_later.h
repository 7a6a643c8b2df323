// SPDX-License-Identifier: GPL-3.0-or-later
/// Values that are too large to be freed by the window's thread.
#pragma once

#include <QThreadPool>
#include <cstdlib>
#include <memory>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tidemark {

/// The same value, freed by a thread of the pool whoever lets go of it last: giving back the hundreds of
/// megabytes of a plan of millions of actions takes several frames.
template <class T>
std::shared_ptr<const T> freed_in_background(std::shared_ptr<const T> value) {
  if (value == nullptr) return nullptr;
  const T* shown = value.get();
  return {shown, [value = std::move(value)](const T*) mutable {
            QThreadPool::globalInstance()->start([value = std::move(value)]() mutable {
              value.reset();
#ifdef __GLIBC__
              malloc_trim(0);  // or else the allocator keeps most of it for this process
#endif
            });
          }};
}

}  // namespace tidemark
