"""Fetching from the web: polite, bounded, and never from an address that is not public. `connection` alone connects."""

from indexes.fetching.fetcher import HttpFetcher
from indexes.fetching.settings import FetchSettings

__all__ = ["FetchSettings", "HttpFetcher"]
