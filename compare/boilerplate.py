"""Lines of a page that are no news: invitations, credits, by-lines and notices."""

from __future__ import annotations

import re

_MOST_WORDS = 40
"""A longer line is news, whatever it begins with."""

_WORD = r"[A-Z][\w.’'-]*+"
_NAME = rf"{_WORD}(?: (?:de|van|von|der|al|bin|la|{_WORD}))++"
_NAMES = rf"{_NAME}(?:(?:, and |,? and |, ){_NAME})*+"
"""Possessive throughout: a hostile line costs linear time."""

_INVITATIONS = (
    r"(?:click|tap) (?:here|to|on|for)\b.*",
    r"(?:read|view|see|watch|continue reading|keep reading)(?: the| our| its| this)? "
    r"(?:full|whole|original|complete|entire) "
    r"(?:article|story|report|text|post|piece|version|interview|transcript)\b.*",
    r"(?:continue|keep) reading\b.*",
    r"read more\b.*",
    r"the post .* (?:first appeared|appeared first) on .*",
    r"(?:story|article) continues (?:below|after)\b.*",
    r"scroll (?:down )?(?:for|to)\b.*",
    r"(?:please )?(?:sign up|subscribe|register)(?: now| here| today)?(?: to| for| and|\W*$).*",
    r"(?:get|receive) (?:the|our|all the|more|daily|breaking) .*\b(?:newsletter|inbox|alerts?|email)\b.*",
    r"(?:want|like) more .*\b(?:newsletter|inbox|alerts?)\b.*",
    r"(?:please )?(?:follow|like|find|join) (?:us|me|him|her|@\w+|[\w ]{3,40}) on "
    r"(?:twitter|facebook|instagram|x|youtube|whatsapp|telegram|linkedin|google\+?|social media)\b.*",
    r"(?:share|tweet|email|print|save|comment)(?: (?:this|on|via|with|article|story|post|facebook|twitter)\b.*|\W*)",
    r"(?:download|get) (?:the|our) (?:free )?app\b.*",
    r"support (?:our|independent) journalism\b.*",
    r"(?:did you )?(?:like|enjoy(?:ed)?) this (?:story|article|post)\b.*",
    r"if you (?:like|liked|enjoy|enjoyed) this (?:story|article|post)\b.*",
    r"tell us what you think\b.*|what do you think\? (?:tell|let) us\b.*",
    r"(?:filed under|posted in|tagged(?: with)?|tags?)\s*:.*",
    r"(?:related|see also|see more|also read|read also|more on this|more from|recommended|most read|trending|"
    r"don['’]t miss|you (?:may|might) also like)\s*(?::.*|\W*)",
    r"(?:watch|listen|video|gallery|photos|slideshow)\s*:.*",
    r"advertisement\W*|sponsored(?: content)?\W*|loading\W*|comments?\W*|editor['’]s picks?\W*",
)
_NOTICES = (
    r"(?:photo|picture|image|photograph|file photo|illustration|source|credit)s?\s*(?:by|:|credit\b).*",
    r"(?:copyright|©|\(c\)).*",
    r".*\ball rights reserved\b.*",
    r".*\bmay not be (?:published, broadcast|reproduced)\b.*",
    r"(?:the )?(?:[\w ,.’'-]+ )?contributed(?: reporting)? to this (?:report|story|article|post)\b.*",
    r"(?:reporting|additional reporting|writing|editing|edited|compiled) by\b.*",
    r"(?:this|the) (?:story|article|post|report|page|version) (?:has been|was|is|will be) "
    r"(?:first |originally |being )?(?:updated|published|corrected|developing|a developing)\b.*",
    r"(?:last )?(?:updated|published|posted)\s*(?:at|on|:|\d)(?:\s*\S+){0,8}",
    r"by using this (?:site|website)\b.*|(?:this site|we) uses? cookies\b.*",
)
_BY_LINES = (
    rf"(?:By|BY):? {_NAMES}(?:[,|].*)?\W*",
    rf"{_WORD}(?: {_WORD}){{1,3}} (?:for|reports? for|is an? [\w ]*(?:reporter|writer|correspondent) (?:for|at)) "
    rf"(?:the )?{_WORD}(?: (?:of|the|and|&|{_WORD}))*+",
    rf"{_NAMES} (?:in [\w ,]+ )?contributed(?: reporting)?\W*",
    r"(?!.*[.!?][”’\"']*\s*\[).{10,200}\[[A-Z]{4,12}\]\W*",
    r"[\w.+-]+@[\w-]+\.[\w.]+\W*|https?://\S+\W*|@\w+\W*",
)
_BOILERPLATE = re.compile("|".join(f"(?:{pattern})" for pattern in _INVITATIONS + _NOTICES), re.IGNORECASE | re.DOTALL)
_BY_LINE = re.compile("|".join(f"(?:{pattern})" for pattern in _BY_LINES))


def is_boilerplate(line: str) -> bool:
    """True if a sentence is one of the things that pages carry around their news, and no news itself."""
    line = line.strip(" \t\r\n-–—•*|>[]()")
    if len(line.split()) > _MOST_WORDS:
        return False
    return bool(_BOILERPLATE.fullmatch(line) or _BY_LINE.fullmatch(line))
