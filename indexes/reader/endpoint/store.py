"""What a reader behind an API stores; the catalogue implements it.

Its protocol is not in `compare.ports`, because `compare` does not know that a reader stores anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class JudgementStore(Protocol):
    """Stores judgements of cells by the fingerprint of the reader, and counts the requests of each day (UTC)."""

    def cell_judgements(self, reader: str, cells: Sequence[str]) -> dict[str, str]:
        """The stored judgements of these cells, by their digest."""
        ...

    def store_cell_judgements(self, reader: str, articles: tuple[str, str], judgements: Mapping[str, str]) -> None:
        """Store judgements of cells of two articles (ids); they are deleted with either article."""
        ...

    def spend_request(self, tokens: int, most_requests: int, most_tokens: int) -> bool:
        """Count one request of about this many tokens; False, and nothing is counted, if that would exceed the daily
        maximum.
        """
        ...

    def correct_tokens(self, more: int) -> None:
        """Correct the count by this many tokens, if a request cost more (or fewer) than expected."""
        ...
