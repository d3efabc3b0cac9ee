"""The cards in the list of events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from compare.model.match import Kind
from compare.services.summaries import EventSummary, FactLine
from web.views.event.timeline import TimelinePlot, timeline_of, timeline_plot

_NAMED = 6  # outlets listed on a card


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in the list.

    `outlets` are the names of its first outlets, and `more_outlets` is the number of others. `plot` shows the
    publication times (None: fewer than two articles have a date). `strongest` is the most important contested fact of
    the selected kinds.
    """

    summary: EventSummary
    outlets: tuple[str, ...]
    more_outlets: int
    plot: TimelinePlot | None
    strongest: FactLine | None

    @property
    def is_compared(self) -> bool:
        """False while some of its article pairs have not been compared."""
        return self.summary.progress.done >= self.summary.progress.total


def event_card(summary: EventSummary, kinds: Collection[Kind] = ()) -> EventCard:
    """The card of an event; if kinds are given, only facts with those count as the strongest."""
    names = tuple(dict.fromkeys(article.outlet.name for article in summary.articles))
    wanted = (each for each in summary.strongest if not kinds or each.kind in kinds)
    plot = timeline_plot(timeline_of(summary.articles))
    named = names if len(names) == _NAMED + 1 else names[:_NAMED]  # “and 1 more” is no shorter than a name
    return EventCard(summary, named, len(names) - len(named), plot, next(wanted, None))
