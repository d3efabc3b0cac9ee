"""Whether a passage has enough content to be missed: by a rule, and by a trained scorer."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from compare.alignment.scorer import Scorer, probability
from compare.divergence.omissions.features import substance_features
from compare.embedded_article import EmbeddedArticle
from compare.model.moment import Moment
from compare.text.analysis import facts_of
from compare.text.cleaning.furniture_signs import may_be_furniture

_FEWEST_WORDS = 5
"""Minimum number of content words of a passage whose absence matters (set by hand on the gold pairs)."""


@lru_cache(maxsize=8192)
def is_substantial(text: str, published: Moment | None) -> bool:
    """True for a passage with enough content for its absence to matter, unless it is page furniture."""
    if may_be_furniture(text):
        return False
    facts = facts_of(text, published)
    weight = len(facts.content) + 2 * bool(facts.quantities) + bool(facts.names) + bool(facts.quotations)
    return weight >= _FEWEST_WORDS and len(facts.content) >= 3


def substance(own: EmbeddedArticle, other: EmbeddedArticle) -> NDArray[np.float32]:
    """How likely annotators held each passage of `own` to be substantial if `other` had no passage linked to it.

    The result has shape (len(own.passages),). It depends on the texts alone, not on a reader or encoder.
    """
    return probability(shipped_substance().logits(substance_features(own, other)))


@cache
def shipped_substance() -> Scorer:
    """The scorer that comes with the package; made by `training/substance.py`."""
    read = json.loads(resources.files("compare").joinpath("data/substance.json").read_text(encoding="utf-8"))
    return Scorer.of(read["scorer"])
