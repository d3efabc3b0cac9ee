"""The stores of the catalogue that have no service of their own, as protocols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from compare.comparison.filters import DivergenceFilter
from compare.model.article import Article
from compare.model.event import Correction, CorrectionKind, Event, EventOrder, Origin, Placement
from compare.model.match import KindFound, Verdict
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Candidate, Filter, FoundByWords, FoundPassage, Ids, PassagesState, Vectors
from compare.services.reviews import Review


class ArticleStore(Protocol):
    """Articles, each with the passages of its current revision, and the revisions before it."""

    def revisions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The current revision of each of `article_ids` that is held."""
        ...

    def add(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> dict[str, list[int]]:
        """Hold articles with their passages; returns each article's passage keys, in order.

        An article that is held in the same revision is left alone; another revision of it becomes the current one and
        the old one is kept (its passages are no longer found).
        """
        ...

    def get(self, article_id: str) -> Article:
        """Raises NotFoundError for an unknown id."""
        ...

    def history(self, article_id: str) -> list[Article]:
        """All revisions that are held, in the order in which they came, the current one last. Raises NotFoundError."""
        ...

    def many(self, article_ids: Sequence[str]) -> list[Article]:
        """In the order of the ids. Raises NotFoundError that names the first unknown one."""
        ...

    def at(self, urls: Sequence[str]) -> list[Article]:
        """The articles whose address is one of `urls`, as they are now, in the order in which they came."""
        ...

    def page(self, where: Filter, limit: int, after: str | None = None) -> list[Article]:
        """Latest published first (undated last), then by id; `after` is the id of the last article already seen."""
        ...

    def count(self, where: Filter | None = None) -> int:
        """How many articles `where` wants."""
        ...

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of the current revision, in order. Raises NotFoundError."""
        ...

    def remove(self, article_id: str) -> None:
        """Forget an article with its revisions, vectors and reviews, and leave its event. Raises NotFoundError."""
        ...

    def passage_keys(self, where: Filter) -> Ids:
        """Keys of all current passages of the articles that `where` wants, in ascending order."""
        ...

    def passages_state(self) -> PassagesState:
        """What changes with the passages; no key is given twice."""
        ...


class VectorStore(Protocol):
    """Vectors of texts, by the model that made them."""

    def put(self, fingerprint: str, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors by the hash of their text and the model's fingerprint."""
        ...

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The kept vectors, by text; texts without one are missing from the result."""
        ...

    def of_passages(self, fingerprint: str, batch: int = 4096, after: int = -1) -> Iterator[tuple[Ids, Vectors]]:
        """Keys and vectors of the current passages with a key above `after`, in batches, in the order of the keys."""
        ...

    def wrong(self, fingerprint: str, dimension: int) -> list[int]:
        """The vectors of a model that are damaged: of another length, or with components that are no numbers."""
        ...

    def drop(self, rows: Sequence[int]) -> None:
        """Forget the vectors that `wrong` found."""
        ...

    def texts_without(self, fingerprint: str, limit: int) -> list[str]:
        """Up to `limit` different texts of current passages that have no vector of this model."""
        ...

    def count_without(self, fingerprint: str) -> int:
        """How many current passages have no vector of this model."""
        ...


class SearchStore(Protocol):
    """Passages as a search finds them."""

    def found(self, scores: Mapping[int, float]) -> list[FoundPassage]:
        """The passages of these keys that are held, highest score first."""
        ...

    def by_words(self, query: str, k: int, where: Filter) -> FoundByWords:
        """The `k` passages that hold the words of `query` best.

        A part in quotation marks must be there word for word. Common words are looked for only where there are no
        others.
        """
        ...

    def word_counts(self, query: str) -> dict[str, int]:
        """In how many passages each telling word of `query` occurs (common words are counted up to a limit)."""
        ...

    def candidates(self, keys: Sequence[int]) -> list[Candidate]:
        """What ranks the passages of these keys that are held, in no particular order."""
        ...

    def vocabulary(self, start: str) -> list[tuple[str, int]]:
        """The stems of all passages that begin with `start`, each with the passages that hold it, in no order."""
        ...


class EventStore(Protocol):
    """Events as sets of article ids."""

    def put(self, events: Iterable[Event]) -> None:
        """Set these events' articles; an article leaves the event it was in, and an emptied event ends."""
        ...

    def get(self, event_id: str) -> Event:
        """Raises NotFoundError."""
        ...

    def has(self, event_id: str) -> bool:
        """Whether there is such an event."""
        ...

    def of_articles(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each article that is in one."""
        ...

    def page(
        self,
        where: Filter,
        limit: int,
        after: str | None = None,
        having: DivergenceFilter | None = None,
        order: EventOrder = "latest",
    ) -> list[Event]:
        """Events with an article that `where` wants, and (unless None) a divergence that `having` wants.

        Latest publication first, or those that diverge most; then by id.
        """
        ...

    def count(self, where: Filter | None = None) -> int:
        """How many events have an article that `where` wants."""
        ...

    def count_kinds(self, where: Filter | None = None) -> dict[str, int]:
        """By kind, how many of the events with an article that `where` wants have a divergence of it that is shown."""
        ...


class CorrectionStore(Protocol):
    """Where articles stand, and what people changed about that."""

    def placements(self, article_ids: Sequence[str]) -> list[Placement]:
        """Where each of these articles stands that is in an event, in no particular order."""
        ...

    def place(self, placements: Sequence[Placement]) -> None:
        """Put articles where these say; an event that is not there yet begins, and an emptied one ends."""
        ...

    def all_placements(self) -> list[Placement]:
        """Where every article stands, event by event, in each in its order; `EventStore.put` leaves settled what is."""
        ...

    def note(
        self, kind: CorrectionKind, made: Moment, before: Sequence[Placement], after: Sequence[Placement]
    ) -> Correction:
        """Keep the record of a correction; returns it with its number."""
        ...

    def get(self, number: int) -> Correction:
        """Raises NotFoundError."""
        ...

    def page(self, limit: int, after: int | None = None) -> list[Correction]:
        """The latest first, undone ones among them; `after` is the number of the last one already seen."""
        ...

    def note_undone(self, number: int) -> None:
        """Mark a correction as undone."""
        ...


class ReviewStore(Protocol):
    """What readers said of divergences."""

    def verdicts(self, article_ids: Sequence[str]) -> dict[str, Verdict]:
        """What readers said of divergences between two of these articles, by the id of the divergence."""
        ...

    def put(self, review: Review) -> None:
        """Keep what a reader said, in the place of what was said of the same divergence before."""
        ...

    def drop(self, divergence_id: str) -> None:
        """Forget what was said of a divergence, if anything was."""
        ...

    def page(self, limit: int, after: str | None = None, verdict: Verdict | None = None) -> list[Review]:
        """The latest first; `after` is the divergence of the last one already seen. Raises NotFoundError for that."""
        ...


class EventResultStore(Protocol):
    """What is kept of comparing an event, for pages and lists."""

    def kept_comparison(self, event_id: str) -> tuple[str, str] | None:
        """The signature and the text last kept for an event."""
        ...

    def keep_comparison(self, event_id: str, signature: str, text: str, method: str = "") -> None:
        """Keep a text for an event in the place of the one before; without permission to write, nothing happens."""
        ...

    def keep_rank(self, event_id: str, weight: float, kinds: Sequence[KindFound]) -> None:
        """Keep by how much an event diverges, and in which kinds, for `EventStore.page`; as `keep_comparison`."""
        ...

    def kept_summaries(self, event_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The signature and the text of the summary last kept for each of these events that has one."""
        ...

    def keep_summary(self, event_id: str, signature: str, text: str) -> None:
        """Keep what lists show of an event; as `keep_comparison`."""
        ...

    def keep_origins(self, event_id: str, origins: Sequence[Origin]) -> None:
        """Keep which articles of an event are one origin, for `origin_of`; as `keep_comparison`."""
        ...

    def origin_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The article that stands for the origin of each of these that has copies among the articles of its event."""
        ...
