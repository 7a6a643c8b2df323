// SPDX-License-Identifier: GPL-3.0-or-later
/// Requests to runners, and a runner as a program: one request to it, and all that it answered.
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include "core/files/protocol.h"
#include "core/files/record_file.h"
#include "tests/support/plans.h"

namespace tidemark {

/// Longer than any runner takes for what a test asks of it.
inline constexpr int kRunnerPatienceMs = 120'000;

struct RunnerAnswer {
  int code = -1;  ///< -1: it did not end by itself
  QByteArray out;
  QByteArray complaint;

  bool is_one_line() const { return complaint.endsWith('\n') && complaint.count('\n') == 1; }
  Record record() const { return value_of(parse_record(out.toStdString())); }
  Description description() const { return value_of(parse_description(out.toStdString())); }
};

/// A run of milliseconds for each iteration.
inline Run small_run(std::int64_t iterations = 2, std::int64_t length = 40) {
  Problem problem = problem_of(Strategy::Msm, length, 6);
  problem.cell = {CellKind::Lstm, 64, 1, 1};  // its states are 2 and 5 times 256 bytes: no rounding
  problem.input = "noise";
  return {.plan = plan_of(problem), .iterations = iterations, .verify = true};
}

inline QByteArray line_of(const Request& request) {
  return QByteArray::fromStdString(to_json(request)).append('\n');
}

inline RunnerAnswer answer_of(QProcess& process) {
  if (!process.waitForFinished(kRunnerPatienceMs)) process.kill();
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          process.readAllStandardOutput(), process.readAllStandardError()};
}

inline RunnerAnswer ask_runner(
    const QString& program, const QByteArray& line, const QStringList& arguments = {},
    const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
  QProcess process;
  process.setProcessEnvironment(environment);
  process.start(program, arguments);
  process.write(line);
  process.closeWriteChannel();
  return answer_of(process);
}

}  // namespace tidemark
