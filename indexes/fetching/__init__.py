"""Polite, limited fetching from public addresses only. `connection` is the only module that opens connections."""

from indexes.fetching.fetcher import HttpFetcher
from indexes.fetching.settings import FetchSettings

__all__ = ["FetchSettings", "HttpFetcher"]
