"""Names of well-known series that end in a number: "Windows 11", "Apollo 13", "Boeing 737"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.text.tokens import Token, bag

_SERIES = bag(
    "android apollo artemis blackberry debian fedora firefox ios ipados iphone macos nintendo office photoshop "
    "playstation soyuz thunderbird ubuntu watchos windows xbox"
)
"""Products and missions whose versions are numbered; none is a word that stands before a count."""
_AIRCRAFT = {
    "airbus": re.compile(r"3[0-8]0|31[89]|321"),
    "boeing": re.compile(r"7[0-8]7"),
    "embraer": re.compile(r"1[3-9][05]"),
}
"""The numbers of the aircraft of makers: other numbers after these names count."""
_KINDS_OF_AIRCRAFT = bag("jet jetliner plane aeroplane airplane aircraft airliner freighter")
_MOST_DIGITS = 4


def is_numbered_name(tokens: Sequence[Token], place: int) -> bool:
    """True for the digits at `place` if they belong to the name before them.

    Those of an aircraft do before such a noun or a further name: "Boeing 737 jets", "Boeing 737 MAX".
    """
    if not place or not tokens[place].text.isdecimal() or len(tokens[place].text) > _MOST_DIGITS:
        return False
    name = tokens[place - 1]
    if name.text.islower():
        return False
    if name.low in _SERIES:
        return True
    if name.low not in _AIRCRAFT or not _AIRCRAFT[name.low].fullmatch(tokens[place].text):
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is None or following.lemma in _KINDS_OF_AIRCRAFT or not following.text.islower()
