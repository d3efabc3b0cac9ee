"""NewsAPI (newsapi.org), the endpoint “everything”: needs a key; a free one covers only the last month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compare.errors import UnreadableError
from compare.ports import Fetched, Fetcher
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Link
from indexes.coverage.search_service import MOST_RESULTS, SearchService, boolean, json_of, links_of, rows_of

NEWSAPI = "https://newsapi.org/v2/everything"
_REMOVED = "[Removed]"
_LONGEST = 500
"""Maximum number of characters of a query."""


@dataclass(frozen=True, slots=True)
class NewsApi:
    """Implements `CoverageSource`."""

    fetcher: Fetcher
    key: str
    address: str = NEWSAPI
    name: str = "newsapi"

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """Most relevant first."""
        query_text = boolean(query, " AND ")[:_LONGEST]
        parameters = {
            "q": query_text,
            "from": query.since.isoformat() if query.since else "",
            "to": f"{query.until.isoformat()}T23:59:59" if query.until else "",
            "language": query.language,
            "sortBy": "relevancy",
            "pageSize": str(MOST_RESULTS),
        }
        service = SearchService(self.name, self.address, {"X-Api-Key": self.key}, "PARALLAX_NEWSAPI_KEY")
        return service.search(self.fetcher, query_text, parameters, _links)


def _links(fetched: Fetched) -> Iterator[Link]:
    answer = json_of(fetched)
    if answer.get("status") == "error":
        raise UnreadableError(f"{str(answer.get('message') or answer.get('code'))[:200]}")
    rows = (each for each in rows_of(answer, "articles") if each.get("title") != _REMOVED)
    return links_of(rows, title="title", published="publishedAt", outlet="source")
