"""Conclusions about articles that are held: shown from what is kept of their pairs, with what readers said of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from math import inf

import numpy as np

from compare.alignment.models import fingerprint as trained
from compare.attribution.speakers import Spoken
from compare.comparison import codec
from compare.comparison.build import build, conclude
from compare.comparison.event_comparison import Comparison, ComparisonParts, fold, with_the_rest
from compare.comparison.pair_comparison import PairComparer, PairResult, Prepared
from compare.divergence.shown import SHOW_ALL, ShowingPolicy
from compare.embedded_article import EmbeddedArticle
from compare.errors import ConflictError, InputError, StorageError, TooLargeError
from compare.model.article import Article, digest
from compare.model.event import Event
from compare.model.limits import PASSAGES, TOKENS_AT_ONCE, tokens_of
from compare.model.match import Match
from compare.model.passage import Passage
from compare.ports import Embedder, Reader, Tagger
from compare.services.catalogue import Catalogue
from compare.services.comparing import summary_codec
from compare.services.comparing.applied_reviews import AppliedReviews
from compare.services.comparing.stored import Ids, joined, loaded
from compare.services.comparing.tagging import Tagging
from compare.services.comparison_store import StoredPair
from compare.services.reviews import with_verdicts
from compare.text.language import is_read
from compare.text.passages import split

_HEAVIEST = 3  # divergences whose weights make that of their event
_IN_MEMORY = 24  # comparisons that are read once and served again: a list of events and what is opened from it
_ALONE_IN_MEMORY = 200  # events of one article
_LARGE = 20  # articles of an event from which its comparison takes tens of megabytes
_LARGE_IN_MEMORY = 2  # of those

_NONE = ComparisonParts((), (), ())


class Comparer:
    """Shows comparisons; articles that are held need no embedding again, and pairs that are kept no comparing.

    `lacking` is told of each event that is read and not compared whole. A `second` reader judges events that somebody
    opened again; what it concluded about a pair goes before what was concluded without it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        most: int,
        reader: Reader | None = None,
        policy: ShowingPolicy = SHOW_ALL,
        tagger: Tagger | None = None,
        second: Reader | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._most = most
        self._reader = reader
        self._policy = policy
        self.second = second
        self._tagging = Tagging(tagger)
        self._links = AppliedReviews(catalogue.link_reviews, self.method)
        self.lacking: Callable[[str], None] = lambda event_id: None
        self._whole = lru_cache(maxsize=_IN_MEMORY)(self._load_whole)
        self._large = lru_cache(maxsize=_LARGE_IN_MEMORY)(self._load_whole)
        self._alone = lru_cache(maxsize=_ALONE_IN_MEMORY)(self._conclude_alone)

    @property
    def method(self) -> str:
        """The fingerprint of the method, with the models that conclusions rest on."""
        return codec.method_of(self._models)

    @property
    def comparer(self) -> PairComparer:
        """What compares two articles."""
        return PairComparer(self._embedder.unrelated, self._reader, self._policy)

    @property
    def again(self) -> PairComparer:
        """What compares two articles with the second reader."""
        return replace(self.comparer, second=self.second)

    @property
    def reader_name(self) -> str:
        """What pages call the reader, if it is not the one of the package; "" otherwise."""
        return self._reader.name if self._reader else ""

    def of_event(self, event: Event) -> Comparison:
        """The comparison of an event's articles (of the `most` that joined last), with the verdicts of readers.

        From what is kept: nothing is compared here. Pairs that are not compared yet are `pending` in it.
        """
        return self._with_verdicts(self._of_event(event.id, self.compared(event)))

    def check(self, articles: Sequence[Article]) -> None:
        """Raises InputError for fewer than two articles, TooLargeError for too many.

        Raises ConflictError for one in a language that the model does not read.
        """
        if len(articles) < 2:
            raise InputError("Comparing needs two different articles or more: name another one.")
        if len(articles) > self._most:
            raise TooLargeError(f"At most {self._most} articles are compared at once, and these are {len(articles)}.")
        for each in articles:
            if not is_read(each, self._embedder):
                named = (each.title or each.text)[:80]
                raise ConflictError(
                    f"“{named}” is in another language ({each.language}) than the model in use reads: set "
                    "PARALLAX_MODEL to a multilingual one."
                )

    def of_articles(self, articles: Sequence[Article], most_tokens: float = inf) -> Comparison:
        """The comparison of articles that are held, of whichever events, with the verdicts of readers.

        What is kept of their pairs is taken from there; the others are compared now, and their articles are tagged. Of
        the other articles, up to `most_tokens` are tagged; beyond that, sources are found without the tagger.
        """
        passages = self.passages(articles)
        known = {ids: pair for ids, pair in self.stored(articles, passages).items() if not pair.is_earlier}
        new = {id_ for ids in combinations([each.id for each in articles], 2) if ids not in known for id_ in ids}
        self._tagging.spoken(*_of(new, articles, passages))
        embedded = self.embedded(articles, passages, most_tokens)
        compared = self._links.applied(articles, passages, self._compared_now(embedded, known))
        return self._with_verdicts(self._build(embedded, known | compared))

    def _compared_now(
        self, articles: Sequence[EmbeddedArticle], known: Mapping[Ids, PairResult]
    ) -> dict[Ids, PairResult]:
        """The results of all pairs that are not known."""
        prepared = [Prepared(each) for each in articles]
        every = [(a, b, (a.embedded.article.id, b.embedded.article.id)) for a, b in combinations(prepared, 2)]
        return {ids: self.comparer.compare(a, b) for a, b, ids in every if ids not in known}

    def so_far(self, articles: Sequence[Article]) -> Comparison:
        """As `of_articles`, but nothing is compared now: pairs of which nothing is kept are `pending` in it."""
        passages = self.passages(articles)
        drawn = _NONE._replace(origins=with_the_rest((), articles))
        return self._with_verdicts(joined(articles, passages, drawn, self.stored(articles, passages)))

    def lacking_work(self, articles: Sequence[Article]) -> tuple[int, int]:
        """Of articles that are held, how many pairs of passages are still to be compared; and the tokens to be read."""
        held = {article.id: own for article, own in zip(articles, self.passages(articles), strict=True)}
        stored = self.stored(articles, list(held.values()))
        known = {ids for ids, pair in stored.items() if not pair.is_earlier}
        pairs = [ids for ids in combinations(held, 2) if ids not in known]
        tokens = sum(tokens_of(held[each]) for each in {id_ for ids in pairs for id_ in ids})
        return sum(len(held[a]) * len(held[b]) for a, b in pairs), tokens

    def keep_pairs(self, articles: Sequence[Article]) -> None:
        """Compare every two of articles that are held, of which nothing is kept, and keep each result at once."""
        passages = self.passages(articles)
        known = {ids for ids, pair in self.stored(articles, passages).items() if not pair.is_earlier}
        prepared = [Prepared(each) for each in self.embedded(articles, passages)]
        for a, b in combinations(prepared, 2):
            first, second = a.embedded.article, b.embedded.article
            if (first.id, second.id) not in known:
                self._catalogue.comparisons.keep_pairs([self.to_store(first, second, self.comparer.compare(a, b))])

    def of_texts(self, articles: Sequence[Article]) -> Comparison:
        """The comparison of articles that are not held; embeds their passages."""
        return self._build(self._embedded_now(articles))

    def beside(self, given: Article, held: Sequence[Article]) -> list[Match]:
        """The matches of an article that is not held with each of some that are; `a` is always of the former.

        Somebody waits, so of the latter only `TOKENS_AT_ONCE` are tagged, of the first ones.
        """
        (own,) = map(Prepared, self._embedded_now([given]))
        others = map(Prepared, self.embedded(held, self.passages(held), TOKENS_AT_ONCE))
        found = [match for other in others for match in self.comparer.compare(own, other).matches]
        return sorted(found, key=lambda match: (match.a.index, -match.probability))

    def _embedded_now(self, articles: Sequence[Article]) -> list[EmbeddedArticle]:
        passages = split_bounded(articles)
        vectors = self._embedder.encode([passage.text for each in passages for passage in each])
        parts = np.split(vectors, np.cumsum([len(each) for each in passages])[:-1])
        spoken = self._tagging.spoken(articles, passages) or {}
        return [
            EmbeddedArticle(article, own, vectors, spoken.get(article.id))
            for article, own, vectors in zip(articles, passages, parts, strict=True)
        ]

    def of_texts_kept(self, articles: Sequence[Article]) -> str:
        """As `of_texts`, as text for `of_kept`."""
        return self.as_text(self.of_texts(articles))

    def as_text(self, comparison: Comparison) -> str:
        """A comparison as text for `of_kept`."""
        return codec.dump(comparison, self._models)

    def of_kept(self, articles: Sequence[Article], text: str) -> Comparison:
        """The comparison of articles that are not held, out of its text."""
        return codec.load(text, articles, split_bounded(articles))

    def compared(self, event: Event) -> list[Article]:
        """The articles that are compared: every pair costs, and nobody reads hundreds of columns.

        Those in a language that the model does not read are left out, unless there are no others.
        """
        return self.compared_of([event])[event.id]

    def compared_of(self, events: Sequence[Event]) -> dict[str, list[Article]]:
        """The articles that are `compared` of each of these events, by its id."""
        last = {event.id: event.article_ids[-self._most :] for event in events}
        held = {each.id: each for each in self._catalogue.articles.many([id_ for ids in last.values() for id_ in ids])}
        articles = {event_id: [held[each] for each in ids] for event_id, ids in last.items()}
        return {
            event_id: [each for each in own if is_read(each, self._embedder)] or own[-1:]
            for event_id, own in articles.items()
        }

    def summary_signature(self, articles: Sequence[Article]) -> str:
        """Changes whenever the summary of an event of these articles could, but for what readers say of it."""
        return codec.signature(articles, self._models)

    def stored(self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]) -> dict[Ids, PairResult]:
        """What is kept of the pairs of these articles as they are now, in their order.

        Results of another method are marked as `is_earlier`; what is damaged is left out.
        """
        ids = [each.id for each in articles]
        found = loaded(self._catalogue.comparisons.stored_pairs(ids), articles, passages, self.method)
        if self.second is not None:
            again = loaded(self._catalogue.comparisons.second_pairs(ids), articles, passages, self._second_method)
            found |= {ids: pair for ids, pair in again.items() if not pair.is_earlier}
        return self._links.applied(articles, passages, found)

    def to_store(self, a: Article, b: Article, pair: PairResult) -> StoredPair:
        """The result of two articles as it is kept."""
        method = self._second_method if pair.second else self.method
        return StoredPair(a.id, b.id, a.revision, b.revision, method, codec.dump_pair(pair, a, b))

    def keep(self, event_id: str, articles: Sequence[Article], pairs: Mapping[Ids, PairResult]) -> None:
        """Conclude what there is about all articles of an event, whose pairs are all there, and keep it."""
        passages = self.passages(articles)
        pairs = self._links.applied(articles, passages, pairs)
        comparison = conclude(articles, passages, pairs, self.method, self._tagging.spoken(articles, passages))
        whole = replace(comparison, matches=(), omissions=())
        self._catalogue.results.keep_origins(event_id, comparison.origins)
        self._catalogue.comparisons.keep_failures(event_id, comparison.failures)
        self._rank(event_id, self._with_verdicts(comparison))
        # The last of the four: it tells that all of them are there.
        signature, text = self._signature(articles), codec.dump(whole, self._models)
        self._catalogue.results.keep_comparison(event_id, signature, text, self.method)

    def rank_anew(self, event: Event) -> None:
        """Keep anew by how much an event diverges, after a reader judged a divergence of it."""
        self._rank(event.id, self.of_event(event))

    def link(self, articles: Sequence[Article], a: Passage, b: Passage) -> tuple[Match, str, str]:
        """The match that a reader makes of two passages, how they differ, the method, and both as they are kept."""
        passages = self.passages(articles)
        one, other = self.embedded(articles, passages)
        match = self.comparer.link(one, other, a.index, b.index)
        return match, self.method, codec.dump_pair(PairResult((match,)), *articles)

    def follow_reviews(self, article_ids: Sequence[str]) -> None:
        """After a reader reviewed a link of two articles, have concluded anew what there is about their events."""
        event_ids = sorted(set(self._catalogue.events.of_articles(article_ids).values()))
        for event_id in event_ids:
            self.rank_anew(self._catalogue.events.get(event_id))
        self._catalogue.comparisons.ask_comparing(event_ids)

    def passages(self, articles: Sequence[Article]) -> list[tuple[Passage, ...]]:
        """The passages of each article, as many as are compared."""
        return [tuple(self._catalogue.articles.passages(article.id)[:PASSAGES]) for article in articles]

    def embedded(
        self, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]], most_tokens: float = inf
    ) -> list[EmbeddedArticle]:
        """The articles with the vectors of their passages, and as many attributions as `Tagging.spoken` finds.

        Raises StorageError if this model did not make the vectors.
        """
        texts = {passage.text for each in passages for passage in each}
        vectors = self._catalogue.vectors.get(self._embedder.fingerprint, list(texts))
        if len(vectors) < len(texts):
            raise StorageError("Some passages have no vector of this model: run `parallax reindex`, which makes them.")
        shape = (-1, self._embedder.dimension)
        spoken = self._tagging.spoken(articles, passages, most_tokens) or {}
        return [
            EmbeddedArticle(
                article,
                each,
                np.array([vectors[passage.text] for passage in each], np.float32).reshape(shape),
                spoken.get(article.id),
            )
            for article, each in zip(articles, passages, strict=True)
        ]

    # -- inside

    def _of_event(self, event_id: str, articles: Sequence[Article]) -> Comparison:
        if len(articles) == 1:
            return self._alone(articles[0].id, articles[0].revision, articles[0].outlet.name)
        signature = self._signature(articles)
        load = self._whole if len(articles) < _LARGE else self._large
        version = self._catalogue.comparisons.second_version() if self.second else ""
        try:
            return load(event_id, signature, tuple(each.id for each in articles), version)
        except (LookupError, ValueError):  # not compared yet, or what is kept is damaged
            self.lacking(event_id)
            return self._so_far(event_id, articles)

    def _load_whole(self, event_id: str, signature: str, article_ids: tuple[str, ...], version: str) -> Comparison:
        """What is kept of an event all of whose pairs are compared. Raises LookupError or ValueError if it is not.

        `version` tells what was read before from what a second reader has judged since.
        """
        before = self._catalogue.results.kept_comparison(event_id)
        if before is None or before[0] != signature:
            raise LookupError(event_id)
        articles = self._catalogue.articles.many(article_ids)
        passages = self.passages(articles)
        pairs = self.stored(articles, passages)
        if any(ids not in pairs or pairs[ids].is_earlier for ids in combinations(article_ids, 2)):
            raise LookupError(event_id)
        return joined(articles, passages, codec.load_parts(before[1], articles, passages), pairs)

    def _so_far(self, event_id: str, articles: Sequence[Article]) -> Comparison:
        """What is kept of an event that is not compared whole: the pairs that are, and what was known before."""
        passages = self.passages(articles)
        drawn = self._known_before(event_id, articles, passages)
        drawn = drawn._replace(failures=self._catalogue.comparisons.kept_failures(event_id))
        return joined(articles, passages, drawn, self.stored(articles, passages))

    def _known_before(
        self, event_id: str, articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]
    ) -> ComparisonParts:
        """What was concluded about all articles that the event had, if it still has them; nothing else."""
        before = self._catalogue.results.kept_comparison(event_id)
        try:
            place = codec.places(before[1], self._models, articles) if before else []
            known = [articles[each] for each in place]
            drawn = (
                codec.load_parts(before[1], known, [passages[each] for each in place]) if before and known else _NONE
            )
        except (LookupError, TypeError, ValueError):
            drawn = _NONE
        return drawn._replace(origins=with_the_rest(drawn.origins, articles))

    def _conclude_alone(self, article_id: str, revision: str, outlet: str) -> Comparison:
        """What there is about one article by itself; `revision` and `outlet` tell whether it has changed.

        It is not tagged: whoever opens it would wait for that.
        """
        articles = self._catalogue.articles.many([article_id])
        spoken: dict[str, tuple[Spoken, ...]] | None = {} if self._tagging.fingerprint else None
        return conclude(articles, self.passages(articles), {}, self.method, spoken)

    def _rank(self, event_id: str, comparison: Comparison) -> None:
        folded = fold(comparison)
        heaviest = folded.highlights()[:_HEAVIEST]
        self._catalogue.results.keep_rank(event_id, sum(each.weight for each in heaviest), folded.kinds())
        signature = "" if comparison.pending else self.summary_signature(comparison.articles)
        self._catalogue.results.keep_summary(event_id, signature, summary_codec.dump(comparison, self.method))

    def _with_verdicts(self, comparison: Comparison) -> Comparison:
        return with_verdicts(comparison, self._catalogue.reviews.verdicts([each.id for each in comparison.articles]))

    @property
    def _models(self) -> str:
        """Names the models that conclusions rest on, and the policy by which they are shown."""
        reader = self._reader.fingerprint if self._reader else ""
        parts = [self._embedder.fingerprint, reader, self._tagging.fingerprint, trained(), self._policy.fingerprint]
        return " ".join(parts)

    def _signature(self, articles: Sequence[Article]) -> str:
        """Changes whenever the comparison of articles could, as by what readers say of their links."""
        said = self._links.state(articles)
        signature = codec.signature(articles, self._models)
        return digest(signature, *said) if said else signature

    @property
    def _second_method(self) -> str:
        """The method of pairs that the second reader judged, with what it shows."""
        if self.second is None:
            return self.method
        floors = ShowingPolicy(self.second.floors or {}).fingerprint
        return f"{self.method} {self.second.fingerprint} {floors}"

    def _build(self, articles: Sequence[EmbeddedArticle], known: Mapping[Ids, PairResult] | None = None) -> Comparison:
        return build(articles, known, self._embedder.unrelated, self._reader, self._policy, self.method)


def split_bounded(articles: Sequence[Article]) -> list[tuple[Passage, ...]]:
    """The passages of each article that is not held, as many as are compared."""
    return [tuple(split(article)[:PASSAGES]) for article in articles]


def _of(
    article_ids: Container[str], articles: Sequence[Article], passages: Sequence[tuple[Passage, ...]]
) -> tuple[list[Article], list[tuple[Passage, ...]]]:
    """Those of the articles that have these ids, and their passages."""
    found = [(each, own) for each, own in zip(articles, passages, strict=True) if each.id in article_ids]
    return [each for each, _ in found], [own for _, own in found]
