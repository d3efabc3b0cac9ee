"""Facts across outlets: each fact that several articles report, with its variants."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from compare.comparison.aligned_rows import support_of
from compare.comparison.event_comparison import Comparison, Finding
from compare.comparison.facts.variants import Variant, joined, variants_of
from compare.divergence.reasons import cut, quote
from compare.errors import NotFoundError
from compare.model.article import Article, digest
from compare.model.match import KINDS, Kind, Match, Span
from compare.model.moment import Moment
from compare.model.passage import Passage

_TOLD = 4
"""Maximum number of variants that a reason lists."""

_NAMED = 4
"""Maximum number of articles that a reason names for each variant."""

_LED_IN = 3
"""Number of words before a difference that a reason quotes if it omits the beginning."""

Place = tuple[str, int, str, int]
"""The position of a fact: the first passage of its row (twice) or of its two rows, each by article and index."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported fact with all its passages, in the order of the comparison.

    `rows` is the index of its row, or of the two rows that its matches connect; in that case only the match of the
    first finding is reported. `id` stays the same in a new comparison as long as the first passage of each row does.
    `headline` is the passage that agrees best with the others; the earliest one in case of a tie. `findings` are the
    divergences between the passages, ignoring mere details: shown ones first, then by importance. `probability` (0 to
    1) is the mean probability of the matches between passages of two articles, counting 0 for those that do not match.
    `published` are the publication times of articles, by id.
    """

    id: str
    rows: tuple[int, ...]
    place: Place
    passages: tuple[Passage, ...]
    matches: tuple[Match, ...]
    headline: Passage
    findings: tuple[Finding, ...]
    probability: float
    published: Mapping[str, Moment | None] = field(compare=False, repr=False)
    _variants: dict[Kind | None, tuple[Variant, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_contested(self) -> bool:
        """True if a divergence between its passages is shown."""
        return any(each.divergence.is_finding for each in self.findings)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its divergences, most serious first."""
        found = {each.divergence.kind for each in self.findings}
        return tuple(kind for kind in KINDS if kind in found)

    @property
    def kind(self) -> Kind | None:
        """The kind of divergence that separates its variants: that of the first finding."""
        return self.findings[0].divergence.kind if self.findings else None

    def variants(self) -> tuple[Variant, ...]:
        """Its variants."""
        if len(self.rows) == 1:
            if self.kind not in self._variants:
                self._variants[self.kind] = variants_of(self.passages, self.matches, self.published, self.kind)
            return self._variants[self.kind]
        match = self.findings[0].match
        sides = [each for each in self.passages if each in (match.a, match.b)]
        return variants_of(sides, (match,), self.published, self.kind)

    def further(self) -> tuple[Passage, ...]:
        """The passages in no variant: their articles are in one already, and they do not say what the others differ on.

        None for a fact between two rows, of which only one match is reported.
        """
        told = {each for variant in self.variants() for each in variant.passages}
        return tuple(each for each in self.passages if each not in told) if len(self.rows) == 1 else ()

    def reported(self) -> tuple[Moment, Moment] | None:
        """The publication times of its first and last article; None if no date is known."""
        dates = sorted(date for each in self.passages if (date := self.published[each.article_id]))
        return (dates[0], dates[-1]) if dates else None


def disputed(facts: Iterable[Fact], weaker: bool = False) -> list[Fact]:
    """The facts with a shown divergence or, if `weaker`, with one too uncertain to be shown.

    The most important facts come first; each one contains only the divergences of this degree.
    """
    found = []
    for fact in facts:
        wanted = tuple(each for each in fact.findings if each.divergence.is_weaker == weaker)
        if wanted:
            found.append(replace(fact, findings=wanted))
    return sorted(found, key=lambda fact: -fact.findings[0].weight)


def reason_of(fact: Fact, variants: Sequence[Variant], names: Mapping[str, str]) -> str:
    """One line that lists the variants with their outlets; `names` are the labels of articles, by id."""
    if not fact.findings:
        return ""
    told = [each for each in variants if each.spans]
    if len(told) < 2 or len({each for variant in variants for each in variant.article_ids}) == 2:
        return fact.findings[0].divergence.reason
    if fact.kind == "quotation" and len(told) == 2 and (pairwise := _pairwise(fact.findings[0], told, names)):
        return pairwise
    say = cut if fact.kind == "figures" else quote
    spans = [_quoted_spans(variant, fact.kind) for variant in told[:_TOLD]]
    texts = apart([" … ".join(each.text for each in own) for own in spans])
    who = [
        _listed_alike(variant, names) if fact.kind == "figures" else _listed_by_words(variant, own, names)
        for variant, own in zip(told, spans, strict=False)
    ]
    parts = [f"{articles}: {say(text)}" for articles, text in zip(who, texts, strict=True)]
    return " · ".join([*parts, f"{len(told) - _TOLD} more"] if len(told) > _TOLD else parts)


def apart(texts: Sequence[str]) -> list[str]:
    """The texts without most of their common beginning, if they would otherwise be truncated before they differ."""
    if len({cut(each) for each in texts}) == len(texts):
        return list(texts)
    words = [each.split() for each in texts]
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False)))
    start = max(0, shared - _LED_IN)
    return [" ".join(["…", *each[start:]]) if start else " ".join(each) for each in words]


def repeats(article: Article, passage: Passage) -> bool:
    """True if an article, such as a reprint, contains a passage of another article verbatim."""
    return " ".join(passage.text.split()) in " ".join(article.text.split())


def _pairwise(finding: Finding, told: Sequence[Variant], names: Mapping[str, str]) -> str:
    """The reason of a finding, if it names an outlet, with the other articles that agree with each of its two;
    otherwise "".
    """
    passages, reason = (finding.match.a, finding.match.b), finding.divergence.reason
    is_cut = finding.divergence.rule == "quotation.cut"
    dropping = [each for each in passages if reason.startswith(f"{names[each.article_id]} drops")]
    named = dropping if is_cut else [each for each in passages if names[each.article_id] in reason]
    if not named or len(dropping) > 1:
        return ""  # the reason has the name of an outlet, which several of these articles may share
    parts = [reason]
    for passage in passages:
        variant = next((each for each in told if passage in each.passages), None)
        if variant is None:
            return ""
        name = names[passage.article_id]
        others = [names[each] for each in variant.article_ids if each != passage.article_id]
        if is_cut and passage not in dropping:
            parts.append(f"kept by {_listed([name, *others])}")
        elif others and not is_cut and reason.endswith(f"; {name} paraphrases"):
            parts[0] = f"{reason.removesuffix(f'{name} paraphrases')}{_listed([name, *others])} paraphrase"
        elif others:
            did = "dropped" if is_cut else "quoted" if reason.startswith(f"{name} quotes") else ""
            parts.append(f"also {did} by {_listed(others)}" if did else f"{_listed(others)}: same as {name}")
    return " · ".join(parts)


def _listed_alike(variant: Variant, names: Mapping[str, str]) -> str:
    return _listed([names[each] for each in variant.article_ids])


def _quoted_spans(variant: Variant, kind: Kind | None) -> Sequence[Span]:
    """The words of a variant that a reason quotes: all of a quotation, and otherwise the first ones."""
    spans = variant.spans[variant.lead]
    return joined(variant.lead, kind, spans) if kind == "quotation" else spans[:1]


def _listed_by_words(variant: Variant, quoted: Sequence[Span], names: Mapping[str, str]) -> str:
    """The articles of a variant: first those with the words that a reason quotes, then those that use other words."""
    saying = variant.saying(quoted) | {variant.lead.article_id}
    listed = _listed([names[each] for each in variant.article_ids if each in saying])
    similar = [names[each] for each in variant.article_ids if each not in saying]
    return f"{listed} (similarly {_listed(similar)})" if similar else listed


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_NAMED])
    return f"{listed} and {len(names) - _NAMED} more" if len(names) > _NAMED else listed


def facts_of(comparison: Comparison) -> tuple[Fact, ...]:
    """The facts that at least two articles report, in the order of the rows.

    A row with several articles is a fact. Matches between two rows are too uncertain to merge them; if their passages
    diverge, they form a fact of their own.
    """
    return comparison.once(_facts)


def fact_of(comparison: Comparison, fact_id: str) -> Fact:
    """The fact with this id. Raises NotFoundError if there is none."""
    found = next((each for each in facts_of(comparison) if each.id == fact_id), None)
    if found is None:
        raise NotFoundError(f"There is no fact “{fact_id[:40]}” in this event: its articles may have changed.")
    return found


def _facts(comparison: Comparison) -> tuple[Fact, ...]:
    row_of = comparison.row_of()
    findings: dict[tuple[int, ...], list[Finding]] = defaultdict(list)
    for each in sorted(comparison.ranked(), key=lambda each: not each.divergence.is_finding):
        if each.divergence.counts and each.divergence.kind != "detail":
            findings[tuple(sorted({row_of[each.match.a], row_of[each.match.b]}))].append(each)
    make = _FactBuilder(comparison)
    within = [
        make.fact((number,), row.matches, findings.get((number,), ()))
        for number, row in enumerate(comparison.rows)
        if len(row.cells) > 1
    ]
    across = [
        make.fact(rows, tuple(dict.fromkeys(each.match for each in found)), found)
        for rows, found in sorted(findings.items())
        if len(rows) > 1
    ]
    return (*within, *across)


class _FactBuilder:
    """Builds the facts of a comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._order = {each.id: number for number, each in enumerate(comparison.articles)}
        self._published = {each.id: each.published for each in comparison.articles}

    def fact(self, rows: tuple[int, ...], matches: tuple[Match, ...], findings: Sequence[Finding]) -> Fact:
        """The fact of a row, or of the matches between two rows."""
        told = matches if len(rows) == 1 else (findings[0].match,)
        firsts = [self._first(row) for row in rows]
        return Fact(
            id=digest(*(part for each in firsts for part in (each.article_id, each.text, self._repeated(each)))),
            rows=rows,
            place=(firsts[0].article_id, firsts[0].index, firsts[-1].article_id, firsts[-1].index),
            passages=self._passages(matches),
            matches=matches,
            headline=self._headline(told),
            findings=tuple(findings),
            probability=_mean_probability(self._passages(told), told),
            published=self._published,
        )

    def _passages(self, matches: Iterable[Match]) -> tuple[Passage, ...]:
        return self._ordered({each for match in matches for each in (match.a, match.b)})

    def _first(self, row: int) -> Passage:
        return self._ordered(each for cell in self._comparison.rows[row].cells.values() for each in cell)[0]

    def _ordered(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        return tuple(sorted(passages, key=lambda each: (self._order[each.article_id], each.index)))

    def _repeated(self, passage: Passage) -> str:
        """How often the same text occurs earlier in the article: a sentence may be repeated."""
        before = self._comparison.passages[passage.article_id][: passage.index]
        return str(sum(each.text == passage.text for each in before))

    def _headline(self, matches: Sequence[Match]) -> Passage:
        support = support_of(matches)
        most = max(support.values())
        best = [each for each in self._passages(matches) if math.isclose(support[each], most)]
        dated = [(date, place) for place, each in enumerate(best) if (date := self._published[each.article_id])]
        return best[min(dated)[1]] if dated else best[0]


def _mean_probability(passages: Sequence[Passage], matches: Sequence[Match]) -> float:
    own = Counter(each.article_id for each in passages)
    pairs = (len(passages) ** 2 - sum(number**2 for number in own.values())) // 2
    return sum(match.probability for match in matches) / pairs
