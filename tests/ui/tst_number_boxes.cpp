// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers typed into the real boxes, in locales that disagree about points and commas: a box takes what was
/// typed or keeps its number and says why, and never takes another one.
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QVBoxLayout>
#include <limits>

#include "ui/widgets/number_boxes.h"

namespace tidemark {
namespace {

constexpr double kRefused = std::numeric_limits<double>::quiet_NaN();
constexpr double kOld = 42;

class TestNumberBoxes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support)"));
    window_ = std::make_unique<QWidget>();
    amount_ = make_number_box(window_.get(), "Amount", "An amount");
    amount_->setDecimals(3);
    amount_->setRange(0.001, 9e15);
    whole_ = make_number_box(window_.get(), "Whole", "A whole number");
    whole_->setDecimals(0);
    whole_->setRange(1, 1e12);
    count_ = make_count_box(window_.get(), 1'000'000, "times ", "Count");
    auto* layout = new QVBoxLayout(window_.get());
    for (QWidget* box :
         {static_cast<QWidget*>(amount_), static_cast<QWidget*>(whole_), static_cast<QWidget*>(count_)}) {
      layout->addWidget(box);
    }
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void a_number_is_what_was_typed_or_refused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<double>("amount");  // with decimals
    QTest::addColumn<double>("whole");   // without
    const QLocale c = QLocale::c();
    const QLocale en(QLocale::English, QLocale::UnitedStates);
    const QLocale de(QLocale::German, QLocale::Germany);
    const QLocale fr(QLocale::French, QLocale::France);
    const auto add = [](const QString& text, const QList<QLocale>& locales, double amount, double whole) {
      for (const QLocale& locale : locales) {
        QTest::newRow(qPrintable(text + " in " + locale.name())) << text << locale << amount << whole;
      }
    };
    const QList<QLocale> all = {c, en, de, fr};
    add("7", all, 7, 7);
    add("1000000", all, 1e6, 1e6);
    add("2.5", all, 2.5, kRefused);
    add("2,5", all, 2.5, kRefused);
    add("0,125", all, 0.125, kRefused);
    add("0.125", all, 0.125, kRefused);
    add(".5", all, 0.5, kRefused);
    add("1234.5", all, 1234.5, kRefused);
    add("1234,5", all, 1234.5, kRefused);
    add("1.234,5", all, 1234.5, kRefused);
    add("1,234.5", all, 1234.5, kRefused);
    add("1,234,567", all, 1'234'567, 1'234'567);
    add("1.234.567", all, 1'234'567, 1'234'567);
    add("12 000", all, 12'000, 12'000);
    add("12'000", all, 12'000, 12'000);
    // One thousand five hundred, or one and a half?
    add("1.500", {c, en}, 1.5, kRefused);
    add("1,500", {de, fr}, 1.5, kRefused);
    add("1,500", {c, en}, kRefused, 1500);
    add("1.500", {de, fr}, kRefused, 1500);
    add("1e5", all, 1e5, 1e5);
    add("10k", all, 10'000, 10'000);
    add("1M", all, 1e6, 1e6);
    add("1,5 k", all, 1500, 1500);
    add("1.5E3", all, 1500, 1500);
    add("1,5e3", all, 1500, 1500);
    add("5e-1", all, 0.5, kRefused);
    for (const char* nonsense : {"10x",
                                 "5%",
                                 "4 GiB",
                                 "4GiB",
                                 "1e",
                                 "e5",
                                 "1e5x",
                                 "0x10",
                                 "1.2.3",
                                 "1,2,3",
                                 "1.23,456,7",
                                 "1 2",
                                 "12,34",
                                 "1,2345,678",
                                 "five",
                                 ".",
                                 ",",
                                 "1..5",
                                 "1e999",
                                 "--5",
                                 "5-",
                                 "1_000",
                                 "inf",
                                 "nan",
                                 "2.5.",
                                 "-5",
                                 "0",
                                 "1e30",
                                 "10000000000000000"}) {
      const bool is_decimal = QByteArray(nonsense) == "12,34";
      add(nonsense, all, is_decimal ? 12.34 : kRefused, kRefused);
    }
    add("2.55555", all, kRefused, kRefused);  // more decimals than the box takes
  }
  void a_number_is_what_was_typed_or_refused() {
    QFETCH(QString, text);
    QFETCH(QLocale, locale);
    QFETCH(double, amount);
    QFETCH(double, whole);
    QVERIFY(takes(amount_, text, locale, amount));
    QVERIFY(takes(whole_, text, locale, whole));
    QVERIFY(takes(count_, text, locale, whole > 1e6 ? kRefused : whole));
  }

  /// A box understands what it shows itself, with separated thousands and in other scripts.
  void a_number_shown_is_understood_data() {
    QTest::addColumn<QLocale>("locale");
    for (const char* name :
         {"C", "en_US", "de_DE", "fr_FR", "de_CH", "en_IN", "ar_EG", "fa_IR", "pl_PL", "es_ES"}) {
      QTest::newRow(name) << QLocale(QString(name));
    }
  }
  void a_number_shown_is_understood() {
    QFETCH(QLocale, locale);
    for (QDoubleSpinBox* box : {amount_, whole_}) {
      box->setLocale(locale);
      for (const double value : {1.0, 12.0, 1234.0, 12'345.0, 1'234'567.0, 123'456'789'012.0}) {
        box->setValue(value);
        QCOMPARE(box->value(), value);
        QCOMPARE(box->valueFromText(box->text()), value);
        QVERIFY2(box->hasAcceptableInput(), qPrintable(box->text()));
      }
    }
  }

  /// Otherwise a digit typed behind separated thousands would be in the wrong place.
  void thousands_are_separated_except_while_it_is_edited() {
    whole_->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    whole_->setValue(1234);
    amount_->setFocus();
    QCOMPARE(whole_->text(), QString("1,234"));
    whole_->setFocus();
    QCOMPARE(whole_->text(), QString("1234"));
    QTest::keyClick(whole_, Qt::Key_End);
    QTest::keyClick(whole_, Qt::Key_5);
    QTest::keyClick(whole_, Qt::Key_Return);
    QCOMPARE(whole_->value(), 12'345.0);
    amount_->setFocus();
    QCOMPARE(whole_->text(), QString("12,345"));
    QCOMPARE(whole_->value(), 12'345.0);
  }

  void a_refusal_is_said_where_focus_leaves_too() {
    whole_->setValue(kOld);
    whole_->setFocus();
    whole_->selectAll();
    QTest::keyClicks(whole_, "10x");
    QCOMPARE(whole_->text(), QString("10x"));  // no key is dropped
    QVERIFY(!note(whole_)->isVisible());
    amount_->setFocus();
    QCOMPARE(whole_->value(), kOld);
    QVERIFY(note(whole_)->isVisible());
    QCOMPARE(note(whole_)->text(), QString("“10x” is not understood as a number"));
    whole_->setFocus();
    QTest::keyClicks(whole_, "7");
    QVERIFY(!note(whole_)->isVisible());
  }

  /// What the unit means is for the owner of the field to say; a field without one refuses it with a word.
  void an_amount_is_handed_over() {
    std::vector<TypedNumber> taken;
    auto* budget = make_number_box(window_.get(), "Budget", "A budget", [&](const TypedNumber& amount) {
      taken.push_back(amount);
      return amount.unit == TypedNumber::Unit::Percent ? QString() : QString("is too much");
    });
    window_->layout()->addWidget(budget);
    budget->show();
    budget->setDecimals(0);
    budget->setRange(1, 1e6);
    QVERIFY(takes(budget, "5%", QLocale::c(), kOld));
    QCOMPARE(budget->text(), QString("42"));  // its owner has not shown another number
    QVERIFY(takes(budget, "4 GiB", QLocale::c(), kRefused));
    QCOMPARE(note(budget)->text(), QString("“4 GiB” is too much"));
    QVERIFY(takes(budget, "7", QLocale::c(), 7));
    QCOMPARE(taken.size(), std::size_t{2});
    QCOMPARE(*taken[0].value, 5.0);
    QCOMPARE(*taken[1].value, 4.0 * (1 << 30));
    QTest::keyClick(budget, Qt::Key_End);
    QTest::keyClicks(budget, "%");  // leaving the field is as good as Return
    amount_->setFocus();
    QCOMPARE(taken.size(), std::size_t{3});

    QVERIFY(takes(amount_, "5%", QLocale::c(), kRefused));
    QCOMPARE(note(amount_)->text(), QString("“5%” is a percentage, which does not belong here"));
  }

  /// Qt keeps as many characters selected as before, and what is typed next lands amid the rest.
  void another_number_is_selected_as_a_whole_or_not_at_all() {
    auto* edit = whole_->findChild<QLineEdit*>();
    whole_->setValue(50);
    whole_->setFocus();
    whole_->selectAll();
    show_number(whole_, 123456);
    QCOMPARE(edit->selectedText(), QString("123456"));
    QTest::keyClicks(whole_, "7");
    QTest::keyClick(whole_, Qt::Key_Return);
    QCOMPARE(whole_->value(), 7.0);
    edit->deselect();
    show_number(whole_, 99);
    QVERIFY(!edit->hasSelectedText());
  }

  void a_text_is_left_alone_while_the_number_is_not_new() {
    whole_->setValue(50);
    whole_->setFocus();
    whole_->selectAll();
    QTest::keyClicks(whole_, "12");
    show_number(whole_, 50);
    QCOMPARE(whole_->text(), QString("12"));
    show_number(whole_, 60);
    QCOMPARE(whole_->text(), QString("60"));
  }

  void a_number_out_of_range_is_not_cut() {
    count_->setValue(3);
    count_->setFocus();
    count_->selectAll();
    QTest::keyClicks(count_, "5000000");
    QTest::keyClick(count_, Qt::Key_Return);
    QCOMPARE(count_->value(), 3);
    QCOMPARE(note(count_)->text(), QString("“5000000” is not between 1 and 1000000"));
  }

  void a_special_text_stands_for_the_least() {
    count_->setMinimum(0);
    count_->setSpecialValueText("auto: 8");
    count_->setValue(5);
    count_->setFocus();
    count_->selectAll();
    QTest::keyClicks(count_, "0");
    QTest::keyClick(count_, Qt::Key_Return);
    QCOMPARE(count_->text(), QString("auto: 8"));
    QTest::keyClick(count_, Qt::Key_Up);
    QCOMPARE(count_->value(), 1);
    QCOMPARE(count_->text(), QString("times 1"));
  }

 private:
  static QLabel* note(QWidget* box) { return box->findChild<QLabel*>("refusal"); }

  /// Types the text as a user does. Returns whether the box does as expected, and says what is wrong if not.
  template <class Box>
  static bool takes(Box* box, const QString& text, const QLocale& locale, double expected) {
    box->setLocale(locale);
    box->setValue(kOld);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box->template findChild<QLineEdit*>(), text);
    QTest::keyClick(box, Qt::Key_Return);
    const bool is_refused = std::isnan(expected);
    const auto value = static_cast<double>(box->value());
    if (value != (is_refused ? kOld : expected)) {
      qInfo() << box->accessibleName() << "took" << text << "as" << value << "instead of" << expected;
      return false;
    }
    if (note(box)->isVisible() != is_refused) {
      qInfo() << box->accessibleName() << "says of" << text << ":" << note(box)->text();
      return false;
    }
    return true;
  }

  std::unique_ptr<QWidget> window_;
  QDoubleSpinBox* amount_ = nullptr;
  QDoubleSpinBox* whole_ = nullptr;
  QSpinBox* count_ = nullptr;
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestNumberBoxes)
#include "tst_number_boxes.moc"
