"""Search: filters, candidates, results, and the search engine itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.passage import Passage


@dataclass(frozen=True, slots=True)
class Filter:
    """Selects articles by outlet (ids; empty: all) and by publication date, since and until (inclusive).

    `articles` restricts the selection to these ids; None: all.
    """

    outlets: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None
    articles: tuple[str, ...] | None = None

    @classmethod
    def of_names(cls, outlets: Iterable[str], since: Moment | None = None, until: Moment | None = None) -> Filter:
        """The filter for outlets by their names; blank names are left out."""
        named = tuple(dict.fromkeys(Outlet(name).id for name in outlets if name.strip()))
        return cls(named, since, until)


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A search result with its passage key and article; `score` is a cosine or a full-text score."""

    key: int
    passage: Passage
    article: Article
    score: float


class Candidate(NamedTuple):
    """The data for ranking a passage: the number of its article, its position there, and the id of its event, or "".

    A tuple, because a search creates hundreds of them.
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

    `scores` are passage keys with their scores, best first; `counts` is the document frequency of each content word of
    the query (capped for common words).
    """

    passages: int
    scores: list[tuple[int, float]]
    counts: dict[str, int]


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
