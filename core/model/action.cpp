// SPDX-License-Identifier: Apache-2.0
#include "core/model/action.h"

#include "core/base/names.h"

namespace tidemark {
namespace {

constexpr Named<ActionKind> kActionNames[] = {{ActionKind::Advance, "advance"},
                                              {ActionKind::Keep, "keep"},
                                              {ActionKind::StoreHidden, "store_hidden"},
                                              {ActionKind::StoreInternal, "store_internal"},
                                              {ActionKind::Restore, "restore"},
                                              {ActionKind::Backward, "backward"},
                                              {ActionKind::Free, "free"}};

}  // namespace

std::string_view name_of(ActionKind kind) {
  return name_in(kActionNames, kind);
}

std::optional<ActionKind> action_named(std::string_view name) {
  return value_in(kActionNames, name);
}

}  // namespace tidemark
