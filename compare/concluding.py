"""Conclusions about articles that are held: drawn once, kept, and shown with what readers said of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache

import numpy as np

from compare import kept
from compare.article import Article
from compare.catalogue import Catalogue
from compare.comparison import Comparison, KnownMatches, build, fold
from compare.embedded import EmbeddedArticle
from compare.errors import ConflictError, InputError, NotFoundError, StorageError, TooLargeError
from compare.event import Event
from compare.judging import judged
from compare.language import is_read
from compare.passage import Passage, split
from compare.ports import Embedder, Entailment

_HEAVIEST = 3  # divergences whose weights make that of their event
_IN_MEMORY = 24  # comparisons that are read once and served again: a list of events and what is opened from it
_LARGE = 20  # articles of an event from which its comparison is read each time: it would take tens of megabytes

_log = logging.getLogger(__name__)


class Concluding:
    """Compares articles; those that are held need no embedding again."""

    def __init__(
        self, catalogue: Catalogue, embedder: Embedder, most: int, entailment: Entailment | None = None
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._most = most
        self._entailment = entailment
        self._kept = lru_cache(maxsize=_IN_MEMORY)(self._load)

    def of_event(self, event: Event) -> Comparison:
        """The comparison of an event's articles (of the `most` that joined last), with the verdicts of readers.

        From what was kept; drawn anew, and kept, if an article of the event has changed since.
        """
        articles = self._compared(event)
        return self._with_verdicts(self._kept_or_drawn(event.id, articles))

    def check(self, articles: Sequence[Article]) -> None:
        """Raises InputError for fewer than two articles, TooLargeError for too many.

        Raises ConflictError for one in a language that the model does not read.
        """
        if len(articles) < 2:
            raise InputError("Comparing needs two different articles or more: name another one.")
        if len(articles) > self._most:
            raise TooLargeError(f"At most {self._most} articles are compared at once, and these are {len(articles)}.")
        for each in articles:
            if not is_read(each, self._embedder):
                raise ConflictError(
                    f"“{each.title[:80]}” is in another language ({each.language}) than the model in use reads: set "
                    "PARALLAX_MODEL to a multilingual one."
                )

    def of_articles(self, articles: Sequence[Article]) -> Comparison:
        """The comparison of articles that are held, of whichever events, with the verdicts of readers."""
        return self._with_verdicts(self._build(self._embedded(articles, self._passages(articles))))

    def of_texts(self, articles: Sequence[Article], held: Sequence[Article] = ()) -> Comparison:
        """The comparison of articles that are not held, and of some that are; embeds the passages of the former."""
        passages = [tuple(split(article)) for article in articles]
        vectors = self._embedder.encode([passage.text for each in passages for passage in each])
        parts = np.split(vectors, np.cumsum([len(each) for each in passages])[:-1])
        given = [EmbeddedArticle(*each) for each in zip(articles, passages, parts, strict=True)]
        return self._build([*given, *self._embedded(held, self._passages(held))])

    def conclude(self, events: Iterable[Event]) -> None:
        """Compare the articles of events that changed, so that readers need not wait for it.

        Where that cannot be done they have it done when they open the event; what another process takes away meanwhile
        is passed over, as that process compares what is left.
        """
        for event in events:
            if len(event.article_ids) > 1:
                self._concluded(event)

    def conclude_rest(self) -> None:
        """The same for all events that changed and were not compared since: a process may have died before it was."""
        for event_id in self._catalogue.unconcluded():
            with suppress(NotFoundError):
                self._concluded(self._catalogue.event(event_id))

    def _concluded(self, event: Event) -> None:
        try:
            self._kept_or_drawn(event.id, self._compared(event))
        except NotFoundError:
            pass
        except StorageError as error:
            _log.warning("Event %s changed and could not be compared: %s", event.id, error)

    def _compared(self, event: Event) -> list[Article]:
        """The articles that are compared: every pair costs, and nobody reads hundreds of columns.

        Those in a language that the model does not read are left out, unless there are no others.
        """
        articles = self._catalogue.articles(event.article_ids[-self._most :])
        return [each for each in articles if is_read(each, self._embedder)] or articles[-1:]

    def _kept_or_drawn(self, event_id: str, articles: Sequence[Article]) -> Comparison:
        model = self._models
        signature = kept.signature(articles, model)
        load = self._kept if len(articles) < _LARGE else self._load
        try:
            return load(event_id, signature, tuple(each.id for each in articles))
        except (LookupError, ValueError):  # nothing was kept for these articles, or it is damaged
            pass
        passages = self._passages(articles)
        before = self._catalogue.kept_comparison(event_id)
        known = kept.known_matches(before[1], model, articles, passages) if before is not None else None
        comparison = self._build(self._embedded(articles, passages), known)
        try:
            self._catalogue.keep_origins(event_id, comparison.origins)
            self._rank(event_id, self._with_verdicts(comparison))
            # The last of the three: it tells that all of them are there.
            self._catalogue.keep_comparison(event_id, signature, kept.dump(comparison, model))
        except StorageError as error:  # it is shown all the same, and drawn again next time
            _log.warning("The comparison of event %s could not be kept: %s", event_id, error)
        return comparison

    def _load(self, event_id: str, signature: str, article_ids: tuple[str, ...]) -> Comparison:
        """What was kept under this signature, which changes with the articles. Raises LookupError if nothing was."""
        before = self._catalogue.kept_comparison(event_id)
        if before is None or before[0] != signature:
            raise LookupError(event_id)
        articles = self._catalogue.articles(article_ids)
        return kept.load(before[1], articles, self._passages(articles))

    def rank_anew(self, event: Event) -> None:
        """Keep anew by how much an event diverges, after a reader judged a divergence of it."""
        self._rank(event.id, self.of_event(event))

    def _rank(self, event_id: str, comparison: Comparison) -> None:
        folded = fold(comparison)
        heaviest = folded.highlights()[:_HEAVIEST]
        self._catalogue.keep_rank(event_id, sum(each.weight for each in heaviest), list(folded.totals()))

    def _with_verdicts(self, comparison: Comparison) -> Comparison:
        return judged(comparison, self._catalogue.verdicts([each.id for each in comparison.articles]))

    @property
    def _models(self) -> str:
        """Names the models that conclusions rest on."""
        return " ".join([self._embedder.fingerprint, *([self._entailment.fingerprint] if self._entailment else [])])

    def _build(self, articles: Sequence[EmbeddedArticle], known: KnownMatches | None = None) -> Comparison:
        return build(articles, known, self._embedder.unrelated, self._entailment)

    def _passages(self, articles: Sequence[Article]) -> list[tuple[Passage, ...]]:
        return [tuple(self._catalogue.passages(article.id)) for article in articles]

    def _embedded(self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> list[EmbeddedArticle]:
        texts = {passage.text for each in passages for passage in each}
        vectors = self._catalogue.get_vectors(self._embedder.fingerprint, list(texts))
        if len(vectors) < len(texts):
            raise StorageError("Some passages have no vector of this model: run `parallax rebuild`, which makes them.")
        shape = (-1, self._embedder.dimension)
        return [
            EmbeddedArticle(
                article, each, np.array([vectors[passage.text] for passage in each], np.float32).reshape(shape)
            )
            for article, each in zip(articles, passages, strict=True)
        ]
