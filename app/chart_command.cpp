// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <array>
#include <functional>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "core/files/load_any.h"
#include "ui/charts/chart_export.h"
#include "ui/table/cost_table_view.h"
#include "ui/timeline/timeline_view.h"
#include "ui/tradeoff/tradeoff_view.h"
#include "ui/widgets/theme.h"
#include "ui/workbench/cost_table.h"
#include "ui/workbench/timeline_source.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kLookMs = 10;
constexpr int kPatienceMs = 300'000;  // an MSM table for a long sequence takes long

/// A chart of the workbench, and whether it shows everything.
struct Chart {
  std::unique_ptr<TimelineSource> timelines;  ///< null unless the chart shows time
  std::unique_ptr<Plot> plot;
  std::function<bool()> is_complete;
};

Chart make_table(Workbench* workbench) {
  // A table that is not shown is sampled when it is drawn.
  return {nullptr, std::make_unique<CostTableView>(workbench),
          [workbench] { return static_cast<bool>(cost_table(*workbench)); }};
}

Chart make_tradeoff(Workbench* workbench) {
  return {nullptr, std::make_unique<TradeoffView>(workbench),
          [workbench] { return workbench->strategy_costs() != nullptr; }};
}

Chart make_timeline(Workbench* workbench, TimelineView::Part part) {
  auto timelines = std::make_unique<TimelineSource>(workbench);
  auto view = std::make_unique<TimelineView>(workbench, timelines.get());
  view->set_shown(part);
  if (workbench->record()) view->set_axis(TimelineView::Axis::Milliseconds);
  const TimelineSource* source = timelines.get();
  return {std::move(timelines), std::move(view), [source] { return source->timeline() != nullptr; }};
}

struct NamedChart {
  std::string_view name;
  Chart (*make)(Workbench*);
  /// The table counts slots; the other charts show bytes, which the device's runner knows.
  Workbench::Asks asks = Workbench::Asks::ItsRunner;
};
constexpr std::array kCharts = {
    NamedChart{"table", make_table, Workbench::Asks::WhereNeeded},
    NamedChart{"timeline",
               [](Workbench* workbench) { return make_timeline(workbench, TimelineView::Part::Both); }},
    NamedChart{"memory",
               [](Workbench* workbench) { return make_timeline(workbench, TimelineView::Part::Memory); }},
    NamedChart{"tradeoff", make_tradeoff}};

/// Runs an event loop until `is_done`, so that results of background work arrive. Returns false if that takes
/// too long.
bool wait_until(const std::function<bool()>& is_done) {
  const QDeadlineTimer deadline(kPatienceMs);
  QEventLoop loop;
  QTimer look;
  QObject::connect(&look, &QTimer::timeout, &loop, [&] {
    if (is_done() || deadline.hasExpired()) loop.quit();
  });
  look.start(kLookMs);
  loop.exec();
  return is_done();
}

void show(const Document& document, Workbench& workbench) {
  struct Shown {
    Workbench& workbench;
    void operator()(const Problem& problem) const { workbench.set_problem(problem); }
    void operator()(const std::shared_ptr<const Plan>& plan) const { workbench.show_plan(plan); }
    void operator()(const std::shared_ptr<const Record>& record) const { workbench.show_record(record); }
  };
  std::visit(Shown{workbench}, document);
}

/// The chart and its picture that the options ask for.
struct Wanted {
  NamedChart chart;
  std::string file;
  PictureOptions picture;
  Theme theme = Theme::Light;
};

/// Reads --size, such as "1920x1080".
Result<QSize> read_pixels(const std::string& text) {
  const QStringList sides = QString::fromStdString(text).split('x');
  bool has_width = false;
  bool has_height = false;
  const QSize size(sides.first().toInt(&has_width), sides.last().toInt(&has_height));
  if (sides.size() != 2 || !has_width || !has_height || size.isEmpty())
    return failure("--size must be such as 1920x1080, not \"", text, "\"");
  return size;
}

Result<PictureOptions> read_picture(const Arguments& arguments, PictureFormat format) {
  PictureOptions picture;
  picture.format = format;
  picture.title = QString::fromStdString(arguments.text(kTitle).value_or(""));
  picture.caption = QString::fromStdString(arguments.text(kCaption).value_or(""));
  picture.has_cursors = arguments.has(kCursors);
  picture.has_screen_colors = true;  // they are those of --theme
  struct Number {
    const Option& option;
    std::int64_t most;
    int& value;
  };
  int width = picture.size.width();
  for (const auto& [option, most, value] :
       std::array{Number{kWidthMm, 5000, width}, Number{kLetters, 72, picture.letters},
                  Number{kDpi, 2400, picture.dots_per_inch}}) {
    const auto number = arguments.whole_number(option, 1, most);
    if (!number) return tl::unexpected(number.error());
    if (*number) value = static_cast<int>(**number);
  }
  picture.size = {width, qRound(width * 4 / 7.0)};
  if (const auto size = arguments.text(kSize)) {
    if (arguments.has(kWidthMm)) return failure("takes --width-mm or --size, not both");
    const auto pixels = read_pixels(*size);
    if (!pixels) return tl::unexpected(pixels.error());
    picture.size = *pixels;
    picture.unit = PictureOptions::Unit::Pixels;
  }
  return validate(picture).map([&] { return picture; });
}

Result<Theme> read_theme(const Arguments& arguments) {
  const std::string theme = arguments.text(kTheme).value_or("light");
  if (theme == "light") return Theme::Light;
  if (theme == "dark") return Theme::Dark;
  return failure("--theme must be light or dark, not \"", theme, "\"");
}

Result<Wanted> read_chart(const Arguments& arguments) {
  const auto view = arguments.word(kView);
  if (!view) return failure("needs --view ", kView.value, ": ", kView.help);
  const auto chart = std::ranges::find(kCharts, *view, &NamedChart::name);
  if (chart == kCharts.end()) return failure("--view must be ", kView.help, ", not \"", *view, "\"");
  const auto file = arguments.text(kChartOutput);
  if (!file) return failure("needs --output FILE.svg, FILE.pdf or FILE.png");
  const auto format = file == "-" ? PictureFormat::Svg : picture_format_of(QString::fromStdString(*file));
  if (!format) return failure("--output must end in .svg, .pdf or .png, not \"", *file, "\"");
  const auto picture = read_picture(arguments, *format);
  if (!picture) return tl::unexpected(picture.error());
  const auto theme = read_theme(arguments);
  if (!theme) return tl::unexpected(theme.error());
  return Wanted{*chart, output_path(file), *picture, *theme};
}

}  // namespace

Outcome chart_command(const Arguments& arguments) {
  const auto wanted = read_chart(arguments);
  if (!wanted) return tl::unexpected(wanted.error());
  if (auto free = refuse_overwriting(wanted->file, {*arguments.operand()}); !free)
    return tl::unexpected(free.error());
  const auto document = load_document(*arguments.operand());
  if (!document) return tl::unexpected(document.error());
  const auto* record = std::get_if<std::shared_ptr<const Record>>(&*document);
  if (record && (*record)->is_partial()) {
    std::cerr << "tidemark chart: " << *arguments.operand()
              << " is unfinished: its run is still going on, or was killed\n";
  }

  Workbench workbench(nullptr, wanted->chart.asks);
  show(*document, workbench);
  const Chart chart = wanted->chart.make(&workbench);
  chart.plot->setPalette(palette_of(wanted->theme));
  chart.plot->show();  // not on a screen, but only what is shown is laid out
  const auto is_settled = [&] { return !workbench.is_asking_device() && !workbench.is_planning(); };
  const bool is_ready = wait_until(
      [&] { return is_settled() && (!workbench.planning_error().isEmpty() || chart.is_complete()); });
  if (!workbench.planning_error().isEmpty()) return failure(workbench.planning_error().toStdString());
  if (!is_ready) return failure(*arguments.operand(), ": solving it for the chart takes too long");
  chart.plot->reset_view();
  return write_picture(*chart.plot, wanted->picture, QString::fromStdString(wanted->file)).map([] {
    return Exit::Done;
  });
}

}  // namespace tidemark
