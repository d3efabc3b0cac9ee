"""The store of what users know of outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.model.article import Outlet
from compare.model.moment import Moment
from compare.ports import OutletCount


@dataclass(frozen=True, slots=True)
class OutletFact:
    """What `source` said on `dated` of an outlet: “country” is “Aldermark”, “leaning” is “left” by whichever scheme."""

    outlet: Outlet
    attribute: str
    value: str
    source: str
    dated: Moment


class OutletStore(Protocol):
    """Keeps what users say of outlets; part of the catalogue."""

    def counts(self) -> list[OutletCount]:
        """All outlets of which an article is held, by name."""
        ...

    def put_facts(self, facts: Sequence[OutletFact]) -> None:
        """Keep facts, each in the place of what the same source said of the same attribute of the same outlet."""
        ...

    def facts(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """What is said of these outlets (of all), by outlet, attribute and source."""
        ...

    def drop_facts(self, source: str) -> int:
        """Forget all that a source said; returns how many facts that were."""
        ...

    def put_name(self, outlet: Outlet, called: Outlet) -> list[str]:
        """Call `outlet`, and what is called so already, `called` from now on; returns the articles that changed."""
        ...

    def drop_name(self, outlet: Outlet) -> list[str]:
        """Call `outlet` as its source does again; returns the articles that changed."""
        ...

    def names(self) -> dict[Outlet, Outlet]:
        """What a person calls outlets, by what their sources call them."""
        ...
