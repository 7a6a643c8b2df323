// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/model/device_id.h"

using namespace tidemark;

class TestDeviceId : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comes_back_as_it_went();
  void knows_its_runner();
  void refuses_what_is_no_device();
};

void TestDeviceId::comes_back_as_it_went() {
  QCOMPARE(DeviceId::parse("cuda").value().text(), std::string("cuda:0"));
  for (const char* text : {"cpu", "cpu:1", "cpu:128", "cuda:0", "cuda:12", "cuda:0:fused", "cuda:3:fused"}) {
    const auto parsed = DeviceId::parse(text);
    QVERIFY2(parsed, text);
    QCOMPARE(parsed->text(), std::string(text));
  }
  QCOMPARE(DeviceId::parse("cuda:3:fused").value(), (DeviceId{DeviceId::Engine::Fused, 3}));
  QCOMPARE(DeviceId::parse("cpu:16").value(), (DeviceId{DeviceId::Engine::Cpu, 0, 16}));
  QCOMPARE(DeviceId::parse("cuda:3").value(), (DeviceId{DeviceId::Engine::Cudnn, 3}));
}

void TestDeviceId::knows_its_runner() {
  QCOMPARE(DeviceId::parse("cpu").value().runner(), std::string_view("tidemark-run-cpu"));
  QCOMPARE(DeviceId::parse("cuda:1").value().runner(), std::string_view("tidemark-run-cuda"));
  QCOMPARE(DeviceId::parse("cuda:1:fused").value().runner(), std::string_view("tidemark-run-cuda"));
  QVERIFY(kOneOfEachRunner[0].runner() != kOneOfEachRunner[1].runner());
}

void TestDeviceId::refuses_what_is_no_device() {
  for (const char* text : {"", "CPU", "cpu:0", "cpu:fused", "cpu:", "cpu:129", "cpu:-1", "cpu:2:fused",
                           "cpu3", "cuda:", "cuda:x", "cuda:-1", "cuda:0:", "cuda:0:fast", "cuda:fused",
                           "cuda0", "cuda:99999999999", "cuda:0:fused:fused", "ssh:host/cuda:0"}) {
    const auto parsed = DeviceId::parse(text);
    QVERIFY2(!parsed, text);
    QVERIFY(parsed.error().message.find("cuda:N:fused") != std::string::npos);
    QVERIFY(parsed.error().message.find("\"" + std::string(text) + "\"") != std::string::npos);
  }
}

QTEST_GUILESS_MAIN(TestDeviceId)
#include "tst_device_id.moc"
