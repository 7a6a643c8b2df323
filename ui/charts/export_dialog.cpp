// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/export_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <array>

#include "ui/charts/chart_export.h"
#include "ui/charts/plot.h"
#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr int kGatherMs = 40;
const QString kFolderKey = QStringLiteral("picture/folder");

/// A size that papers and slides ask for, with letters that can be read there.
struct Preset {
  const char* name;
  QSize size;
  PictureOptions::Unit unit;
  int letters;
};
using Unit = PictureOptions::Unit;
const std::array kPresets = {
    Preset{QT_TRANSLATE_NOOP("tidemark::ExportDialog", "One column, 85 mm"), {85, 60}, Unit::Millimetres, 6},
    Preset{
        QT_TRANSLATE_NOOP("tidemark::ExportDialog", "Two columns, 175 mm"), {175, 100}, Unit::Millimetres, 8},
    Preset{
        QT_TRANSLATE_NOOP("tidemark::ExportDialog", "Slide, 1920 × 1080"), {1920, 1080}, Unit::Pixels, 20}};
constexpr int kOwnSize = kPresets.size();

constexpr std::array kFormats = {PictureFormat::Svg, PictureFormat::Pdf, PictureFormat::Png};

QSpinBox* spin_box(const char* name, int least, int most, const QString& words) {
  auto* box = new QSpinBox;
  box->setObjectName(QLatin1String(name));
  box->setRange(least, most);
  box->setAccessibleName(words);
  return box;
}

}  // namespace

PicturePreview::PicturePreview(QWidget* parent) : QWidget(parent) {
  setAccessibleName(QCoreApplication::translate("tidemark::ExportDialog", "Preview of the picture"));
  setMinimumSize(240, 180);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PicturePreview::show_picture(const QImage& picture) {
  picture_ = picture;
  update();
}

void PicturePreview::paintEvent(QPaintEvent* /*event*/) {
  if (picture_.isNull()) return;
  QPainter painter(this);
  QRectF place(QPointF(), picture_.deviceIndependentSize());
  place.moveCenter(QRectF(rect()).center());
  painter.drawImage(place.topLeft().toPoint(), picture_);
  painter.setPen(palette().color(QPalette::Mid));
  painter.drawRect(QRect(place.topLeft().toPoint(), place.size().toSize()).adjusted(-1, -1, 0, 0));
}

ExportDialog::ExportDialog(Plot* chart) : QDialog(chart), chart_(chart) {
  setObjectName(QStringLiteral("export_dialog"));
  setWindowTitle(tr("Chart as picture"));
  build();
  refresh_.setSingleShot(true);
  refresh_.setInterval(kGatherMs);
  connect(&refresh_, &QTimer::timeout, this, &ExportDialog::refresh);
  connect(chart_, &QCustomPlot::afterReplot, &refresh_, qOverload<>(&QTimer::start));
  set_options(remembered_picture_options(chart_->picture_words()));
  resize(860, 480);
}

void ExportDialog::build() {
  title_ = new QLineEdit;
  caption_ = new QLineEdit;
  title_->setPlaceholderText(tr("none"));
  caption_->setPlaceholderText(tr("none"));
  preset_ = new QComboBox;
  for (const Preset& preset : kPresets) preset_->addItem(tr(preset.name));
  preset_->addItem(tr("Own size"));
  width_ = spin_box("picture_width", 1, 20'000, tr("Width of the picture"));
  height_ = spin_box("picture_height", 1, 20'000, tr("Height of the picture"));
  unit_ = new QComboBox;
  unit_->addItems({tr("mm"), tr("pixels")});
  unit_->setAccessibleName(tr("Unit of width and height"));
  letters_ = spin_box("picture_letters", 4, 72, tr("Size of the letters"));
  letters_->setSuffix(tr(" pt"));
  letters_->setToolTip(tr("Everything else in the chart is scaled with its letters"));
  format_ = new QComboBox;
  format_->addItems({tr("SVG, a drawing for the web and for editing"), tr("PDF, a drawing for papers"),
                     tr("PNG, a bitmap")});
  dots_ = spin_box("picture_dots", 30, 1200, tr("Dots per inch of the bitmap"));
  dots_->setSuffix(tr(" dots per inch"));
  screen_colors_ = new QCheckBox(tr("Colours as on &screen"));
  screen_colors_->setToolTip(tr("Without it the picture is light, whatever the theme"));
  cursors_ = new QCheckBox(tr("C&ursors: play head, cross-hair and marks"));
  facts_ = new QLabel;
  facts_->setWordWrap(true);
  preview_ = new PicturePreview;

  auto* size = new QHBoxLayout;
  size->addWidget(width_, 1);
  size->addWidget(new QLabel(QStringLiteral("×")));
  size->addWidget(height_, 1);
  size->addWidget(unit_);
  auto* form = new QFormLayout;
  form->addRow(tr("&Title"), title_);
  form->addRow(tr("&Caption"), caption_);
  form->addRow(tr("Si&ze"), preset_);
  form->addRow(QString(), size);
  form->addRow(tr("&Letters"), letters_);
  form->addRow(tr("&Format"), format_);
  form->addRow(tr("&Resolution"), dots_);
  form->addRow(QString(), screen_colors_);
  form->addRow(QString(), cursors_);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  save_ = buttons->addButton(tr("Save &as…"), QDialogButtonBox::AcceptRole);
  connect(save_, &QPushButton::clicked, this, &ExportDialog::choose_file);
  auto* copy = buttons->addButton(tr("Co&py"), QDialogButtonBox::ActionRole);
  connect(copy, &QPushButton::clicked, this, [this] {
    remember_picture_options(options());
    chart_->copy_to_clipboard();
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* left = new QVBoxLayout;
  left->addLayout(form);
  left->addWidget(facts_);
  left->addStretch();
  auto* columns = new QHBoxLayout;
  columns->addLayout(left, 2);
  columns->addWidget(preview_, 3);
  auto* rows = new QVBoxLayout(this);
  rows->addLayout(columns, 1);
  rows->addWidget(buttons);
  save_->setDefault(true);  // a dialog knows only the default among buttons that it has

  const std::pair<QWidget*, const char*> names[] = {
      {title_, "picture_title"},     {caption_, "picture_caption"}, {preset_, "picture_preset"},
      {unit_, "picture_unit"},       {format_, "picture_format"},   {screen_colors_, "picture_screen_colors"},
      {cursors_, "picture_cursors"}, {facts_, "picture_facts"},     {preview_, "picture_preview"},
      {save_, "picture_save"},       {copy, "picture_copy"}};
  for (const auto& [widget, name] : names) widget->setObjectName(QLatin1String(name));

  connect(preset_, &QComboBox::activated, this, &ExportDialog::choose_preset);
  for (QLineEdit* text : {title_, caption_})
    connect(text, &QLineEdit::textChanged, this, &ExportDialog::options_changed);
  for (QSpinBox* number : {width_, height_, letters_, dots_})
    connect(number, &QSpinBox::valueChanged, this, &ExportDialog::options_changed);
  for (QComboBox* choice : {unit_, format_})
    connect(choice, &QComboBox::currentIndexChanged, this, &ExportDialog::options_changed);
  for (QCheckBox* option : {screen_colors_, cursors_})
    connect(option, &QCheckBox::toggled, this, &ExportDialog::options_changed);
}

PictureOptions ExportDialog::options() const {
  return {.format = kFormats[static_cast<std::size_t>(format_->currentIndex())],
          .title = title_->text().trimmed(),
          .caption = caption_->text().trimmed(),
          .size = QSize(width_->value(), height_->value()),
          .unit = unit_->currentIndex() == 1 ? Unit::Pixels : Unit::Millimetres,
          .letters = letters_->value(),
          .dots_per_inch = dots_->value(),
          .has_screen_colors = screen_colors_->isChecked(),
          .has_cursors = cursors_->isChecked()};
}

void ExportDialog::set_options(const PictureOptions& options) {
  format_->setCurrentIndex(static_cast<int>(options.format));
  title_->setText(options.title);
  caption_->setText(options.caption);
  width_->setValue(options.size.width());
  height_->setValue(options.size.height());
  unit_->setCurrentIndex(options.unit == Unit::Pixels ? 1 : 0);
  letters_->setValue(options.letters);
  dots_->setValue(options.dots_per_inch);
  screen_colors_->setChecked(options.has_screen_colors);
  cursors_->setChecked(options.has_cursors);
  options_changed();
}

void ExportDialog::choose_preset(int index) {
  if (index == kOwnSize) return width_->setFocus();
  const Preset& preset = kPresets[static_cast<std::size_t>(index)];
  PictureOptions wanted = options();
  wanted.size = preset.size;
  wanted.unit = preset.unit;
  wanted.letters = preset.letters;
  set_options(wanted);
}

void ExportDialog::options_changed() {
  const PictureOptions now = options();
  const auto preset = std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& each) {
    return each.size == now.size && each.unit == now.unit && each.letters == now.letters;
  });
  preset_->setCurrentIndex(static_cast<int>(preset - kPresets.begin()));
  dots_->setEnabled(now.format == PictureFormat::Png && now.unit == Unit::Millimetres);
  failure_.clear();
  refresh_.start();
}

void ExportDialog::refresh() {
  const PictureOptions now = options();
  const auto valid = validate(now);
  save_->setEnabled(valid.has_value());
  if (!valid) {
    facts_->setText(QString::fromStdString(valid.error().message));
    return preview_->show_picture({});
  }
  const QSize pixels = pixels_of(now);
  facts_->setText(!failure_.isEmpty() ? failure_
                  : now.format == PictureFormat::Png
                      ? tr("%1 × %2 pixels").arg(count_text(pixels.width()), count_text(pixels.height()))
                      : tr("Sharp at every size"));
  const double ratio = preview_->devicePixelRatioF();
  QImage picture = preview_of(*chart_, now, (QSizeF(preview_->size() - QSize(4, 4)) * ratio).toSize());
  picture.setDevicePixelRatio(ratio);
  preview_->show_picture(picture);
}

void ExportDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  refresh_.start();
}

void ExportDialog::choose_file() {
  const PictureOptions now = options();
  QString name = chart_->picture_words().file_name;
  if (name.isEmpty()) name = QStringLiteral("chart");
  auto* files = new QFileDialog(this, tr("Save the picture"), QSettings().value(kFolderKey).toString());
  files->setAttribute(Qt::WA_DeleteOnClose);
  files->setAcceptMode(QFileDialog::AcceptSave);
  QStringList filters = {tr("Drawings (*.svg)"), tr("Documents (*.pdf)"), tr("Bitmaps (*.png)")};
  const QString chosen = filters[static_cast<qsizetype>(now.format)];
  files->setNameFilters(filters);
  files->selectNameFilter(chosen);
  files->selectFile(name + '.' + ending_of(now.format));
  connect(files, &QFileDialog::fileSelected, this, &ExportDialog::save_to);
  files->open();
}

void ExportDialog::save_to(const QString& path) {
  const auto format = picture_format_of(path);
  if (format) return write(path, *format);
  const PictureFormat chosen = options().format;
  const QString whole = path + '.' + ending_of(chosen);
  if (!QFileInfo::exists(whole)) return write(whole, chosen);
  auto* question =
      new QMessageBox(QMessageBox::Question, windowTitle(),
                      tr("%1 is already there. Replace it?").arg(QDir::toNativeSeparators(whole)),
                      QMessageBox::Yes | QMessageBox::No, this);
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::finished, this, [this, whole, chosen](int answer) {
    if (answer == QMessageBox::Yes) write(whole, chosen);
  });
  question->open();
}

void ExportDialog::write(const QString& path, PictureFormat format) {
  PictureOptions wanted = options();
  wanted.format = format;
  if (const auto written = write_picture(*chart_, wanted, path); !written) {
    failure_ = QString::fromStdString(written.error().message);
    return refresh();
  }
  remember_picture_options(wanted);
  QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
  Q_EMIT chart_->picture_written(path);
  accept();
}

}  // namespace tidemark
