"""Users' facts about outlets, with source and date, and the names that users give to outlets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from compare.errors import ConflictError, InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.ports import Filter, OutletCount
from compare.services.stores.outlets import OutletFact, OutletStore

_LONGEST_NAME = 200
_NO_OUTLET = "\n"
"""An id that no outlet has, because outlet ids contain no line break."""


class Outlets:
    """The outlets, and users' facts about them."""

    def __init__(self, store: OutletStore, follow: Callable[[], None] = lambda: None) -> None:
        """`follow` updates comparisons that depend on the names of outlets."""
        self._store = store
        self._follow = follow

    def held(self) -> list[OutletCount]:
        """All outlets with a stored article, by name."""
        return self._store.counts()

    def add_facts(self, facts: Sequence[OutletFact]) -> None:
        """Store facts; a later one of the same source replaces an earlier one."""
        self._store.put_facts(facts)

    def known(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """Facts about these outlets (None: all), under any of their names, by outlet, attribute and source."""
        names = {outlet.id: called for outlet, called in self._store.names().items()}
        if outlet_ids is not None:
            outlet_ids = [*outlet_ids, *(each for each, called in names.items() if called.id in outlet_ids)]
        facts = (replace(each, outlet=names.get(each.outlet.id, each.outlet)) for each in self._store.facts(outlet_ids))
        return sorted(facts, key=lambda each: (each.outlet.id, each.attribute, each.source))

    def of(self, attribute: str, value: str) -> tuple[str, ...]:
        """The ids of the outlets for which some source states this, ignoring case."""
        wanted = (attribute.casefold(), value.casefold())
        found = [each for each in self.known() if (each.attribute.casefold(), each.value.casefold()) == wanted]
        return tuple(dict.fromkeys(each.outlet.id for each in found))

    def remove_source(self, source: str) -> int:
        """Delete all facts of a source; returns how many there were. Raises NotFoundError if there were none."""
        number = self._store.drop_facts(source)
        if not number:
            raise NotFoundError(f"There are no facts from the source “{source[:80]}”.")
        return number

    def filtered(self, where: Filter, about: Sequence[str]) -> Filter:
        """`where`, limited to outlets with all facts of `about`, such as “country:Aldermark”.

        An outlet can be given by any of its names. Raises InputError for an item of `about` without a colon.
        """
        names = {outlet.id: called.id for outlet, called in self._store.names().items()}
        wanted = list(dict.fromkeys(names.get(each, each) for each in where.outlets))
        for each in about:
            attribute, colon, value = each.partition(":")
            if not colon:
                raise InputError(f"“{each[:80]}” is not an attribute with a value, such as country:Aldermark.")
            of = self.of(attribute.strip(), value.strip())
            wanted = [one for one in of if one in wanted] if wanted else list(of)
            wanted = wanted or [_NO_OUTLET]
        return replace(where, outlets=tuple(wanted))

    # -- names

    def names(self) -> dict[Outlet, Outlet]:
        """The names that users gave to outlets, by the names in their sources."""
        return self._store.names()

    def rename(self, name: str, called: str) -> list[str]:
        """Rename an outlet, now and in articles that are added later; outlets with the same name are merged.

        Returns the ids of the articles that changed. Raises InputError for an empty or overlong name, ConflictError if
        `called` is itself renamed.
        """
        outlet, other = Outlet(" ".join(name.split())), Outlet(" ".join(called.split()))
        for each in (outlet, other):
            if not each.name or len(each.name) > _LONGEST_NAME:
                raise InputError(
                    f"An outlet's name must have 1 to {_LONGEST_NAME} characters: “{each.name[:80]}” does not."
                )
        names = {one.id: name for one, name in self._store.names().items()}
        if names.get(other.id, other).id != other.id:
            raise ConflictError(
                f"“{other.name}” was itself renamed to “{names[other.id].name}”: use that name, or undo that first."
            )
        changed = self._store.put_name(outlet, other)
        self._follow()
        return changed

    def reset_name(self, name: str) -> list[str]:
        """Restore the name that an outlet has in its source; returns the ids of the articles that changed.

        Raises NotFoundError if it is not renamed.
        """
        outlet = Outlet(name)
        if all(each.id != outlet.id for each in self._store.names()):
            raise NotFoundError(f"The outlet “{name[:80]}” was not renamed.")
        changed = self._store.drop_name(outlet)
        self._follow()
        return changed


def called(articles: Iterable[Article], names: Mapping[Outlet, Outlet]) -> list[Article]:
    """The articles with their outlets under the names that users gave them."""
    by_id = {outlet.id: name for outlet, name in names.items()}
    return [each.named(by_id[each.outlet.id]) if each.outlet.id in by_id else each for each in articles]
