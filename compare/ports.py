"""Protocols of everything that `compare` needs from outside; the package `indexes` implements them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.attribution import Attribution
from compare.model.match import Kind
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.model.reader_scores import Reading

Vectors = NDArray[np.float32]
"""Shape (n, dimension), C-contiguous; each row has length 1, or is all zeros for an empty text."""

Ids = NDArray[np.int64]

Progress = Callable[[int, int], None]
"""Called as progress(done, total) during long operations."""


class Embedder(Protocol):
    """Encodes texts as vectors whose inner product is their cosine similarity."""

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its weights; vectors with different fingerprints are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that the model supports, as ISO 639 codes; None for any."""
        ...

    @property
    def unrelated(self) -> float:
        """The mean cosine of passages of different events, which depends on the model. Raises ModelError as `encode`
        does.
        """
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode `texts`, in order. Raises ModelError if the model cannot be used."""
        ...

    def faults(self) -> list[str]:
        """Problems with the model's files, one sentence each; [] if there are none."""
        ...


class Reader(Protocol):
    """Classifies pairs of passages in context: whether they match, how they diverge, and which words show it."""

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its weights."""
        ...

    @property
    def name(self) -> str:
        """Display name; "" for the built-in reader."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which it finds divergences, as ISO 639 codes."""
        ...

    @property
    def floors(self) -> Mapping[Kind, float] | None:
        """The minimum of its own probability from which each kind is shown; a kind without one is never shown.

        None if the decisions that come with the package were fitted to its scores and should be used.
        """
        ...

    def read(
        self,
        a: tuple[Article, Sequence[Passage]],
        b: tuple[Article, Sequence[Passage]],
        cells: NDArray[np.int64],
    ) -> Reading:
        """Read these cells, shape (n, 2), of two articles. Raises ModelError if the reader cannot be used.

        A reader that depends on an external service may fail for some cells: they are missing from the reading, and its
        `problem` says why.
        """
        ...


class Tagger(Protocol):
    """Finds who says what in articles: the source, cue and content of each attribution."""

    @property
    def fingerprint(self) -> str:
        """Identifies the model and its weights."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it supports, as ISO 639 codes."""
        ...

    def tag(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> list[tuple[Attribution, ...]]:
        """Find the attributions in the passages of each article, in order. Raises ModelError if the tagger cannot be
        used.
        """
        ...


class PassageIndex(Protocol):
    """Nearest-neighbour search over vectors; ids are the passage keys of the catalogue (int64, ≥ 0)."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model that produced the vectors."""
        ...

    def __len__(self) -> int:
        """The number of vectors."""
        ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add `vectors` under `ids`, replacing existing ones.

        Raises IndexMismatchError for a wrong shape.
        """
        ...

    def remove(self, ids: Ids) -> int:
        """Remove `ids`, ignoring unknown ones. Returns how many were removed."""
        ...

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """Find the `k` best matches of each query among `allowed` ids (None: all): scores and ids of shape
        (len(queries), k).

        Best first. If there are fewer than `k`, the rest has id -1 and score -inf.
        """
        ...


class LiveIndex(Protocol):
    """A vector index that follows the catalogue: it opens, updates, saves and rebuilds itself."""

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> tuple[Vectors, Ids]:
        """As `PassageIndex.search`, over all passages in the catalogue."""
        ...

    def refresh(self) -> None:
        """Apply additions to and removals from the catalogue."""
        ...

    def share(self) -> None:
        """Make additions visible to other processes, unless each process applies them itself."""
        ...

    def publish(self) -> None:
        """Save a new generation for all readers."""
        ...

    def rebuild(self, progress: Progress | None = None) -> int:
        """Rebuild the index from the catalogue and save it as a new generation. Returns the number of vectors."""
        ...

    def faults(self) -> list[str]:
        """Problems with the saved index, one sentence each; [] if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """Selects articles by outlet (ids; empty: all) and by publication date, since and until (inclusive).

    `articles` restricts the selection to these ids; None: all.
    """

    outlets: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None
    articles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A search result with its passage key and article; `score` is a cosine or a full-text score."""

    key: int
    passage: Passage
    article: Article
    score: float


class Candidate(NamedTuple):
    """A passage to be ranked; `article` is a number for its article, `event` the id of its event, or "", and `position`
    its index in the article. A tuple, as hundreds are made for a search.
    """

    key: int
    article: int
    event: str
    position: int
    title: str
    text: str

    @property
    def group(self) -> str:
        """Its event, or its article if it has no event."""
        return self.event or str(self.article)


@dataclass(frozen=True, slots=True)
class FoundByWords:
    """Full-text results for a query, over about `passages` passages.

    `scores` maps passage keys to scores, best first; `texts` are title and passage, separated by a space; `counts` is
    the document frequency of each content word of the query (capped for common words).
    """

    passages: int
    scores: list[tuple[int, float]]
    texts: dict[int, str]
    counts: dict[str, int]


class PassagesState(NamedTuple):
    """The state of all passages: it changes whenever passages are added or removed."""

    catalogue: str
    """Identifies this catalogue; a new catalogue at the same place has a different identity."""
    last_key: int
    """The highest passage key ever assigned."""
    removals: int
    """The number of passages ever removed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: a passage and its article.

    `score` orders the results of one search and is not comparable across searches; `cosine` is the similarity of query
    and passage. `closeness` is "close" if the passage says what the query says, and "loose" if it is only about the
    same topic; `exact` is true if the passage or the title contains every content word of the query. `copies` are
    reprints found by the same query and folded into this result.
    """

    passage: Passage
    article: Article
    score: float
    cosine: float
    closeness: Literal["close", "loose"]
    exact: bool
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and its number of articles."""

    id: str
    name: str
    articles: int


class Cache(Protocol):
    """Stores one value for the next process; it may be lost at any time."""

    def load(self, stamp: str) -> bytes | None:
        """The last saved data, if it was saved with this stamp."""
        ...

    def save(self, stamp: str, data: bytes) -> None:
        """Replace the stored data; does nothing if it cannot be written."""
        ...


class Search(Protocol):
    """Searches passages by meaning and by words."""

    def search(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """The best passages of the articles selected by `where`, best first; [] if nothing is close enough.

        Raises InputError if the query is empty or too long.
        """
        ...

    def spelling(self, query: str) -> str | None:
        """The query with misspelled words corrected; None if it needs no correction."""
        ...


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A URL to fetch, with the validators (such as an ETag) of its last response.

    `headers` are sent only to the host of `url`, because they may contain a key; they are dropped at redirects to
    another host.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful response; `body` is decompressed, `fetched` is in UTC, `charset` is None unless the headers declare
    a known one.

    `url` is the requested URL and `final_url` the one after redirects. With `not_modified`, the body is empty and the
    previous response is still current.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    charset: str | None
    body: bytes
    etag: str | None
    last_modified: str | None
    not_modified: bool
    fetched: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a URL could not be fetched, in one line for people.

    `retry` is true if it may succeed later, but not before `not_before` (UTC), if known. `status` is the HTTP status,
    if there was a response.
    """

    url: str
    reason: str
    retry: bool
    not_before: datetime | None = None
    status: int | None = None


class Fetcher(Protocol):
    """Fetches URLs politely. It raises nothing for any URL: every outcome is Fetched or Failed."""

    def fetch(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | Failed:
        """Fetch `url`; if it has validators, only if it changed since."""
        ...

    def fetch_all(self, requests: Iterable[FetchRequest]) -> Iterator[Fetched | Failed]:
        """One outcome per request, in order of completion: many hosts in parallel, each host slowly."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A URL that accepted a POST request, and the status of its response."""

    url: str
    status: int


class Poster(Protocol):
    """Posts to URLs given by users. It raises nothing for any URL: every outcome is Posted or Failed."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted | Failed:
        """Post `body` to `url` once."""
        ...
