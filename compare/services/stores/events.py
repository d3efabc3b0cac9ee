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
        """Set these events' articles; an article leaves the event it was in, and an emptied event ends."""
        ...

    def get(self, event_id: str) -> Event:
        """Raises NotFoundError."""
        ...

    def has(self, event_id: str) -> bool:
        """Whether there is such an event."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each article that is in one."""
        ...

    def page(
        self,
        where: Filter,
        limit: int,
        after: str | None = None,
        having: DivergenceFilter | None = None,
        order: EventOrder = "latest",
    ) -> list[Event]:
        """Events with an article that `where` wants, and (unless None) a divergence that `having` wants.

        Latest publication first, or those that diverge most; then by id.
        """
        ...

    def count(self, where: Filter | None = None) -> int:
        """How many events have an article that `where` wants."""
        ...

    def count_kinds(self, where: Filter | None = None) -> dict[str, int]:
        """By kind, how many of the events with an article that `where` wants have a divergence of it that is shown."""
        ...


class CorrectionStore(Protocol):
    """Where articles stand, and what people changed about that."""

    def placements(self, article_ids: Sequence[str]) -> list[Placement]:
        """Where each of these articles stands that is in an event, in no particular order."""
        ...

    def place(self, placements: Sequence[Placement]) -> None:
        """Put articles where these say; an event that is not there yet begins, and an emptied one ends."""
        ...

    def all_placements(self) -> list[Placement]:
        """Where every article stands, event by event, in each in its order; `EventStore.put` leaves settled what is."""
        ...

    def note(
        self, kind: CorrectionKind, made: Moment, before: Sequence[Placement], after: Sequence[Placement]
    ) -> Correction:
        """Keep the record of a correction; returns it with its number."""
        ...

    def get(self, number: int) -> Correction:
        """Raises NotFoundError."""
        ...

    def page(self, limit: int, after: int | None = None) -> list[Correction]:
        """The latest first, undone ones among them; `after` is the number of the last one already seen."""
        ...

    def note_undone(self, number: int) -> None:
        """Mark a correction as undone."""
        ...


class EventResultStore(Protocol):
    """What is kept of comparing an event, for pages and lists."""

    def kept_comparison(self, event_id: str) -> tuple[str, str] | None:
        """The signature and the text last kept for an event."""
        ...

    def keep_comparison(self, event_id: str, signature: str, text: str, method: str = "") -> None:
        """Keep a text for an event in the place of the one before; without permission to write, nothing happens."""
        ...

    def keep_rank(self, event_id: str, weight: float, kinds: Sequence[KindFound]) -> None:
        """Keep by how much an event diverges, and in which kinds, for `EventStore.page`; as `keep_comparison`."""
        ...

    def kept_summaries(self, event_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The signature and the text of the summary last kept for each of these events that has one."""
        ...

    def keep_summary(self, event_id: str, signature: str, text: str) -> None:
        """Keep what lists show of an event; as `keep_comparison`."""
        ...

    def keep_origins(self, event_id: str, origins: Sequence[Origin]) -> None:
        """Keep which articles of an event are one origin, for `origin_of`; as `keep_comparison`."""
        ...

    def origin_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The article that stands for the origin of each of these that has copies among the articles of its event."""
        ...
