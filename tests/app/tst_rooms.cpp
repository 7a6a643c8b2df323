// SPDX-License-Identifier: GPL-3.0-or-later
/// Compares every include and every link line with the rooms of README.md.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Room {
  QString name;             ///< "core/plan"
  QStringList may_include;  ///< rooms, or folders of rooms
};

QString read(const QString& path) {
  QFile file(QStringLiteral(TIDEMARK_SOURCE_DIR "/") + path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The rows of README's table of rooms, in its order.
QList<Room> rooms_of_readme() {
  static const QRegularExpression row(QStringLiteral("^\\| `([a-z/]+)` \\|[^|]*\\|([^|]*)\\|$"),
                                      QRegularExpression::MultilineOption);
  static const QRegularExpression name(QStringLiteral("`([a-z/]+)`"));
  const QString readme = read(QStringLiteral("README.md"));
  const qsizetype begin = readme.indexOf(QStringLiteral("| room |"));
  const qsizetype end = readme.indexOf(QStringLiteral("\n\n"), begin);
  QList<Room> rooms;
  for (auto rows = row.globalMatch(readme.mid(begin, end - begin)); rows.hasNext();) {
    const auto found = rows.next();
    Room room{found.captured(1), {}};
    for (auto names = name.globalMatch(found.captured(2)); names.hasNext();) {
      room.may_include << names.next().captured(1);
    }
    rooms << room;
  }
  return rooms;
}

bool is_in(const QString& path, const QString& folder) {
  return path == folder || path.startsWith(folder + '/');
}

/// The room with the longest name that `path` lies in; -1: none.
qsizetype room_of(const QString& path, const QList<Room>& rooms) {
  qsizetype best = -1;
  for (qsizetype i = 0; i < rooms.size(); ++i) {
    if (is_in(path, rooms[i].name) && (best < 0 || rooms[i].name.size() > rooms[best].name.size())) best = i;
  }
  return best;
}

/// Why room `from` must not use room `to`; empty: it may.
QString objection(qsizetype from, qsizetype to, const QList<Room>& rooms) {
  if (from == to) return {};
  if (to > from) return rooms[to].name + " stands below " + rooms[from].name + " in README's table";
  for (const QString& allowed : rooms[from].may_include) {
    // "gpu" is the room; "core" and "ui" are folders that hold nothing but rooms.
    const bool is_room =
        std::any_of(rooms.begin(), rooms.end(), [&](const Room& r) { return r.name == allowed; });
    if (is_room ? rooms[to].name == allowed : is_in(rooms[to].name, allowed)) return {};
  }
  return rooms[from].name + " may not include " + rooms[to].name;
}

QStringList sources() {
  QStringList found;
  for (const QString& top : QStringList{"core", "gpu", "ui", "app"}) {
    QDirIterator files(QStringLiteral(TIDEMARK_SOURCE_DIR "/") + top, {"*.cpp", "*.h", "*.cu", "*.cuh"},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) found << files.next().mid(QStringLiteral(TIDEMARK_SOURCE_DIR "/").size());
  }
  return found;
}

/// Every include that breaks the table, as "file:line: include (why)".
QStringList broken_includes(const QString& path, const QString& text, const QList<Room>& rooms) {
  static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[\"<]([^\">]+)[\">]"));
  QStringList broken;
  const qsizetype from = room_of(path, rooms);
  if (from < 0) return {path + ": this file lies in no room of README's table"};
  const QStringList lines = text.split('\n');
  for (qsizetype i = 0; i < lines.size(); ++i) {
    const QString included = include.match(lines[i]).captured(1);
    QString why;
    if (included.startsWith(QLatin1String("tests/")) || included.startsWith(QLatin1String("../"))) {
      why = QStringLiteral("includes are spelled from the top, and never of tests");
    } else if (const qsizetype to = room_of(included, rooms); to >= 0) {
      why = objection(from, to, rooms);
    } else if (path.startsWith(QLatin1String("core/")) &&
               (included.startsWith('Q') || included.contains("cuda"))) {
      why = QStringLiteral("core knows neither Qt nor CUDA");
    } else if (path.startsWith(QLatin1String("gpu/")) && included.startsWith('Q')) {
      why = QStringLiteral("gpu knows no Qt");
    }
    if (!why.isEmpty()) broken << QStringLiteral("%1:%2: %3 (%4)").arg(path).arg(i + 1).arg(included, why);
  }
  return broken;
}

/// Rooms that a target's link line may name, by target; a target that is no room is not listed.
QString room_of_target(const QString& target) {
  if (target == QLatin1String("runner")) return QStringLiteral("gpu");
  if (target == QLatin1String("cpu_device") || target == QLatin1String("tidemark-run-cpu"))
    return QStringLiteral("gpu/cpu");
  if (target.startsWith(QLatin1String("cuda_")) || target == QLatin1String("tidemark-run-cuda"))
    return QStringLiteral("gpu/cuda");
  if (target == QLatin1String("tidemark")) return QStringLiteral("app");
  if (target.startsWith(QLatin1String("core_")) || target.startsWith(QLatin1String("ui_")))
    return QString(target).replace('_', '/');
  return {};
}

QStringList broken_links(const QString& path, const QList<Room>& rooms) {
  static const QRegularExpression room_call(QStringLiteral("tidemark_room\\((\\S+)([^)]*)\\)"));
  static const QRegularExpression link_call(QStringLiteral("target_link_libraries\\((\\S+)([^)]*)\\)"));
  static const QRegularExpression blank(QStringLiteral("\\s+"));
  QStringList broken;
  const QString text = read(path);
  const auto check = [&](const QString& user, const QString& words) {
    const qsizetype from = room_of(user, rooms);
    for (const QString& word : words.split(blank, Qt::SkipEmptyParts)) {
      const QString used = room_of_target(word);
      if (used.isEmpty()) continue;
      const qsizetype to = room_of(used, rooms);
      const QString why = from < 0 ? user + " is no room of README's table"
                          : to < 0 ? used + " is no room of README's table"
                                   : objection(from, to, rooms);
      if (!why.isEmpty()) broken << path + ": " + user + " links " + word + " (" + why + ")";
    }
  };
  for (auto calls = room_call.globalMatch(text); calls.hasNext();) {
    const auto call = calls.next();
    check(call.captured(1), call.captured(2));
  }
  for (auto calls = link_call.globalMatch(text); calls.hasNext();) {
    const auto call = calls.next();
    const QString user = room_of_target(call.captured(1));
    if (!user.isEmpty()) check(user, call.captured(2));
  }
  return broken;
}

}  // namespace

class TestRooms : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void includes_follow_the_table() {
    const QList<Room> rooms = rooms_of_readme();
    QVERIFY(rooms.size() > 15);
    QStringList broken;
    const QStringList files = sources();
    QVERIFY(files.size() > 200);
    for (const QString& path : files) broken += broken_includes(path, read(path), rooms);
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join('\n')));
  }

  void link_lines_follow_the_table() {
    const QList<Room> rooms = rooms_of_readme();
    QStringList broken;
    for (const QString& path : QStringList{"core/CMakeLists.txt", "gpu/CMakeLists.txt", "ui/CMakeLists.txt",
                                           "app/CMakeLists.txt"}) {
      QVERIFY2(!read(path).isEmpty(), qPrintable(path));
      broken += broken_links(path, rooms);
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join('\n')));
  }

  void every_room_has_a_page_and_is_no_crowd() {
    for (const Room& room : rooms_of_readme()) {
      const QDir folder(QStringLiteral(TIDEMARK_SOURCE_DIR "/") + room.name);
      QVERIFY2(folder.exists(QStringLiteral("README.md")), qPrintable(room.name + " has no README.md"));
      const qsizetype count = folder.entryList({"*.cpp", "*.cu"}, QDir::Files).size();
      QVERIFY2(count <= 25, qPrintable(QStringLiteral("%1 has %2 sources").arg(room.name).arg(count)));
    }
  }

  /// What the checks above say about wrong includes, to show that they can fail.
  void a_wrong_include_is_found_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::newRow("up") << "core/model/x.h"
                        << "#include \"core/plan/plan.h\"";
    QTest::newRow("ui into gpu") << "ui/run/x.cpp"
                                 << "#include \"gpu/arena.h\"";
    QTest::newRow("gpu into ui") << "gpu/x.cpp"
                                 << "#include \"ui/words/plurals.h\"";
    QTest::newRow("view into view") << "ui/table/x.cpp"
                                    << "#include \"ui/timeline/timeline_view.h\"";
    QTest::newRow("device into device") << "gpu/cuda/x.cu"
                                        << "#include \"gpu/cpu/cpu_device.h\"";
    QTest::newRow("Qt in core") << "core/files/x.cpp"
                                << "#include <QString>";
    QTest::newRow("no room") << "core/x.cpp"
                             << "";
  }

  void a_wrong_include_is_found() {
    QFETCH(QString, path);
    QFETCH(QString, line);
    QCOMPARE(broken_includes(path, line, rooms_of_readme()).size(), 1);
  }
};

QTEST_GUILESS_MAIN(TestRooms)
#include "tst_rooms.moc"
