"""The store of notebooks."""

from __future__ import annotations

from typing import Protocol

from compare.model.moment import Moment
from compare.model.notebook import Entry, Item, Notebook


class NotebookStore(Protocol):
    """Stores notebooks; part of the catalogue. An entry is deleted with any article that it quotes."""

    def all(self) -> list[Notebook]:
        """All notebooks, latest first."""
        ...

    def put(self, notebook: Notebook) -> None:
        """Store a notebook, or its new name."""
        ...

    def drop(self, notebook_id: str) -> None:
        """Delete a notebook and its entries, if it exists."""
        ...

    def entries(self, notebook_id: str) -> list[Entry]:
        """The entries of a notebook, in the order in which they were saved."""
        ...

    def add_entry(self, notebook_id: str, item: Item, note: str, saved: Moment) -> Entry:
        """Save an item in a notebook; returns it with its number."""
        ...

    def put_note(self, notebook_id: str, number: int, note: str) -> None:
        """Replace the note of an entry."""
        ...

    def drop_entry(self, notebook_id: str, number: int) -> None:
        """Delete an entry, if it exists."""
        ...
