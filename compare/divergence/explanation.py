"""Explains a divergence: what the rule found on each side, and how similar the passages had to be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from compare.divergence.kinds import figures
from compare.divergence.pair import Pair, Side, speakers
from compare.divergence.rules import RULES
from compare.model.match import Divergence, Evidence, Span
from compare.text.dates.date import Date
from compare.text.quantities.quantity import Quantity

_UNITS = {
    "percent": "%", "points": "points", "length": "m", "mass": "kg", "area": "m²", "volume": "litres", "speed": "km/h",
    "power": "megawatts", "energy": "MWh", "duration": "days", "age": "years", "celsius": "°C", "fahrenheit": "°F",
    "data": "MB", "pressure": "hPa", "frequency": "MHz", "loudness": "dB", "dose": "mSv",
}  # fmt: skip
"""The base unit of each dimension that has one, as `compare/data/quantities.txt` defines them."""

_SOURCES = {
    "named": "a named source",
    "unnamed": "an unnamed source",
    "institution": "an institution",
    "pronoun": "not named",
}
_JUDGEMENTS = {0: "neutral", -1: "negative", 1: "positive or softened"}
_REPORTS = {0: "neutral", -1: "casts doubt on it", 1: "presents it as true"}


def explained(pair: Pair, divergence: Divergence) -> Divergence:
    """The divergence with its evidence: the description of its rule, the values on both sides, then the measures."""
    read = _READERS.get(divergence.kind)
    found = [*divergence.evidence, *(read(pair, divergence) if read else [])]
    rule = RULES[divergence.rule]
    if rule.measure:
        found.append(_measured(rule.measure, getattr(pair, rule.measure), rule.least))
    return replace(divergence, evidence=tuple(found))


def _measured(measure: str, value: float, least: float) -> Evidence:
    return Evidence(f"{measure} of the passages", f"{value:.2f}", f"{value:.2f}", f"{least:.2f} or more")


def _of_figures(pair: Pair, divergence: Divergence) -> list[Evidence]:
    a, b = _figure_at(pair.a, divergence.a), _figure_at(pair.b, divergence.b)
    alike = _measured("likeness", pair.likeness, figures.least_likeness(pair))
    return [Evidence("read as", a, b, "no value in common"), alike]


def _of_update(pair: Pair, divergence: Divergence) -> list[Evidence]:
    published = [
        each.article.published.isoformat() if each.article.published else "undated" for each in (pair.a, pair.b)
    ]
    times = Evidence("published", published[0], published[1], "one later")
    return [times] if divergence.rule == "update.stage" else [*_of_figures(pair, divergence), times]


def _of_contradiction(pair: Pair, divergence: Divergence) -> list[Evidence]:
    if divergence.rule != "contradiction.opposites":
        return []
    asked = [
        next(
            (
                found_word.group.rstrip("?")
                for found_word in side.facts.of("opposites")
                if _starts(side, found_word.start, spans)
            ),
            "",
        )
        for side, spans in _sides(pair, divergence)
    ]
    return [Evidence("opposite answers to", asked[0], asked[1], "the same question")]


def _of_attribution(pair: Pair, divergence: Divergence) -> list[Evidence]:
    return [Evidence("speaker", _who(pair, pair.a), _who(pair, pair.b))]


def _who(pair: Pair, side: Side) -> str:
    found = speakers(pair, side)
    if not found:
        return "the outlet itself, with a hedge" if side.hedges else "the outlet itself"
    return f"{found[0].text} ({_SOURCES[found[0].kind]}, “{found[0].verb}”)"


def _of_quotation(pair: Pair, divergence: Divergence) -> list[Evidence]:
    counts = [
        f"{sum(len(span.text.split()) for span in spans)} words"
        if side.covers(spans[0].start - side.passage.start)
        else "not quoted"
        for side, spans in _sides(pair, divergence)
    ]
    return [Evidence("quoted", counts[0], counts[1])]


def _of_wording(pair: Pair, divergence: Divergence) -> list[Evidence]:
    if divergence.rule == "wording.report":
        verbs = [
            next((_REPORTS[each.grade] for each in side.sources if _is_at(side, each.verb_start, spans)), "neutral")
            for side, spans in _sides(pair, divergence)
        ]
        return [Evidence("the verb", verbs[0], verbs[1])]
    kind = "labels" if divergence.rule == "wording.label" else "loaded"
    lexicon_matches = [
        [found_word for found_word in side.facts.of(kind) if _starts(side, found_word.start, spans)]
        for side, spans in _sides(pair, divergence)
    ]
    grades = [next((_JUDGEMENTS[found_word.grade] for found_word in found), "neutral") for found in lexicon_matches]
    return [Evidence("the word", grades[0], grades[1])]


def _of_placement(pair: Pair, divergence: Divergence) -> list[Evidence]:
    places = [
        f"sentence {side.passage.index + 1} of {len(article.passages)}"
        for side, article in ((pair.a, pair.article_a), (pair.b, pair.article_b))
    ]
    return [Evidence("position", places[0], places[1], "one in the opening, one far down")]


_READERS: dict[str, Callable[[Pair, Divergence], list[Evidence]]] = {
    "figures": _of_figures,
    "update": _of_update,
    "contradiction": _of_contradiction,
    "attribution": _of_attribution,
    "quotation": _of_quotation,
    "wording": _of_wording,
    "placement": _of_placement,
}


def _sides(pair: Pair, divergence: Divergence) -> tuple[tuple[Side, tuple[Span, ...]], tuple[Side, tuple[Span, ...]]]:
    return (pair.a, divergence.a), (pair.b, divergence.b)


def _is_at(side: Side, start: int, spans: tuple[Span, ...]) -> bool:
    return any(span.start == side.passage.start + start for span in spans)


def _starts(side: Side, place: int, spans: tuple[Span, ...]) -> bool:
    return _is_at(side, side.facts.tokens[place].start, spans)


def _figure_at(side: Side, spans: tuple[Span, ...]) -> str:
    every: tuple[Quantity | Date, ...] = (*side.facts.quantities, *side.facts.dates)
    found = next((each for each in every if _is_at(side, each.start, spans)), None)
    if found is None:
        return ""
    return amount(found) if isinstance(found, Quantity) else _time(found)


_SMALL = 0.1


def amount(quantity: Quantity) -> str:
    """A quantity in words: “14 or more people killed”, “2.5 to 3 %”, “exactly 12 people”."""
    dimension, _, currency = quantity.dimension.partition(" ")
    unit = currency if dimension == "money" else _UNITS.get(dimension, "")
    if dimension == "count":
        unit = " ".join([quantity.counted or "people", *sorted(quantity.status)])
    if quantity.second is not None:
        return f"{quantity.low:,g} to {quantity.second:,g}"
    if quantity.low == quantity.high:
        value = f"exactly {_number(quantity.low)}"
    elif math.isinf(quantity.high):
        value = f"{_number(quantity.low)} or more"
    elif quantity.low <= 0:
        value = f"{_number(quantity.high)} or less"
    else:
        value = f"{_number(quantity.low)} to {_number(quantity.high)}"
    return f"{value} {unit}".strip()


def _number(value: float) -> str:
    """The number with at most three decimals: one third has no end of them."""
    return f"{round(value, 3):,.10g}" if abs(value) >= _SMALL else f"{value:.3g}"


def _time(found: Date) -> str:
    if found.minutes is not None:
        return f"{found.minutes // 60:02}:{found.minutes % 60:02} {found.zone}".strip()
    days = [
        str(date.fromordinal(first)) if first == last else f"{date.fromordinal(first)} to {date.fromordinal(last)}"
        for first, last in found.candidates
    ]
    return " or ".join(days) or "a day that nothing resolves"
