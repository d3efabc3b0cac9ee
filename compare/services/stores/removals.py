"""The store of removals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Removable = Literal["article", "outlet", "feed"]


class RemovalStore(Protocol):
    """Knows what was removed; part of the catalogue."""

    def articles_of(self, kind: Removable, removable_id: str) -> list[str]:
        """The articles that go with it: of an outlet all, of a feed those that no other feed brought."""
        ...

    def note(self, kind: Removable, removable_id: str) -> None:
        """Keep that it was removed."""
        ...

    def removed(self, kind: Removable, ids: Sequence[str] | None = None) -> set[str]:
        """Those of `ids` (all) that were removed."""
        ...

    def undo(self, kind: Removable, removable_id: str) -> bool:
        """Let it come in again; False if it was not removed."""
        ...
