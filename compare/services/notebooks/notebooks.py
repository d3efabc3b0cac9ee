"""Notebooks: users save what they found, with a note, and export it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from compare.errors import ConflictError, InputError, NotFoundError
from compare.model.notebook import Entry, Item, Notebook
from compare.services.clock import now
from compare.services.stores.notebooks import NotebookStore

MOST_NOTEBOOKS = 200
MOST_ENTRIES = 2_000
LONGEST_NAME = 200
LONGEST_NOTE = 5_000
"""Maximum number of characters."""


class Notebooks:
    """Manages notebooks."""

    def __init__(self, store: NotebookStore) -> None:
        self._store = store

    def all(self) -> list[Notebook]:
        """All notebooks, latest first."""
        return self._store.all()

    def get(self, notebook_id: str) -> Notebook:
        """Raises NotFoundError."""
        found = next((each for each in self._store.all() if each.id == notebook_id), None)
        if found is None:
            raise NotFoundError(f"There is no notebook “{notebook_id[:80]}”.")
        return found

    def entries(self, notebook_id: str) -> list[Entry]:
        """The entries of a notebook, in the order in which they were saved. Raises NotFoundError."""
        self.get(notebook_id)
        return self._store.entries(notebook_id)

    def make(self, name: str) -> Notebook:
        """Create a notebook, or return the one with this name. Raises InputError, and ConflictError if there are too
        many.
        """
        name, held = _name(name), self._store.all()
        same = next((each for each in held if each.name.casefold() == name.casefold()), None)
        if same:
            return same
        if len(held) >= MOST_NOTEBOOKS:
            raise ConflictError(f"There are {MOST_NOTEBOOKS} notebooks already: delete one first.")
        made = Notebook(secrets.token_hex(8), name, now())
        self._store.put(made)
        return made

    def rename(self, notebook_id: str, name: str) -> Notebook:
        """Rename a notebook. Raises InputError, NotFoundError, and ConflictError if another one has this name."""
        found, name = self.get(notebook_id), _name(name)
        if any(each.name.casefold() == name.casefold() and each.id != notebook_id for each in self._store.all()):
            raise ConflictError(f"There is already a notebook “{name}”: choose another name.")
        renamed = Notebook(found.id, name, found.made, found.entries)
        self._store.put(renamed)
        return renamed

    def drop(self, notebook_id: str) -> None:
        """Delete a notebook with its entries. Raises NotFoundError."""
        self.get(notebook_id)
        self._store.drop(notebook_id)

    def save(self, notebook_id: str, item: Item, note: str = "") -> Entry:
        """Save an item with a note. Raises InputError for an overlong one, NotFoundError, ConflictError if full."""
        if self.get(notebook_id).entries >= MOST_ENTRIES:
            raise ConflictError(f"This notebook is full ({MOST_ENTRIES:,} entries): create another one.")
        return self._store.add_entry(notebook_id, item, _note(note), now())

    def annotate(self, notebook_id: str, number: int, note: str) -> None:
        """Change the note of an entry. Raises InputError for an overlong one, NotFoundError."""
        self._require_entry(notebook_id, number)
        self._store.put_note(notebook_id, number, _note(note))

    def remove(self, notebook_id: str, number: int) -> None:
        """Remove an entry from a notebook. Raises NotFoundError."""
        self._require_entry(notebook_id, number)
        self._store.drop_entry(notebook_id, number)

    def _require_entry(self, notebook_id: str, number: int) -> None:
        _require(self.entries(notebook_id), number)


def _require(entries: Sequence[Entry], number: int) -> None:
    if all(each.number != number for each in entries):
        raise NotFoundError(f"This notebook has no entry {number}.")


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME or not cleaned.isprintable():
        raise InputError(f"Give the notebook a name of up to {LONGEST_NAME} characters.")
    return cleaned


def _note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise InputError(f"A note can have at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.")
    return "".join(c for c in note.replace("\r\n", "\n") if c in "\n\t" or c.isprintable()).strip()
