"""The list of events, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from compare.model.match import Kind
from compare.services.summaries import EventSummary, FactLine
from web.views.event.timeline import TimelinePlot, timeline_of, timeline_plot

_NAMED = 6  # outlets


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in the list: its outlets by name and how many more there are, when it was reported, what is contested.

    `strongest` is the contested fact that matters most, of the kinds that are asked for.
    """

    summary: EventSummary
    outlets: tuple[str, ...]
    more_outlets: int
    plot: TimelinePlot | None
    strongest: FactLine | None

    @property
    def is_compared(self) -> bool:
        """False while pairs of its articles wait to be compared."""
        return self.summary.progress.done >= self.summary.progress.total


def event_card(summary: EventSummary, kinds: Collection[Kind] = ()) -> EventCard:
    """An event in the list, narrowed to some kinds of divergence, if any are given."""
    names = tuple(dict.fromkeys(article.outlet.name for article in summary.articles))
    wanted = (each for each in summary.strongest if not kinds or each.kind in kinds)
    plot = timeline_plot(timeline_of(summary.articles))
    return EventCard(summary, names[:_NAMED], max(0, len(names) - _NAMED), plot, next(wanted, None))
