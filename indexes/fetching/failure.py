"""Why a URL could not be fetched. This error stays inside the package: `HttpFetcher` returns `Failed` instead."""

from __future__ import annotations


class FetchError(Exception):
    """A reason in one line for people, whether a retry may help, and after how many seconds at the earliest.

    `passing` is true if the next attempt may succeed within seconds.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry: bool,
        passing: bool = False,
        status: int | None = None,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.passing = passing
        self.status = status
        self.wait_s = wait_s
