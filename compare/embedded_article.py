"""An article with its passages and their vectors: the input of clustering, alignment and divergence."""

from __future__ import annotations

from dataclasses import dataclass

from compare.attribution.speakers import ResolvedAttribution
from compare.model.article import Article
from compare.model.passage import Passage
from compare.ports import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedArticle:
    """An article, its passages in order, and `vectors` of shape (len(passages), dimension), row i for passage i.

    `attributions` are its attributions, or None if no tagger was run.
    """

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    attributions: tuple[ResolvedAttribution, ...] | None = None
