"""What `compare` needs from outside, as protocols; the package `indexes` implements them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from compare.article import Article
from compare.event import Correction, CorrectionKind, Event, Placement
from compare.moment import Moment
from compare.passage import Passage

Vectors = NDArray[np.float32]
"""Shape (n, dimension), C-contiguous, each row of length 1 (or all zeros for an empty text)."""

Ids = NDArray[np.int64]

Progress = Callable[[int, int], None]
"""Called as progress(done, total) while long work goes on."""


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their cosine."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights; vectors of different fingerprints never meet."""
        ...

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        ...

    @property
    def unrelated(self) -> float:
        """The mean cosine of passages of different events: models differ in it. Raises ModelError as `encode`."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of `texts`, in their order. Raises ModelError if the model cannot be used."""
        ...


class PassageIndex(Protocol):
    """Finds the vectors nearest to a query; the ids are the catalogue's passage keys (int64, ≥ 0)."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model whose vectors are held."""
        ...

    def __len__(self) -> int:
        """How many vectors are held."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Hold `vectors` under `ids`; an id that is held already is replaced.

        Raises IndexMismatchError on a wrong shape.
        """
        ...

    def remove(self, ids: Ids) -> int:
        """Forget `ids`; unknown ones are passed over. Returns how many were forgotten."""
        ...

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """The `k` best of each query among `allowed` (all, if None): scores and ids, shape (len(queries), k).

        Best first; where fewer than `k` exist, ids are -1 and scores -inf.
        """
        ...


class LiveIndex(Protocol):
    """The vector index as it follows the catalogue: opened, caught up, saved and rebuilt on its own."""

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `PassageIndex.search`, over all passages that the catalogue holds."""
        ...

    def refresh(self) -> None:
        """Take in what the catalogue has gained or lost."""
        ...

    def publish(self) -> None:
        """Save a new generation for all who read."""
        ...

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make and save a new generation from the catalogue alone; returns how many vectors it holds."""
        ...

    def faults(self) -> list[str]:
        """What is wrong with what is saved, each in a sentence; [] if nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are wanted: of these outlets (ids; all, if empty), published since and until (inclusive)."""

    outlets: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its key and its article, as a search returns it; `score` is a cosine or a lexical score."""

    key: int
    passage: Passage
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with its article.

    `score` orders the hits of one search and means nothing beyond it; `cosine` is that of query and passage.
    `closeness` is "close" where the passage says what the query says, "loose" where it is only about the same; `exact`
    is true where the passage (or its article's title) holds every telling word of the query.
    """

    passage: Passage
    article: Article
    score: float
    cosine: float
    closeness: Literal["close", "loose"]
    exact: bool


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and how many articles of it are held."""

    id: str
    name: str
    articles: int


class Cache(Protocol):
    """Keeps one value from one process to the next; it may be lost at any time."""

    def load(self, stamp: str) -> bytes | None:
        """What was last saved, if it was saved with this stamp."""
        ...

    def save(self, stamp: str, data: bytes) -> None:
        """Keep `data` in the place of what was there; where that cannot be written, nothing happens."""
        ...


class Search(Protocol):
    """Finds passages by meaning and by words."""

    def search(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """The best passages among the articles that `where` wants, best first; [] if nothing is close enough.

        Raises InputError for an empty or overlong query.
        """
        ...


class Catalogue(Protocol):
    """The truth: articles, revisions, passages, vectors, events.

    Every method is one transaction, unless it runs inside `transaction`.
    """

    @property
    def identity(self) -> str:
        """Names this very catalogue: another one that is made in its place has another name."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside succeed together or not at all."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and so reads what others do not see yet."""
        ...

    # -- articles
    def revisions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The current revision of each of `article_ids` that is held."""
        ...

    def add_articles(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> dict[str, list[int]]:
        """Hold articles with their passages; returns each article's passage keys, in order.

        An article that is held in the same revision is left alone; another revision of it becomes the current one and
        the old one is kept (its passages are no longer found).
        """
        ...

    def remove_article(self, article_id: str) -> None:
        """Forget an article with all its revisions, and leave its event. Raises NotFoundError."""
        ...

    def article(self, article_id: str) -> Article:
        """Raises NotFoundError for an unknown id."""
        ...

    def history(self, article_id: str) -> list[Article]:
        """All revisions that are held, in the order in which they came, the current one last. Raises NotFoundError."""
        ...

    def articles(self, article_ids: Sequence[str]) -> list[Article]:
        """In the order of the ids. Raises NotFoundError that names the first unknown one."""
        ...

    def list_articles(self, where: Filter, limit: int, after: str | None = None) -> list[Article]:
        """Latest published first (undated last), then by id; `after` is the id of the last article already seen."""
        ...

    def count_articles(self, where: Filter | None = None) -> int:
        """How many articles `where` wants."""
        ...

    def outlets(self) -> list[OutletCount]:
        """By name."""
        ...

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of the current revision, in order. Raises NotFoundError."""
        ...

    # -- vectors
    def put_vectors(self, fingerprint: str, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors by the hash of their text and the model's fingerprint."""
        ...

    def get_vectors(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The kept vectors, by text; texts without one are missing from the result."""
        ...

    def passage_vectors(self, fingerprint: str, batch: int = 4096, after: int = -1) -> Iterator[tuple[Ids, Vectors]]:
        """Keys and vectors of the current passages with a key above `after`, in batches, in the order of the keys."""
        ...

    def texts_without_vector(self, fingerprint: str, limit: int) -> list[str]:
        """Up to `limit` different texts of current passages that have no vector of this model."""
        ...

    def count_without_vector(self, fingerprint: str) -> int:
        """How many current passages have no vector of this model."""
        ...

    # -- search
    def found(self, scores: Mapping[int, float]) -> list[FoundPassage]:
        """The passages of these keys that are held, highest score first."""
        ...

    def lexical(self, query: str, k: int, where: Filter) -> list[tuple[int, float]]:
        """Keys of the passages that hold words of `query`, best first, with a score (higher is better)."""
        ...

    def word_counts(self, query: str) -> dict[str, int]:
        """In how many passages each telling word of `query` occurs; common words are counted up to a limit only."""
        ...

    def passage_keys(self, where: Filter) -> Ids:
        """Keys of all current passages of the articles that `where` wants, in ascending order."""
        ...

    def passages_state(self) -> tuple[int, int]:
        """The greatest passage key ever given and how many passages were ever removed: changes with the passages.

        No key is given twice.
        """
        ...

    # -- events
    def put_events(self, events: Iterable[Event]) -> None:
        """Set these events' articles; an article leaves the event it was in, and an emptied event ends."""
        ...

    def event(self, event_id: str) -> Event:
        """Raises NotFoundError."""
        ...

    def is_event(self, event_id: str) -> bool:
        """Whether there is such an event."""
        ...

    def event_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each article that is in one."""
        ...

    def list_events(self, where: Filter, limit: int, after: str | None = None) -> list[Event]:
        """Events with an article that `where` wants: latest publication first, then by id."""
        ...

    def count_events(self, where: Filter | None = None) -> int:
        """How many events have an article that `where` wants."""
        ...

    # -- corrections
    def placements(self, article_ids: Sequence[str]) -> list[Placement]:
        """Where each of these articles stands that is in an event, in no particular order."""
        ...

    def place(self, placements: Sequence[Placement]) -> None:
        """Put articles where these say; an event that is not there yet begins, and an emptied one ends."""
        ...

    def all_placements(self) -> list[Placement]:
        """Where every article stands, event by event, in each in its order; `put_events` leaves settled what is."""
        ...

    def note_correction(
        self, kind: CorrectionKind, made: Moment, before: Sequence[Placement], after: Sequence[Placement]
    ) -> Correction:
        """Keep the record of a correction; returns it with its number."""
        ...

    def correction(self, number: int) -> Correction:
        """Raises NotFoundError."""
        ...

    def list_corrections(self, limit: int) -> list[Correction]:
        """The latest first, undone ones among them."""
        ...

    def note_undone(self, number: int) -> None:
        """Mark a correction as undone."""
        ...

    # -- conclusions
    def kept_comparison(self, event_id: str) -> tuple[str, str] | None:
        """The signature and the text last kept for an event."""
        ...

    def keep_comparison(self, event_id: str, signature: str, text: str) -> None:
        """Keep a text for an event in the place of the one before; without permission to write, nothing happens."""
        ...

    # -- upkeep
    def get_meta(self, key: str) -> str | None:
        """What was put under `key`."""
        ...

    def put_meta(self, key: str, value: str) -> None:
        """Keep a small text under `key`."""
        ...

    def faults(self) -> list[str]:
        """What is wrong in here, each in a sentence; [] if nothing is."""
        ...
