"""Reasons: one line for users that names the outlets and what each one reports."""

from __future__ import annotations

from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import Span
from compare.text.analysis import facts_of
from compare.text.quantities.numbers.spelled import NUMBER_WORDS
from compare.text.terms import STOP_WORDS

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
    roles = (each for each in facts_of(text).of("reporting") if each.group in {"roles", "unnamed"})
    is_role = first[1:] == first[1:].lower() and rest == rest.lower() and any(each.start == 0 for each in roles)
    is_common = is_role or first.lower() in STOP_WORDS or first.lower() in NUMBER_WORDS
    return cut(f"{first.lower()}{space}{rest}" if is_common else text)


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
