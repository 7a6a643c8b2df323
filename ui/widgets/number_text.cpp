// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_text.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("tidemark::NumberBoxes", text);
}

char decimal_point_of(const QLocale& locale) {
  return locale.decimalPoint() == QLatin1String(",") ? ',' : '.';
}

/// With '0' to '9' for the digits of every script, '.' or ',' for the decimal point, and ' ' for everything
/// else that separates thousands.
QString in_plain_characters(const QString& text, const QLocale& locale) {
  QString plain;
  for (const QChar character : text) {
    if (character.isDigit()) {
      plain += QString::number(character.digitValue());
    } else if (character == '.' || character == ',') {
      plain += character;
    } else if (locale.decimalPoint() == QString(character)) {
      plain += decimal_point_of(locale);
    } else if (character == QChar(0x2019) || locale.groupSeparator() == QString(character) ||
               character.isSpace()) {
      plain += ' ';
    } else {
      plain += character;
    }
  }
  return plain;
}

}  // namespace

TypedNumber read_typed_number(const QString& text, const QLocale& locale, std::optional<int> decimals) {
  return read_typed_number(in_plain_characters(text, locale).toStdString(), decimal_point_of(locale),
                           decimals);
}

QString objection_to(const TypedNumber& typed, int decimals) {
  switch (typed.fault) {
    case TypedNumber::Fault::TwoReadings:
      return tr("can be read in two ways; leave the separator of thousands out");
    case TypedNumber::Fault::NotWhole:
      return tr("is no whole number");
    case TypedNumber::Fault::TooManyDecimals:
      return tr("has more than %1 decimals").arg(decimals);
    case TypedNumber::Fault::NoNumber:
    case TypedNumber::Fault::None:
      break;
  }
  if (typed.unit == TypedNumber::Unit::Percent) return tr("is a percentage, which does not belong here");
  if (typed.unit == TypedNumber::Unit::Bytes) return tr("is an amount of memory, which does not belong here");
  return tr("is not understood as a number");
}

}  // namespace tidemark
