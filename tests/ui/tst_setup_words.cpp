// SPDX-License-Identifier: GPL-3.0-or-later
/// What is usual is not said, and everything else is.
#include <QTest>

#include "ui/words/setup_words.h"

namespace tidemark {
namespace {

class TestSetupWords : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

  void the_question_in_short() {
    Problem problem;
    QCOMPARE(question_words(problem), QString("MSM over 1,000 steps, 50 hidden states"));
    problem.strategy = Strategy::Ism;
    problem.length = 1;
    problem.budget = {Budget::Measure::Percent, 5};
    QCOMPARE(question_words(problem), QString("ISM over 1 step, 5 %"));
  }

  void what_is_usual_is_not_said() {
    QCOMPARE(setup_words({}, {}), QString("LSTM 256, batch 32, on this processor"));
  }

  void everything_else_is_said() {
    Problem problem;
    problem.cell = {CellKind::Gru, 1024, 8, 2, Precision::BFloat16};
    problem.chunk_length = 16;
    problem.device = "cuda:0";
    problem.input = "noise";
    QCOMPARE(
        setup_words(problem, "NVIDIA H200"),
        QString("GRU 1,024, 2 layers, batch 8, bfloat16, in chunks of 16, on NVIDIA H200, reading noise"));
    problem.device = "cuda:0:fused";
    problem.beta = 2.5;
    problem.chunk_length = kAutoChunk;
    problem.input = "/somewhere/corpus.txt";
    QCOMPARE(
        setup_words(problem, "NVIDIA H200"),
        QString("GRU 1,024, 2 layers, batch 8, bfloat16, in the fastest chunks, β 2.5 by hand, on NVIDIA "
                "H200 with our kernels, reading corpus.txt"));
    QVERIFY(setup_words(problem, {}).contains("on cuda:0:fused, "));
  }
};

}  // namespace
}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestSetupWords)
#include "tst_setup_words.moc"
