"""Input of the reader's encoder: an article as windows of token ids, and the position of each passage in them.

A window is `[CLS] headline [SEP] passage passage … [SEP]`, so a passage is read with its neighbours and its headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article

WINDOW_TOKENS = 256
PASSAGE_TOKENS = 96
"""Maximum number of tokens of a passage that are read: 99 % of the passages of the gold pairs have fewer."""
HEADLINE_TOKENS = 24

_HOURS = (1.0, 6.0, 24.0)
"""Bounds of the buckets of time between two articles (set by hand)."""

CLS, SEP, PAD = 101, 102, 0
"""Ids of BERT's uncased vocabulary."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenizedPassage:
    """Token ids of a passage, and the characters (start, end) of each token in it, shape (n, 2)."""

    ids: NDArray[np.int64]
    offsets: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """An article in windows: `ids[w]` are the tokens of window w; passage p is `places[p]` = (window, start, end)."""

    ids: tuple[NDArray[np.int64], ...]
    places: tuple[tuple[int, int, int], ...]
    passages: tuple[TokenizedPassage, ...]


def tokenize(texts: Sequence[str], tokenizer: Any) -> list[TokenizedPassage]:
    """The tokens of each text, without special tokens, cut to PASSAGE_TOKENS; `tokenizer` is one of `tokenizers`."""
    found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        TokenizedPassage(
            np.array(each.ids[:PASSAGE_TOKENS], np.int64),
            np.array(each.offsets[:PASSAGE_TOKENS], np.int64).reshape(-1, 2),
        )
        for each in found
    ]


def windows_of(headline: str, texts: Sequence[str], tokenizer: Any) -> Windows:
    """The windows of an article of these passages. Each window except the first begins with the last passage of
    the previous one.
    """
    title, *passages = tokenize([headline, *texts], tokenizer)
    head = [CLS, *title.ids[:HEADLINE_TOKENS].tolist(), SEP]
    ids: list[NDArray[np.int64]] = []
    places: list[tuple[int, int, int]] = []
    current = list(head)
    filled = False
    for number, passage in enumerate(passages):
        if filled and len(current) + len(passage.ids) + 1 > WINDOW_TOKENS:
            ids.append(np.array([*current, SEP], np.int64))
            current = [*head, *passages[number - 1].ids.tolist()]
        places.append((len(ids), len(current), len(current) + len(passage.ids)))
        current.extend(passage.ids.tolist())
        filled = True
    ids.append(np.array([*current, SEP], np.int64))
    return Windows(tuple(ids), tuple(places), tuple(passages))


def gap_of(a: Article, b: Article) -> int:
    """The bucket of time between two articles: 0 unknown, 1 about the same, 2 to 4 B later, 5 to 7 A later."""
    if a.published is None or b.published is None:
        return 0
    if a.published.before(b.published):
        later, earlier, first = b.published, a.published, 2
    elif b.published.before(a.published):
        later, earlier, first = a.published, b.published, 5
    else:
        return 1
    hours = (later.earliest - earlier.earliest).total_seconds() / 3600
    return 1 if hours < _HOURS[0] else first + sum(hours >= each for each in _HOURS[1:])
