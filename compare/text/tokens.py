"""Tokens: the words, numbers and punctuation of a text with their exact offsets and lemmas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from compare.text.digit_grouping import NUMBER, PLAIN_NUMBER
from compare.text.terms import STOP_WORDS

_TITLES = "Mr|Mrs|Ms|Dr|Sen|Rep|Reps|Sens|Gov|Gen|Lt|Col|Sgt|Jr|Sr|St|Prof|Rev|Hon|Capt|Maj|Adm|Inc|Corp|Co|Ltd|vs"
FRACTION_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_TOKEN = re.compile(
    rf"{NUMBER}|[{FRACTION_SIGNS}]|(?:[A-Z]\.){{2,}}|\b(?:{_TITLES})\.|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]"
)
_PLAIN = re.compile(PLAIN_NUMBER)
_ACRONYMS = {"WHO": "WHO", "IT": "IT", "US": "usa"}
"""Acronyms that are function words in lower case; "U.S." is the same as "US"."""


class Token(NamedTuple):
    """`text[start:end]`, in lower case with straight apostrophes (`low`), and its `lemma`."""

    start: int
    end: int
    text: str
    low: str
    lemma: str

    @property
    def is_word(self) -> bool:
        """True for a word; False for a number or punctuation."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """True for a number in digits."""
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        """True for a word that starts with a capital letter."""
        return self.text[0].isupper()


def low_at(tokens: Sequence[Token], place: int) -> str:
    """The token at a position in lower case; "" outside the text."""
    return tokens[place].low if 0 <= place < len(tokens) else ""


def bag(text: str) -> frozenset[str]:
    """The words of a whitespace-separated `text` as a set: a readable way to write word lists in code."""
    return frozenset(text.split())


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The lemma of a lower-case word, without a possessive ending; punctuation is its own lemma."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _KEPT or len(word) < 2 or not word.isalpha():
        return word
    from simplemma import lemmatize  # imported on first use, because it loads the rules of all its languages

    return str(lemmatize(word, "en")).casefold()


_IRREGULAR = {
    "thought": "think",
    "rose": "rise", "won": "win", "shot": "shoot", "struck": "strike", "drew": "draw", "led": "lead", "fed": "feed",
    "sank": "sink", "sunk": "sink", "broke": "break", "hid": "hide", "dug": "dig", "bound": "bind", "rung": "ring",
    "wed": "wed", "lit": "light", "fought": "fight", "sought": "seek", "tore": "tear", "grew": "grow",
    "thrown": "throw",
    "lives": "life", "kilometres": "kilometer", "centimetres": "centimeter", "millimetres": "millimeter",
    "kilogrammes": "kilogram",
    "injured": "injure", "murdered": "murder", "slain": "slay", "slew": "slay",
}  # fmt: skip
"""Forms that the dictionary assigns to the wrong word ("rose" to the flower)."""

_KEPT = bag("left thousands hundreds dozens millions scores tens us as was fewer less more most least found")
"""Words whose dictionary form would lose a distinction: "dozens" is vaguer than "a dozen"."""


def tokens_of(text: str) -> tuple[Token, ...]:
    """All tokens of `text`, in order."""
    found: list[Token] = []
    shouts = text.isupper()
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        if " " in match.group() and not _is_one_number(match, text, found):
            match = _PLAIN.match(text, match.start()) or match
        word = match.group()
        low = word.casefold().replace("’", "'")
        if len(low) > 1 and low.endswith("."):
            low = low.replace(".", "") if low != "u.s." else "usa"
        if word in _ACRONYMS and not shouts:
            low = _ACRONYMS[word]
        found.append(Token(match.start(), match.end(), word, low, lemma(low)))
        at = match.end()
    return tuple(found)


def _is_one_number(match: re.Match[str], text: str, before: Sequence[Token]) -> bool:
    """False for "Flight 370 239" and "June 15 300", where the first number belongs to a name, and for telephone
    numbers.
    """
    last = before[-1] if before else None
    if match.group().startswith("0") or text[match.end() : match.end() + 2].strip().isdecimal():
        return False
    if last is None or len(before) == 1:
        return last is None or not last.is_number
    return not last.is_number and last.text != "+" and (not last.is_capital or last.low in STOP_WORDS)
