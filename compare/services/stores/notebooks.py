"""The store of notebooks."""

from __future__ import annotations

from typing import Protocol

from compare.model.moment import Moment
from compare.model.notebook import Entry, Item, Notebook


class NotebookStore(Protocol):
    """Keeps notebooks; part of the catalogue. An entry goes with any article that it quotes."""

    def all(self) -> list[Notebook]:
        """All, the one that was made last first."""
        ...

    def put(self, notebook: Notebook) -> None:
        """Keep a notebook, or its new name."""
        ...

    def drop(self, notebook_id: str) -> None:
        """Forget a notebook with its entries, if there is one."""
        ...

    def entries(self, notebook_id: str) -> list[Entry]:
        """The entries of a notebook, in the order in which they were saved."""
        ...

    def add_entry(self, notebook_id: str, item: Item, note: str, saved: Moment) -> Entry:
        """Keep an item in a notebook; returns it with its number."""
        ...

    def put_note(self, notebook_id: str, number: int, note: str) -> None:
        """Keep another note for an entry."""
        ...

    def drop_entry(self, notebook_id: str, number: int) -> None:
        """Forget an entry, if there is one."""
        ...
