"""Scale words and letters: "3.1 billion", "two dozen", "40 crore", "$2m"."""

from __future__ import annotations

from collections.abc import Sequence

from compare.text.quantities.currencies import names_currency, prefix
from compare.text.tokens import Token, bag, low_at

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12, "quadrillion": 1e15, "milliard": 1e9,
    "milliards": 1e9, "milliarden": 1e9, "milliarde": 1e9, "millionen": 1e6,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "l": 1e5, "k": 1e3, "m": 1e6, "mil": 1e6, "mm": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9,
    "bln": 1e9, "mrd": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12, "tln": 1e12,
}  # fmt: skip
"""Words and letters that multiply the number before them."""
ABBREVIATED = frozenset({"mrd", "mio", "mln", "mn", "bn", "bln", "tn", "trn", "tln"})
"""Scale words that may end in a full stop."""
_OF_SUMS = frozenset({"cr", "mil", "mm"})
"""Scale words used only for amounts of money: "Rs 5 cr", "$500 mil", "$1.2MM"."""
_LINKS = frozenset({"and", "to", "or", "-", "–"})
_JOINING = frozenset({"-", "&", "/", "+"})
"""Marks after a capital letter that is part of a name: "£3 M&S vouchers"."""
_NEVER_METRES = bag(
    "people viewers users customers voters workers jobs homes households barrels tonnes tons doses passengers"
)
"""Nouns before which "m" and "k" are scales: they are not measured in metres."""


def scale_at(tokens: Sequence[Token], place: int, start: int | None = None) -> float | None:
    """The factor of the scale word at `place`, for a number that begins at `start`.

    A letter ("m", "k") counts only directly after the digits of a sum, as a capital also behind a space, and "k" also
    before what is counted.
    """
    word = tokens[place]
    factor = SCALES.get(word.low)
    if factor is None or (len(word.low) > 1 and word.low not in _OF_SUMS):
        return factor
    if start is None:
        return None
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    is_sum = _is_sum(tokens, start) or (following is not None and names_currency(following))
    touches = word.start == tokens[place - 1].end
    if word.low in _OF_SUMS or word.low == "l":
        is_lakh = word.low == "l" and _is_of_rupees(tokens, start)
        return factor if is_lakh or (is_sum and word.low in _OF_SUMS and word.text != "mm") else None
    if not touches and is_sum and word.text in {"K", "M", "B"}:
        return None if following is not None and (following.is_capital or following.text in _JOINING) else factor
    if not touches or following is None or is_sum:
        return factor if touches and is_sum else None
    if following.low in _LINKS and low_at(tokens, place + 3) == word.low and tokens[place + 2].is_number:
        return scale_at(tokens, place + 3, place + 2)  # "between 1.5m and 2m people"
    counts = following.low in _NEVER_METRES or (word.low == "k" and following.lemma != following.low)
    return factor if counts and word.low in {"k", "m"} else None


def _is_sum(tokens: Sequence[Token], start: int) -> bool:
    """True for "$2m" and for the 2 of "$1-2m": the number at `start` is an amount of money."""
    if prefix(tokens, start) is not None:
        return True
    is_second = start > 2 and tokens[start - 1].low in {"-", "–", "to"} and tokens[start - 2].is_number
    return is_second and prefix(tokens, start - 2) is not None


def _is_of_rupees(tokens: Sequence[Token], start: int) -> bool:
    """True for "₹50L" and "Rs 2.5 L", where the letter means lakh."""
    currency = prefix(tokens, start)
    return currency is not None and currency[0] == "INR"
