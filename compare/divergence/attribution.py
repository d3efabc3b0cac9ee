"""Attribution: one credits or hedges what the other states as fact, or they name different sources."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.pair import Pair, Side, quote
from compare.facts.speakers import Source
from compare.facts.tokens import bag
from compare.match import Divergence

_ALIKE = 0.3
"""Overlap from which a credit in one passage is taken to be a credit for what both report (chosen)."""

_SUBJECT = 4
"""Words from the start in which the subject of a sentence is looked for (chosen)."""

_SEAT_OF = bag("office government ministry department president minister official spokesman administration palace")
"""What a place of power may stand for ("Downing Street", "the Kremlin")."""

_ANAPHORA = bag(
    "company firm carrier operator airline agency ministry union club bank group organisation organization charity "
    "department office spokesman spokeswoman spokesperson regulator court police official officials authority party "
    "statement report retailer manufacturer carmaker maker giant utility hospital university school council "
    "government embassy league federation team band broker insurer lender producer developer builder"
)
"""Roles that stand in for a name: "the carrier" for an airline named in the sentence."""


def find(pair: Pair, so_far: Sequence[Divergence]) -> list[Divergence]:
    """At most one divergence: of credit, of hedging or of source, the first that holds."""
    if pair.overlap < _ALIKE or not pair.shares_names:
        return []
    found = _hedging(pair) or _credit(pair) or _source(pair)
    return [found] if found else []


def _speaks(side: Side) -> bool:
    """True if the passage says of itself that somebody says it."""
    return bool(side.facts.sources or side.quotations)


def _hedging(pair: Pair) -> Divergence | None:
    """One keeps its distance ("reportedly", "is thought to"), the other neither hedges nor credits."""
    for hedging, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        outside = [each for each in hedging.facts.hedges if not _in_quotation(hedging, each.start)]
        if outside and not plain.facts.hedges and not plain.facts.sources:
            span = hedging.span(outside[0].start, outside[0].end)
            reason = f"{quote(span)} in one, stated as fact in the other"
            a, b = ((span,), (plain.whole(),)) if hedging is pair.a else ((plain.whole(),), (span,))
            return Divergence("attribution", reason, "attribution.hedge", 0.7, a, b)
    return None


def _in_quotation(side: Side, at: int) -> bool:
    return any(each.start <= at < each.end for each in side.quotations)


def _credit(pair: Pair) -> Divergence | None:
    """One credits it to somebody, the other states it as fact."""
    for credited, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        sources = [each for each in credited.facts.sources if not _in_quotation(credited, each.verb_start)]
        if not sources or _speaks(plain) or plain.facts.hedges:
            continue
        if _acts(plain, sources[0]):
            continue  # the other passage tells the speaker's own act
        span = credited.span(sources[0].start, sources[0].end)
        reason = f"credited to {quote(span)} in one, stated as fact in the other"
        a, b = ((span,), (plain.whole(),)) if credited is pair.a else ((plain.whole(),), (span,))
        return Divergence("attribution", reason, "attribution.credit", 0.65, a, b)
    return None


def _acts(side: Side, source: Source) -> bool:
    """True if the speaker is who the passage begins with: its subject, in most news sentences."""
    first = {token.lemma for token in side.facts.tokens[:_SUBJECT]}
    return bool(source.words & first)


def _source(pair: Pair) -> Divergence | None:
    """Both credit it, to different sources."""
    left = [each for each in pair.a.facts.sources if each.kind != "pronoun"]
    right = [each for each in pair.b.facts.sources if each.kind != "pronoun"]
    if len(left) != len(pair.a.facts.sources) or len(right) != len(pair.b.facts.sources) or not left or not right:
        return None
    if any(_may_be_same(pair, x, y) for x in left for y in right):
        return None
    x, y = left[0], right[0]
    a, b = pair.a.span(x.start, x.end), pair.b.span(y.start, y.end)
    reason = f"credited to {quote(a)} in one, to {quote(b)} in the other"
    return Divergence("attribution", reason, "attribution.source", 0.6, (a,), (b,))


def _may_be_same(pair: Pair, x: Source, y: Source) -> bool:
    """The same person or body, perhaps by another title: a shared word, or one that can stand in for the other."""
    if x.words & y.words:
        return True
    if (x.is_metonym and y.words & _SEAT_OF) or (y.is_metonym and x.words & _SEAT_OF):
        return True
    if (x.words & pair.b.facts.content and x.names) or (y.words & pair.a.facts.content and y.names):
        return _stands_in(x, y)
    return _stands_in(x, y) and (bool(x.names) != bool(y.names))


def _stands_in(x: Source, y: Source) -> bool:
    return bool((x.words & _ANAPHORA and not x.names) or (y.words & _ANAPHORA and not y.names))
