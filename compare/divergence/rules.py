"""Descriptions of all rules for users, and how similar two passages must be for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.divergence.kinds import contradiction, detail, exchanged_roles, update, wording
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
    says = f"Both passages give {what} for the same thing, once each, and no value is consistent with both."
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
    return {f"{kind}.{by}": Rule(f"{_READERS[by]} judges that {what}.") for kind, what in MEANINGS.items()}


_READERS = {
    "reader": "The trained reader, which saw both passages in their articles,",
    "endpoint": "The language model that this server asks, which saw both passages with their neighbours,",
}

RULES = _judged("reader") | _judged("endpoint") | {
    "contradiction.opposites": Rule(
        "Each passage has a word that answers the same question, one with yes and the other with no. Neither word is "
        "quoted, and neither report supersedes the other.",
        "likeness",
        contradiction.ALIKE,
    ),
    "contradiction.negation": Rule(
        "One passage negates a word that the other uses without negation, in a clause that both share.",
        "likeness",
        contradiction.ALIKE,
    ),
    "contradiction.roles": Rule(
        "Both use the same words, but the two that a verb, a comparison or “from … to” connects have changed places.",
        "likeness",
        exchanged_roles.ALIKE,
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
    "figures.data": _figure("an amount of data"),
    "figures.pressure": _figure("a pressure"),
    "figures.frequency": _figure("a frequency"),
    "figures.loudness": _figure("a loudness"),
    "figures.dose": _figure("a dose of radiation"),
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
        "A figure that can only rise (or fall) as news comes in has done so in the later report.",
    ),
    "update.cue": Rule(
        "The figures differ, and the later report says that its figure is newer.",
    ),
    "update.stage": Rule(
        "The later report describes a further stage of the same process.",
        "overlap",
        update.STAGE_OVERLAP,
    ),
    "attribution.hedge": Rule(
        "One outlet hedges (“reportedly”, “alleged”) what the other states as fact.",
    ),
    "attribution.credit": Rule("One outlet attributes to a source what the other states as fact."),
    "attribution.source": Rule(
        "Both cite a source, but the sources share no name and neither can stand for the other."
    ),
    "quotation.cut": Rule("Both quote the same statement, and one quotation is a part of the other."),
    "quotation.altered": Rule("Both quote the same statement, but the words inside the quotation marks differ."),
    "quotation.paraphrase": Rule("One quotes what the other paraphrases."),
    "wording.label": Rule(
        "Outside quotations, the two use words with a different slant for the same thing.",
        "overlap",
        wording.ALIKE,
    ),
    "wording.loaded": Rule(
        "One has a loaded word before a noun that stands without one in the other.",
        "overlap",
        wording.ALIKE,
    ),
    "wording.report": Rule(
        "The same speaker’s words are introduced by verbs with a different slant.",
        "overlap",
        wording.SAME_STATEMENT,
    ),
    "placement.position": Rule("It is in the opening of one article and far down in the other."),
    "placement.headline": Rule(
        "A headline gives a figure, or a yes or no, that a passage of its own article contradicts and none supports.",
    ),
    "detail.more": Rule(f"One passage has names, figures, or at least {detail.MORE_WORDS} words that the other lacks."),
}  # fmt: skip
"""By their names, as divergences give them."""
