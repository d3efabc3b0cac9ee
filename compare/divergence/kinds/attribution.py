"""Attribution: one outlet attributes or hedges what the other states as fact, or they name different sources."""

from __future__ import annotations

from collections.abc import Sequence

from compare.divergence.kinds.figures import agreeing
from compare.divergence.pair import Pair, Side, credits_of, speakers
from compare.divergence.reasons import cut_source, quote
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence, Span
from compare.text.speech.reported_speech import Hedge, Source
from compare.text.tokens import bag

_HEDGE = Rule(
    "attribution.hedge", "attribution", "One outlet hedges (“reportedly”, “alleged”) what the other states as fact."
)
_CREDIT = Rule("attribution.credit", "attribution", "One outlet attributes to a source what the other states as fact.")
_SOURCE = Rule(
    "attribution.source",
    "attribution",
    "Both cite a source, but the sources share no name and neither can stand for the other.",
)
RULES = (_HEDGE, _CREDIT, _SOURCE)

_ALIKE = 0.5
"""Minimum overlap at which an attribution in one passage counts as one of what both report (set by hand)."""

_ALIKE_IF_STRONG = 0.3
"""The same in a strong match for "are said to", which applies to the whole statement (set by hand)."""

_ENOUGH_FIGURES = 2
"""Number of shared figures that also shows that both report the same (set by hand)."""

_SUBJECT = 4
"""Number of words from the start that are searched for the subject of a sentence (set by hand)."""

_SEAT_OF = bag("office government ministry department president minister official spokesman administration palace")
"""What the name of a seat of power may stand for ("Downing Street", "the Kremlin")."""

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
"""Roles that can replace a name: "the carrier" for an airline named in the sentence."""

_INITIALLED = bag("ministry department government court embassy university")
"""Organisations whose acronym has an initial for this word ("MoD", "DoJ")."""

_BODIES = (
    bag("company firm carrier operator airline retailer manufacturer carmaker developer bank broker insurer lender"),
    bag("union worker federation teamster"),
    bag("police sheriff"),
    bag("court tribunal judge"),
    bag("government ministry minister"),
    bag("hospital doctor surgeon"),
)
"""Kinds of organisations: a word for one kind never denotes another kind."""


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """At most one divergence: of hedging, of attribution or of source, the first that applies."""
    found = None
    alike = pair.overlap >= _ALIKE or agreeing(pair) >= _ENOUGH_FIGURES
    if pair.shares_names and not any(side.passage.text.endswith("?") for side in (pair.a, pair.b)):
        is_updated = any(each.kind == "update" for each in earlier)
        found = _hedging(pair, alike, alike and not is_updated) or (_credit(pair) if alike else None)
    found = found or _source(pair)
    return [found] if found else []


def _hedging(pair: Pair, alike: bool, may_be_mere: bool) -> Divergence | None:
    """One passage hedges the statement: as hearsay or, if it `may_be_mere`, with "probably" where the other gives no
    source either.

    Unless the two are `alike`, "alleged" and the like may refer to anything in the passage, and only "is said to"
    counts.
    """
    if not alike and (not pair.is_strong or pair.overlap < _ALIKE_IF_STRONG):
        return None
    for hedging, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        hearsay = [each for each in hedging.hedges if each.is_hearsay and (alike or _is_phrase(hedging, each))]
        hedges = hearsay or (hedging.hedges if may_be_mere and not plain.sources else [])
        if hedges and not plain.hedges:
            span = hedging.span(hedges[0].start, hedges[0].end)
            reason = f"{pair.name(hedging)} hedges ({quote(span)}); {pair.name(plain)} does not"
            a, b = ((span,), (plain.whole(),)) if hedging is pair.a else ((plain.whole(),), (span,))
            return _HEDGE.finding(reason, 0.7, a, b, _speakers(pair))
    return None


def _is_phrase(side: Side, hedge: Hedge) -> bool:
    return " " in side.facts.text[hedge.start : hedge.end]


def _credit(pair: Pair) -> Divergence | None:
    """One attributes the statement to somebody, the other states it as fact."""
    for credited, plain in ((pair.a, pair.b), (pair.b, pair.a)):
        sources = credits_of(pair, credited)
        if not sources or plain.sources or plain.quotations or plain.hedges or speakers(pair, plain):
            continue
        source = sources[0]
        if _acts(plain, source):
            continue  # the other passage reports the speaker's own act
        span = _span(credited, source)
        reason = f"{pair.name(credited)} cites {_called(pair, credited, source)}; {pair.name(plain)} cites no one"
        a, b = ((span,), (plain.whole(),)) if credited is pair.a else ((plain.whole(),), (span,))
        return _CREDIT.finding(reason, 0.65, a, b, _speakers(pair))
    return None


_SOURCE_KINDS = {
    "named": "a named source",
    "unnamed": "an unnamed source",
    "institution": "an institution",
    "pronoun": "not named",
}


def _speakers(pair: Pair) -> Evidence:
    """Who says it on each side."""
    return Evidence("speaker", *(_who(pair, side) for side in (pair.a, pair.b)))


def _who(pair: Pair, side: Side) -> str:
    found = speakers(pair, side)
    if not found:
        return "the outlet itself, with a hedge" if side.hedges else "the outlet itself"
    return f"{found[0].text} ({_SOURCE_KINDS[found[0].kind]}, “{found[0].verb}”)"


def _called(pair: Pair, side: Side, source: Source) -> str:
    """The source as the reason names it: for a pronoun, the last speaker before it or the first one after it."""
    if source.kind != "pronoun":
        return cut_source(source.text)
    found = speakers(pair, side)
    return cut_source(found[0].text) if found else quote(source.text)


def _acts(side: Side, source: Source) -> bool:
    """True if the passage starts with the speaker, who is the subject in most news sentences."""
    first = {token.lemma for token in side.facts.tokens[:_SUBJECT]}
    return bool(source.words & first)


def _source(pair: Pair) -> Divergence | None:
    """Both attribute it, to different sources."""
    left, right = speakers(pair, pair.a), speakers(pair, pair.b)
    if not left or not right or any(_may_be_same(pair, x, y) for x in left for y in right):
        return None
    a, b = _span(pair.a, left[0]), _span(pair.b, right[0])
    reason = f"{pair.called[0]} cites {cut_source(left[0].text)}; {pair.called[1]} cites {cut_source(right[0].text)}"
    return _SOURCE.finding(reason, 0.6, (a,), (b,), _speakers(pair))


def is_of_one_source(pair: Pair) -> bool:
    """True if each passage cites one source without a hedge, and both are the same, by name or by its initials.

    Where the tagger finds nobody, the grammar of the sentence may: "it was announced by the army".
    """
    if pair.a.hedges or pair.b.hedges:
        return False
    cited = [_cited(pair, side) for side in (pair.a, pair.b)]
    if len(cited[0]) != 1 or len(cited[1]) != 1:
        return False
    x, y = cited[0][0], cited[1][0]
    return _abbreviates(x, y) or _abbreviates(y, x) or _compact(x) == _compact(y)


def _cited(pair: Pair, side: Side) -> list[Source]:
    return speakers(pair, side) or [each for each in side.facts.sources if each.kind != "pronoun"]


def _span(side: Side, source: Source) -> Span:
    """The place of a source in the passage; the whole passage if it is in a neighbouring one."""
    return side.span(source.start, source.end) if source in (*side.said, *side.facts.sources) else side.whole()


def _may_be_same(pair: Pair, x: Source, y: Source) -> bool:
    """The same person or organisation, perhaps with a different title: a shared word, or one that can replace the
    other.
    """
    if _abbreviates(x, y) or _abbreviates(y, x) or _compact(x) == _compact(y):
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
    initials = "".join(word[0] for word in long.text.removeprefix("The ").split() if word[0].isupper())
    return len(initials) > 1 and initials in short.text.replace(".", "").split()


def _compact(source: Source) -> str:
    """The name without article, spaces and hyphens: "the coast guard" is "the coastguard"."""
    letters = "".join(filter(str.isalpha, source.text.casefold().removeprefix("the ")))
    return letters.removesuffix("s")


def _may_name(described: Source, named: Source) -> bool:
    """True for "the president" and a name without a different office."""
    offices = described.roles & _OFFICES
    bare = described.text.casefold().startswith("the ") and not described.names
    return bool(bare and offices and named.names and not (named.roles - offices))


def _stands_in(x: Source, y: Source) -> bool:
    if _is_of_other_kind(x, y) or _is_no_acronym_of(x, y) or _is_no_acronym_of(y, x):
        return False
    return bool((x.words & _ANAPHORA and not x.names) or (y.words & _ANAPHORA and not y.names))


def _is_no_acronym_of(short: Source, described: Source) -> bool:
    """True for "the WHO" and "the health ministry": acronyms of public bodies contain the initial of their kind."""
    acronym = short.text.removeprefix("The ").removeprefix("the ")
    kinds = described.words & _INITIALLED
    is_acronym = acronym.isalpha() and acronym.isupper() and len(acronym) > 1
    return is_acronym and len(described.words) > 1 and any(kind[0].upper() not in acronym for kind in kinds)


def _is_of_other_kind(x: Source, y: Source) -> bool:
    """True for "the company" and "the Tram Workers": both state their kind of organisation."""
    left, right = ({number for number, kind in enumerate(_BODIES) if each.words & kind} for each in (x, y))
    return bool(left and right) and left.isdisjoint(right)
