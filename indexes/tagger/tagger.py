"""The trained attribution tagger; the weights are loaded when the first article is tagged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compare.model.article import Article
from compare.model.attribution import Attribution, Offsets
from compare.model.limits import TAGGED, count_tokens
from compare.model.passage import Passage
from compare.text.cleaning.link_lists import blank_link_lists
from indexes.model_registry import TAGGER_FINGERPRINT
from indexes.shared_threads import SharedThreads
from indexes.tagger import weights as tagger_weights
from indexes.tagger.inputs import Span, TaggerInput, tagger_input


class TrainedTagger:
    """Implements `compare.ports.Tagger`. Creating one costs nothing; it is thread-safe."""

    def __init__(self, loaded: tuple[Any, Any] | None = None) -> None:
        """`loaded` are a network and its tokenizer, instead of the packaged ones."""
        self._lock = Lock()
        self._loaded: Any = loaded
        self._threads: SharedThreads | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies the weights by their checksum."""
        return TAGGER_FINGERPRINT

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose attributions it was trained on."""
        return frozenset({"en"})

    def tag(self, articles: Sequence[tuple[Article, Sequence[Passage]]]) -> list[tuple[Attribution, ...]]:
        """The attributions in the passages of each article, in the order of their cues.

        Raises ModelError if the weights are missing or damaged.
        """
        return list(self._prepare().results(partial(self._tag, each) for each in articles))

    def _prepare(self) -> SharedThreads:
        """Load the weights on first use."""
        with self._lock:
            if self._threads is None:
                self._loaded = self._loaded or tagger_weights.load()
                self._threads = SharedThreads("parallax-tagger")
            return self._threads

    def _tag(self, given: tuple[Article, Sequence[Passage]]) -> tuple[Attribution, ...]:
        import torch

        from indexes.tagger.decoding import attributions, word_states

        network, tokenizer = self._loaded
        article, passages = given
        joined = joined_text(article, _first(passages))
        text = tagger_input(joined.text, joined.sentences, tokenizer)
        with torch.inference_mode():
            found = attributions(network, word_states(network, text))
        made = []
        for each in found:
            cue = joined.offsets(text, each.cue)
            content = [part for span in each.contents for part in joined.offsets(text, span)]
            source = joined.offsets(text, each.source) if each.source else []
            if cue:
                made.append(Attribution(source[0] if source else None, cue[0], tuple(content), each.probability))
        return tuple(made)


class JoinedText(NamedTuple):
    """The headline and the passages of an article as one text, and where each of its characters is in the article.

    `place` is -1 for characters that are not of a passage.
    """

    text: str
    sentences: tuple[int, ...]
    place: NDArray[np.int64]

    def offsets(self, text: TaggerInput, span: Span) -> list[Offsets]:
        """The offsets of words (first, last) in the article, split where text between two passages was omitted."""
        places = self.place[int(text.starts[span[0]]) : int(text.ends[span[1]])]
        places = places[places >= 0]
        if not len(places):
            return []
        cuts = np.flatnonzero(np.diff(places) > _JOINED)
        parts = zip([0, *(cuts + 1).tolist()], [*cuts.tolist(), len(places) - 1], strict=True)
        return [(int(places[first]), int(places[last]) + 1) for first, last in parts]


def _first(passages: Sequence[Passage]) -> list[Passage]:
    """The first passages, up to `TAGGED` tokens."""
    counts = accumulate(count_tokens(each.text) for each in passages)
    return [passage for passage, count in zip(passages, counts, strict=True) if count <= TAGGED]


_JOINED = 4
"""Maximum number of white-space characters between two passages: a paragraph break; more means omitted text."""


def joined_text(article: Article, passages: Sequence[Passage]) -> JoinedText:
    """The text that is tagged, without page furniture between the passages."""
    parts, places, sentences = [article.title, "\n\n"], [np.full(len(article.title) + 2, -1, np.int64)], [0]
    held = len(article.title) + 2
    before: Passage | None = None
    for passage in passages:
        if before is not None:
            gap = "\n" if passage.paragraph != before.paragraph else " "
            parts.append(gap)
            places.append(np.full(1, -1, np.int64))
            held += 1
        sentences.append(held)
        parts.append(blank_link_lists(passage.text))
        places.append(np.arange(passage.start, passage.end))
        held += len(passage.text)
        before = passage
    return JoinedText("".join(parts), tuple(sentences), np.concatenate(places))
