"""Bounds of one comparison: what is beyond them is left out, and that is told."""

from __future__ import annotations

PASSAGES = 400
"""Of an article, the first: live tickers apart, news has up to about 200."""

STATEMENTS = 24
"""Of each kind (quantities, dates, names, quotations, sources, hedges) that is compared of a passage, the first: of the
passages of news, fewer than one in a thousand has more, and those are tables of results."""

MATCHES = 1_000
"""Of two articles, the most probable: two articles of 200 passages have some 300."""

PAIR_S = 60.0
"""Seconds of the processor for the evidence in the matches of two articles; two of 200 passages take less than five."""

MATCHES_OF_ALL = 20_000
"""Of all articles that are compared together, the most probable."""

CELLS_AT_ONCE = 60 * 60
"""Pairs of passages that are compared while somebody waits for the answer; more are compared in the background."""

CELLS = 2_000_000
"""Pairs of passages that are compared at all for texts that are not held: some minutes of work."""


def cells(sizes: list[int]) -> int:
    """How many pairs of passages there are between any two of articles of these sizes (numbers of passages)."""
    total = sum(sizes)
    return (total * total - sum(size * size for size in sizes)) // 2
