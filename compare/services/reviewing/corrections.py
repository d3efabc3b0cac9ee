"""Corrections: users merge events, split them, move articles, and undo that; clustering does not override them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from compare.errors import ConflictError, InputError
from compare.model.article import digest
from compare.model.event import Correction, CorrectionKind, Event, Placement
from compare.services.clock import now
from compare.services.stores.catalogue import Catalogue

_ALL = 1_000_000  # more than an archive has: all corrections


class Corrections:
    """Corrections of the events of a catalogue; each is applied and recorded completely, or not at all.

    `follow` is called after each, to compare the events that it changed.
    """

    def __init__(self, catalogue: Catalogue, follow: Callable[[], object]) -> None:
        self._catalogue = catalogue
        self._follow = follow

    def page(self, limit: int, after: int | None = None) -> list[Correction]:
        """Corrections, latest first; `after` is the number of the last one already seen."""
        return self._catalogue.corrections.page(limit, after)

    def merge(self, event_ids: Sequence[str]) -> Correction:
        """Merge events into the largest one (the first of equally large ones).

        Raises InputError for fewer than two, NotFoundError for an unknown one.
        """
        with self._correcting():
            events = [self._catalogue.events.get(each) for each in dict.fromkeys(event_ids)]
            if len(events) < 2:
                raise InputError("Merging needs at least two different events: choose another one.")
            target = max(events, key=lambda event: len(event.article_ids))
            joining = [article for event in events if event is not target for article in event.article_ids]
            return self._do("merge", target.id, [*target.article_ids, *joining])

    def split(self, event_id: str, article_ids: Sequence[str]) -> Correction:
        """Move some articles of an event into a new event; clustering will not move the remaining ones either.

        Raises InputError if no article is given, ConflictError if all are, or if one is not in that event, and
        NotFoundError for an unknown event.
        """
        with self._correcting():
            event = self._catalogue.events.get(event_id)
            leaving = self._of(event, article_ids)
            if len(leaving) == len(event.article_ids):
                raise ConflictError("All articles of the event are selected: leave at least one.")
            staying = [each for each in event.article_ids if each not in leaving]
            return self._do("split", self._new_event_id(leaving[0]), leaving, staying)

    def move(self, article_ids: Sequence[str], event_id: str) -> Correction:
        """Move articles to another event; clustering will not move the articles that remain behind.

        Raises ConflictError if all are in that event already, NotFoundError for an unknown article or event.
        """
        with self._correcting():
            event = self._catalogue.events.get(event_id)
            wanted = [each.id for each in self._catalogue.articles.many(list(dict.fromkeys(article_ids)))]
            moving = [each for each in wanted if each not in event.article_ids]
            if not moving:
                raise ConflictError("Nothing to move: choose articles that are not in that event yet.")
            left = set(self._catalogue.events.of_articles(moving).values())
            members = [article for each in sorted(left) for article in self._catalogue.events.get(each).article_ids]
            return self._do("move", event_id, moving, [each for each in members if each not in moving])

    def undo(self, number: int | None = None) -> Correction:
        """Undo a correction (by default the latest that is not undone).

        Raises ConflictError if there is none, if it is undone already, or if a later correction concerns its articles;
        NotFoundError for an unknown number.
        """
        with self._correcting():
            standing = [each for each in self._catalogue.corrections.page(_ALL) if not each.undone]
            if number is None and not standing:
                raise ConflictError("There is no correction to undo.")
            wanted = standing[0] if number is None else self._catalogue.corrections.get(number)
            if wanted.undone:
                raise ConflictError(f"Correction {wanted.number} is already undone.")
            articles = {each.article_id for each in wanted.after}
            for each in standing:
                if each.number > wanted.number and articles & {placed.article_id for placed in each.after}:
                    raise ConflictError(f"Correction {each.number} concerns the same articles: undo that one first.")
            held = {each.article_id for each in self._catalogue.corrections.placements(sorted(articles))}
            self._catalogue.corrections.place([each for each in wanted.before if each.article_id in held])
            self._catalogue.corrections.note_undone(wanted.number)
            return wanted

    @contextmanager
    def _correcting(self) -> Iterator[None]:
        with self._catalogue.transaction():
            yield
        self._follow()

    def _of(self, event: Event, article_ids: Sequence[str]) -> list[str]:
        chosen = list(dict.fromkeys(article_ids))
        unknown = [each for each in chosen if each not in event.article_ids]
        if not chosen:
            raise InputError("No article is selected: choose articles of this event.")
        if unknown:
            raise ConflictError(f"Article “{unknown[0][:80]}” is not in this event: choose articles of this event.")
        return chosen

    def _do(self, kind: CorrectionKind, target: str, moving: Sequence[str], staying: Sequence[str] = ()) -> Correction:
        """Assign `moving` to the end of the event `target`, and `staying` to where they are; and record it."""
        before = {each.article_id: each for each in self._catalogue.corrections.placements([*moving, *staying])}
        behind = self._next_position(target, moving)
        after = [Placement(article, target, behind + place, True) for place, article in enumerate(moving)]
        after += [replace(before[article], settled=True) for article in staying]
        self._catalogue.corrections.place(after)
        return self._catalogue.corrections.note(kind, now(), list(before.values()), after)

    def _next_position(self, event_id: str, moving: Sequence[str]) -> int:
        """The position after the articles of an event that are not moved themselves; 0 in a new event."""
        members = self._catalogue.events.get(event_id).article_ids if self._catalogue.events.has(event_id) else ()
        positions = [
            each.position for each in self._catalogue.corrections.placements(members) if each.article_id not in moving
        ]
        return 1 + max(positions, default=-1)

    def _new_event_id(self, article_id: str) -> str:
        """An unused id for a new event with this article."""
        ids = (digest("event", article_id, "split", str(again)) for again in count())
        return next(each for each in ids if not self._catalogue.events.has(each))
