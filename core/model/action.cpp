// SPDX-License-Identifier: Apache-2.0
#include "core/model/action.h"

namespace tidemark {

std::string_view name_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::Advance:
      return "advance";
    case ActionKind::Keep:
      return "keep";
    case ActionKind::StoreHidden:
      return "store_hidden";
    case ActionKind::StoreInternal:
      return "store_internal";
    case ActionKind::Restore:
      return "restore";
    case ActionKind::Backward:
      return "backward";
    case ActionKind::Free:
      return "free";
  }
  return "";
}

std::optional<ActionKind> action_named(std::string_view name) {
  for (ActionKind kind : kActionKinds) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace tidemark
