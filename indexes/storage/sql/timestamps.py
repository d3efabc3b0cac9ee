"""Times in columns: seconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def now_s() -> float:
    """The current time. Several machines share the queues, so monotonic clocks do not work."""
    return datetime.now(UTC).timestamp()


def time_of(seconds: float) -> datetime:
    """The time that a column contains."""
    return datetime.fromtimestamp(seconds, UTC)
