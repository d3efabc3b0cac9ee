"""The clocks of the services; everything else in `compare` is given a time, or does not depend on it."""

from __future__ import annotations

from datetime import UTC, datetime
from time import thread_time

from compare.model.moment import Moment

__all__ = ["now", "thread_time", "utc_now"]


def now() -> Moment:
    """The current second."""
    return Moment.parse(datetime.now(UTC).isoformat(timespec="seconds"))


def utc_now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)
