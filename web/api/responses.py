"""Responses of the JSON API: one item as JSON; a list as JSON, JSON Lines or CSV, with a link to its next page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response, request
from pydantic import BaseModel

from compare.errors import NotFoundError, ParallaxError
from web.api.schemas import Schema

FORMATS = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}

_MOST_CHARACTERS = 5_000_000  # of titles and metadata in one page of a list
_SUFFIX = "parallax.suffix"
_SEPARATORS = (" | ", " ; ", " , ")
"""The separators of the values of a list of objects in a cell, of lists within these, and of lists within those."""

_LIKE_SEPARATOR = re.compile(r"(?<!\S)[|;,](?!\S)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Item = TypeVar("Item")


class NotAcceptableError(ParallaxError):
    """The suffix asks for a format that this endpoint does not support."""


class Suffixes:
    """Removes `.json`, `.jsonl` or `.csv` from the URL of an API request and sets the header `Accept` instead."""

    def __init__(self, app: WSGIApplication, prefix: str, kept: Sequence[str]) -> None:
        """For URLs that begin with `prefix`, except those in `kept`."""
        self._app = app
        self._prefix = prefix
        self._kept = kept

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on."""
        path = environ.get("PATH_INFO", "")
        stem, dot, suffix = path.rpartition(".")
        if dot and suffix in FORMATS and path.startswith(self._prefix) and path not in self._kept:
            environ |= {"PATH_INFO": stem, _SUFFIX: suffix}
        return self._app(environ, start_response)


def one(resource: Schema, status: int = 200, **headers: str) -> Response:
    """One item. Raises NotAcceptableError if the suffix asks for a table."""
    if request.environ.get(_SUFFIX, "json") != "json":
        raise NotAcceptableError("This URL returns only JSON: omit the suffix.")
    return Response(resource.model_dump_json(), status, headers, mimetype=FORMATS["json"])


def listed(page: Schema) -> Response:
    """A list, with an optional `next`, in the requested format; `Link` has the URL of the next page."""
    name = next(field for field, value in page if isinstance(value, list))
    rows: list[Schema] = getattr(page, name)
    wanted = _format()
    if wanted == "json":
        answer = Response(page.model_dump_json(), mimetype=FORMATS["json"])
    elif wanted == "jsonl":
        answer = Response("".join(f"{row.model_dump_json()}\n" for row in rows), mimetype=FORMATS["jsonl"])
    else:
        answer = Response(
            as_csv([row.model_dump(mode="json", exclude=_empty(row)) for row in rows]), mimetype=FORMATS["csv"]
        )
        answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    following = getattr(page, "next", None)
    if following is not None:
        pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "after"]
        answer.headers["Link"] = f'<?{urlencode([*pairs, ("after", following)])}>; rel="next"'
    answer.vary.add("Accept")
    return answer


def page_after(
    found: Sequence[Item], limit: int, after: str, identity: Callable[[Item], Any]
) -> tuple[Sequence[Item], str | None]:
    """The `limit` items after the one with the id `after` ("": from the first), and the `next` of the page.

    Raises NotFoundError if the list does not contain it (any more).
    """
    start = 0
    if after:
        start = next((place for place, each in enumerate(found, 1) if str(identity(each)) == after), 0)
        if not start:
            raise NotFoundError("`after` is not in this list any more: start again from the first page.")
    return cut(found[start : start + limit + 1], limit, identity)


def fitting(found: Sequence[Item], size: Callable[[Item], int]) -> int:
    """The number of items from the start of a list that fit into one response, by their sizes in characters; at least
    one."""
    totals = accumulate(map(size, found))
    return max(1, sum(total <= _MOST_CHARACTERS for total in totals))


def cut(found: Sequence[Item], limit: int, identity: Callable[[Item], Any]) -> tuple[Sequence[Item], str | None]:
    """The first `limit` items of a list that has one item more, and the `next` of the page (None on the last page)."""
    shown = found[:limit]
    return shown, str(identity(shown[-1])) if len(found) > limit else None


def _format() -> str:
    suffix: str | None = request.environ.get(_SUFFIX)
    best = request.accept_mimetypes.best_match(list(FORMATS.values()), default=FORMATS["json"])
    return suffix or next(name for name, mimetype in FORMATS.items() if mimetype == best)


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV (RFC 4180) with a header: the fields of nested objects are columns.

    The values of a list of objects are in one column, separated by “ | ”, and those of lists within it by “ ; ” and “ ,
    ”: a cell is never a structure. In a value that contains a separator, it is replaced with “/”.

    A cell that a spreadsheet would interpret as a formula gets a leading apostrophe: articles are hostile input.
    """
    flat = [dict(_flat(row)) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in flat for name in row)))
    writer.writeheader()
    writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in flat)
    return out.getvalue()


def _empty(row: BaseModel) -> dict[str, Any]:
    """The empty lists of objects in a row, which are excluded: they have no fields, and so no columns."""
    found: dict[str, Any] = {}
    for name, value in row:
        if isinstance(value, list):
            within = {place: _empty(each) for place, each in enumerate(value) if isinstance(each, BaseModel)}
            found[name] = within if value else _has_objects(type(row).model_fields[name].annotation)
        elif isinstance(value, BaseModel):
            found[name] = _empty(value)
    return {name: each for name, each in found.items() if each}


def _has_objects(annotation: Any) -> bool:
    """True for the type of a list of objects."""
    return any(
        (isinstance(each, type) and issubclass(each, BaseModel)) or _has_objects(each) for each in get_args(annotation)
    )


def _flat(row: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The columns of a row with their values; `depth` is the number of lists that the row is in."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}_", depth)
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield from _columns(value, f"{prefix}{name}_", depth)
        else:
            plain = " ".join(map(_written, value)) if isinstance(value, list) else value
            yield f"{prefix}{name}", _LIKE_SEPARATOR.sub("/", _written(plain)) if depth else plain


def _columns(objects: Sequence[dict[str, Any]], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    """A column for each field of the objects; its value is empty for an object without the field."""
    rows = [dict(_flat(each, depth=depth + 1)) for each in objects]
    for name in dict.fromkeys(chain.from_iterable(rows)):
        yield f"{prefix}{name}", _SEPARATORS[depth].join(row.get(name, "") for row in rows)


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def safe_cell(value: Any) -> Any:
    """The value, with a leading apostrophe if a spreadsheet would interpret it as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
