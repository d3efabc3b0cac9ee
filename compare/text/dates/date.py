"""Date: a day, a span of days or a time of day that a text names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from compare.text.dates.calendar_words import Days
from compare.text.dates.times_of_day import same_time
from compare.text.tokens import Token

DateKind = Literal["day", "week", "month", "year", "clock"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Date:
    """Characters `start` to `end` name a day, week, month, year or a time of day.

    `candidates` are the spans of days (proleptic ordinals, first and last) it may mean: a weekday may be the one before
    or after publication; empty if nothing resolves it. `of_year` is the span of a day whose year is not said, in the
    year 2000. `weekday` counts from Monday = 0. `minutes` is the time of day since midnight, in the time `zone` named
    ("" if none is). `place` is the token where it starts, `last` the one after it. `is_relative` for "last year" and
    the like, which name it by the day of publication; `is_range` for "12–14 May", which means all of its days.
    """

    start: int
    end: int
    kind: DateKind
    place: int
    last: int
    candidates: tuple[Span, ...] = ()
    weekday: int | None = None
    minutes: int | None = None
    zone: str = ""
    is_relative: bool = False
    is_range: bool = False
    of_year: Span | None = None

    def may_equal(self, other: Date) -> bool:
        """True unless the two certainly name different times; of two ranges, first and last day must be the same."""
        if self.minutes is not None and other.minutes is not None:
            return same_time(self.minutes, self.zone, other.minutes, other.zone)
        both_ranges = self.is_range and other.is_range
        if self.candidates and other.candidates:
            return any(_meet(a, b, both_ranges) for a in self.candidates for b in other.candidates)
        if self.of_year and other.of_year:
            return _meet(self.of_year, other.of_year, both_ranges)
        if self.weekday is not None and other.weekday is not None:
            return self.weekday == other.weekday
        return True

    @property
    def is_resolved(self) -> bool:
        """True if it can be compared."""
        return bool(self.candidates) or any(each is not None for each in (self.minutes, self.weekday, self.of_year))


def date_at(
    tokens: Sequence[Token],
    start: int,
    end: int,
    kind: DateKind,
    days: Sequence[Days] = (),
    weekday: int | None = None,
    *,
    is_relative: bool = False,
) -> Date:
    """The date that tokens `start` to `end` name, as one of `days`."""
    return Date(
        tokens[start].start, tokens[end - 1].end, kind, start, end, spans(days), weekday, is_relative=is_relative
    )


def spans(days: Sequence[Days]) -> tuple[Span, ...]:
    """Spans of days as ordinals."""
    return tuple((first.toordinal(), last.toordinal()) for first, last in days)


def _meet(a: Span, b: Span, both_ranges: bool) -> bool:
    return a == b if both_ranges else a[0] <= b[1] and b[0] <= a[1]
