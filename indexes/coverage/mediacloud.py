"""Media Cloud (search.mediacloud.org): an open archive of online news, for research; needs a key.

To search only some of its collections, add them to the URL in the setting: `…/story-list?cs=34412234`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from compare.ports import Fetched, Fetcher
from compare.ports.coverage import CoverageAnswer, CoverageQuery
from compare.ports.harvesting import Link
from indexes.coverage.search_service import MOST_RESULTS, SearchService, boolean, json_of, links_of, rows_of

MEDIA_CLOUD = "https://search.mediacloud.org/api/search/story-list"
_PLATFORM = "onlinenews-mediacloud"
_LAST_DAYS = 30
"""Number of days that are searched if a query names none: Media Cloud requires dates."""


@dataclass(frozen=True, slots=True)
class MediaCloud:
    """Implements `CoverageSource`."""

    fetcher: Fetcher
    key: str
    address: str = MEDIA_CLOUD
    name: str = "mediacloud"

    def search(self, query: CoverageQuery) -> CoverageAnswer:
        """In Media Cloud's order: by indexing time."""
        query_text = boolean(query, " AND ")
        today = datetime.now(UTC).date()
        parameters = {
            "q": query_text,
            "start": (query.since or today - timedelta(days=_LAST_DAYS)).isoformat(),
            "end": (query.until or today).isoformat(),
            "platform": _PLATFORM,
            "page_size": str(MOST_RESULTS),
        }
        service = SearchService(
            self.name, self.address, {"Authorization": f"Token {self.key}"}, "PARALLAX_MEDIACLOUD_KEY"
        )
        return service.search(self.fetcher, query_text, parameters, _links)


def _links(fetched: Fetched) -> Iterator[Link]:
    return links_of(rows_of(json_of(fetched), "stories"), title="title", published="publish_date", outlet="media_name")
