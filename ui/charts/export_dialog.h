// SPDX-License-Identifier: GPL-3.0-or-later
/// The dialog in which the user makes a picture of a chart: words, size, format and colours, with a preview
/// that follows, then a file. What was chosen is remembered.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QSpinBox>
#include <QTimer>

#include "ui/charts/picture_options.h"

namespace tidemark {

class Plot;

/// The picture as it will be, in a frame.
class PicturePreview : public QWidget {
 public:
  explicit PicturePreview(QWidget* parent = nullptr);
  void show_picture(const QImage& picture);
  const QImage& picture() const { return picture_; }
  QSize sizeHint() const override { return {480, 400}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QImage picture_;
};

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// Its parent is the chart; if that goes, so does the dialog.
  explicit ExportDialog(Plot* chart);

  PictureOptions options() const;
  void set_options(const PictureOptions& options);
  /// Writes the picture to `path`, whose ending counts where it is one of a picture; without such an ending
  /// it gets that of the chosen format. Asks before it replaces a file that the user has not named in full.
  /// Closes the dialog when the file is written, else says in it why not.
  void save_to(const QString& path);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void build();
  void choose_preset(int index);
  void choose_file();
  void write(const QString& path, PictureFormat format);
  void options_changed();
  void refresh();

  Plot* chart_;
  QLineEdit* title_;
  QLineEdit* caption_;
  QComboBox* preset_;
  QSpinBox* width_;
  QSpinBox* height_;
  QComboBox* unit_;
  QSpinBox* letters_;
  QComboBox* format_;
  QSpinBox* dots_;
  QCheckBox* screen_colors_;
  QCheckBox* cursors_;
  QLabel* facts_;
  PicturePreview* preview_;
  QPushButton* save_;
  QString failure_;  ///< why the last file was not written; until an option is changed
  QTimer refresh_;   ///< gathers changes, so that typing does not wait for the preview
};

}  // namespace tidemark
