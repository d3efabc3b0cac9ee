"""Which articles of an event are compared."""

from __future__ import annotations

from collections.abc import Sequence

from compare.errors import ConflictError, InputError, TooLargeError
from compare.model.article import Article
from compare.model.event import Event
from compare.ports import Embedder
from compare.services.stores.catalogue import Catalogue
from compare.text.language import is_read


class Selection:
    """Selects at most `most` articles, in languages that the model supports."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, most: int) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._most = most

    def of(self, event: Event) -> list[Article]:
        """The articles of an event that are compared: the `most` that joined last.

        Articles in a language that the model does not support are left out, unless there are no others.
        """
        return self.of_all([event])[event.id]

    def of_all(self, events: Sequence[Event]) -> dict[str, list[Article]]:
        """As `of`, for several events, by their ids."""
        last = {event.id: event.article_ids[-self._most :] for event in events}
        held = {each.id: each for each in self._catalogue.articles.many([id_ for ids in last.values() for id_ in ids])}
        articles = {event_id: [held[each] for each in ids] for event_id, ids in last.items()}
        return {
            event_id: [each for each in own if is_read(each, self._embedder)] or own[-1:]
            for event_id, own in articles.items()
        }

    def check(self, articles: Sequence[Article]) -> None:
        """Raises InputError for fewer than two articles, TooLargeError for too many.

        Raises ConflictError for an article in a language that the model does not support.
        """
        if len(articles) < 2:
            raise InputError("A comparison needs at least two different articles: add another one.")
        if len(articles) > self._most:
            raise TooLargeError(f"At most {self._most} articles can be compared at once; there are {len(articles)}.")
        for each in articles:
            if not is_read(each, self._embedder):
                named = (each.title or each.text)[:80]
                raise ConflictError(
                    f"“{named}” is in a language ({each.language}) that the current model does not support: set "
                    "PARALLAX_MODEL to a multilingual model."
                )
