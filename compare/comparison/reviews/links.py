"""User reviews of matches: they change the result for a pair of articles, and everything derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from compare.comparison.pair_comparison import PairResult
from compare.divergence.omissions.omissions import why_inconclusive
from compare.divergence.omissions.substance import is_substantial
from compare.model.article import Article, digest
from compare.model.match import Divergence, LinkVerdict, Match, Omission
from compare.model.moment import Moment
from compare.model.passage import Passage

Passages = Sequence[Passage]
Side = tuple[str, str]
"""A passage by the id of its article and its text, regardless of its position."""


@dataclass(frozen=True, slots=True)
class LinkReview:
    """A user's review of the link between two passages.

    An added link has `divergences`, in the order of `a` and `b`; they are stored as `text` (of
    `compare.comparison.codec.dump_pair`) under the `method` that found them.
    """

    id: str
    verdict: LinkVerdict
    made: Moment
    a: Side
    b: Side
    method: str = ""
    text: str = ""
    divergences: tuple[Divergence, ...] = ()

    @classmethod
    def of(cls, match: Match, verdict: LinkVerdict, made: Moment) -> LinkReview:
        """The review of a match, as it is stored."""
        return cls(link_id(match.a, match.b), verdict, made, _side(match.a), _side(match.b))

    @property
    def article_ids(self) -> tuple[str, str]:
        """The two articles."""
        return self.a[0], self.b[0]


def link_id(a: Passage, b: Passage) -> str:
    """Identifies the link between two passages by their text, in either order."""
    return digest("link", *("\0".join(side) for side in sorted((_side(a), _side(b)))))


def reviewed(
    pair: PairResult,
    reviews: Iterable[LinkReview],
    articles: tuple[Article, Article],
    passages: tuple[Passages, Passages],
) -> PairResult:
    """The result for two articles with reviews applied. Idempotent."""
    said = {each.id: each for each in reviews}
    if not said:
        return pair
    verdicts = {key: each.verdict for key, each in said.items()}
    told = [(match, verdicts.get(link_id(match.a, match.b))) for match in pair.matches]
    rejected = [match for match, verdict in told if verdict == "rejected"]
    kept = [_certain(match, verdict) if verdict else match for match, verdict in told if verdict != "rejected"]
    added = [each for each in said.values() if each.verdict == "added"]
    kept += _added(added, {link_id(each.a, each.b) for each in kept}, passages)
    kept.sort(key=lambda each: (each.a.index, each.b.index))
    return replace(
        pair,
        matches=tuple(kept),
        omissions=_omissions(pair, kept, rejected, articles),
        rejected=(*pair.rejected, *rejected),
    )


def _side(passage: Passage) -> Side:
    return passage.article_id, passage.text


def _certain(match: Match, verdict: LinkVerdict) -> Match:
    return replace(match, probability=1.0, strong_probability=1.0, strength="strong", verdict=verdict)


def _added(reviews: Sequence[LinkReview], there: set[str], passages: tuple[Passages, Passages]) -> list[Match]:
    """Matches added by a user that are missing; for a repeated sentence, the first occurrence is used."""
    if not reviews:
        return []
    place: list[Mapping[Side, Passage]] = [{_side(each): each for each in reversed(own)} for own in passages]
    found = []
    for each in reviews:
        a, b = place[0].get(each.a), place[1].get(each.b)
        divergences = each.divergences
        if a is None or b is None:
            a, b = place[0].get(each.b), place[1].get(each.a)
            divergences = tuple(one.swapped() for one in divergences)
        if a and b and each.id not in there:
            found.append(Match(a, b, 1.0, 1.0, "strong", divergences, "added"))
    return found


def _omissions(
    pair: PairResult, kept: Sequence[Match], rejected: Sequence[Match], articles: tuple[Article, Article]
) -> tuple[Omission, ...]:
    """The omissions of either article: without matched passages, and with those whose only match was rejected."""
    matched = {passage for match in kept for passage in (match.a, match.b)}
    linked = {passage for match in kept if match.verdict in ("added", "confirmed") for passage in (match.a, match.b)}
    held = {each.id: each for each in articles}
    found = {(each.passage, each.article_id): each for each in pair.omissions if each.passage not in linked}
    for match in rejected:
        for here, there in ((match.a, match.b), (match.b, match.a)):
            own, other = held[here.article_id], held[there.article_id]
            if here not in matched and is_substantial(here.text, own.published):
                found.setdefault((here, other.id), _omission(here, own, other))
    order = {each.id: number for number, each in enumerate(articles)}
    return tuple(sorted(found.values(), key=lambda each: (order[each.passage.article_id], each.passage.index)))


def _omission(passage: Passage, own: Article, other: Article) -> Omission:
    doubt = why_inconclusive(own, other)
    verdict = "cannot tell" if doubt else "not found"
    return Omission(passage, other.id, verdict, doubt or "no match", None, 0.0)  # type: ignore[arg-type]
