// SPDX-License-Identifier: GPL-3.0-or-later
/// What runners have said about devices: how large a cell's states are on each, and how fast the cell is
/// there. If something is wanted that is not known yet, the book asks the runners for it.
///
/// A runner is asked one question at a time. A question that it has answered, or failed to answer, is not
/// asked again before refresh(). Measuring happens in a process of its own, as runs do. The two must not go
/// on at once, since each would spoil the other's times: see hold_measuring().
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/files/protocol.h"
#include "core/model/calibration.h"
#include "ui/client/conversation.h"

namespace tidemark {

/// No answer has come yet.
struct Pending {
  bool operator==(const Pending&) const = default;
};
/// Why there is no answer and none will come: a sentence.
struct Reason {
  QString sentence;
  bool operator==(const Reason&) const = default;
};
using SizesAnswer = std::variant<Pending, DeviceSizes, Reason>;
using TimesAnswer = std::variant<Pending, std::shared_ptr<const Calibration>, Reason>;

class DeviceBook : public QObject {
  Q_OBJECT

 public:
  struct Timing {
    Patience describing{std::chrono::seconds(60), std::chrono::seconds(5)};  ///< a GPU may be slow to wake up
    Patience measuring{std::chrono::minutes(10), std::chrono::seconds(5)};   ///< a large cell takes long
  };
  explicit DeviceBook(Connect connect_to = connect_local) : DeviceBook(std::move(connect_to), Timing()) {}
  DeviceBook(Connect connect_to, const Timing& timing);
  ~DeviceBook() override;  ///< ends the runners that it started, without waiting

  /// What should become known: a cell's sizes on a device in chunks of `chunk_length` steps, or, for
  /// kAutoChunk, how fast it is there in chunks of several lengths.
  struct Wanted {
    std::string device = "cpu";
    Cell cell;
    std::int64_t chunk_length = 1;
    bool of_every_device = false;  ///< the sizes on all other devices, too
    bool operator==(const Wanted&) const = default;
  };
  /// Replaces what was wanted before. Questions that only that needed are withdrawn.
  void want(const Wanted& wanted);
  /// Nothing is wanted any more.
  void want_nothing();
  /// Forgets everything but what it was told by learn(), and asks again for what is wanted. For instance
  /// after a driver was installed.
  void refresh();
  /// While held, nothing is measured; a measurement that is going on is dropped, and started again
  /// afterwards.
  void hold_measuring(bool is_held);
  /// Enters sizes from elsewhere, such as those in another machine's record. They are used only if this
  /// machine's runners cannot answer for the device.
  void learn(const std::string& device, const Cell& cell, std::int64_t chunk_length,
             const DeviceSizes& sizes);

  SizesAnswer sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length) const;
  TimesAnswer times(const std::string& device, const Cell& cell) const;
  /// Null if nothing is known about the device, or there is none.
  const DeviceDescription* find(const std::string& device, const Cell& cell) const;
  /// All devices, as described for the newest cell for which all wanted runners have answered; empty before.
  const std::vector<DeviceDescription>& devices() const { return devices_; }
  bool is_measuring() const { return measuring_.conversation != nullptr; }

 Q_SIGNALS:
  void changed();  ///< an answer has come, or measuring has begun or ended

 private:
  /// What one runner has said about one cell.
  struct Answer {
    std::vector<DeviceDescription> devices;
    std::set<std::int64_t> chunk_lengths;  ///< the chunk lengths that it was asked about
    std::set<std::string> named;           ///< devices that it was asked for by name
  };
  struct Page {
    Cell cell;
    std::map<std::string, Answer, std::less<>> runners;
    std::map<std::string, TimesAnswer> times;  ///< by device
    struct Learnt {
      std::string device;
      std::int64_t chunk_length;
      DeviceSizes sizes;
    };
    std::vector<Learnt> learnt;
  };
  struct Describing {
    Describe request;
    std::unique_ptr<Conversation> conversation;
  };
  struct Measuring {
    Calibrate request;
    std::unique_ptr<Conversation> conversation;
  };

  void ask();
  void ask_runner(const std::string& runner);
  void measure();
  void take_description(const std::string& runner, const QByteArray& line);
  void take_calibration(const QByteArray& line);
  void enter(const std::string& runner, const Describe& request, std::vector<DeviceDescription> devices);
  void enter_failure(const std::string& runner, const ConversationEnd& end);
  void enter_times(const TimesAnswer& answer);
  void collect_devices();
  std::set<std::string> wanted_runners() const;
  std::set<std::int64_t> missing_lengths(const std::string& runner) const;
  std::set<std::string> named_devices(const std::string& runner) const;
  bool has_to_name_wanted(std::string_view runner) const;
  Page& page_of(const Cell& cell);
  const Page* find_page(const Cell& cell) const;
  void dismiss(std::unique_ptr<Conversation>& conversation);

  Connect connect_;
  Timing timing_;
  std::optional<Wanted> wanted_;
  std::vector<Page> pages_;
  std::vector<DeviceDescription> devices_;
  std::map<std::string, Describing> describing_;  ///< by the runner's name
  Measuring measuring_;
  bool is_held_ = false;
  QTimer debounce_;
  QElapsedTimer since_asked_;
};

}  // namespace tidemark
