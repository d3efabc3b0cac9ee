"""Schemas of notebooks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compare.model.notebook import ItemKind
from web.api.schemas.base import Rows, Schema


class NotebookQuotation(Schema):
    """A passage as it was quoted when the entry was saved; `said` are the relevant words in it ("": all of it)."""

    article_id: str
    outlet: str
    title: str
    url: str
    published: str
    text: str
    said: str


class NotebookEntry(Schema):
    """A saved item with a note; `label` is the kind of the divergence, if it is one."""

    number: int
    kind: ItemKind
    label: str
    reason: str
    note: str
    saved: str
    method: str
    address: Annotated[str, Field(description="The page that shows it.")]
    quotations: list[NotebookQuotation]


class Notebook(Schema):
    """A notebook, and its number of entries."""

    id: str
    name: str
    made: str
    entries: int


class NotebookList(Rows):
    """All notebooks, latest first."""

    notebooks: list[Notebook]


class NotebookEntries(Rows):
    """The entries of a notebook, in the order in which they were saved."""

    entries: list[NotebookEntry]


class Removed(Schema):
    """What was deleted."""

    removed: str
