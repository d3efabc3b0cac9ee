"""Limits of one comparison. What exceeds them is left out, and the result says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compare.model.passage import Passage

_TOKEN = re.compile(r"[A-Za-z0-9]{1,4}|[^\sA-Za-z0-9]")

PASSAGES = 400
"""Maximum number of passages of an article: except for live tickers, news articles have up to about 200."""

STATEMENTS = 24
"""Maximum number of facts of each kind (quantities, dates, names, quotations, sources, hedges) of a passage that are
compared, in order: fewer than one passage of news in a thousand has more, and those are tables of results.
"""

MATCHES = 1_000
"""Maximum number of matches of two articles, most probable first: two articles of 200 passages have about 300."""

PAIR_S = 60.0
"""Processor seconds for the evidence of the matches of two articles; two articles of 200 passages take less than five.
"""

MATCHES_OF_ALL = 20_000
"""Maximum number of matches of all articles that are compared together, most probable first."""

SCREENED_TOKENS = 200_000
"""Tokens of the candidate pairs of passages of two articles that are read, most likely first."""

JUDGED_TOKENS = 60_000
"""Tokens of the pairs of passages of two articles that the larger model of the reader judges, most likely first: about
500 pairs of passages. Two articles of 154 and 99 passages, the largest pair of 496 of one event, have 74,000."""

CELLS_AT_ONCE = 60 * 60
"""Maximum number of pairs of passages that are compared while a user waits; more are compared in the background."""

TOKENS_AT_ONCE = 12_000
"""Maximum number of tokens of the articles that are compared while a user waits: twice as many as in 120 passages of
news.

The models take about a millisecond of processor time per token, however long the sentences are.
"""

TAGGED = 40_000
"""Maximum number of tokens of an article that are searched for attributions: 400 passages of news have some 16,000."""

CELLS = 2_000_000
"""Maximum number of pairs of passages for texts that are not stored: some minutes of work."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Numbers of `matches` beyond the limit, and of candidates that are `unread` because there are too many."""

    matches: int = 0
    unread: int = 0


def cells(sizes: list[int]) -> int:
    """The number of pairs of passages between any two articles with these numbers of passages."""
    total = sum(sizes)
    return (total * total - sum(size * size for size in sizes)) // 2


def count_tokens(text: str) -> int:
    """Estimates the number of tokens of a text: a punctuation mark is one, and so is a letter outside ASCII."""
    return sum(1 for _ in _TOKEN.finditer(text))


def tokens_of(passages: Sequence[Passage]) -> int:
    """Estimates the number of tokens of an article that models read to compare it."""
    return sum(count_tokens(each.text) for each in passages)
