// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "gpu/cuda/device_reasons.h"

using namespace tidemark;

class TestCudaReasons : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void each_code_has_a_reason_one_can_act_on_data();
  void each_code_has_a_reason_one_can_act_on();
  void a_card_too_old_is_told_so();
  void other_reasons_name_what_is_missing();
};

void TestCudaReasons::each_code_has_a_reason_one_can_act_on_data() {
  QTest::addColumn<int>("code");
  QTest::addColumn<int>("driver");
  QTest::addColumn<QString>("says");
  QTest::addColumn<QString>("advises");
  QTest::newRow("no driver") << 35 << 0 << "no NVIDIA driver"
                             << "install";
  QTest::newRow("driver too old") << 35 << 12'040 << "supports CUDA 12.4"
                                  << "update the driver";
  QTest::newRow("stub") << 34 << 0 << "stub"
                        << "LD_LIBRARY_PATH";
  QTest::newRow("no device") << 100 << 13'000 << "sees no GPU"
                             << "nvidia-smi";
  QTest::newRow("in use") << 46 << 13'000 << "in use"
                          << "nvidia-smi";
  QTest::newRow("fabric manager") << 802 << 13'000 << "does not start"
                                  << "fabric manager";
  QTest::newRow("driver mismatch") << 803 << 13'000 << "different versions"
                                   << "restart";
  QTest::newRow("full") << 2 << 13'000 << "no memory left"
                        << "close";
  QTest::newRow("unheard of") << 4711 << 13'000 << "error 4711: words"
                              << "nvidia-smi";
}

void TestCudaReasons::each_code_has_a_reason_one_can_act_on() {
  QFETCH(int, code);
  QFETCH(int, driver);
  QFETCH(QString, says);
  QFETCH(QString, advises);
  const QString reason = QString::fromStdString(why_no_device({code, driver, 13'000, "words"}));
  QVERIFY2(reason.contains(says), qPrintable(reason));
  QVERIFY2(reason.contains(advises), qPrintable(reason));
  QVERIFY(!reason.contains('\n'));
  QVERIFY(why_no_device({0, driver, 13'000, ""}).empty());
}

void TestCudaReasons::a_card_too_old_is_told_so() {
  QVERIFY(why_not_this_card("H100", 9, 0, 80).empty());
  QVERIFY(why_not_this_card("A100", 8, 0, 80).empty());
  const std::string reason = why_not_this_card("Tesla T4", 7, 5, 80);
  for (const char* part : {"Tesla T4", "7.5", "8.0", "CMAKE_CUDA_ARCHITECTURES=75"}) {
    QVERIFY2(reason.find(part) != std::string::npos, reason.c_str());
  }
}

void TestCudaReasons::other_reasons_name_what_is_missing() {
  const std::string cudnn = why_no_cudnn("libcudnn.so.9: cannot open shared object file");
  QVERIFY(cudnn.find("libcudnn.so.9") != std::string::npos);
  QVERIFY(cudnn.find("fused") != std::string::npos);
  QVERIFY(why_no_bfloat16(91'300).empty() && why_no_bfloat16(100'000).empty());
  const std::string number = why_no_bfloat16(91'201);
  for (const char* part : {"9.13", "9.12", "float16", "fused"}) {
    QVERIFY2(number.find(part) != std::string::npos, number.c_str());
  }
  const std::string memory = why_no_memory(300, 200, 1000);
  for (const char* part : {"out of memory", "300", "200", "1000"}) {
    QVERIFY2(memory.find(part) != std::string::npos, memory.c_str());
  }
}

QTEST_GUILESS_MAIN(TestCudaReasons)
#include "tst_cuda_reasons.moc"
