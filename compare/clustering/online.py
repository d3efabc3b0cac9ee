"""Online clustering: which articles are near a new one, which probably report the same event, and which events change.

A new article is compared with the articles that share rare terms with it. The articles of the events that it may belong
to are then clustered again (average link). This corrects early decisions, and makes the order in which articles arrive
less important. Manual corrections are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from compare.clustering.average_link import clusters
from compare.clustering.pair_score import JoinModel, shipped
from compare.clustering.profile import profile
from compare.clustering.profile_index import Neighbours, ProfileArchive
from compare.clustering.profile_store import EmptyProfileStore
from compare.model.article import digest
from compare.model.event import Event
from compare.ports.profiles import ArticleProfile, ProfileStore

__all__ = ["ArticleProfile", "Assignment", "OnlineClusterer", "cluster", "profile"]

_MARGIN = 2.0
"""Events whose articles' log-odds are at most this far below joining are considered together with the new article."""
_LARGE = 24
"""Events with more articles only grow, and are compared by their newest articles (set by hand, to limit the cost)."""
_TOGETHER = 64
"""Maximum number of articles that are clustered again (set by hand, to limit the cost)."""
_PASSES = 3
_NAMED = 4  # maximum words in a reason


@dataclass(frozen=True, slots=True)
class Assignment:
    """The event that an article joined or founded.

    `score` is the probability that it belongs there (1 for a founder) and `reason` says why; `changed` contains the
    current state of all events whose articles changed, including the article's own.
    """

    event_id: str
    score: float
    reason: str
    changed: tuple[Event, ...]


class OnlineClusterer:
    """Events as they grow. Not thread-safe.

    Stored articles and their events are loaded when they are needed, and cached: see `ProfileArchive`.
    """

    def __init__(self, model: JoinModel | None = None, store: ProfileStore | None = None) -> None:
        self._model = model or shipped()
        self._store = store or EmptyProfileStore()
        self._archive = ProfileArchive(self._store)
        self._events: dict[str, list[int]] = {}
        self._event_of: dict[int, str] = {}
        self._article_of: dict[int, str] = {}
        self._settled: set[int] = set()
        self._loaded: set[str] = set()

    def events(self) -> list[Event]:
        """The events that were created or loaded, in this order."""
        return [self._event(event_id) for event_id in self._events]

    def events_of(self, event_ids: Iterable[str]) -> list[Event]:
        """Those of these events that still exist, in the order of the ids."""
        wanted = list(event_ids)
        self._load_events(wanted)
        return [self._event(each) for each in wanted if each in self._events]

    def prefetch(self, articles: Sequence[ArticleProfile]) -> None:
        """Load at once what adding these articles will probably need."""
        self._archive.prefetch(articles)
        self._load_events(_founded_by(each.article_id) for each in articles)

    def add(self, article: ArticleProfile) -> Assignment:
        """Find the event of an article; a known article keeps its event."""
        if article.article_id in self._archive:
            (row,) = self._archive.rows_of([article.article_id]).values()
            self._load_events_of([row])
            return Assignment(self._event_of[row], 1.0, "held already", ())
        row, near = self._archive.add(article)
        self._article_of[row] = article.article_id
        changed = self._settle([row, *self._around(row, near)])
        score, reason = self._why(row, article)
        return Assignment(self._event_of[row], score, reason, tuple(self._event(each) for each in changed))

    def save(self) -> None:
        """Store the profiles that were added; their events are stored by the caller."""
        self._archive.save()

    def recluster(self, article_ids: Iterable[str] | None = None) -> tuple[Event, ...]:
        """Cluster the events of these articles (None: all) again until nothing changes; returns the changed events."""
        wanted = None if article_ids is None else sorted(self._archive.rows_of(list(article_ids)).values())
        self._load_events_of(wanted or [])
        changed: dict[str, None] = {}
        for _ in range(_PASSES):
            before = len(changed)
            for row in list(self._event_of) if wanted is None else wanted:
                changed.update(dict.fromkeys(self._settle([row, *self._around(row, self._archive.near(row))])))
            if len(changed) == before:
                break
        return tuple(self._event(each) for each in changed if each in self._events)

    # -- inside

    def _load_events_of(self, rows: Sequence[int]) -> None:
        """Load the events of these rows, with all their articles."""
        lacking = [row for row in rows if row not in self._event_of]
        self._load_events(self._store.events_of(lacking).values() if lacking else ())

    def _load_events(self, event_ids: Iterable[str]) -> None:
        """Load those of these events that are stored, once each: changes made here are stored later."""
        lacking = set(event_ids) - self._loaded
        for each in self._store.members(lacking) if lacking else ():
            self._article_of[each.row] = each.article_id
            self._put(each.row, each.event_id)
            if each.settled:
                self._settled.add(each.row)
        self._loaded |= lacking

    def _around(self, row: int, near: Neighbours) -> list[int]:
        """The other articles of the row's event, if it has one, and of the events it may belong to,
        most likely first.
        """
        own = self._event_of.get(row)
        if not near.rows:
            return [] if own is None else self._sample(own, row)
        log_odds = self._model.log_odds(self._archive.features([row], near.rows, near.similarities))[0]
        likely = [k for k in np.argsort(-log_odds, kind="stable").tolist() if log_odds[k] > self._model.join - _MARGIN]
        found: list[int] = []
        self._load_events_of([near.rows[k] for k in likely])
        for event_id in dict.fromkeys([own, *(self._event_of.get(near.rows[k]) for k in likely)]):
            rows = [] if event_id is None else self._sample(event_id, row)
            if len(found) + len(rows) < _TOGETHER:
                found += rows
        return found

    def _sample(self, event_id: str, row: int) -> list[int]:
        """The articles of an event except `row`; of a large event, the newest ones."""
        return [other for other in self._events[event_id][-_LARGE:] if other != row]

    def _settle(self, rows: Sequence[int]) -> list[str]:
        """Cluster these rows (whole events and possibly a new article) again; returns the ids of the changed events."""
        settled = [self._fixed(row) for row in rows]
        groups = clusters(self._log_odds(rows), self._model.join, settled)
        return self._rename([[rows[k] for k in group] for group in groups])

    def _fixed(self, row: int) -> str | None:
        """The event that a row must stay in, because a person put it there or the event is too large to be read
        completely.
        """
        event_id = self._event_of.get(row)
        if event_id is None or row in self._settled or len(self._events[event_id]) > _LARGE:
            return event_id
        return None

    def _log_odds(self, rows: Sequence[int]) -> NDArray[np.float32]:
        above = np.triu(self._model.log_odds(self._archive.features(rows, rows)), 1)
        return above + above.T

    def _rename(self, groups: Sequence[Sequence[int]]) -> list[str]:
        """Make each group an event, and return the ids of the changed events.

        A group keeps the event that must stay, or else the event of most of its articles; the remaining groups found
        new events.
        """
        claims = []
        for place, group in enumerate(groups):
            held = Counter(self._event_of[row] for row in group if row in self._event_of)
            fixed = {self._fixed(row) for row in group}
            claims += [(event_id not in fixed, -number, place, event_id) for event_id, number in held.items()]
        names: dict[int, str] = {}
        for _, _, place, event_id in sorted(claims):
            if place not in names and event_id not in names.values():
                names[place] = event_id
        changed: dict[str, None] = {}
        for place, group in enumerate(groups):
            event_id = names.get(place) or self._founded(group)
            for row in group:
                changed |= dict.fromkeys(self._move(row, event_id))
        return [each for each in changed if each in self._events]

    def _founded(self, group: Sequence[int]) -> str:
        """An id for a new event, from its first article; a different one if that article founded an event that it has
        left.
        """
        first = self._article_of[group[0]]
        return next(each for again in count() if not self._exists(each := _founded_by(first, again)))

    def _exists(self, event_id: str) -> bool:
        self._load_events([event_id])
        return event_id in self._events

    def _move(self, row: int, event_id: str) -> list[str]:
        """Move a row to an event; returns the ids of the changed events."""
        before = self._event_of.get(row)
        if before == event_id:
            return []
        self._take(row)
        self._put(row, event_id)
        return [event_id] if before is None else [before, event_id]

    def _put(self, row: int, event_id: str) -> None:
        self._event_of[row] = event_id
        self._events.setdefault(event_id, []).append(row)

    def _take(self, row: int) -> None:
        event_id = self._event_of.pop(row, None)
        if event_id is not None:
            self._events[event_id].remove(row)
            if not self._events[event_id]:
                del self._events[event_id]

    def _event(self, event_id: str) -> Event:
        return Event(event_id, tuple(self._article_of[row] for row in self._events[event_id]))

    def _why(self, row: int, article: ArticleProfile) -> tuple[float, str]:
        """Why an article belongs to its event: its probability, and the rarest words that it shares with the other
        articles.
        """
        others = [other for other in self._events[self._event_of[row]] if other != row][-_LARGE:]
        if not others:
            return 1.0, "no stored article is similar enough"
        log_odds = float(self._model.log_odds(self._archive.features([row], others)).mean())
        words = self._archive.shared(article, others)[:_NAMED]
        return 1 / (1 + float(np.exp(-log_odds))), f"shares {', '.join(words)}" if words else "similar wording"


def _founded_by(article_id: str, again: int = 0) -> str:
    return digest("event", article_id, *[str(again)] * (again > 0))


def cluster(articles: Iterable[ArticleProfile], model: JoinModel | None = None) -> list[Event]:
    """The events of these articles, clustered together from scratch."""
    clusterer = OnlineClusterer(model)
    for article in articles:
        clusterer.add(article)
    clusterer.recluster()
    return clusterer.events()
