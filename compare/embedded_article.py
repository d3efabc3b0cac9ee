"""An article with its passages and their vectors: what grouping, alignment and divergence work on."""

from __future__ import annotations

from dataclasses import dataclass

from compare.attribution.speakers import Spoken
from compare.model.article import Article
from compare.model.passage import Passage
from compare.ports import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedArticle:
    """An article, its passages in order, and `vectors` of shape (len(passages), dimension), row i for passage i.

    `spoken` are its attributions; None where no tagger read it.
    """

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    spoken: tuple[Spoken, ...] | None = None
