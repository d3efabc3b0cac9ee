"""The models and the policy behind a comparison, and the fingerprints under which results are cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from compare.comparison import codec
from compare.comparison.build import build
from compare.comparison.event_comparison import Comparison
from compare.comparison.pair_comparison import PairComparer, PairResult
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, digest
from compare.ports import Embedder, Reader, Tagger
from compare.services.clock import thread_time
from compare.services.comparing.stored import Ids


@dataclass(frozen=True)
class Models:
    """Encoder, reader and tagger, a second reader for events that users open, and what is shown of their results."""

    embedder: Embedder
    reader: Reader | None = None
    tagger: Tagger | None = None
    policy: DisplayPolicy = SHOW_ALL
    second: Reader | None = None

    @property
    def fingerprint(self) -> str:
        """The fingerprints of the models and of the policy."""
        reader = self.reader.fingerprint if self.reader else ""
        tagger = self.tagger.fingerprint if self.tagger else ""
        return " ".join([self.embedder.fingerprint, reader, tagger, self.policy.fingerprint])

    @property
    def method(self) -> str:
        """The version of the method and the fingerprint of its models."""
        return codec.method_of(self.fingerprint)

    @property
    def second_method(self) -> str:
        """The method of pairs that the second reader judged, with the kinds that it shows."""
        if self.second is None:
            return self.method
        floors = DisplayPolicy(self.second.floors or {}).fingerprint
        return f"{self.method} {self.second.fingerprint} {floors}"

    def signature(self, articles: Sequence[Article], reviews: Sequence[str] = ()) -> str:
        """Changes whenever the comparison of `articles`, with these reviews of matches, may change."""
        signature = codec.signature(articles, self.fingerprint)
        return digest(signature, *reviews) if reviews else signature

    @property
    def comparer(self) -> PairComparer:
        """Compares two articles."""
        return PairComparer(self.embedder.unrelated, self.reader, self.policy, clock=thread_time)

    @property
    def second_comparer(self) -> PairComparer:
        """Compares two articles with the second reader."""
        return replace(self.comparer, second=self.second)

    def build(self, articles: Sequence[EmbeddedArticle], known: Mapping[Ids, PairResult] | None = None) -> Comparison:
        """The comparison of these articles; pairs without a `known` result are compared."""
        return build(articles, known, self.embedder.unrelated, self.reader, self.policy, self.method, thread_time)
