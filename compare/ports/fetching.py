"""HTTP: fetching URLs and posting to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A URL to fetch, with the validators (such as an ETag) of its last response.

    `headers` are sent only to the host of `url`, because they may contain a key; they are dropped at redirects to
    another host.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful response; `body` is decompressed, `fetched` is in UTC, `charset` is None unless the headers declare
    a known one.

    `url` is the requested URL and `final_url` the one after redirects. With `not_modified`, the body is empty and the
    previous response is still current.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    charset: str | None
    body: bytes
    etag: str | None
    last_modified: str | None
    not_modified: bool
    fetched: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a URL could not be fetched, in one line for people.

    `retry` is true if it may succeed later, but not before `not_before` (UTC), if known. `status` is the HTTP status,
    if there was a response.
    """

    url: str
    reason: str
    retry: bool
    not_before: datetime | None = None
    status: int | None = None


class Fetcher(Protocol):
    """Fetches URLs politely. It raises nothing for any URL: every outcome is Fetched or Failed."""

    def fetch(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | Failed:
        """Fetch `url`; if it has validators, only if it changed since."""
        ...

    def fetch_all(self, requests: Iterable[FetchRequest]) -> Iterator[Fetched | Failed]:
        """One outcome per request, in order of completion: many hosts in parallel, each host slowly."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A URL that accepted a POST request, and the status of its response."""

    url: str
    status: int


class Poster(Protocol):
    """Posts to URLs given by users. It raises nothing for any URL: every outcome is Posted or Failed."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted | Failed:
        """Post `body` to `url` once."""
        ...
