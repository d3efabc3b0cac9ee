"""Currencies before a number: signs ("€", "US$"), codes ("CHF") and abbreviations ("Rs.")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unicodedata import category

from babel.numbers import list_currencies

from compare.text.lexicon import sections
from compare.text.tokens import Token, lemma

UNKNOWN = "unknown"

SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₨": "INR", "₽": "RUB", "₩": "KRW",
    "₺": "TRY", "₴": "UAH", "₦": "NGN", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB", "₡": "CRC", "₸": "KZT",
    "₾": "GEL", "₵": "GHS", "₲": "PYG", "₼": "AZN", "₿": "BTC",
}  # fmt: skip
_DOLLARS = {
    "US": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "CAD": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD",
    "R": "BRL", "NT": "TWD", "MX": "MXN", "AUD": "AUD", "USD": "USD", "NZD": "NZD", "HKD": "HKD", "SGD": "SGD",
}  # fmt: skip
"""What letters directly before a dollar sign mean."""
_ABBREVIATIONS = {"Rs": "INR", "RS": "INR", "RM": "MYR", "Rp": "IDR", "Tk": "BDT", "Fr": "CHF", "RMB": "CNY",
                  "KSh": "KES", "Ksh": "KES", "USh": "UGX", "TSh": "TZS", "Nkr": "NOK", "Skr": "SEK", "Dkr": "DKK",
                  "NKr": "NOK", "SKr": "SEK", "DKr": "DKK", "Kč": "CZK", "Ft": "HUF", "zł": "PLN", "lei": "RON",
                  "kr": UNKNOWN, "Sh": UNKNOWN}  # fmt: skip
_CODES = frozenset(list_currencies()) - {"ALL", "TOP", "TRY"}
"""Currency codes of the CLDR that are not English words in capitals."""

_ALIKE = ({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"}, {"JPY", "CNY"})
"""Currencies that share a name or a sign, so that a bare "$" may mean any of them."""


def prefix(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """The currency named directly before the number at `place`, and the token where it begins; None if there is none.

    The currency is "unknown" if the letters before a sign belong to no known country.
    """
    if not place:
        return None
    last = tokens[place - 1]
    if last.text == "." and place > 1 and tokens[place - 2].text in SIGNS and last.end == tokens[place].start:
        return SIGNS[tokens[place - 2].text], place - 2  # "$.75"
    if last.text in SIGNS:
        country = tokens[place - 2] if place > 1 else None
        if country is not None and country.is_word and country.end == last.start:
            return (_DOLLARS.get(country.text, UNKNOWN) if last.text == "$" else SIGNS[last.text]), place - 2
        return SIGNS[last.text], place - 1
    if category(last.text[0]) == "Sc":
        return UNKNOWN, place - 1
    if last.text == "." and place > 1 and tokens[place - 2].text in _ABBREVIATIONS:
        return _ABBREVIATIONS[tokens[place - 2].text], place - 2
    code = code_of(last)
    return (code, place - 1) if code else None


def code_of(token: Token) -> str:
    """The currency that a code or an abbreviation names, or ""."""
    if token.text in _ABBREVIATIONS:
        return _ABBREVIATIONS[token.text]
    return token.text if token.text in _CODES else ""


def names_currency(token: Token) -> bool:
    """True for a sign, a code or a noun of a currency."""
    return token.text in SIGNS or bool(code_of(token)) or token.lemma in _nouns()


@cache
def _nouns() -> frozenset[str]:
    listed = [phrases for section, _, phrases in sections("quantities") if section.startswith("money")]
    return frozenset(lemma(phrase) for phrases in listed for phrase in phrases if phrase.isalpha() and len(phrase) > 2)


def may_be_same(dimension: str, other: str) -> bool:
    """True for sums whose currencies share a sign or a name: "$5" may be five Australian dollars."""
    codes = {dimension.removeprefix("money "), other.removeprefix("money ")}
    return UNKNOWN in codes or any(codes <= alike for alike in _ALIKE)
