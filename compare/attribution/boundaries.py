"""Where the content of an attribution ends, and the article's own words begin again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compare.attribution.contents import is_direct
from compare.attribution.statements import SAYING
from compare.model.attribution import Attribution, Offsets
from compare.text.speech.quotations import quoted_within
from compare.text.tokens import bag, lemma

_SPEAKING = (SAYING - bag("tell add")) | bag(
    "urge demand criticise criticize praise defend question attack condemn mock joke liken contrast echo refer allude "
    "point draw list express decline challenge encourage recommend tout invoke predict deny dispute reject dismiss"
)
"""Lemmas of verbs that begin a new act of the speaker: "she said it was late and urged the board to hurry"."""

_NEXT_VERB = re.compile(r"(,)[\"”’']?\s+([a-z]+ing)\b|(,?\s+(?:and|but))\s+(?:(?:also|then|later)\s+)?([a-z]+)\b")
_ASIDE = re.compile(r",[\"”’']?\s+(?:an?|in)\s+(?:[a-z]+\s+){0,2}(?:reference|allusion|nod)\s+to\b")
"""An explanation by the article: "“We are late,” a reference to the ferry"."""

_WORDS_OF_STATEMENT = 4
"""Minimum number of words of a quotation that is a statement of its own (set by hand)."""

_WORD = re.compile(r"\w+")


def trimmed(text: str, attribution: Attribution) -> Attribution:
    """The attribution without the article's own words at the end of its content.

    These are what the speaker does next ("she said it was late and urged the board to hurry"), and what a quotation is
    about ("“We are late,” she said of the ferry").
    """
    content = tuple(_within_clause(text, attribution.cue, _without_topic(text, attribution)))
    return attribution if content == attribution.content else replace(attribution, content=content)


def _without_topic(text: str, attribution: Attribution) -> list[Offsets]:
    """The content without an unquoted part that directly follows the cue, if a quoted statement precedes the cue."""
    said = [each for each in attribution.content if each[1] <= attribution.cue[0] and _is_statement(text, each)]
    return [
        each
        for each in attribution.content
        if not said or is_direct(text, [each]) or not _follows(text, attribution.cue, each)
    ]


def _follows(text: str, cue: Offsets, part: Offsets) -> bool:
    return cue[1] <= part[0] and not text[cue[1] : part[0]].strip() and not text.endswith(":", 0, cue[1])


def _is_statement(text: str, part: Offsets) -> bool:
    return is_direct(text, [part]) and len(_WORD.findall(text, *part)) >= _WORDS_OF_STATEMENT


def _within_clause(text: str, cue: Offsets, content: list[Offsets]) -> Iterator[Offsets]:
    """The parts of the content; after the cue, only those before the next verb of the speaker."""
    is_participle = text[slice(*cue)].endswith("ing")
    for start, end in content:
        stop = _next_verb(text, start, end, is_participle) if start >= cue[1] else None
        if stop is not None:
            yield start, stop
            return
        yield start, end


def _next_verb(text: str, start: int, end: int, is_participle: bool) -> int | None:
    """Where the speaker's next verb begins outside quotation marks, with the conjunction or comma before it; or an
    explanation by the article.
    """
    quoted = quoted_within(text, start, end)
    aside = _ASIDE.search(text, start + 1, end)
    for match in _NEXT_VERB.finditer(text, start + 1, aside.start() if aside else end):
        comma, participle, _, other = match.groups()
        verb = participle or other
        is_past = verb.endswith("ed") or verb == "said"
        goes_on = bool(comma) or (verb.endswith("ing") if is_participle else is_past)
        at = match.start(2) if comma else match.start(4)
        is_inside = any(start + each.start <= at < start + each.end for each in quoted)
        if goes_on and not is_inside and lemma(verb) in _SPEAKING:
            return _closed(text, match.start())
    return _closed(text, aside.start()) if aside else None


def _closed(text: str, at: int) -> int:
    """The end of a clause with its comma and quotation mark, if the mark follows the comma."""
    return at + 2 if text[at] == "," and text[at + 1 : at + 2] in set("\"”’'") else at
