"""A clock that tests can replace."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """The clock of this machine."""

    def seconds(self) -> float:
        """Seconds since an arbitrary moment; monotonic."""
        return time.monotonic()

    def now(self) -> datetime:
        """The current time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait for this number of seconds; not at all if it is not positive."""
        if seconds > 0:
            time.sleep(seconds)
