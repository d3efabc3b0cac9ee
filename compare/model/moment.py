"""Publication time: a day or an exact time, never more precise than what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import final

from compare.errors import InputError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-?W\d{2}-?\d|\d{8}")
_WEEK = re.compile(r"\d{4}-?W\d{2}")
_ONE_DAY = timedelta(days=1)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


@final
@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A span that contains the publication time: `earliest` ≤ true time < `latest` (both in UTC).

    Results before year 1 or after year 9999, which shifts by zones or days can produce, are clamped.
    """

    earliest: datetime
    latest: datetime

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read an ISO 8601 day ("2026-02-02") or time ("2026-02-02T11:00:00Z"; without a zone it is UTC).

        Raises InputError for anything else.
        """
        text = text.strip()
        try:
            if _WEEK.fullmatch(text):
                raise ValueError  # a whole week
            time = datetime.fromisoformat(text)
        except ValueError:
            raise InputError(f"“{text[:40]}” is not a date: write it as 2026-02-28 or 2026-02-28T09:30:00Z.") from None
        time = _in_utc(time)
        return cls(time, _shifted(time, _ONE_DAY)) if _DAY.fullmatch(text) else cls(time, time)

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
        """The same span shifted by so many days (backwards, if negative)."""
        shift = timedelta(days=days)
        return Moment(_shifted(self.earliest, shift), _shifted(self.latest, shift))

    def before(self, other: Moment) -> bool:
        """True only if this was certainly earlier than `other`."""
        if self.is_day or other.is_day:
            return self.latest <= other.earliest
        return self.earliest < other.earliest

    def days_apart(self, other: Moment) -> float:
        """The distance between the two in days (0.0 if they overlap)."""
        gap = max(other.earliest - self.latest, self.earliest - other.latest)
        return max(0.0, gap / _ONE_DAY)


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        return time.replace(tzinfo=UTC)
    ahead = time.utcoffset() or timedelta()
    return _shifted(time.replace(tzinfo=UTC), -ahead)


def _shifted(time: datetime, by: timedelta) -> datetime:
    try:
        return time + by
    except OverflowError:
        return _LAST if by > timedelta() else _FIRST
