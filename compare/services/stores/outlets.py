"""The store of facts about outlets, and of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.model.article import Outlet
from compare.model.moment import Moment
from compare.ports import OutletCount


@dataclass(frozen=True, slots=True)
class OutletFact:
    """A fact about an outlet, as `source` stated it on `dated`: its “country” is “Aldermark”."""

    outlet: Outlet
    attribute: str
    value: str
    source: str
    dated: Moment


class OutletStore(Protocol):
    """Stores users' data about outlets; part of the catalogue."""

    def counts(self) -> list[OutletCount]:
        """All outlets with a stored article, by name."""
        ...

    def put_facts(self, facts: Sequence[OutletFact]) -> None:
        """Store facts; each replaces the one of the same source about the same attribute of the same outlet."""
        ...

    def facts(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """Facts about these outlets (None: all), by outlet, attribute and source."""
        ...

    def drop_facts(self, source: str) -> int:
        """Delete all facts of a source; returns how many there were."""
        ...

    def put_name(self, outlet: Outlet, called: Outlet) -> list[str]:
        """Rename `outlet`, and those already renamed to it, to `called`; returns the articles that changed."""
        ...

    def drop_name(self, outlet: Outlet) -> list[str]:
        """Restore the name that `outlet` has in its source; returns the articles that changed."""
        ...

    def names(self) -> dict[Outlet, Outlet]:
        """The names that users gave to outlets, by the names in their sources."""
        ...
