"""Stores of articles: texts, vectors, and search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.passage import Passage
from compare.ports import Candidate, Filter, FoundByWords, FoundPassage, Ids, PassagesState, Vectors


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

    def with_text(self, revisions: Sequence[str]) -> list[Article]:
        """The articles that are one of these revisions now, in the order in which they came."""
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

    def of_keys(self, fingerprint: str, keys: Ids) -> tuple[Ids, Vectors]:
        """Those of these passages, by key, that have a vector of the model, and their vectors."""
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
