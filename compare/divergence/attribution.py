"""Attribution: one credits or hedges what the other states as fact, or they name different sources."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.pair import Pair, Side, quote, speakers
from compare.facts.speakers import Source
from compare.facts.tokens import bag
from compare.match import Divergence, Span

_ALIKE = 0.5
"""Overlap from which a credit in one passage is taken to be a credit for what both report (chosen)."""

_SUBJECT = 4
"""Words from the start in which the subject of a sentence is looked for (chosen)."""

_SEAT_OF = bag("office government ministry department president minister official spokesman administration palace")
"""What a place of power may stand for ("Downing Street", "the Kremlin")."""

_OFFICES = bag(
    "president minister mayor premier chancellor governor senator secretary chairman chairwoman director executive "
    "founder captain coach manager commissioner chief sheriff judge bishop ambassador general commander deputy "
    "lawmaker representative congressman spokesman spokeswoman spokesperson owner author professor pilot striker player"
)
"""Offices of one person, who may be named elsewhere."""

_ANAPHORA = bag(
    "company firm carrier operator airline agency ministry union club bank group organisation organization charity "
    "department office spokesman spokeswoman spokesperson regulator court police official officials authority party "
    "statement report retailer manufacturer carmaker maker giant utility hospital university school council "
    "government embassy league federation team band broker insurer lender producer developer builder"
)
"""Roles that stand in for a name: "the carrier" for an airline named in the sentence."""


def find(pair: Pair, so_far: Sequence[Divergence]) -> list[Divergence]:
    """At most one divergence: of hedging, of credit or of source, the first that holds."""
    found = None
    if pair.overlap >= _ALIKE and pair.shares_names:
        is_updated = any(each.kind == "update" for each in so_far)
        found = _hedging(pair, is_updated) or _credit(pair)
    found = found or _source(pair)
    return [found] if found else []


def _hedging(pair: Pair, is_updated: bool) -> Divergence | None:
    """One keeps its distance: by hearsay, or by a mere "probably" where the other does not even credit."""
    for hedging, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        hearsay = [each for each in hedging.hedges if each.is_hearsay]
        hedges = hearsay or ([] if plain.sources or is_updated else hedging.hedges)
        if hedges and not plain.hedges:
            span = hedging.span(hedges[0].start, hedges[0].end)
            reason = f"{quote(span)} in one, stated without in the other"
            a, b = ((span,), (plain.whole(),)) if hedging is pair.a else ((plain.whole(),), (span,))
            return Divergence("attribution", reason, "attribution.hedge", 0.7, a, b)
    return None


def _credit(pair: Pair) -> Divergence | None:
    """One credits it to somebody, the other states it as fact."""
    for credited, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        if not credited.sources or plain.sources or plain.quotations or plain.hedges:
            continue
        source = credited.sources[0]
        if _acts(plain, source):
            continue  # the other passage tells the speaker's own act
        span = credited.span(source.start, source.end)
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
    left, right = speakers(pair, pair.a), speakers(pair, pair.b)
    if not left or not right or any(_may_be_same(pair, x, y) for x in left for y in right):
        return None
    a, b = _span(pair.a, left[0]), _span(pair.b, right[0])
    reason = f"credited to {quote(left[0].text)} in one, to {quote(right[0].text)} in the other"
    return Divergence("attribution", reason, "attribution.source", 0.6, (a,), (b,))


def _span(side: Side, source: Source) -> Span:
    """Where a source stands in the passage; the whole passage if it stands in a neighbouring one."""
    return side.span(source.start, source.end) if source in side.facts.sources else side.whole()


def _may_be_same(pair: Pair, x: Source, y: Source) -> bool:
    """The same person or body, perhaps by another title: a shared word, or one that can stand in for the other."""
    if _abbreviates(x, y) or _abbreviates(y, x):
        return True
    persons = x.names - x.roles, y.names - y.roles
    if x.words & y.words and (not all(persons) or persons[0] & persons[1]):
        return True
    if _may_name(x, y) or _may_name(y, x):
        return True
    if (x.is_metonym and y.words & _SEAT_OF) or (y.is_metonym and x.words & _SEAT_OF):
        return True
    if (x.words & pair.b.facts.content and x.names) or (y.words & pair.a.facts.content and y.names):
        return _stands_in(x, y)
    return _stands_in(x, y) and (bool(x.names) != bool(y.names))


def _abbreviates(short: Source, long: Source) -> bool:
    """True for "the UN" and "the United Nations"."""
    initials = "".join(word[0] for word in long.text.split() if word[0].isupper())
    return len(initials) > 1 and initials in short.text.replace(".", "").split()


def _may_name(described: Source, named: Source) -> bool:
    """True for "the president" and a name that comes with no other office."""
    offices = described.roles & _OFFICES
    bare = described.text.casefold().startswith("the ") and not described.names
    return bool(bare and offices and named.names and not (named.roles - offices))


def _stands_in(x: Source, y: Source) -> bool:
    return bool((x.words & _ANAPHORA and not x.names) or (y.words & _ANAPHORA and not y.names))
