"""Whether an attribution is a statement: somebody says or writes its content, and does not merely act, feel or hear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from compare.attribution.contents import has_inner_speaker, opens_quoted
from compare.model.attribution import Attribution, Offsets
from compare.model.passage import Passage
from compare.text.analysis import Facts, Source
from compare.text.terms import BE, DETERMINERS, MODALS
from compare.text.tokens import Token, bag, low_at

SAYING = bag(
    "say tell state announce report write add explain note declare post tweet retweet comment testify observe remark "
    "recall recount answer respond reply maintain stress emphasise emphasize warn argue confirm reveal admit concede "
    "acknowledge confess claim allege insist assert contend purport boast brag swear vow profess opine suggest "
    "disclose indicate estimate predict forecast ask quip joke continue caution lament complain promise pledge "
    "apologise apologize shout yell exclaim call describe label blast slam inform notify advise brief clarify "
    "reiterate repeat elaborate muse hint imply charge accuse agree quote cite counter retort wonder "
    "email text message counsel"
)
"""Lemmas of verbs that make what they introduce a statement."""

_ONLY_QUOTED = bag(
    "answer respond reply continue call describe label blast slam charge accuse agree quote cite counter retort wonder "
    "email text message advise counsel brief comment lament complain ask hint imply clarify repeat elaborate apologise "
    "apologize retweet recall post"
)
"""The verbs among them that just as often denote acts, and count only before a clause or a quotation."""

_FINDING = bag("show find conclude calculate determine read establish detail list warn indicate suggest reveal")
"""Lemmas of verbs with which a document says something."""

DOCUMENTS = bag(
    "report statement memo letter document study survey poll review indictment complaint lawsuit affidavit filing "
    "ruling article editorial paper notice bulletin advisory transcript warrant petition resolution communique audit "
    "assessment analysis research"
)
"""Lemmas of nouns for a document that can be a source."""

_GROUPS = bag(
    "researcher scientist investigator inquiry investigation committee commission panel board court jury judge "
    "authority office agency department institute inspector auditor"
)
"""Lemmas of nouns for those whose findings are published."""

_PHRASES = {("point", "out"), ("make", "clear")}
"""Verbs that are verbs of saying only together with the following word."""

_DENYING = bag("deny dispute dismiss reject refute rebut rebuff contest disavow repudiate")
_VERBS = SAYING | _FINDING | _DENYING
_DETERMINERS = DETERMINERS | {"in"}
_PASSIVE_HEARERS = bag("tell inform notify brief advise warn ask")
_TOLD = bag("that he she they we it to")
_STATES = bag("be want feel hope like love need seek")
"""Lemmas of verbs for what somebody is or wants, who need not have said it: "they want “…”"."""

_THING = ("a ", "an ", "his ", "her ", "their ", "its ")
_BE = (BE - {"am"}) | {"'s", "'re"}
_MODALS = MODALS | {"'ll", "cannot"}
_FUTURE = bag("will 'll may might")
_CONDITIONS = bag("if unless whether suppose supposing")
_UNDONE = bag(
    "decline refuse expect plan want intend hope wish need try fail likely due set schedule urge prepare go forbid "
    "about ready able unable reluctant free reason chance opportunity"
)
"""Lemmas before "to" that leave open whether anything was said, or deny it."""

_NOBODY = bag("no nobody none neither nothing noone few anybody anyone whoever")
_LIFELESS = bag(
    "number figure statistic result score total evidence video footage photo photograph image picture fact move "
    "decision way history step trend chart map sign"
)
"""Lemmas of nouns that "show" something without saying anything."""

_AFTER_NOUN = bag("of from for in on , who which that")
_POINTING = bag("which that it this these those so what who whom his her their its he she they him them as")
_ACTED = bag("war victory bankruptcy goodbye hello farewell peace independence martial grace thanks")
"""Words after a verb of saying that make it an act: "declared war"."""

_NEAR = 4
"""Number of tokens before the verb that are searched for a negation or a hedge (set by hand)."""

_MANY = 6
"""Number of quoted words from which a quotation counts as speech, whatever its cue (set by hand)."""

_HEARSAY = re.compile(r"\s*to (?:have|be)\b")
_CREDITS = re.compile(r"\baccording to\b|\bper\b|\bin the words? of\b|^\s*[:,–—-]\s*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def is_statement(text: str, passage: Passage, facts: Facts, attribution: Attribution, source: Source | None) -> bool:
    """Whether the source says or writes the content of an unquoted attribution, according to its cue.

    `text` is that of the article, `passage` with its `facts` the one that contains the cue. False for acts, attitudes
    and denials, and for anything negated, hypothetical or hearsay.
    """
    content = text[attribution.content[0][0] : attribution.content[0][1]] if attribution.content else ""
    if not _has_content(text, attribution) or is_hearsay(text, attribution):
        return False
    if source is not None and not _can_speak(facts, passage, attribution):
        return False
    cue = text[slice(*attribution.cue)]
    if _CREDITS.search(cue):
        return True
    place = _verb(facts.tokens, attribution.cue, passage.start)
    if place is None or is_open(facts, passage, attribution):
        return False
    lemma = _lemma(facts.tokens, place)
    if lemma in _DENYING or _is_heard(facts.tokens, place, attribution):
        return False
    if lemma in _ONLY_QUOTED:
        return _is_clause(content)
    if lemma == "tell" and content.casefold().startswith(_THING):
        return False  # "told a story about the ferry"
    return lemma in SAYING or (lemma in _FINDING and source is not None and _finds(source))


def can_be_spoken(text: str, passage: Passage, facts: Facts, attribution: Attribution, words: int) -> bool:
    """Whether the source says a quotation of so many words; a long one needs no verb of saying ("she smiled: “…”")."""
    if has_inner_speaker(text, attribution.content):
        return False
    if _CREDITS.search(text[slice(*attribution.cue)]):
        return True
    place = _verb(facts.tokens, attribution.cue, passage.start)
    if place is None:
        cue = _within(facts.tokens, attribution.cue, passage.start)
        is_state = bool(cue) and facts.tokens[cue[0]].lemma in _STATES
        return words >= _MANY and (not is_state or opens_quoted(text, attribution.content))
    if _lemma(facts.tokens, place) in _DENYING or is_open(facts, passage, attribution):
        return False
    return not _is_heard(facts.tokens, place, attribution)


def is_open(facts: Facts, passage: Passage, attribution: Attribution) -> bool:
    """Whether the cue is negated, hypothetical, still to come or without a subject: "if people say", "declined to
    say".
    """
    tokens = facts.tokens
    place, first = _verb(tokens, attribution.cue, passage.start), _within(tokens, attribution.cue, passage.start)
    if place is None:
        return False
    source = _within(tokens, attribution.source, passage.start)
    precedes = bool(source) and source[-1] < first[0]
    start = source[0] if precedes else first[0]
    near = tokens[max(source[-1] + 1 if precedes else start, place - _NEAR) : place]
    if tokens[place].low.endswith("ing"):
        if precedes and low_at(tokens, source[-1] + 1) in _FUTURE:
            return True  # "they will leave, saying that"
        near = near[max((at + 1 for at, each in enumerate(near) if each.text == ","), default=0) :]
    if any(each.low in _CONDITIONS for each in (*tokens[max(0, start - 1) : start], *near)):
        return True
    if source and (tokens[source[0]].low in _NOBODY or _is_of_nobody(tokens, source[0])):
        return True
    if any(each.low in _MODALS or each.low in {"not", "never"} or each.low.endswith("n't") for each in near):
        return True
    if precedes and near and near[0].low == "to":
        return True  # "pressed her to say"
    if any(y.low == "to" and x.lemma in _UNDONE for x, y in pairwise(near)):
        return True
    return not source and tokens[first[0]].low == "it" and any(each.low in _BE for each in near)


def is_hearsay(text: str, attribution: Attribution) -> bool:
    """Whether the content is said about the supposed source: "a man said to have been released"."""
    if attribution.source is None or attribution.source[0] > attribution.cue[0]:
        return False
    cue = text[slice(*attribution.cue)].casefold()
    return _HEARSAY.match(text, attribution.cue[1]) is not None and cue.split()[-1:] in (
        ["said"], ["reported"], ["alleged"], ["thought"], ["believed"], ["understood"],
    )  # fmt: skip


def _has_content(text: str, attribution: Attribution) -> bool:
    """False if the content only refers to something else ("which", "his claim") or belongs to an act ("declared
    war").
    """
    words = [word.casefold() for span in attribution.content for word in _WORD.findall(text[slice(*span)])]
    parts = [text[slice(*span)].strip().casefold() for span in attribution.content]
    if "what" in parts:
        return False  # "what she said was …"
    return _ACTED.isdisjoint(words[:1]) and len(words) > (1 if words and words[0] not in _POINTING else 2)


def _can_speak(facts: Facts, passage: Passage, attribution: Attribution) -> bool:
    """False for figures and the like."""
    if attribution.source is None:
        return True
    inside = [facts.tokens[place] for place in _within(facts.tokens, attribution.source, passage.start)]
    nouns = list(takewhile(lambda each: each.low not in _AFTER_NOUN, inside))
    is_name = len(nouns) > 1 and nouns[-1].is_capital
    return not nouns or is_name or nouns[-1].lemma not in _LIFELESS


def _finds(source: Source) -> bool:
    """Whether the source is a document, or somebody whose findings are published."""
    return not (DOCUMENTS | _GROUPS).isdisjoint(source.words) or (source.kind == "pronoun" and source.text == "it")


def _lemma(tokens: Sequence[Token], place: int) -> str:
    token = tokens[place]
    if any((token.lemma, each.low) in _PHRASES for each in tokens[place + 1 : place + 2]):
        return "state"
    return "find" if token.low == "found" else token.lemma


def _within(tokens: Sequence[Token], span: Offsets | None, offset: int) -> Sequence[int]:
    """The positions of the tokens inside a span of the article."""
    if span is None:
        return ()
    start, end = span[0] - offset, span[1] - offset
    return [place for place, each in enumerate(tokens) if start <= each.start < end]


def _verb(tokens: Sequence[Token], cue: Offsets, offset: int) -> int | None:
    """The last verb of saying or finding in the cue."""
    verbs = (
        place
        for place in reversed(_within(tokens, cue, offset))
        if _lemma(tokens, place) in _VERBS and not (place and tokens[place - 1].low in _DETERMINERS)
    )
    return next(verbs, None)


def _is_heard(tokens: Sequence[Token], place: int, attribution: Attribution) -> bool:
    """Whether the supposed source is the one who is told: "officials were informed"."""
    if attribution.source is None or attribution.source[0] > attribution.cue[0]:
        return False
    if tokens[place].low == "told" and low_at(tokens, place + 1) in _TOLD:
        return True  # "the shops told they can open"
    before = [each.low for each in tokens[max(0, place - 2) : place]]
    is_passive = not _BE.isdisjoint(before) and not tokens[place].low.endswith("ing")
    return is_passive and tokens[place].lemma in _PASSIVE_HEARERS


def _is_of_nobody(tokens: Sequence[Token], place: int) -> bool:
    """ "There is no company that says": "no" in the noun phrase before a relative pronoun."""
    is_relative = tokens[place].low in {"that", "who", "which"}
    return is_relative and any(each.low in _NOBODY for each in tokens[max(0, place - _NEAR - 1) : place])


def _is_clause(content: str) -> bool:
    """Whether content begins like a clause, rather than like the object of an act."""
    first = content.lstrip().casefold().split(maxsplit=1)[:1]
    return bool(first) and first[0] in {"that", "whether", "if", "how", "why", "what", "who", "when", "where"}
