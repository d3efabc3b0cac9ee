"""Time, as one thing that a test can put another in the place of."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """The time of this machine."""

    def seconds(self) -> float:
        """Seconds since some moment; they never go back."""
        return time.monotonic()

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds; not at all if they are not positive."""
        if seconds > 0:
            time.sleep(seconds)
