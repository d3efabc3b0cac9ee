"""Parses the URL arguments of pages, more leniently than the API, since forms also submit empty fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, Protocol, TypeVar, get_args
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from compare.errors import InputError
from compare.model.event import EventOrder
from compare.model.match import KINDS, Kind
from compare.model.moment import Moment
from compare.ports import Filter

Arguments = MultiDict[str, str]
"""The arguments of a URL, or the fields of a form."""

Item = TypeVar("Item")

_ROWS = 200  # of one part of a long table


class PageAddress(Protocol):
    """Builds the URL of the requested page with some arguments changed (None: removed)."""

    def __call__(self, **changed: str | None) -> str:
        """The address."""
        ...


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """One part of a long table: the `rows` of `part` (from 0) of `parts`; all parts together have `number` rows."""

    rows: Sequence[Item]
    number: int
    part: int
    parts: int

    @classmethod
    def of(cls, every: Sequence[Item], part: int) -> Part[Item]:
        """The part with this number, or the last one if there are fewer."""
        parts = max(1, ceil(len(every) / _ROWS))
        part = min(part, parts - 1)
        return cls(every[part * _ROWS : (part + 1) * _ROWS], len(every), part, parts)


def filter_of(arguments: Arguments) -> Filter:
    """`outlet` (may be repeated), `since` and `until`. Raises InputError for an invalid date."""
    return Filter.of_names(arguments.getlist("outlet"), _moment(arguments, "since"), _moment(arguments, "until"))


def about_of(arguments: Arguments) -> list[str]:
    """`about` (may be repeated): attributes that outlets must have, such as “country:Aldermark”."""
    return [each for each in arguments.getlist("about") if each]


def _moment(arguments: Arguments, name: str) -> Moment | None:
    value = arguments.get(name, "").strip()
    return Moment.parse(value) if value else None


def kinds_of(arguments: Arguments) -> list[Kind]:
    """`kind` (may be repeated), in the order of KINDS. Raises InputError for an unknown kind."""
    wanted = [each for each in arguments.getlist("kind") if each]
    for each in wanted:
        if each not in KINDS:
            raise InputError(f"Unknown kind “{each[:30]}”. Choose one of: {', '.join(KINDS)}.")
    return [kind for kind in KINDS if kind in wanted]


def order_of(arguments: Arguments) -> EventOrder:
    """`sort`: latest or divergence. Raises InputError for any other value."""
    order = arguments.get("sort") or "latest"
    if order not in get_args(EventOrder):
        raise InputError(f"Unknown sort order. Choose one of: {', '.join(get_args(EventOrder))}.")
    return "divergence" if order == "divergence" else "latest"


def part_of(arguments: Arguments) -> int:
    """`part` of a page, which counts from 1 in URLs, as an index from 0; the first if it is missing or not a number."""
    part = arguments.get("part", "")
    return max(0, int(part) - 1) if part.isascii() and part.isdigit() and len(part) < 6 else 0


def text_of(arguments: Arguments, name: str) -> str:
    """An argument with control characters replaced by spaces and its ends stripped; "" if it is not given."""
    return "".join(" " if ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF else c for c in arguments.get(name, "")).strip()


def address(path: str, arguments: Arguments, **changed: str | None) -> str:
    """`path` with the arguments, some of them changed (None: removed); empty ones are left out."""
    pairs = [(key, value) for key, value in arguments.items(multi=True) if key not in changed and value]
    pairs += [(key, value) for key, value in changed.items() if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path
