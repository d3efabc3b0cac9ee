"""Corrections: people merge events, split them, move articles, and take that back; grouping leaves it as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from compare.errors import ConflictError, InputError
from compare.model.article import digest
from compare.model.event import Correction, CorrectionKind, Event, Placement
from compare.model.moment import now
from compare.services.catalogue import Catalogue

_ALL = 1_000_000  # corrections that are looked at to find those that stand


class Corrections:
    """What people may do to the events of a catalogue; each is done and recorded whole, or not at all."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def merge(self, event_ids: Sequence[str]) -> Correction:
        """Make one event of several: the largest (of equals the first) takes in the others.

        Raises InputError for fewer than two, NotFoundError for an unknown one.
        """
        with self._catalogue.transaction():
            events = [self._catalogue.events.get(each) for each in dict.fromkeys(event_ids)]
            if len(events) < 2:
                raise InputError("Merging needs two different events or more: name another one.")
            target = max(events, key=lambda event: len(event.article_ids))
            joining = [article for event in events if event is not target for article in event.article_ids]
            return self._do("merge", target.id, [*target.article_ids, *joining])

    def split(self, event_id: str, article_ids: Sequence[str]) -> Correction:
        """Put some articles of an event into an event of their own; those that stay are settled as well.

        Raises InputError if they are none, ConflictError if they are all or not of that event, NotFoundError for an
        unknown event.
        """
        with self._catalogue.transaction():
            event = self._catalogue.events.get(event_id)
            leaving = self._of(event, article_ids)
            if len(leaving) == len(event.article_ids):
                raise ConflictError("All articles of the event are chosen: leave at least one where it is.")
            staying = [each for each in event.article_ids if each not in leaving]
            return self._do("split", self._new_event_id(leaving[0]), leaving, staying)

    def move(self, article_ids: Sequence[str], event_id: str) -> Correction:
        """Put articles into another event; those that they leave behind are settled where they are.

        Raises ConflictError if they are there already, NotFoundError for an unknown article or event.
        """
        with self._catalogue.transaction():
            event = self._catalogue.events.get(event_id)
            wanted = [each.id for each in self._catalogue.articles.many(list(dict.fromkeys(article_ids)))]
            moving = [each for each in wanted if each not in event.article_ids]
            if not moving:
                raise ConflictError("Nothing to move: choose articles that are not in that event yet.")
            left = set(self._catalogue.events.of_articles(moving).values())
            members = [article for each in sorted(left) for article in self._catalogue.events.get(each).article_ids]
            return self._do("move", event_id, moving, [each for each in members if each not in moving])

    def undo(self, number: int | None = None) -> Correction:
        """Take a correction back (the latest that stands, if none is named).

        Raises ConflictError if there is none, if it is undone already, or if a later correction concerns its articles;
        NotFoundError for an unknown number.
        """
        with self._catalogue.transaction():
            standing = [each for each in self._catalogue.corrections.page(_ALL) if not each.undone]
            if number is None and not standing:
                raise ConflictError("There is no correction to undo.")
            wanted = standing[0] if number is None else self._catalogue.corrections.get(number)
            if wanted.undone:
                raise ConflictError(f"Correction {wanted.number} is undone already.")
            articles = {each.article_id for each in wanted.after}
            for each in standing:
                if each.number > wanted.number and articles & {placed.article_id for placed in each.after}:
                    raise ConflictError(f"Correction {each.number} concerns the same articles: undo that one first.")
            held = {each.article_id for each in self._catalogue.corrections.placements(sorted(articles))}
            self._catalogue.corrections.place([each for each in wanted.before if each.article_id in held])
            self._catalogue.corrections.note_undone(wanted.number)
            return wanted

    # -- inside

    def _of(self, event: Event, article_ids: Sequence[str]) -> list[str]:
        chosen = list(dict.fromkeys(article_ids))
        strange = [each for each in chosen if each not in event.article_ids]
        if not chosen:
            raise InputError("Choose articles of this event: none is chosen.")
        if strange:
            raise ConflictError(f"Choose articles of this event: “{strange[0][:80]}” is not.")
        return chosen

    def _do(self, kind: CorrectionKind, target: str, moving: Sequence[str], staying: Sequence[str] = ()) -> Correction:
        """Settle `moving` in the event `target`, behind what it has, and `staying` where they are; and record it."""
        before = {each.article_id: each for each in self._catalogue.corrections.placements([*moving, *staying])}
        behind = self._next_position(target, moving)
        after = [Placement(article, target, behind + place, True) for place, article in enumerate(moving)]
        after += [replace(before[article], settled=True) for article in staying]
        self._catalogue.corrections.place(after)
        return self._catalogue.corrections.note(kind, now(), list(before.values()), after)

    def _next_position(self, event_id: str, moving: Sequence[str]) -> int:
        """The place behind the articles of an event that are not moved themselves; 0 in a new one."""
        members = self._catalogue.events.get(event_id).article_ids if self._catalogue.events.has(event_id) else ()
        positions = [
            each.position for each in self._catalogue.corrections.placements(members) if each.article_id not in moving
        ]
        return 1 + max(positions, default=-1)

    def _new_event_id(self, article_id: str) -> str:
        """An id for a new event of this article that no event has."""
        ids = (digest("event", article_id, "split", str(again)) for again in count())
        return next(each for each in ids if not self._catalogue.events.has(each))
