"""The data that the decisions are fitted on: gold pairs, their structure, and readings by weights that did not see
them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from compare.alignment import candidate_cells
from compare.alignment.decisions import decision_features
from compare.alignment.features import blocks
from compare.alignment.models import AlignmentModel
from compare.alignment.side import prepare
from compare.attribution.speakers import resolve_attributions
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article
from compare.model.attribution import Attribution
from compare.model.reader_scores import Reading
from compare.ports import Tagger
from training.data import gold

Matrix = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]
Tagged = dict[tuple[str, str], tuple[Attribution, ...]]
"""The attributions of articles, by `article_key`."""


@dataclass(frozen=True, slots=True, eq=False)
class Structured:
    """A gold pair, embedded; `structure` are the features of all its cells, `labels` NONE to STRONG or DISPUTED."""

    pair: gold.GoldPair
    a: EmbeddedArticle
    b: EmbeddedArticle
    structure: dict[str, Matrix]
    labels: NDArray[np.int8]


def structured(pair: gold.GoldPair, encode: Encode, tagged: Tagged | None = None) -> Structured:
    """Embed a pair and compute the features of its cells; without `tagged`, attributions are unknown."""
    a, b = (
        EmbeddedArticle(
            article,
            passages,
            encode([each.text for each in passages]),
            None if tagged is None else resolve_attributions(article, passages, tagged[article_key(article)]),
        )
        for article, passages in zip(pair.articles, pair.passages, strict=True)
    )
    parts = [features for _, features in blocks(prepare(a), prepare(b))]
    structure = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    labels = np.zeros((len(a.passages), len(b.passages)), np.int8)
    for cell in pair.cells:
        labels[cell.a, cell.b] = cell.strength
    for place in pair.disputed:
        labels[place] = gold.DISPUTED
    return Structured(pair, a, b, structure, labels)


def cached_encoder(file: Path, texts: Sequence[str], encode: Encode) -> Encode:
    """An encoder with cached vectors of these texts, which are stored in `file` between runs."""
    known: dict[str, NDArray[np.float32]] = {}
    if file.exists():
        known = dict(zip(*pickle.loads(file.read_bytes()), strict=True))
    missing = sorted(set(texts) - known.keys())
    if missing:
        known |= dict(zip(missing, encode(missing), strict=True))
        file.write_bytes(pickle.dumps((list(known), np.array(list(known.values())))))
    return lambda wanted: np.array([known[each] for each in wanted], np.float32)


def article_key(article: Article) -> tuple[str, str]:
    """Identifies an article of the gold data: the same text may occur under several outlets."""
    return article.id, article.revision


def cached_attributions(file: Path, pairs: Sequence[gold.GoldPair], tagger: Tagger) -> Tagged:
    """The attributions of all articles of these pairs, cached in `file` for this tagger between runs."""
    known: Tagged = {}
    if file.exists():
        fingerprint, kept = pickle.loads(file.read_bytes())
        known = kept if fingerprint == tagger.fingerprint else {}
    given = {
        article_key(article): (article, own)
        for each in pairs
        for article, own in zip(each.articles, each.passages, strict=True)
    }
    missing = [key for key in given if key not in known]
    if missing:
        known |= dict(zip(missing, tagger.tag([given[key] for key in missing]), strict=True))
        file.write_bytes(pickle.dumps((tagger.fingerprint, known)))
    return known


@dataclass(frozen=True, slots=True, eq=False)
class ReadPair:
    """A structured pair with a reading of its candidate cells, and the features of their decisions."""

    structured: Structured
    reading: Reading
    features: dict[str, Matrix]

    @property
    def labels(self) -> NDArray[np.int8]:
        """The labels of the cells that were read."""
        cells = self.reading.cells
        return self.structured.labels[cells[:, 0], cells[:, 1]]

    def missed(self, least: int) -> int:
        """The number of links of at least this strength that are not candidates."""
        return int((self.structured.labels >= least).sum() - (self.labels >= least).sum())


def read_pair(
    given: Structured,
    scorer: AlignmentModel,
    threshold: float,
    read: Callable[[Structured, NDArray[np.int64]], Reading],
) -> ReadPair:
    """Read the candidates of a pair."""
    candidate = scorer.logits(given.structure)
    cells = candidate_cells(candidate, threshold)
    if given.pair.is_minimal:
        cells = np.zeros((1, 2), np.int64)
    reading = read(given, cells)
    return ReadPair(given, reading, decision_features(given.structure, candidate, reading))
