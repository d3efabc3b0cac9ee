"""The trained models: sentence encoder, reader and attribution tagger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.attribution import Attribution
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.model.reader_scores import Reading
from compare.ports.vectors import Progress, Vectors


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
