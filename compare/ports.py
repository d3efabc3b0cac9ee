"""What `compare` needs from outside, as protocols; the package `indexes` implements them."""

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
    def languages(self) -> frozenset[str] | None:
        """The languages that the model reads, as ISO 639 codes; None if it reads any."""
        ...

    @property
    def unrelated(self) -> float:
        """The mean cosine of passages of different events: models differ in it. Raises ModelError as `encode`."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of `texts`, in their order. Raises ModelError if the model cannot be used."""
        ...

    def faults(self) -> list[str]:
        """What is wrong with the model's files, each in a sentence; [] if nothing is."""
        ...


class Reader(Protocol):
    """Judges pairs of passages in their context: whether they match, how they diverge, and which words show it."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""
        ...

    @property
    def name(self) -> str:
        """What pages call it; "" for the one that comes with the package."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which it judges how passages diverge, as ISO 639 codes."""
        ...

    @property
    def floors(self) -> Mapping[Kind, float] | None:
        """From which of its own probabilities each kind is shown; a kind that is not named never is.

        None if the decisions that come with the package were fitted to its scores: they tell then.
        """
        ...

    def read(
        self,
        a: tuple[Article, Sequence[Passage]],
        b: tuple[Article, Sequence[Passage]],
        cells: NDArray[np.int64],
    ) -> Reading:
        """What it says of these cells, shape (n, 2), of two articles. Raises ModelError if it cannot be used.

        A reader that depends on others may have nothing to say of some cells: they are then missing from the reading,
        and its `problem` says why.
        """
        ...


class Tagger(Protocol):
    """Finds who says what in articles: the source, cue and content of each attribution."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it reads, as ISO 639 codes."""
        ...

    def tag(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> list[tuple[Attribution, ...]]:
        """The attributions in the passages of each article, in their order. Raises ModelError if it cannot be used."""
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

    def share(self) -> None:
        """Bring what the catalogue has gained to where other processes search, unless each takes it in itself."""
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
    """Which articles are wanted: of these outlets (ids; all, if empty), published since and until (inclusive).

    `articles` are the ids of those among which is looked; all, if None.
    """

    outlets: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None
    articles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its key and its article, as a search returns it; `score` is a cosine or a lexical score."""

    key: int
    passage: Passage
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage as a search ranks it; `article` is a number of its article, `event` the id of its event, or ""."""

    key: int
    article: int
    event: str
    index: int
    title: str
    text: str

    @property
    def group(self) -> str:
        """Its event, or where it is in none, its article."""
        return self.event or str(self.article)


@dataclass(frozen=True, slots=True)
class FoundByWords:
    """What the words of a query find among about `passages` passages.

    `scores` are keys of passages with a score (higher is better), best first; `texts` are the title of its article and
    the text of each, with a space between; `counts` says in how many passages each telling word of the query occurs
    (common words are counted up to a limit only).
    """

    passages: int
    scores: list[tuple[int, float]]
    texts: dict[int, str]
    counts: dict[str, int]


class PassagesState(NamedTuple):
    """What changes whenever the passages of a catalogue change: whoever follows it compares it."""

    catalogue: str
    """Names this very catalogue: another one that is made in its place has another name."""
    last_key: int
    """The greatest passage key ever given."""
    removals: int
    """How many passages were ever removed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with its article.

    `score` orders the hits of one search and means nothing beyond it; `cosine` is that of query and passage.
    `closeness` is "close" where the passage says what the query says, "loose" where it is only about the same; `exact`
    is true where the passage (or its article's title) holds every telling word of the query. `copies` are articles of
    the same origin that were found by the same query and are folded into this one.
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

    def spelling(self, query: str) -> str | None:
        """What is looked for instead of a query with misspelt words; None if it is spelt as articles spell it."""
        ...


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A URL to fetch, with what its last answer gave to ask by whether it has changed since.

    `headers` are for the host of `url` alone, as those that hold a key: a redirect to another does not get them.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL answered; `body` is unpacked, `fetched` in UTC, `charset` None unless the headers declare a known one.

    `url` is as it was asked, `final_url` where redirects led. With `not_modified` the body is empty, and what was
    fetched before still holds.
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

    `retry` is true where it may go better later, but not before `not_before` (UTC), if that is known. `status` is that
    of the answer, if there was one.
    """

    url: str
    reason: str
    retry: bool
    not_before: datetime | None = None
    status: int | None = None


class Fetcher(Protocol):
    """Fetches URLs, politely. Nothing is raised for a URL, whatever it is: it ends as Fetched or as Failed."""

    def fetch(
        self,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | Failed:
        """What `url` answers; with what the last answer said of itself, only if it has changed since."""
        ...

    def fetch_all(self, requests: Iterable[FetchRequest]) -> Iterator[Fetched | Failed]:
        """One outcome for each request, as they come: many hosts at once, each host slowly."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A URL that took what was posted to it, and the status of its answer."""

    url: str
    status: int


class Poster(Protocol):
    """Posts to URLs that others gave. Nothing is raised for a URL: it ends as Posted or as Failed."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted | Failed:
        """Post `body` to `url` once."""
        ...
