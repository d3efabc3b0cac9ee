"""One request to a search service: its URL, its response, and a readable error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from compare.errors import UnreadableError
from compare.ports import Failed, Fetched, Fetcher
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Link
from indexes.ingest.article_of import link_of

MOST_RESULTS = 100
"""Maximum number of results of one source: what the services return at a time."""
_KEY_REFUSED = {401, 403}

Render = Callable[[CoverageQuery], str]
"""A query in the syntax of a service."""


@dataclass(frozen=True, slots=True)
class SearchService:
    """A search service: its name, its search URL, and the headers and setting of its API key."""

    name: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    key_setting: str = ""

    def search(
        self,
        fetcher: Fetcher,
        query_text: str,
        parameters: Mapping[str, str],
        read: Callable[[Fetched], Iterable[Link]],
    ) -> CoverageAnswer:
        """The service's response, parsed by `read`; nothing is raised for it."""
        fetched = fetcher.fetch(with_parameters(self.address, parameters), headers=self.headers)
        if isinstance(fetched, Failed):
            return CoverageAnswer(self.name, query_text, problem=self._refused(fetched))
        try:
            links = tuple(islice(read(fetched), MOST_RESULTS))
        except UnreadableError as error:
            return CoverageAnswer(self.name, query_text, problem=str(error))
        return CoverageAnswer(self.name, query_text, links)

    def _refused(self, failed: Failed) -> str:
        later = f"; try again after {failed.not_before:%Y-%m-%d %H:%M} UTC" if failed.not_before else ""
        key = f"; check the key in {self.key_setting}" if self.key_setting and failed.status in _KEY_REFUSED else ""
        return f"{failed.reason}{key}{later}."


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """`address` with these parameters added; existing ones are kept."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    query = urlencode([*kept, *((name, value) for name, value in parameters.items() if value)], quote_via=quote)
    return urlunsplit(parts._replace(query=query))


def json_of(fetched: Fetched) -> Mapping[str, Any]:
    """The JSON object in a response. Raises UnreadableError, with the text of the response, if it is not one."""
    text = fetched.body.decode("utf-8", "replace").strip()
    if not text:
        raise UnreadableError("the response is empty.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        said = " ".join(text.split())[:150]
        what = "a page" if text.startswith("<") else f"“{said}”"
        raise UnreadableError(f"the response is {what}, not JSON.") from None
    if not isinstance(value, Mapping):
        raise UnreadableError("the JSON of the response has an unknown structure.")
    return value


def rows_of(answer: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a list of a response; none if there is no such list. Raises UnreadableError if
    it is not a list.
    """
    rows = answer.get(name)
    if rows is None:
        return
    if not isinstance(rows, list):
        raise UnreadableError(f"the JSON of the response has an unknown structure: “{name}” is not a list.")
    yield from (each for each in rows if isinstance(each, Mapping))


def links_of(rows: Iterable[Mapping[str, Any]], **names: str) -> Iterator[Link]:
    """Links from rows with these names for `title`, `published` and `outlet`; rows without a web
    address are skipped.
    """
    for row in rows:
        known = {field: row.get(name) for field, name in names.items()}
        known = {field: value for field, value in known.items() if isinstance(value, str | Mapping)}
        if isinstance(row.get("url"), str) and (link := link_of({"url": row["url"], **known})):
            yield link


def boolean(query: CoverageQuery, conjunction: str = " ") -> str:
    """A query with phrases in quotation marks, alternatives joined by OR in brackets, and `conjunction` between
    requirements.
    """
    phrases = [quoted(each) for each in query.required]
    if query.any_of:
        alternatives = " OR ".join(map(quoted, query.any_of))
        phrases.append(f"({alternatives})" if len(query.any_of) > 1 else alternatives)
    return conjunction.join(phrases)


def quoted(phrase: str) -> str:
    """A phrase with its own quotation marks removed, quoted if it has several words."""
    plain = " ".join(phrase.replace('"', " ").replace("(", " ").replace(")", " ").split())
    return f'"{plain}"' if " " in plain or "-" in plain else plain
