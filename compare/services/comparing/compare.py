"""Comparisons of events and articles: from cached results of their pairs, with the reviews of users."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from itertools import combinations
from math import inf

from compare.attribution.speakers import ResolvedAttribution
from compare.comparison import codec
from compare.comparison.build import combine_pairs
from compare.comparison.event_comparison import Comparison, ComparisonParts, fold
from compare.comparison.pair_comparison import PairResult, Prepared
from compare.comparison.reviews.divergences import with_verdicts
from compare.errors import NotFoundError, StorageError
from compare.model.article import Article
from compare.model.event import Event, with_single_origins
from compare.model.failure import ASSEMBLING
from compare.model.limits import TOKENS_AT_ONCE, tokens_of
from compare.model.match import Match
from compare.model.passage import Passage
from compare.services.comparing import summary_codec
from compare.services.comparing.applied_reviews import AppliedReviews
from compare.services.comparing.event_failures import EventFailures
from compare.services.comparing.inputs import Inputs, split_bounded
from compare.services.comparing.models import Models
from compare.services.comparing.selection import Selection
from compare.services.comparing.stored import Ids, joined, loaded
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.comparisons import StoredPair

_HEAVIEST = 3  # divergences whose weights add up to the weight of their event
_IN_MEMORY = 24  # cached comparisons: those of a list of events and of the ones opened from it
_ALONE_IN_MEMORY = 200  # events of one article
_LARGE = 20  # from this number of articles, a comparison takes tens of megabytes
_LARGE_IN_MEMORY = 2  # of those

_NONE = ComparisonParts((), (), ())


class Comparer:
    """Builds comparisons. Stored articles are not embedded again, and cached pairs are not compared again.

    `lacking` is called with the id of each event that is read before all of its pairs have been compared. The second
    reader judges events that a user opened; its results for a pair take precedence.
    """

    def __init__(self, catalogue: Catalogue, models: Models, most: int) -> None:
        self._catalogue = catalogue
        self.models = models
        self.selection = Selection(catalogue, models.embedder, most)
        self.failures = EventFailures(catalogue, models)
        self.inputs = Inputs(catalogue, models.embedder, models.tagger)
        self._links = AppliedReviews(catalogue.link_reviews, models.method)
        self.lacking: Callable[[str], None] = lambda event_id: None
        self._whole = lru_cache(maxsize=_IN_MEMORY)(self._load_whole)
        self._large = lru_cache(maxsize=_LARGE_IN_MEMORY)(self._load_whole)
        self._alone = lru_cache(maxsize=_ALONE_IN_MEMORY)(self._assemble_alone)

    def of_event(self, event: Event) -> Comparison:
        """The comparison of an event (of the `most` articles that joined last), with the verdicts of users.

        It comes from cached results: nothing is compared here, and pairs without a result are `pending`. If it cannot
        be assembled, it has only the articles, and a `problem`.
        """
        articles = self.selection.of(event)
        try:
            comparison = self._with_verdicts(self._of_event(event.id, articles))
            fold(comparison)  # cached; everything that shows an event needs it
        except NotFoundError:
            raise
        except Exception as error:
            return self.failures.unassembled(event.id, articles, error)
        return comparison

    def of_articles(
        self, articles: Sequence[Article], most_tokens: float = inf, known: Mapping[Ids, PairResult] | None = None
    ) -> Comparison:
        """The comparison of stored articles, from any events, with the verdicts of users.

        Pairs without a `known` result (by default, a cached one) are compared now, and their articles are tagged. Of
        the other articles, up to `most_tokens` are tagged; beyond that, sources are found without the tagger.
        """
        passages = self.inputs.passages(articles)
        known = self.known(articles, passages) if known is None else known
        missing = [ids for ids in combinations([each.id for each in articles], 2) if ids not in known]
        self.inputs.tag({each for ids in missing for each in ids}, articles, passages)
        embedded = self.inputs.embedded(articles, passages, most_tokens)
        prepared = {each.article.id: Prepared(each) for each in embedded}
        compared = {(a, b): self.models.comparer.compare(prepared[a], prepared[b]) for a, b in missing}
        applied = self._links.applied(articles, passages, compared)
        return self._with_verdicts(self._with_failures(self.models.build(embedded, {**known, **applied})))

    def so_far(self, articles: Sequence[Article], new: Mapping[Ids, PairResult] | None = None) -> Comparison:
        """As `of_articles`, but nothing is compared: pairs without a `new` or cached result are `pending`."""
        passages = self.inputs.passages(articles)
        drawn = _NONE._replace(origins=with_single_origins((), articles))
        pairs = {**self.stored(articles, passages), **(new or {})}
        return self._with_verdicts(joined(articles, passages, drawn, pairs))

    def known(self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> dict[Ids, PairResult]:
        """The results of those pairs that need not be compared again."""
        return {ids: pair for ids, pair in self.stored(articles, passages).items() if not pair.is_earlier}

    def missing_work(self, articles: Sequence[Article]) -> tuple[int, int, dict[Ids, PairResult]]:
        """Of stored articles: the number of pairs of passages that are not compared yet, their number of tokens, and
        the `known` results.
        """
        passages = self.inputs.passages(articles)
        held = {article.id: own for article, own in zip(articles, passages, strict=True)}
        known = self.known(articles, passages)
        pairs = [ids for ids in combinations(held, 2) if ids not in known]
        tokens = sum(tokens_of(held[each]) for each in {id_ for ids in pairs for id_ in ids})
        return sum(len(held[a]) * len(held[b]) for a, b in pairs), tokens, known

    def store_pairs(
        self, articles: Sequence[Article], paused: Callable[[], bool] = lambda: False, *, must_store: bool = True
    ) -> dict[Ids, PairResult]:
        """The results of pairs of stored articles without a cached one, compared until `paused` and stored at once."""
        held = dict(zip(articles, self.inputs.passages(articles), strict=True))
        known = self.known(articles, list(held.values()))
        prepared = cache(lambda each: Prepared(*self.inputs.embedded([each], [held[each]])))
        found: dict[Ids, PairResult] = {}
        for a, b in combinations(articles, 2):
            if (a.id, b.id) not in known and not paused():
                result = found[a.id, b.id] = self.models.comparer.compare(prepared(a), prepared(b))
                with suppress(*(() if must_store else (StorageError,))):
                    self._catalogue.comparisons.store_pairs([self.to_store(a, b, result)])
        return found

    def of_texts(self, articles: Sequence[Article]) -> Comparison:
        """The comparison of articles that are not stored; embeds their passages."""
        return self._with_failures(self.models.build(self.inputs.embedded_texts(articles)))

    def beside(self, article: Article, held: Sequence[Article]) -> list[Match]:
        """The matches of an article that is not stored (`a`) with stored ones.

        A user is waiting, so only the first `TOKENS_AT_ONCE` tokens of the stored articles are tagged.
        """
        (own,) = map(Prepared, self.inputs.embedded_texts([article]))
        others = map(Prepared, self.inputs.embedded(held, self.inputs.passages(held), TOKENS_AT_ONCE))
        found = [match for other in others for match in self.models.comparer.compare(own, other).matches]
        return sorted(found, key=lambda match: (match.a.index, -match.probability))

    def of_texts_as_text(self, articles: Sequence[Article]) -> str:
        """As `of_texts`, serialised for `from_text`."""
        return self.as_text(self.of_texts(articles))

    def as_text(self, comparison: Comparison) -> str:
        """A comparison, serialised for `from_text`."""
        return codec.dump(comparison, self.models.fingerprint)

    def from_text(self, articles: Sequence[Article], text: str) -> Comparison:
        """The comparison of articles that are not stored, from its serialised form."""
        return codec.load(text, articles, split_bounded(articles))

    def summary_signature(self, articles: Sequence[Article]) -> str:
        """Changes whenever the summary of an event with these articles may change, except by reviews."""
        return self.models.signature(articles)

    def stored(self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> dict[Ids, PairResult]:
        """The cached results for the pairs of the current revisions of these articles.

        Results of an earlier method are marked as `is_earlier`; damaged ones are left out.
        """
        ids = [each.id for each in articles]
        found = loaded(self._catalogue.comparisons.stored_pairs(ids), articles, passages, self.models.method)
        if self.models.second is not None:
            again = loaded(self._catalogue.comparisons.second_pairs(ids), articles, passages, self.models.second_method)
            found |= {ids: pair for ids, pair in again.items() if not pair.is_earlier}
        return self._links.applied(articles, passages, found)

    def to_store(self, a: Article, b: Article, pair: PairResult) -> StoredPair:
        """The result for two articles, as it is stored."""
        method = self.models.second_method if pair.second else self.models.method
        return StoredPair(a.id, b.id, a.revision, b.revision, method, codec.dump_pair(pair, a, b))

    def keep(self, event_id: str, articles: Sequence[Article], pairs: Mapping[Ids, PairResult]) -> None:
        """Combine the results for all pairs of an event, and store the result."""
        passages = self.inputs.passages(articles)
        pairs = self._links.applied(articles, passages, pairs)
        attributions = self.inputs.attributions(articles, passages)
        comparison = self._with_failures(combine_pairs(articles, passages, pairs, self.models.method, attributions))
        whole = replace(comparison, matches=(), omissions=())
        self._catalogue.results.store_origins(event_id, comparison.origins)
        self._catalogue.comparisons.store_failures(event_id, comparison.failures)
        self._rank(event_id, self._with_verdicts(comparison))
        # Written last: it marks the other three as complete.
        signature, text = self._signature(articles), codec.dump(whole, self.models.fingerprint)
        self._catalogue.results.store_comparison(event_id, signature, text, self.models.method)

    def rank_anew(self, event: Event) -> None:
        """Update how much an event diverges, after a user reviewed one of its divergences.

        An event that cannot be assembled keeps its rank and its summary.
        """
        comparison = self.of_event(event)
        if not comparison.problem:
            with self.failures.kept(event.id, comparison.articles):
                self._rank(event.id, comparison)

    def link(self, articles: Sequence[Article], a: Passage, b: Passage) -> tuple[Match, str, str]:
        """The match of two passages that a user links, the method that found its divergences, and its stored form."""
        passages = self.inputs.passages(articles)
        one, other = self.inputs.embedded(articles, passages)
        match = self.models.comparer.link(one, other, a.index, b.index)
        return match, self.models.method, codec.dump_pair(PairResult((match,)), *articles)

    def follow_reviews(self, article_ids: Sequence[str]) -> None:
        """After a review of a match of two articles, update their events and queue them to be compared again."""
        event_ids = sorted(set(self._catalogue.events.of_articles(article_ids).values()))
        for event_id in event_ids:
            self.rank_anew(self._catalogue.events.get(event_id))
        self._catalogue.comparisons.request_comparison(event_ids)

    # -- inside

    def _of_event(self, event_id: str, articles: Sequence[Article]) -> Comparison:
        if len(articles) == 1:
            return self._alone(articles[0].id, articles[0].revision, articles[0].outlet.name)
        signature = self._signature(articles)
        load = self._whole if len(articles) < _LARGE else self._large
        version = self._catalogue.comparisons.second_version() if self.models.second else ""
        try:
            return load(event_id, signature, tuple(each.id for each in articles), version)
        except (LookupError, ValueError):  # not compared yet, or the stored result is damaged
            self.lacking(event_id)
            return self._so_far(event_id, articles)

    def _load_whole(self, event_id: str, signature: str, article_ids: tuple[str, ...], version: str) -> Comparison:
        """The stored comparison of an event. Raises LookupError or ValueError if it is incomplete or damaged.

        `version` is part of the cache key: it changes when the second reader has judged more pairs.
        """
        before = self._catalogue.results.stored_comparison(event_id)
        if before is None or before[0] != signature:
            raise LookupError(event_id)
        articles = self._catalogue.articles.many(article_ids)
        passages = self.inputs.passages(articles)
        pairs = self.stored(articles, passages)
        if any(ids not in pairs or pairs[ids].is_earlier for ids in combinations(article_ids, 2)):
            raise LookupError(event_id)
        return joined(articles, passages, codec.load_parts(before[1], articles, passages), pairs)

    def _so_far(self, event_id: str, articles: Sequence[Article]) -> Comparison:
        """The comparison of an event with pending pairs: finished pairs, and what was known before."""
        passages = self.inputs.passages(articles)
        drawn = self._known_before(event_id, articles, passages)
        failed = self._catalogue.comparisons.stored_failures(event_id)
        drawn = drawn._replace(failures=[each for each in failed if each.step != ASSEMBLING])
        return joined(articles, passages, drawn, self.stored(articles, passages))

    def _known_before(
        self, event_id: str, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]
    ) -> ComparisonParts:
        """The last results about the event as a whole, if it still has the articles that it had then."""
        before = self._catalogue.results.stored_comparison(event_id)
        try:
            place = codec.places(before[1], self.models.fingerprint, articles) if before else []
            known = [articles[each] for each in place]
            drawn = (
                codec.load_parts(before[1], known, [passages[each] for each in place]) if before and known else _NONE
            )
        except (LookupError, TypeError, ValueError):
            drawn = _NONE
        return drawn._replace(origins=with_single_origins(drawn.origins, articles))

    def _assemble_alone(self, article_id: str, revision: str, outlet: str) -> Comparison:
        """The comparison of a single article; `revision` and `outlet` are part of the cache key.

        It is not tagged, because whoever opens it would have to wait for that.
        """
        articles = self._catalogue.articles.many([article_id])
        passages = self.inputs.passages(articles)
        attributions: dict[str, tuple[ResolvedAttribution, ...]] | None = {} if self.models.tagger else None
        return self._with_failures(combine_pairs(articles, passages, {}, self.models.method, attributions))

    def _rank(self, event_id: str, comparison: Comparison) -> None:
        folded, summary = fold(comparison), summary_codec.dump(comparison, self.models.method)
        heaviest = folded.highlights()[:_HEAVIEST]
        self._catalogue.results.store_rank(event_id, sum(each.weight for each in heaviest), folded.kinds())
        signature = "" if comparison.pending else self.summary_signature(comparison.articles)
        self._catalogue.results.store_summary(event_id, signature, summary)

    def _with_failures(self, comparison: Comparison) -> Comparison:
        """The comparison with the failures of its inputs."""
        passages = [comparison.passages[each.id] for each in comparison.articles]
        failed = self.inputs.failures(comparison.articles, passages, self.models.method)
        return replace(comparison, failures=(*comparison.failures, *failed))

    def _with_verdicts(self, comparison: Comparison) -> Comparison:
        return with_verdicts(comparison, self._catalogue.reviews.verdicts([each.id for each in comparison.articles]))

    def _signature(self, articles: Sequence[Article]) -> str:
        """Changes whenever the comparison of these articles may change, including by reviews of their matches."""
        return self.models.signature(articles, self._links.state(articles))
