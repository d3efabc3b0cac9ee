"""What a reader by endpoint keeps from one time to the next; the catalogue implements it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class JudgementStore(Protocol):
    """Keeps judgements of cells by the fingerprint of the reader, and counts what was asked each day (UTC)."""

    def cell_judgements(self, reader: str, cells: Sequence[str]) -> dict[str, str]:
        """The stored judgements of these cells, by their digest."""
        ...

    def keep_cell_judgements(self, reader: str, articles: tuple[str, str], judgements: Mapping[str, str]) -> None:
        """Keep judgements of cells of two articles (ids); they go when one of the articles is removed."""
        ...

    def spend_request(self, tokens: int, most_requests: int, most_tokens: int) -> bool:
        """Count one request of about so many tokens; False, and nothing is counted, if that exceeds the day's most."""
        ...

    def correct_tokens(self, more: int) -> None:
        """Count so many tokens more (or fewer) than was expected of a request."""
        ...
