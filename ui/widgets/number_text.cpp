// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <cmath>

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("tidemark::NumberBoxes", text);
}

/// Text taken apart: digits between separators, with '0' to '9' for the digits of every script.
struct Parts {
  QString sign;
  QStringList digits;  ///< one more than there are separators
  QString separators;  ///< '.', ',', and ' ' for every character that separates thousands only
  QString exponent;    ///< with its sign; empty: none
};

/// '.', ',', ' ', or null for a character that separates nothing.
QChar separator_of(QChar character, const QLocale& locale) {
  if (character == '.' || character == ',') return character;
  if (locale.decimalPoint() == QString(character)) return '.';
  const bool separates_thousands = character.isSpace() || character == '\'' || character == QChar(0x2019) ||
                                   locale.groupSeparator() == QString(character);
  return separates_thousands ? QChar(' ') : QChar();
}

/// std::nullopt if the text has any other character.
std::optional<Parts> parts_of(const QString& text, const QLocale& locale) {
  Parts parts;
  qsizetype i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) parts.sign = text[i++];
  parts.digits << QString();
  for (; i < text.size() && text[i].toLower() != 'e'; ++i) {
    if (text[i].isDigit()) {
      parts.digits.last() += QString::number(text[i].digitValue());
    } else if (const QChar separator = separator_of(text[i], locale); !separator.isNull()) {
      parts.separators += separator;
      parts.digits << QString();
    } else {
      return std::nullopt;
    }
  }
  if (i < text.size()) {
    parts.exponent = text.mid(i + 1);
    bool is_number = false;
    parts.exponent.toInt(&is_number);
    if (!is_number) return std::nullopt;
  }
  return parts;
}

/// Whether the first `count` groups of digits can be one number with separated thousands. There may be two
/// digits between separators, as is usual in India.
bool are_thousands(const Parts& parts, qsizetype count) {
  if (count == 1) return true;
  for (qsizetype i = 0; i < count; ++i) {
    const qsizetype size = parts.digits[i].size();
    const bool is_last = i == count - 1;
    if (size > 3 || size < (is_last ? 3 : i == 0 ? 1 : 2)) return false;
    if (!is_last && parts.separators[i] != parts.separators[0]) return false;
  }
  return true;
}

/// How many groups of digits stand before the decimals. 0: the text can be read in two ways.
qsizetype groups_before_decimals(const Parts& parts, const QLocale& locale, bool takes_decimals) {
  const qsizetype all = parts.digits.size();
  if (parts.separators.isEmpty()) return all;
  const QChar last = parts.separators.back();
  if (last == ' ' || parts.separators.count(last) > 1) return all;
  const QString& before = parts.digits[0];
  const bool could_be_thousands = parts.separators.size() == 1 && parts.digits[1].size() == 3 &&
                                  !before.isEmpty() && before.size() <= 3 && before[0] != '0' &&
                                  parts.exponent.isEmpty();
  if (!could_be_thousands) return all - 1;
  const bool is_decimal_point = last == separator_of(locale.decimalPoint().at(0), locale);
  if (is_decimal_point == takes_decimals) return takes_decimals ? all - 1 : all;
  return 0;
}

}  // namespace

TypedNumber read_typed_number(const QString& text, const QLocale& locale, int decimals) {
  const TypedNumber no_number = {{}, tr("is not understood as a number")};
  const auto parts = parts_of(text.trimmed(), locale);
  if (!parts) return no_number;
  const qsizetype whole = groups_before_decimals(*parts, locale, decimals > 0);
  if (whole == 0) {
    return {{}, tr("can be read in two ways; leave the separator of thousands out")};
  }
  const QString digits = parts->digits.mid(0, whole).join(QString());
  const QString fraction = parts->digits.mid(whole).join(QString());
  if (digits.isEmpty() && fraction.isEmpty()) return no_number;
  const bool has_point_among_thousands =
      whole > 1 && whole < parts->digits.size() && parts->separators.back() == parts->separators[0];
  if (!are_thousands(*parts, whole) || has_point_among_thousands) return no_number;

  QString plain = parts->sign + digits + '.' + fraction;
  if (!parts->exponent.isEmpty()) plain += 'e' + parts->exponent;
  bool is_number = false;
  const double value = plain.toDouble(&is_number);
  if (!is_number || !std::isfinite(value)) return no_number;
  const double finest = value * std::pow(10.0, decimals);
  if (std::abs(finest - std::round(finest)) > 1e-9 * std::max(1.0, std::abs(finest))) {
    return {{}, decimals == 0 ? tr("is no whole number") : tr("has more than %1 decimals").arg(decimals)};
  }
  return {value, {}};
}

}  // namespace tidemark
