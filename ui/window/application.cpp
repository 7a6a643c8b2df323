// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/application.h"

#include <QApplication>
#include <QFileInfo>
#include <QStyleFactory>
#include <optional>

#include "core/files/load_any.h"
#include "ui/window/main_window.h"

namespace tidemark {

void prepare_application() {
  QCoreApplication::setOrganizationName(QStringLiteral("tidemark"));
  QCoreApplication::setApplicationName(QStringLiteral("tidemark"));
  QGuiApplication::setApplicationDisplayName(QStringLiteral("Tidemark"));
  QGuiApplication::setDesktopFileName(QStringLiteral("tidemark"));
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

Result<int> run_window(int& argc, char** argv, const std::string& file) {
  std::optional<Document> document;
  if (!file.empty()) {
    auto loaded = load_document(file);
    if (!loaded) return tl::unexpected(loaded.error());
    document = std::move(*loaded);
  }
  const QApplication application(argc, argv);
  prepare_application();
  Workbench workbench;
  TimelineSource timelines(&workbench);
  MainWindow window(&workbench, &timelines);
  if (document) window.files()->show(*document, QString::fromStdString(file));
  window.show();
  return QApplication::exec();
}

}  // namespace tidemark
