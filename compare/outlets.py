"""What users say of outlets: their own data, each with its source and date; nothing is ever made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.article import Outlet
from compare.errors import NotFoundError
from compare.moment import Moment


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

    def put_outlet_facts(self, facts: Sequence[OutletFact]) -> None:
        """Keep facts, each in the place of what the same source said of the same attribute of the same outlet."""
        ...

    def outlet_facts(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """What is said of these outlets (of all), by outlet, attribute and source."""
        ...

    def drop_outlet_facts(self, source: str) -> int:
        """Forget all that a source said; returns how many facts that were."""
        ...


class Outlets:
    """What people may do with what is said of outlets."""

    def __init__(self, store: OutletStore) -> None:
        self._store = store

    def learn(self, facts: Sequence[OutletFact]) -> None:
        """Keep facts: a later one of the same source takes the place of an earlier one."""
        self._store.put_outlet_facts(facts)

    def known(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """What is said of these outlets (of all), by outlet, attribute and source."""
        return self._store.outlet_facts(outlet_ids)

    def of(self, attribute: str, value: str) -> tuple[str, ...]:
        """The ids of the outlets of which some source says this; upper and lower case are one."""
        wanted = (attribute.casefold(), value.casefold())
        found = [each for each in self.known() if (each.attribute.casefold(), each.value.casefold()) == wanted]
        return tuple(dict.fromkeys(each.outlet.id for each in found))

    def forget(self, source: str) -> int:
        """Forget all that a source said; returns how many facts that were. Raises NotFoundError if it said nothing."""
        number = self._store.drop_outlet_facts(source)
        if not number:
            raise NotFoundError(f"Nothing is known from “{source[:80]}”.")
        return number
