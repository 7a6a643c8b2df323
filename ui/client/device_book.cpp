// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/device_book.h"

#include <algorithm>
#include <utility>

#include "core/model/device_id.h"

namespace tidemark {
namespace {

constexpr int kDebounceMs = 120;  // a number that is being changed is asked about once it stays the same

std::string_view view_of(const QByteArray& text) {
  return {text.constData(), static_cast<std::size_t>(text.size())};
}

/// Runners give their reasons without a full stop.
QString reason_of(const ConversationEnd& end) {
  QString sentence = in_words(end);
  if (sentence.endsWith(QLatin1Char('.'))) sentence.chop(1);
  return sentence;
}

DeviceDescription unavailable(const DeviceId& id, const Cell& cell, const QString& reason) {
  DeviceDescription description;
  description.info.id = id.text();
  description.info.name = description.info.id;
  description.info.available = false;
  description.info.reason = reason.toStdString();
  description.cell = cell;
  return description;
}

template <class Devices>
auto* find_device(Devices& devices, std::string_view id) {
  const auto found = std::ranges::find(
      devices, id, [](const DeviceDescription& device) -> std::string_view { return device.info.id; });
  return found == devices.end() ? nullptr : &*found;
}

}  // namespace

DeviceBook::DeviceBook(Connect connect_to, const Timing& timing)
    : connect_(std::move(connect_to)), timing_(timing) {
  debounce_.setSingleShot(true);
  debounce_.setInterval(kDebounceMs);
  connect(&debounce_, &QTimer::timeout, this, &DeviceBook::ask);
}

DeviceBook::~DeviceBook() = default;

// --- what is wanted ---

void DeviceBook::want(const Wanted& wanted) {
  wanted_ = wanted;
  // Questions that are still wanted go on; the others are dropped.
  for (auto& [runner, describing] : describing_) {
    const bool is_wanted = describing.request.cell == wanted.cell && wanted_runners().contains(runner) &&
                           std::ranges::includes(describing.request.chunk_lengths, missing_lengths(runner)) &&
                           std::ranges::includes(describing.request.devices, named_devices(runner));
    if (!is_wanted) dismiss(describing.conversation);
  }
  std::erase_if(describing_, [](const auto& entry) { return entry.second.conversation == nullptr; });
  const bool is_measured = wanted.chunk_length == kAutoChunk && measuring_.request.device == wanted.device &&
                           measuring_.request.cell == wanted.cell;
  if (measuring_.conversation && !is_measured) {
    dismiss(measuring_.conversation);
    Q_EMIT changed();
  }
  collect_devices();
  const bool is_resting = !since_asked_.isValid() || since_asked_.elapsed() > kDebounceMs;
  is_resting && !debounce_.isActive() ? ask() : debounce_.start();
}

void DeviceBook::want_nothing() {
  wanted_.reset();
  debounce_.stop();
  for (auto& [runner, describing] : describing_) dismiss(describing.conversation);
  describing_.clear();
  dismiss(measuring_.conversation);
}

void DeviceBook::refresh() {
  const std::optional<Wanted> wanted = wanted_;
  want_nothing();
  for (Page& page : pages_) {
    page.runners.clear();
    page.times.clear();
  }
  if (!wanted) return;
  wanted_ = wanted;
  ask();
  Q_EMIT changed();
}

void DeviceBook::hold_measuring(bool is_held) {
  if (is_held_ == is_held) return;
  is_held_ = is_held;
  if (is_held && measuring_.conversation) {
    dismiss(measuring_.conversation);
    Q_EMIT changed();
  }
  ask();
}

void DeviceBook::learn(const std::string& device, const Cell& cell, std::int64_t chunk_length,
                       const DeviceSizes& sizes) {
  std::vector<Page::Learnt>& learnt = page_of(cell).learnt;
  std::erase_if(learnt, [&](const Page::Learnt& before) {
    return before.device == device && before.chunk_length == chunk_length;
  });
  learnt.push_back({device, chunk_length, sizes});
  Q_EMIT changed();
}

std::set<std::string> DeviceBook::wanted_runners() const {
  std::set<std::string> runners;
  if (!wanted_) return runners;
  if (const auto id = DeviceId::parse(wanted_->device)) runners.emplace(id->runner());
  if (wanted_->of_every_device) {
    for (const DeviceId& id : kOneOfEachRunner) runners.emplace(id.runner());
  }
  return runners;
}

/// The chunk lengths of the wanted cell that the runner has not been asked about yet.
std::set<std::int64_t> DeviceBook::missing_lengths(const std::string& runner) const {
  std::set<std::int64_t> missing = {1, std::max<std::int64_t>(1, wanted_->chunk_length)};
  const Page* page = find_page(wanted_->cell);
  if (page == nullptr || !page->runners.contains(runner)) return missing;
  const Answer& answer = page->runners.at(runner);
  if (has_to_name_wanted(runner)) {
    missing.insert(answer.chunk_lengths.begin(), answer.chunk_lengths.end());
  } else {
    for (const std::int64_t length : answer.chunk_lengths) missing.erase(length);
  }
  return missing;
}

/// Whether the wanted device is one that the runner, which has answered for the cell, has not told of.
bool DeviceBook::has_to_name_wanted(std::string_view runner) const {
  const Page* page = wanted_ ? find_page(wanted_->cell) : nullptr;
  if (page == nullptr) return false;
  const auto id = DeviceId::parse(wanted_->device);
  const auto answer = page->runners.find(runner);
  return id && id->runner() == runner && answer != page->runners.end() &&
         !answer->second.named.contains(id->text()) &&
         find_device(answer->second.devices, id->text()) == nullptr;
}

/// Those that the runner is asked for by name, since it may not list them by itself: the wanted one, and for
/// the same lengths all that were named before.
std::set<std::string> DeviceBook::named_devices(const std::string& runner) const {
  std::set<std::string> named;
  if (const auto id = DeviceId::parse(wanted_->device); id && id->runner() == runner)
    named.insert(id->text());
  const Page* page = find_page(wanted_->cell);
  if (page == nullptr || !page->runners.contains(runner)) return named;
  const std::set<std::string>& before = page->runners.at(runner).named;
  named.insert(before.begin(), before.end());
  return named;
}

// --- asking ---

void DeviceBook::ask() {
  debounce_.stop();
  if (!wanted_) return;
  for (const std::string& runner : wanted_runners()) ask_runner(runner);
  measure();
}

void DeviceBook::ask_runner(const std::string& runner) {
  const std::set<std::int64_t> missing = missing_lengths(runner);
  if (missing.empty() || describing_.contains(runner)) return;
  since_asked_.start();
  Describing& describing = describing_[runner];
  describing.request = {wanted_->cell, missing, named_devices(runner)};
  describing.conversation = std::make_unique<Conversation>(connect_(runner), timing_.describing);
  Conversation* conversation = describing.conversation.get();
  connect(conversation, &Conversation::line, this,
          [this, runner](const QByteArray& line) { take_description(runner, line); });
  connect(conversation, &Conversation::ended, this,
          [this, runner](const ConversationEnd& end) { enter_failure(runner, end); });
  conversation->start(QByteArray::fromStdString(to_json(describing.request)));
}

void DeviceBook::take_description(const std::string& runner, const QByteArray& line) {
  Describing& describing = describing_.at(runner);
  auto description = parse_description(view_of(line));
  if (!description) {
    return describing.conversation->reject(QString::fromStdString(description.error().message));
  }
  dismiss(describing.conversation);  // its answer is complete
  const Describe request = describing_.extract(runner).mapped().request;
  enter(runner, request, std::move(description->devices));
}

void DeviceBook::enter_failure(const std::string& runner, const ConversationEnd& end) {
  Describing describing = std::move(describing_.extract(runner).mapped());
  dismiss(describing.conversation);
  std::set<std::string> failed = describing.request.devices;
  for (const DeviceId& id : kOneOfEachRunner) {
    if (id.runner() == runner) failed.insert(id.text());
  }
  std::vector<DeviceDescription> devices;
  for (const std::string& id : failed) {
    devices.push_back(unavailable(DeviceId::parse(id).value(), describing.request.cell, reason_of(end)));
  }
  enter(runner, describing.request, std::move(devices));
}

void DeviceBook::enter(const std::string& runner, const Describe& request,
                       std::vector<DeviceDescription> devices) {
  Answer& answer = page_of(request.cell).runners[runner];
  answer.chunk_lengths.insert(request.chunk_lengths.begin(), request.chunk_lengths.end());
  answer.named.insert(request.devices.begin(), request.devices.end());
  for (DeviceDescription& device : devices) {
    DeviceDescription* known = find_device(answer.devices, device.info.id);
    if (known == nullptr) {
      answer.devices.push_back(std::move(device));
      continue;
    }
    // Answers for other lengths stay, even if the device can no longer be used.
    for (const std::int64_t length : request.chunk_lengths) {
      known->chunks.insert_or_assign(length, device.sizes_in_chunks_of(length));
    }
  }
  collect_devices();
  measure();
  Q_EMIT changed();
}

void DeviceBook::measure() {
  if (!wanted_ || wanted_->chunk_length != kAutoChunk || is_held_ || measuring_.conversation) return;
  const DeviceDescription* device = find(wanted_->device, wanted_->cell);
  if (device == nullptr || !device->info.available) return;
  if (!std::holds_alternative<Pending>(times(wanted_->device, wanted_->cell))) return;
  measuring_.request = Calibrate{wanted_->device, wanted_->cell};
  measuring_.conversation =
      std::make_unique<Conversation>(connect_(DeviceId::parse(wanted_->device)->runner()), timing_.measuring);
  connect(measuring_.conversation.get(), &Conversation::line, this, &DeviceBook::take_calibration);
  connect(measuring_.conversation.get(), &Conversation::ended, this, [this](const ConversationEnd& end) {
    enter_times(Reason{tr("The device could not be measured: %1").arg(reason_of(end))});
  });
  measuring_.conversation->start(QByteArray::fromStdString(to_json(measuring_.request)));
  Q_EMIT changed();
}

void DeviceBook::take_calibration(const QByteArray& line) {
  const auto calibration = parse_calibration(view_of(line));
  if (!calibration) {
    return measuring_.conversation->reject(QString::fromStdString(calibration.error().message));
  }
  enter_times(std::make_shared<const Calibration>(*calibration));
}

void DeviceBook::enter_times(const TimesAnswer& answer) {
  dismiss(measuring_.conversation);
  page_of(measuring_.request.cell).times.insert_or_assign(measuring_.request.device, answer);
  Q_EMIT changed();
}

/// May be called from one of the conversation's own signals.
void DeviceBook::dismiss(std::unique_ptr<Conversation>& conversation) {
  if (!conversation) return;
  conversation->disconnect(this);
  conversation->kill();
  conversation.release()->deleteLater();
}

// --- the table ---

DeviceBook::Page& DeviceBook::page_of(const Cell& cell) {
  const auto found = std::ranges::find(pages_, cell, &Page::cell);
  if (found != pages_.end()) return *found;
  pages_.push_back({cell, {}, {}, {}});
  return pages_.back();
}

const DeviceBook::Page* DeviceBook::find_page(const Cell& cell) const {
  const auto found = std::ranges::find(pages_, cell, &Page::cell);
  return found == pages_.end() ? nullptr : &*found;
}

void DeviceBook::collect_devices() {
  const Page* page = wanted_ ? find_page(wanted_->cell) : nullptr;
  if (page == nullptr) return;
  std::vector<DeviceDescription> all;
  for (const DeviceId& id : kOneOfEachRunner) {
    const auto answer = page->runners.find(id.runner());
    if (answer != page->runners.end()) {
      all.insert(all.end(), answer->second.devices.begin(), answer->second.devices.end());
    } else if (wanted_runners().contains(std::string(id.runner()))) {
      return;  // this runner has still to answer
    }
  }
  devices_ = std::move(all);
}

const DeviceDescription* DeviceBook::find(const std::string& device, const Cell& cell) const {
  const auto id = DeviceId::parse(device);
  const Page* page = find_page(cell);
  if (!id || page == nullptr) return nullptr;
  const auto answer = page->runners.find(id->runner());
  return answer == page->runners.end() ? nullptr : find_device(answer->second.devices, id->text());
}

SizesAnswer DeviceBook::sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length) const {
  const auto id = DeviceId::parse(device);
  if (!id) return Reason{QString::fromStdString(id.error().message)};
  const Page* page = find_page(cell);
  if (page == nullptr) return Pending{};
  const auto answer = page->runners.find(id->runner());
  const bool is_asked_for =
      wanted_ && wanted_->device == device && wanted_->cell == cell && has_to_name_wanted(id->runner());
  const bool is_answered = answer != page->runners.end() && answer->second.chunk_lengths.contains(1) &&
                           answer->second.chunk_lengths.contains(chunk_length) && !is_asked_for;
  std::optional<Reason> reason;
  if (is_answered) {
    const DeviceDescription* described = find_device(answer->second.devices, id->text());
    const auto sizes =
        described == nullptr
            ? Result<DeviceSizes>(failure("there is no device ", id->text(), " on this machine"))
            : described->sizes_for(chunk_length);
    if (sizes) return *sizes;
    reason = Reason{QString::fromStdString(sizes.error().message)};
  }
  if (const auto measured = page->times.find(device); measured != page->times.end()) {
    const auto* calibration = std::get_if<std::shared_ptr<const Calibration>>(&measured->second);
    if (calibration != nullptr && (*calibration)->find(chunk_length) != nullptr) {
      return (*calibration)->sizes_for(chunk_length);
    }
  }
  if (!reason) return Pending{};
  for (const Page::Learnt& learnt : page->learnt) {
    if (learnt.device == device && learnt.chunk_length == chunk_length) return learnt.sizes;
  }
  return *reason;
}

TimesAnswer DeviceBook::times(const std::string& device, const Cell& cell) const {
  const Page* page = find_page(cell);
  if (page != nullptr) {
    if (const auto found = page->times.find(device); found != page->times.end()) return found->second;
  }
  // A cell that has no sizes on the device cannot be measured there, either.
  const SizesAnswer single_steps = sizes(device, cell, 1);
  if (const auto* reason = std::get_if<Reason>(&single_steps)) return *reason;
  return Pending{};
}

}  // namespace tidemark
