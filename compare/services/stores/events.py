"""Stores of events: clustering, corrections, and what lists show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from compare.comparison.filters import DivergenceFilter
from compare.model.event import Correction, CorrectionKind, Event, EventOrder, Origin, Placement
from compare.model.match import KindFound
from compare.model.moment import Moment
from compare.ports import Filter


class EventStore(Protocol):
    """Events as sets of article ids."""

    def put(self, events: Iterable[Event]) -> None:
        """Set the articles of these events; an article leaves its previous event, and empty events are deleted."""
        ...

    def get(self, event_id: str) -> Event:
        """Raises NotFoundError."""
        ...

    def has(self, event_id: str) -> bool:
        """Whether the event exists."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each article that has one."""
        ...

    def page(
        self,
        where: Filter,
        limit: int,
        after: str | None = None,
        having: DivergenceFilter | None = None,
        order: EventOrder = "latest",
    ) -> list[Event]:
        """Events with an article that `where` wants and (unless None) a divergence that `having` wants.

        Ordered by latest publication, or by how much they diverge; then by id. `after` is the id of the last event
        already seen.
        """
        ...

    def count(self, where: Filter | None = None) -> int:
        """The number of events with an article that matches `where`."""
        ...

    def count_kinds(self, where: Filter | None = None) -> dict[str, int]:
        """For each kind, the number of events that match `where` and show a divergence of that kind."""
        ...


class CorrectionStore(Protocol):
    """Stores the position of articles in events, and users' corrections of it."""

    def placements(self, article_ids: Sequence[str]) -> list[Placement]:
        """The placements of those of these articles that are in an event, unordered."""
        ...

    def place(self, placements: Sequence[Placement]) -> None:
        """Apply placements; new events are created, and empty ones deleted."""
        ...

    def note(
        self, kind: CorrectionKind, made: Moment, before: Sequence[Placement], after: Sequence[Placement]
    ) -> Correction:
        """Store a correction; returns it with its number."""
        ...

    def get(self, number: int) -> Correction:
        """Raises NotFoundError."""
        ...

    def page(self, limit: int, after: int | None = None) -> list[Correction]:
        """Corrections, including undone ones, latest first; `after` is the number of the last one already seen."""
        ...

    def note_undone(self, number: int) -> None:
        """Mark a correction as undone."""
        ...


class EventResultStore(Protocol):
    """Stores the results of comparing events, for pages and lists."""

    def stored_comparison(self, event_id: str) -> tuple[str, str] | None:
        """The signature and the text last stored for an event."""
        ...

    def store_comparison(self, event_id: str, signature: str, text: str, method: str = "") -> None:
        """Store a text for an event, replacing the previous one; does nothing in a read-only catalogue."""
        ...

    def store_rank(self, event_id: str, weight: float, kinds: Sequence[KindFound]) -> None:
        """Store how much an event diverges, and in which kinds, for `EventStore.page`; as `store_comparison`."""
        ...

    def stored_summaries(self, event_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The signature and the text of the stored summary of each of these events that has one."""
        ...

    def store_summary(self, event_id: str, signature: str, text: str) -> None:
        """Store the summary that lists show of an event; as `store_comparison`."""
        ...

    def store_origins(self, event_id: str, origins: Sequence[Origin]) -> None:
        """Store the origins of an event's articles, for `origin_of`; as `store_comparison`."""
        ...

    def origin_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The representative of the origin of each of these articles that has copies in its event."""
        ...
