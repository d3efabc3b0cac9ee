"""GDELT DOC 2.0 (api.gdeltproject.org): articles of the last three months, in many languages; no key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from compare.ports import Fetched, Fetcher
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Link
from indexes.coverage.search_service import MOST_RESULTS, SearchService, boolean, json_of, links_of, rows_of

GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"
_SHORTEST = 3
"""Minimum number of letters of a word: GDELT rejects a query with a shorter one."""


@dataclass(frozen=True, slots=True)
class Gdelt:
    """Implements `CoverageSource`."""

    fetcher: Fetcher
    address: str = GDELT
    name: str = "gdelt"

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """Newest first; without results GDELT returns an empty object, and for an invalid query plain text."""
        query_text = boolean(replace(query, any_of=tuple(each for each in query.any_of if len(each) >= _SHORTEST)))
        parameters = {
            "query": query_text,
            "mode": "artlist",
            "format": "json",
            "sort": "datedesc",
            "maxrecords": str(MOST_RESULTS),
            "startdatetime": f"{query.since:%Y%m%d}000000" if query.since else "",
            "enddatetime": f"{query.until:%Y%m%d}235959" if query.until else "",
        }
        return SearchService(self.name, self.address).search(self.fetcher, query_text, parameters, _links)


def _links(fetched: Fetched) -> Iterator[Link]:
    return links_of(rows_of(json_of(fetched), "articles"), title="title", published="seendate", outlet="domain")
