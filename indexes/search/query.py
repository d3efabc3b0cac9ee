"""Search operators: "a phrase", -word, -"a phrase", outlet:name and outlet:"a name"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compare.text.terms import words
from indexes.storage.sql.fulltext.query_words import QUOTE_MARKS

_QUOTE = rf"[{QUOTE_MARKS}]"
_TERM = rf"{_QUOTE}[^{QUOTE_MARKS}]+{_QUOTE}|[^\s{QUOTE_MARKS}]+"
_OUTLET = re.compile(rf"(?<!\S)outlet:\s?({_TERM})", re.IGNORECASE)
_MINUS = re.compile(rf"(?<!\S)[-−](?=[^\W\d_]|{_QUOTE})({_TERM})")
_QUOTES = re.compile(_QUOTE)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query.

    `text` is the query without operators, with its phrases still in quotation marks; `excluded` are the words or
    phrases that no result may contain, each as its tokens; `outlets` are the names of which the outlet must have one
    (all, if empty).
    """

    text: str
    excluded: tuple[tuple[str, ...], ...] = ()
    outlets: tuple[str, ...] = ()


def parse(query: str) -> SearchQuery:
    """Split a query into its text and its operators.

    A minus counts only before a letter or quotation mark and after a space, not in “left-handed” and “-5”.
    """
    outlets = tuple(_bare(each) for each in _OUTLET.findall(query))
    rest = _OUTLET.sub(" ", query)
    excluded = tuple(tuple(found) for each in _MINUS.findall(rest) if (found := words(each)))
    return SearchQuery(" ".join(_MINUS.sub(" ", rest).split()), excluded, tuple(filter(None, outlets)))


def _bare(name: str) -> str:
    return " ".join(_QUOTES.sub(" ", name).split())
