"""Notebooks: findings, facts, matches and passages that people keep with a note, as they were when they were saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.model.moment import Moment

ItemKind = Literal["finding", "fact", "match", "passage"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as it was quoted, from where; `said` are the words in it that count ("": all of it)."""

    article_id: str
    outlet: str
    title: str
    url: str
    published: str
    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What can be saved: its `label` is the kind of a divergence, or "", its `reason` one line for readers.

    `method` is the version of the method that concluded it, `address` the page of Parallax that shows it.
    """

    kind: ItemKind
    label: str
    reason: str
    method: str
    address: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a notebook with a note."""

    number: int
    item: Item
    note: str
    saved: Moment


@dataclass(frozen=True, slots=True)
class Notebook:
    """A named collection; `entries` is how many it has."""

    id: str
    name: str
    made: Moment
    entries: int = 0
