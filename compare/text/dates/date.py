"""Dates in text: a day, a span of days or a time of day."""

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
    """The characters `start` to `end` denote a day, week, month, year or time of day.

    `candidates` are the spans of days (proleptic ordinals, first and last) that it may mean: a weekday may be the one
    before or after publication; empty if it cannot be resolved. `of_year` is the span in the year 2000 of a day without
    a year. `weekday` counts from Monday = 0. `minutes` is the time of day since midnight, in the time `zone` ("" if
    there is none). `place` is the first token, `last` the token after the end. `is_relative` is true for dates relative
    to publication ("last year"); `is_range` for "12–14 May", which means all of its days.
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
        """True unless the two certainly denote different times; two ranges must have the same first and last day."""
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
    """The date denoted by the tokens `start` to `end`, as one of `days`."""
    return Date(
        tokens[start].start, tokens[end - 1].end, kind, start, end, spans(days), weekday, is_relative=is_relative
    )


def spans(days: Sequence[Days]) -> tuple[Span, ...]:
    """Spans of days as ordinals."""
    return tuple((first.toordinal(), last.toordinal()) for first, last in days)


def _meet(a: Span, b: Span, both_ranges: bool) -> bool:
    return a == b if both_ranges else a[0] <= b[1] and b[0] <= a[1]
