"""Notebooks: saved events, findings, facts, matches and passages with notes, as they were when they were saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.model.moment import Moment

ItemKind = Literal["event", "finding", "fact", "match", "passage"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted passage with its origin; `said` are the relevant words in it ("": all of it)."""

    article_id: str
    outlet: str
    title: str
    url: str
    published: str
    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An item that can be saved: `label` is the kind of a divergence, or ""; `reason` is one line for users.

    `method` is the version of the method that produced it, `address` the page of Parallax that shows it.
    """

    kind: ItemKind
    label: str
    reason: str
    method: str
    address: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A saved item with a note."""

    number: int
    item: Item
    note: str
    saved: Moment


@dataclass(frozen=True, slots=True)
class Notebook:
    """A named collection; `entries` is the number of its entries."""

    id: str
    name: str
    made: Moment
    entries: int = 0
