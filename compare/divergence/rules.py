"""Descriptions of all rules for users, and how similar two passages must be for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.divergence.kinds import contradiction, detail, update, wording
from compare.model.match import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` describes the rule; `measure` of the two passages (see `Pair`) must be at least `least`.

    If the requirement depends on the pair, the measure is "", and the evidence contains it.
    """

    says: str
    measure: Literal["likeness", "overlap", ""] = ""
    least: float = 0.0


def _figure(what: str) -> Rule:
    says = f"Both passages give {what}, each once for the same thing, and no number fits both."
    return Rule(says)


MEANINGS: dict[Kind, str] = {
    "figures": "they give incompatible figures for the same thing",
    "contradiction": "the two statements cannot both be true",
    "update": "one was written later and supersedes the other",
    "attribution": "they credit the same claim to different sources, or only one credits or hedges it",
    "quotation": "they give the same utterance cut, altered, or in other words",
    "wording": "they choose words that carry a different judgement for the same thing",
}
"""What a reader holds where it finds a divergence of a kind."""


def _judged(by: str) -> dict[str, Rule]:
    return {f"{kind}.{by}": Rule(f"{_READERS[by]} holds that {what}.") for kind, what in MEANINGS.items()}


_READERS = {
    "reader": "The trained reader, which saw both passages in their articles,",
    "endpoint": "The language model that this server asks, which saw both passages with their neighbours,",
}

RULES = _judged("reader") | _judged("endpoint") | {
    "contradiction.opposites": Rule(
        "Each passage holds a word that answers the same question, one with yes and the other with no; neither is "
        "quoted, and no later report supersedes the other.",
        "likeness",
        contradiction.ALIKE,
    ),
    "contradiction.negation": Rule(
        "One passage negates a word that the other states plainly, in a clause that both share.",
        "likeness",
        contradiction.ALIKE,
    ),
    "figures.count": _figure("a count of the same people or things"),
    "figures.currency": _figure("the same sum in different currencies"),
    "figures.money": _figure("a sum of money"),
    "figures.percent": _figure("a percentage"),
    "figures.points": _figure("a number of points"),
    "figures.age": _figure("an age"),
    "figures.score": _figure("a score or the count of a vote"),
    "figures.odds": _figure("odds"),
    "figures.multiple": _figure("a multiple"),
    "figures.category": _figure("a category"),
    "figures.rate": _figure("a rate"),
    "figures.magnitude": _figure("a magnitude"),
    "figures.duration": _figure("a duration"),
    "figures.length": _figure("a length or distance"),
    "figures.area": _figure("an area"),
    "figures.mass": _figure("a weight"),
    "figures.volume": _figure("a volume"),
    "figures.speed": _figure("a speed"),
    "figures.power": _figure("a power"),
    "figures.energy": _figure("an amount of energy"),
    "figures.temperature": _figure("a temperature"),
    "figures.celsius": _figure("a temperature"),
    "figures.fahrenheit": _figure("a temperature"),
    "figures.degrees": _figure("a temperature"),
    "figures.rank": _figure("a place in an order"),
    "figures.day": _figure("a day"),
    "figures.week": _figure("a week"),
    "figures.month": _figure("a month"),
    "figures.year": _figure("a year"),
    "figures.clock": _figure("a time of day"),
    "update.count": Rule(
        "A figure that can only grow (or shrink) as news comes in has done so in the report published later.",
    ),
    "update.cue": Rule(
        "The figures differ, and the report published later says itself that its figure is the newer one.",
    ),
    "update.stage": Rule(
        "The report published later tells of a further stage of the same course of things.",
        "overlap",
        update.STAGE_OVERLAP,
    ),
    "attribution.hedge": Rule(
        "One outlet keeps its distance (“reportedly”, “alleged”) from what the other states without.",
    ),
    "attribution.credit": Rule("One outlet credits to somebody what the other states as fact."),
    "attribution.source": Rule(
        "Both credit it, to sources that share no name and of which neither can stand for the other."
    ),
    "quotation.cut": Rule("Both quote the same utterance, and the words of one stand in one run in the other's."),
    "quotation.altered": Rule("Both quote the same utterance, and the words between the quotation marks differ."),
    "quotation.paraphrase": Rule("One quotes what the other tells in words of its own."),
    "wording.label": Rule(
        "The two call the same thing, outside quotations, by words that carry a different judgement.",
        "overlap",
        wording.ALIKE,
    ),
    "wording.loaded": Rule(
        "A word of judgement stands before a noun that the other passage has without any.",
        "overlap",
        wording.ALIKE,
    ),
    "wording.report": Rule(
        "The same speaker’s words are reported by verbs that carry a different judgement.",
        "overlap",
        wording.SAME_STATEMENT,
    ),
    "placement.position": Rule("It stands in the opening of one article, and far down in the other."),
    "placement.headline": Rule(
        "A headline gives a figure, or a yes or no, that a passage of its own text says otherwise and none bears out.",
    ),
    "detail.more": Rule(f"One passage has names, figures, or {detail.MORE_WORDS} words or more, that the other lacks."),
}  # fmt: skip
"""By their names, as divergences give them."""
