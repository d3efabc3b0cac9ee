"""When something was published: a day or an exact time, never more precise than what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from compare.errors import InputError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A span of time in which something was published: `earliest` ≤ the true time < `latest` (both in UTC)."""

    earliest: datetime
    latest: datetime

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read an ISO 8601 day ("2026-02-02") or time ("2026-02-02T11:00:00Z"; without a zone it is UTC).

        Raises InputError for anything else.
        """
        text = text.strip()
        try:
            time = datetime.fromisoformat(text)
            time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
            return cls(time, time + _ONE_DAY) if _DAY.fullmatch(text) else cls(time, time)
        except (ValueError, OverflowError):
            raise InputError(f"“{text[:40]}” is not a date: write it as 2026-02-28 or 2026-02-28T09:30:00Z.") from None

    @property
    def is_day(self) -> bool:
        """True if only the day is known."""
        return self.latest > self.earliest

    def isoformat(self) -> str:
        """The text that `parse` reads back to an equal Moment."""
        if self.is_day:
            return self.earliest.date().isoformat()
        return self.earliest.isoformat().replace("+00:00", "Z")

    def moved(self, days: int) -> Moment:
        """The same span so many days later (earlier, if negative)."""
        shift = timedelta(days=days)
        return Moment(self.earliest + shift, self.latest + shift)

    def before(self, other: Moment) -> bool:
        """True only if this was certainly earlier than `other`."""
        if self.is_day or other.is_day:
            return self.latest <= other.earliest
        return self.earliest < other.earliest

    def days_apart(self, other: Moment) -> float:
        """The distance of the two, in days (0.0 where one could contain the other)."""
        gap = max(other.earliest - self.latest, self.earliest - other.latest)
        return max(0.0, gap / _ONE_DAY)


def now() -> Moment:
    """This very second."""
    return Moment.parse(datetime.now(UTC).isoformat(timespec="seconds"))
