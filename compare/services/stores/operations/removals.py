"""The store of removals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Removable = Literal["article", "outlet", "feed"]


class RemovalStore(Protocol):
    """Stores what was removed; part of the catalogue."""

    def articles_of(self, kind: Removable, removable_id: str) -> list[str]:
        """The articles that are removed with it: all articles of an outlet, or those of a feed that no other feed
        contained.
        """
        ...

    def note(self, kind: Removable, removable_id: str) -> None:
        """Record a removal."""
        ...

    def removed(self, kind: Removable, ids: Sequence[str] | None = None) -> set[str]:
        """Those of `ids` (None: all) that were removed."""
        ...

    def undo(self, kind: Removable, removable_id: str) -> bool:
        """Lift a removal, so that it can be added again. False if it was not removed."""
        ...
