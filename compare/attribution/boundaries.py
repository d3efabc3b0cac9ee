"""Where the content of an attribution ends, and the article's own words begin again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from compare.attribution.contents import is_direct
from compare.attribution.statements import SAYING
from compare.model.attribution import Attribution, Offsets
from compare.text.speech.quotations import quoted_within
from compare.text.terms import FINITE_AUXILIARIES, STOP_WORDS
from compare.text.tokens import bag, lemma

_SPEAKING = (SAYING - bag("tell add")) | bag(
    "urge demand criticise criticize praise defend question attack condemn mock joke liken contrast echo refer allude "
    "point draw list express decline challenge encourage recommend tout invoke predict deny dispute reject dismiss"
)
"""Lemmas of verbs that begin a new act of the speaker: "she said it was late and urged the board to hurry"."""

_NEXT_VERB = re.compile(r"(,)[\"”’']?\s+([a-z]+ing)\b|(,?\s+(?:and|but))\s+(?:(?:also|then|later)\s+)?([a-z]+)\b")
_ALSO_ACTS = bag(
    "argue attack defend question mock joke draw list challenge encourage deny reject dismiss blast slam shout yell "
    "complain charge post point demand continue promise reveal indicate ask answer respond reply quote text message "
    "email boast brag swear express tweet announce report disclose"
)
"""Lemmas whose participle often belongs to the content: "they were drinking, arguing about money"."""

_TELLS = re.compile(r"\s+(?:that|how|why|whether|to|out)\b|[,:]?\s+[\"“‘]")
"""Words after the participle if the speaker continues: "arguing that …"."""

_NEEDS_OBJECT = bag(
    "inform notify brief advise accuse charge question attack criticise criticize praise condemn defend mock label "
    "describe quote cite challenge encourage tout reject dismiss deny dispute slam blast urge liken contrast recommend"
)
_NO_OBJECT = re.compile(
    r"\s+(?:as|of|in|on|at|to|with|about|after|before|during|until|since|when|while|for|from|over|again|twice)\b"
    r"|[,.;:!?]|$"
)
"""Words after such a verb if it is passive: "he was called in and questioned for two hours"."""

_AGENT = re.compile(r"\s+by\s+(?![a-z]+ing\b)")
_PERFECT = re.compile(r"\b(?:has|have|had)\s+(?:(?:[a-z]+ly|also|never|not)\s+)*((?:[a-z]+,\s+)*[a-z]+)$")
_PROGRESSIVE = re.compile(r"\b[a-z]+ing(?:\s+[a-z]+ly)?$")
_SAME_FORM = bag("left found put cut set hit shut read let quit hurt run come become")
"""Participles that are their own lemma."""

_NO_VERBS = STOP_WORDS | bag("later feet teeth")
_WORDS = re.compile(r"[a-z]+")
_ASIDE = re.compile(r",[\"”’']?\s+(?:an?|in)\s+(?:[a-z]+\s+){0,2}(?:reference|allusion|nod)\s+to\b")
"""An explanation by the article: "“We are late,” a reference to the ferry"."""

_WORDS_OF_STATEMENT = 4
"""Minimum number of words of a quotation that is a complete statement (set by hand)."""

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
        if goes_on and not is_inside and lemma(verb) in _SPEAKING and not _continues(text, start, match, end):
            return _closed(text, match.start())
    return _closed(text, aside.start()) if aside else None


def _continues(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the verb continues the clause of the content, instead of describing the speaker's next act."""
    comma, participle, conjunction, other = match.groups()
    before = text[start : match.start()]
    if comma:
        tells = lemma(participle) not in _ALSO_ACTS or _TELLS.match(text, match.end(), end)
        return not tells and _has_verb(before)
    if other.endswith("ing"):
        return _PROGRESSIVE.search(before) is not None
    is_joined = not conjunction.startswith(",")
    return _is_passive(text, lemma(other), match.end(), end) or (is_joined and _ends_in_perfect(before))


def _is_passive(text: str, verb: str, at: int, end: int) -> bool:
    """Whether a form in "-ed" that ends at `at` has an agent, or lacks the object that it needs in the active voice."""
    return bool(_AGENT.match(text, at, end) or (verb in _NEEDS_OBJECT and _NO_OBJECT.match(text, at, end)))


def _ends_in_perfect(clause: str) -> bool:
    """Whether a clause ends with verbs in the perfect: "the minister had lied"."""
    found = _PERFECT.search(clause)
    return found is not None and all(_is_past(word) for word in _WORDS.findall(found[1]))


def _has_verb(clause: str) -> bool:
    return any(word in FINITE_AUXILIARIES or _is_past(word) for word in _WORDS.findall(clause))


def _is_past(word: str) -> bool:
    """Whether a word is the past form of a verb, as far as its lemma tells."""
    if word in _SAME_FORM:
        return True
    return word not in _NO_VERBS and not word.endswith(("s", "ing", "men", "ren")) and lemma(word) != word


def _closed(text: str, at: int) -> int:
    """The end of a clause with its comma and quotation mark, if the mark follows the comma."""
    return at + 2 if text[at] == "," and text[at + 1 : at + 2] in set("\"”’'") else at
