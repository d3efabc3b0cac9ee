"""Removing an article, an outlet or a feed completely; it is not added again until the removal is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compare.errors import NotFoundError
from compare.model.article import Outlet
from compare.ports import LiveIndex
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.operations.removals import Removable


class Removals:
    """Removes articles, outlets and feeds, each completely or not at all."""

    def __init__(self, catalogue: Catalogue, index: LiveIndex, update_events: Callable[[], None]) -> None:
        """`update_events` compares the remaining articles of events again."""
        self._catalogue = catalogue
        self._store = catalogue.removals
        self._index = index
        self._update_events = update_events

    def article(self, article_id: str) -> None:
        """Remove an article. Raises NotFoundError."""
        with self._catalogue.transaction():
            self._catalogue.articles.remove(article_id)
            self._store.note("article", article_id)
        self._follow()

    def outlet(self, name: str) -> int:
        """Remove all articles of an outlet; returns how many there were. Raises NotFoundError if there are none."""
        outlet_id = Outlet(name).id
        with self._catalogue.transaction():
            found = self._store.articles_of("outlet", outlet_id)
            if not found:
                raise NotFoundError(f"There are no articles from an outlet “{name[:80]}”.")
            self._store.note("outlet", outlet_id)
            self._remove(found)
        self._follow()
        return len(found)

    def feed(self, url: str) -> int:
        """Remove a feed and the articles that came from no other feed; returns how many. Raises NotFoundError."""
        with self._catalogue.transaction():
            found = self._store.articles_of("feed", url)
            if not self._catalogue.feeds.drop(url):
                raise NotFoundError(f"There is no feed “{url[:200]}”.")
            self._store.note("feed", url)
            self._remove(found)
        self._follow()
        return len(found)

    def all(self) -> list[tuple[Removable, str]]:
        """The removed items, by kind and id."""
        kinds: tuple[Removable, ...] = ("article", "outlet", "feed")
        return [(kind, each) for kind in kinds for each in sorted(self._store.removed(kind))]

    def undo(self, kind: Removable, named: str) -> None:
        """Undo a removal, so that the item can be added again; nothing is restored. Raises NotFoundError."""
        if not self._store.undo(kind, Outlet(named).id if kind == "outlet" else named):
            raise NotFoundError(f"No {kind} “{named[:200]}” was removed.")

    def _remove(self, article_ids: Sequence[str]) -> None:
        for each in article_ids:
            self._catalogue.articles.remove(each)

    def _follow(self) -> None:
        self._index.refresh()
        self._update_events()
