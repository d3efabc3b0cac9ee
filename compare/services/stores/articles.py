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
    """Stores articles with the passages of their current revision, and earlier revisions."""

    def revisions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The current revision of each of `article_ids` that is stored."""
        ...

    def add(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> dict[str, list[int]]:
        """Store articles with their passages; returns each article's passage keys, in order.

        An article that is stored in the same revision is not changed. Another revision of it becomes the current one;
        the previous one is kept, but its passages are no longer found.
        """
        ...

    def get(self, article_id: str) -> Article:
        """Raises NotFoundError for an unknown id."""
        ...

    def history(self, article_id: str) -> list[Article]:
        """All stored revisions, in the order in which they were added, the current one last. Raises NotFoundError."""
        ...

    def many(self, article_ids: Sequence[str]) -> list[Article]:
        """Articles in the order of the ids. Raises NotFoundError that names the first unknown one."""
        ...

    def with_text(self, revisions: Sequence[str]) -> list[Article]:
        """The articles whose current revision is one of these, in the order in which they were added."""
        ...

    def at(self, urls: Sequence[str]) -> list[Article]:
        """The articles with one of these `urls`, in the order in which they were added."""
        ...

    def page(self, where: Filter, limit: int, after: str | None = None) -> list[Article]:
        """Articles by publication, latest first (undated last), then by id; `after` is the id of the last article
        already seen.
        """
        ...

    def count(self, where: Filter | None = None) -> int:
        """The number of articles that match `where`."""
        ...

    def without_passages(self, number: int) -> list[str]:
        """The ids of the first articles that have no passages."""
        ...

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of the current revision, in order. Raises NotFoundError."""
        ...

    def remove(self, article_id: str) -> None:
        """Delete an article with its revisions, vectors and reviews, and remove it from its event. Raises
        NotFoundError.
        """
        ...

    def passage_keys(self, where: Filter) -> Ids:
        """Keys of all current passages of the articles that match `where`, in ascending order."""
        ...

    def count_passages(self, after: int = -1) -> int:
        """The number of current passages with a key above `after`."""
        ...

    def removed_keys(self, after: int) -> Ids | None:
        """The keys of the passages removed since `after` were (see `PassagesState.removals`), or None if they are not
        recorded, because only the last removals are.
        """
        ...

    def passages_state(self) -> PassagesState:
        """The state of all passages, which changes whenever they do; keys are never reused."""
        ...


class VectorStore(Protocol):
    """Stores vectors of texts, by the model that computed them."""

    def put(self, fingerprint: str, texts: Sequence[str], vectors: Vectors) -> None:
        """Store vectors by the hash of their text and the model's fingerprint. `vectors` has shape (len(texts),
        dimension).
        """
        ...

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors, by text; texts without one are missing from the result."""
        ...

    def of_passages(self, fingerprint: str, batch: int = 4096, after: int = -1) -> Iterator[tuple[Ids, Vectors]]:
        """Keys and vectors of the current passages with a key above `after`, in batches, in ascending order of the
        keys.
        """
        ...

    def of_keys(self, fingerprint: str, keys: Ids) -> tuple[Ids, Vectors]:
        """The keys of those of these passages that have a vector of the model, and these vectors, shape (keys,
        dimension).
        """
        ...

    def wrong(self, fingerprint: str, dimension: int) -> list[int]:
        """Damaged vectors of a model: those of another length, or with components that are not numbers."""
        ...

    def drop(self, rows: Sequence[int]) -> None:
        """Delete the vectors that `wrong` found."""
        ...

    def texts_without(self, fingerprint: str, limit: int) -> list[str]:
        """Up to `limit` different texts of current passages that have no vector of this model."""
        ...

    def count_without(self, fingerprint: str) -> int:
        """The number of current passages that have no vector of this model."""
        ...


class SearchStore(Protocol):
    """Searches passages by their words."""

    def found(self, scores: Mapping[int, float]) -> list[FoundPassage]:
        """The stored passages with these keys, highest score first."""
        ...

    def by_words(self, query: str, k: int, where: Filter) -> FoundByWords:
        """The `k` passages that match the words of `query` best.

        Phrases in quotation marks must occur verbatim. Common words are ignored unless there are no others.
        """
        ...

    def word_counts(self, query: str) -> dict[str, int]:
        """The document frequency of each content word of `query`, with an upper limit."""
        ...

    def candidates(self, keys: Sequence[int]) -> list[Candidate]:
        """The data by which the passages with these keys are ranked, unordered."""
        ...

    def vocabulary(self, start: str) -> list[tuple[str, int]]:
        """All stems that begin with `start`, each with its document frequency, unordered."""
        ...
