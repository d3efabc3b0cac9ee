"""Reasons: one line for users that names the outlets and what each one reports."""

from __future__ import annotations

from compare.attribution.person_names import NAMED_BODIES
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Span
from compare.text.analysis import facts_of
from compare.text.quantities.numbers.spelled import NUMBER_WORDS
from compare.text.terms import DETERMINERS, STOP_WORDS

Names = tuple[str, str]
"""The labels of the articles of the first and of the second passage."""

_LONG = 60
"""Maximum number of characters of a quotation in a reason."""


def names_of(a: Article, b: Article) -> Names:
    """The labels of two articles shown together."""
    names = distinct_names((a, b))
    return names[a.id], names[b.id]


def cut(text: str) -> str:
    """The text on one line, shortened with an ellipsis if it is long."""
    return shortened(" ".join(text.split()), _LONG)


def cut_source(text: str) -> str:
    """A source inside a reason: “Two engineers” or “Critics”, from the beginning of a sentence, are no names."""
    first, space, rest = text.partition(" ")
    return cut(f"{first.lower()}{space}{rest}" if _is_common(first, rest) else text)


def _is_common(first: str, rest: str) -> bool:
    """Whether the first word of a source would have no capital inside a sentence; "Ten Hag" and "US officials" have."""
    low = first.lower()
    if first[1:] != low[1:]:
        return False  # an acronym
    if low in DETERMINERS:
        return True
    if low in STOP_WORDS or low in NUMBER_WORDS:
        return rest[:1].islower()
    roles = (each for each in facts_of(f"{first} {rest}").of("reporting") if each.group in {"roles", "unnamed"})
    return rest == rest.lower() and low not in NAMED_BODIES and any(each.start == 0 for each in roles)


def shortened(text: str, most: int) -> str:
    """The text, shortened after a word and with an ellipsis if it is longer than `most` characters."""
    if len(text) <= most:
        return text
    words = text[:most].rpartition(" ")[0] or text[: most - 1]
    return f"{words.rstrip()}…"


def quote(span: Span | str) -> str:
    """The words of a span in quotation marks, shortened if long."""
    return f"“{cut(span if isinstance(span, str) else span.text).rstrip(',;')}”"


def compare_values(names: Names, a: Span, b: Span, what: str) -> str:
    """Figures and dates: “A: 12 · B: 14 (deaths)”."""
    return f"{names[0]}: {cut(a.text)} · {names[1]}: {cut(b.text)} ({what})"


def compare_words(names: Names, a: Span, b: Span, what: str) -> str:
    """The outlets' words: “A: “rioters” · B: “protesters” (word choice: people who protest)”."""
    return f"{names[0]}: {quote(a)} · {names[1]}: {quote(b)} ({what})"
