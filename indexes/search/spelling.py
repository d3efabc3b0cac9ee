"""Query words that no passage contains: misspellings are corrected, and unknown names are reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from compare.text.document_frequency import document_frequencies, hash_bucket
from compare.text.terms import stem, words

PREFIX = 2
"""Number of letters at the beginning of a word that a misspelling does not change: only such words are compared (set by
hand).
"""

_SHORT, _LONG = 4, 7
"""Maximum lengths of words in which no error and one error are allowed; longer words may have two (set by hand)."""

_COMMON = 0.02
"""Share of news articles from which a capitalised word is not a name: "nobel" is in 0.6 %, "minister" in 8 %."""


def unknown_words(counts: Mapping[str, int]) -> list[str]:
    """Words of the query (with their passages) that no passage contains."""
    return [word for word, found in counts.items() if not found]


def nearest(word: str, vocabulary: Iterable[tuple[str, int]]) -> str | None:
    """The term of `vocabulary` (terms with their passages) of which `word` is a misspelling; None if there is none.

    Fewest errors first, then the more frequent term.
    """
    errors = 0 if len(word) <= _SHORT else 1 if len(word) <= _LONG else 2
    wanted, letters = word.casefold(), set(word.casefold())
    best: tuple[int, int, str] | None = None
    for term, passages in vocabulary:
        if abs(len(term) - len(wanted)) > errors or len(letters.symmetric_difference(term)) > 2 * errors:
            continue
        found = distance(wanted, term)
        if 0 < found <= errors:
            rank = (found, -passages, term)
            best = rank if best is None else min(best, rank)
    return best[2] if best else None


def distance(a: str, b: str) -> int:
    """The optimal string alignment distance: insertions, deletions, substitutions and transpositions."""
    before: Sequence[int] = ()
    last: Sequence[int] = range(len(b) + 1)
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def corrected(query: str, right: Mapping[str, str]) -> str:
    """`query` with each misspelled word replaced."""
    for wrong, word in right.items():
        query = re.sub(rf"(?<!\w){re.escape(wrong)}(?!\w)", lambda _, word=word: word, query)  # type: ignore[misc]
    return query


def names(unknown: Iterable[str]) -> list[str]:
    """The words written like a name that are not common in news."""
    return [word for word in unknown if word[:1].isupper() and _share(word) < _COMMON]


def unseen_words(unknown: Iterable[str]) -> list[str]:
    """The words that no article in a large sample of news contains."""
    return [word for word in unknown if not _share(word)]


def only_name(query: str) -> str | None:
    """The last word of a query that is only a name of two to four words; otherwise None."""
    found = words(query)
    is_name = 2 <= len(found) <= 4 and all(each[0].isupper() and _share(each) < _COMMON for each in found)
    return found[-1] if is_name else None


def _share(word: str) -> float:
    documents, counts = document_frequencies()
    return float(counts[hash_bucket(stem(word))]) / documents
