// SPDX-License-Identifier: GPL-3.0-or-later
/// The panels beside the timeline, in one table. A new view is a row here.
#pragma once

#include <QString>
#include <QWidget>
#include <cstdint>
#include <span>

namespace tidemark {

class TimelineSource;
class Workbench;

/// Where a panel stands in a fresh window: in one of two stacks of tabs at the right.
enum class PanelPlace : std::uint8_t { Above, Below };

struct PanelInfo {
  const char* name;   ///< of its dock in saved layouts and tests, and of its help
  const char* title;  ///< on its tab; both texts are translated in the context "Panels"
  const char* says;   ///< what it shows, in a few words
  PanelPlace place;
  QWidget* (*make)(Workbench*, TimelineSource*, QWidget* parent);
};

/// In the order of their tabs.
std::span<const PanelInfo> all_panels();

/// A text of the table in the language of the window.
QString panel_text(const char* text);

}  // namespace tidemark
