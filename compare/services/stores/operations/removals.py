"""The store of removals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Removable = Literal["article", "outlet", "feed"]


class RemovalStore(Protocol):
    """Stores removals; part of the catalogue."""

    def articles_of(self, kind: Removable, removable_id: str) -> list[str]:
        """The articles to remove with it: all articles of an outlet, or those of a feed that are in no other feed."""
        ...

    def note(self, kind: Removable, removable_id: str) -> None:
        """Record a removal."""
        ...

    def removed(self, kind: Removable, ids: Sequence[str] | None = None) -> set[str]:
        """Those of `ids` (None: all) that were removed."""
        ...

    def undo(self, kind: Removable, removable_id: str) -> bool:
        """Undo a removal, so that the item can be added again. False if it was not removed."""
        ...
