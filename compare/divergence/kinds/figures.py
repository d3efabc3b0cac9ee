"""Figures: both passages count or date the same thing, and the two values are incompatible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compare.divergence.agreement import GENERIC, agree, are_convertible, is_one_sum, may_count_same
from compare.divergence.evidence import measured, read_as
from compare.divergence.pair import Pair, Side
from compare.divergence.reasons import compare_values
from compare.divergence.rule import Rule
from compare.model.match import Divergence, Evidence
from compare.text.dates.date import Date
from compare.text.quantities.quantity import UNKNOWN, Quantity
from compare.text.tokens import bag

_ALIKE = 0.4
"""Minimum overlap of two passages to compare figures that hardly say what they count (set by hand; the scenarios with
one figure on each side lie above it)."""

_LEAST = 0.3
_FIRM = 0.36
_VERY = 0.5
"""Minimum similarity at which counts of one slot conflict, other figures with a shared word near them, and any other
figures (set by hand between the scenarios and false conflicts found in round-ups)."""

_SAME_SENTENCE = 0.7
"""Minimum similarity at which the only count of people in each passage refers to the same people (set by hand)."""

_LEAST_LATER = 0.2
"""Minimum similarity if one report is later and may give the latest figure of a longer story (set by hand)."""

LATER = 1.0
"""Number of hours from which the later of two reports may contain something newer (set by hand)."""

_NEAR = 5
"""Number of words on each side of a figure that say what it measures (set by hand)."""

_FORETOLD = bag("expect forecast predict project guideline goal economist previous prior target consensus")
"""Words for what was expected or wanted."""

_CALENDAR = ("day", "week", "month", "year")
"""Kinds of dates, most precise first."""

_SPOKEN = 5
"""Characters between a reporting verb and its date: " on "."""

_MEASURED_OF = bag(
    "revenue profit loss cost price fine stake debt salary inflation unemployment turnout growth deficit budget bail "
    "damage donation reward income share interest tax wage rent sale deal stake margin lead majority"
)
"""What sums and shares refer to; two different ones make two different figures."""

_OUTCOMES = {"killed": "deaths", "injured": "injuries", "arrested": "arrests"}
_DIMENSIONS = {"money": "amount", "percent": "percentage", "mass": "weight", "length": "length or distance"}
_DATES = {"clock": "time of day", "day": "date"}
"""How reasons name what is counted, measured or dated."""

_COMPARED = {
    "count": "a count of the same people or things", "currency": "the same sum in different currencies",
    "money": "a sum of money", "percent": "a percentage", "points": "a number of points", "age": "an age",
    "score": "a score or the count of a vote", "odds": "odds", "multiple": "a multiple", "category": "a category",
    "rate": "a rate", "magnitude": "a magnitude", "duration": "a duration", "length": "a length or distance",
    "area": "an area", "mass": "a weight", "volume": "a volume", "speed": "a speed", "power": "a power",
    "energy": "an amount of energy", "data": "an amount of data", "pressure": "a pressure", "frequency": "a frequency",
    "loudness": "a loudness", "dose": "a dose of radiation", "temperature": "a temperature", "celsius": "a temperature",
    "fahrenheit": "a temperature", "degrees": "a temperature", "rank": "a place in an order", "day": "a day",
    "week": "a week", "month": "a month", "year": "a year", "clock": "a time of day",
}  # fmt: skip
"""What both passages report, by dimension or kind of date."""

_SAYS = "Both passages give {} for the same thing, once each, and no value is consistent with both."
_RULES = {name: Rule(f"figures.{name}", "figures", _SAYS.format(what)) for name, what in _COMPARED.items()}
RULES = tuple(_RULES.values())


class Conflict(NamedTuple):
    """Two incompatible quantities (or dates) of one slot; `rule` is how the slot was recognised."""

    a: Quantity | Date
    b: Quantity | Date
    what: str
    rule: Rule
    confidence: float
    is_of_status: bool = False


def find(pair: Pair, earlier: Sequence[Divergence]) -> list[Divergence]:
    """One divergence per conflict that is not explained by an update."""
    explained = {span for each in earlier if each.kind == "update" for span in (*each.a, *each.b)}
    found = []
    for each in conflicts(pair):
        a, b = pair.a.span(each.a.start, each.a.end), pair.b.span(each.b.start, each.b.end)
        if a not in explained and b not in explained:
            reason = compare_values(pair.called, a, b, each.what)
            found.append(each.rule.finding(reason, each.confidence, (a,), (b,), *evidence_of(pair, each)))
    return found


def evidence_of(pair: Pair, conflict: Conflict) -> tuple[Evidence, Evidence]:
    """The two values, and how similar the passages are."""
    return read_as(conflict.a, conflict.b), measured("likeness", pair, least_likeness(pair))


def conflicts(pair: Pair) -> list[Conflict]:
    """The quantities and dates of the two passages that answer one question differently."""
    if not pair.is_of_same or pair.likeness < least_likeness(pair) or _foretells(pair.a) != _foretells(pair.b):
        return []
    if not _states(pair.a) or not _states(pair.b):
        return []
    found = _of_quantities(pair) + _of_dates(pair)
    if len(found) > 1 and not _any_agrees(pair):
        return [each for each in found if each.is_of_status]  # everything differs: two different statements
    return found


def least_likeness(pair: Pair) -> float:
    """The minimum similarity for a conflict: lower if one passage may report the latest of a longer story."""
    return _LEAST if abs(pair.gap) < LATER else _LEAST_LATER


def agreeing(pair: Pair) -> int:
    """The number of figures of the first passage that the second one also has."""
    return sum(any(agree(x, y) for y in pair.b.facts.quantities) for x in pair.a.facts.quantities)


def _states(side: Side) -> bool:
    """False for a mere signature: names and a date."""
    shouts = side.facts.text.isupper()
    return any((shouts or token.text.islower()) and token.lemma in side.facts.content for token in side.facts.tokens)


def _foretells(side: Side) -> bool:
    """True if the passage reports what was expected, not what is."""
    return any(token.lemma in _FORETOLD for token in side.facts.tokens)


def _any_agrees(pair: Pair) -> bool:
    return any(agree(x, y) for x in pair.a.facts.quantities for y in pair.b.facts.quantities) or any(
        x.kind == y.kind and x.may_equal(y) for x in pair.a.facts.dates for y in pair.b.facts.dates
    )


def _of_quantities(pair: Pair) -> list[Conflict]:
    left, right = ([each for each in side.facts.quantities if each.dimension != UNKNOWN] for side in (pair.a, pair.b))
    if not left or not right:
        return []
    found = []
    open_left = [x for x in left if not any(agree(x, y) for y in right)]
    open_right = [y for y in right if not any(agree(x, y) for x in left)]
    for x in open_left:
        candidates = [y for y in open_right if _same_slot(pair, x, y, open_left, open_right)]
        if len(candidates) == 1:
            y = candidates[0]
            if sum(_same_slot(pair, other, y, open_left, open_right) for other in open_left) == 1:
                found.append(_conflict(x, y))
    return found


def _conflict(x: Quantity, y: Quantity) -> Conflict:
    if is_one_sum(x, y):
        return Conflict(x, y, "currency", _RULES["currency"], 0.8)
    if x.dimension == "count":
        counted = x.counted if x.counted not in GENERIC else y.counted
        status = sorted(x.status & y.status) or sorted(x.status | y.status)
        what = _OUTCOMES.get(status[0], "") if status else ""
        what = what or " ".join([counted or "people", *status[:1]])
        firm = bool(x.status & y.status) and x.counted == y.counted
        return Conflict(x, y, what, _RULES["count"], 0.9 if firm else 0.7, bool(x.status & y.status))
    what = x.dimension.partition(" ")[0]
    firm = what in {"score", "magnitude", "age"}
    return Conflict(x, y, _DIMENSIONS.get(what, what), _RULES[what], 0.85 if firm else 0.75)


def what_differs(x: Quantity | Date, y: Quantity | Date) -> str:
    """What two incompatible values measure, as named in reasons: "deaths", "amount", "date"."""
    if isinstance(x, Quantity) and isinstance(y, Quantity):
        return _conflict(x, y).what
    return _DATES.get(x.kind, x.kind) if isinstance(x, Date) else ""


def _same_slot(pair: Pair, x: Quantity, y: Quantity, left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    """True if the two figures answer the same question."""
    if x.dimension == "rank":
        return pair.likeness >= _VERY and _after(pair.a, x) == _after(pair.b, y)
    if x.dimension != "count" and pair.likeness < _FIRM:
        return False
    if are_convertible(x, y):
        return pair.likeness >= _VERY and len(left) == len(right) == 1
    if x.dimension != y.dimension:
        return is_one_sum(x, y) and pair.overlap >= _ALIKE
    if x.dimension == "count":
        return _same_count(pair, x, y, left, right)
    return _same_measure(pair, x, y, left, right)


def _same_measure(pair: Pair, x: Quantity, y: Quantity, left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    alone = all(sum(each.dimension == x.dimension for each in side) == 1 for side in (left, right))
    if not alone:
        return near(pair.a, x) & near(pair.b, y) != frozenset() and pair.overlap >= _ALIKE and bool(x.status)
    if x.status and y.status and not x.status & y.status and x.dimension != "percent":
        return False
    if x.counted not in GENERIC and y.counted not in GENERIC and x.counted != y.counted:
        return False
    of_a, of_b = near(pair.a, x) & _MEASURED_OF, near(pair.b, y) & _MEASURED_OF
    if of_a and of_b and not of_a & of_b:
        return False
    if x.status & y.status:
        return pair.overlap >= _ALIKE / 2
    return pair.likeness >= _VERY or _are_near_alike(pair, x, y) or _any_agrees(pair)


def _are_near_alike(pair: Pair, x: Quantity | Date, y: Quantity | Date) -> bool:
    """True if a content word other than a name is near both figures."""
    return bool((near(pair.a, x) & near(pair.b, y)) - pair.a.names - pair.b.names)


def _after(side: Side, x: Quantity) -> str:
    """The lemma of the word after a figure: "fifth term" and "seventh minister" are not a series."""
    return next((token.lemma for token in side.facts.tokens[x.place + 1 :] if token.start > x.end), "")


def _same_count(pair: Pair, x: Quantity, y: Quantity, left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    if not may_count_same(x, y) or x.is_part or y.is_part:
        return False
    same_status = bool(x.status & y.status)
    if x.status and y.status and not same_status:
        return False
    generic = (x.counted in GENERIC) != (y.counted in GENERIC)
    if generic and (x.counted == "people" or y.counted == "people"):
        part, whole = (y, x) if x.counted == "people" else (x, y)
        only = len([q for q in (*left, *right) if q.status & x.status]) == 2
        if part.high <= whole.low and not (same_status and only and pair.likeness >= _VERY):
            return False  # some of the people counted there
    if same_status:
        return pair.overlap >= _ALIKE / 2
    if x.counted in GENERIC or y.counted in GENERIC:
        alone = all(sum(q.dimension == "count" for q in side) == 1 for side in (left, right))
        return alone and x.counted == y.counted == "people" and pair.likeness >= _SAME_SENTENCE
    return pair.overlap >= _ALIKE and len([q for q in (*left, *right) if q.counted == x.counted]) == 2


def near(side: Side, x: Quantity | Date) -> frozenset[str]:
    """The content words around a figure."""
    tokens = side.facts.tokens
    last = next((place for place in range(x.place, len(tokens)) if tokens[place].start >= x.end), len(tokens))
    around = tokens[max(0, x.place - _NEAR) : x.place] + tokens[last : last + _NEAR]
    return frozenset(each.lemma for each in around) & side.facts.content


def _of_dates(pair: Pair) -> list[Conflict]:
    sides = (pair.a.facts.dates, pair.b.facts.dates)
    found = []
    for kind in ("clock", *_CALENDAR):
        left, right = ([each for each in dates if each.kind == kind] for dates in sides)
        if not (len(left) == len(right) == 1 and _differ(pair, left[0], right[0])):
            continue
        if kind in {"clock", "day"} or _before(pair.a, left[0]) == _before(pair.b, right[0]):
            found.append(Conflict(left[0], right[0], _DATES.get(kind, kind), _RULES[kind], 0.7))
    return found or _of_coarser_dates(pair)


def _of_coarser_dates(pair: Pair) -> list[Conflict]:
    """A day outside the week, month or year in the other passage, if each passage has one date."""
    left, right = ([each for each in side.facts.dates if each.kind in _CALENDAR] for side in (pair.a, pair.b))
    if not (len(left) == len(right) == 1 and left[0].kind != right[0].kind and pair.likeness >= _VERY):
        return []
    x, y = left[0], right[0]
    if not (x.candidates and y.candidates and _differ(pair, x, y)):
        return []
    coarser = max(x.kind, y.kind, key=_CALENDAR.index)
    return [Conflict(x, y, "date", _RULES[coarser], 0.7)]


def _differ(pair: Pair, x: Date, y: Date) -> bool:
    """True if two dates of the same happening are incompatible."""
    return (
        not x.may_equal(y)
        and not is_of_speaking(pair.a, x)
        and not is_of_speaking(pair.b, y)
        and pair.overlap >= _ALIKE
        and pair.likeness >= _FIRM
        and (pair.likeness >= _VERY or _are_near_alike(pair, x, y))
    )


def is_of_speaking(side: Side, date: Date) -> bool:
    """True if a date says when somebody spoke ("said on Monday"): outlets may quote different occasions."""
    return any(
        abs(each.verb_end - date.start) <= _SPOKEN or abs(date.end - each.verb_start) <= 2 for each in side.sources
    )


def _before(side: Side, date: Date) -> str:
    """The word before a date: "in 2026" and "since 1988" are about different things."""
    if date.is_relative:
        return "in"
    return side.facts.tokens[date.place - 1].low if date.place else ""
