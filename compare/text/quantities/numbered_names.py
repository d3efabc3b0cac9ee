"""Names of well-known series that end in a number: "Windows 11", "Apollo 13", "Boeing 737"."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from compare.text.tokens import Token, bag

_SERIES: dict[str, Container[int]] = {
    "android": range(1, 21), "apollo": range(1, 18), "artemis": range(1, 6), "blackberry": {10},
    "debian": range(1, 21), "fedora": range(1, 61), "firefox": range(1, 201), "ios": range(1, 31),
    "ipados": range(13, 31), "iphone": range(3, 21), "macos": range(10, 31), "nintendo": {64}, "office": {365},
    "photoshop": range(1, 8), "playstation": range(1, 7), "soyuz": range(1, 41), "ubuntu": range(4, 31),
    "watchos": range(1, 31), "windows": {1, 2, 3, 7, 8, 10, 11, 95, 98}, "xbox": {360},
}  # fmt: skip
"""Products and missions, and the numbers of their versions: other numbers after these names count."""
_AIRCRAFT = {
    "airbus": re.compile(r"3[0-8]0|31[89]|321"),
    "boeing": re.compile(r"7[0-8]7"),
    "embraer": re.compile(r"1[3-9][05]"),
}
"""Makers of aircraft, and the numbers of their models: other numbers after these names count, too."""
_KINDS_OF_AIRCRAFT = bag("jet jetliner plane aeroplane airplane aircraft airliner freighter")
_MOST_DIGITS = 4


def is_numbered_name(tokens: Sequence[Token], place: int) -> bool:
    """True for the digits at `place` if they belong to the name before them.

    Those of an aircraft do only before such a noun or another name: "Boeing 737 jets", "Boeing 737 MAX".
    """
    if not place or not tokens[place].text.isdecimal() or len(tokens[place].text) > _MOST_DIGITS:
        return False
    name = tokens[place - 1]
    if name.text.islower():
        return False
    if name.low in _SERIES:
        return int(tokens[place].text) in _SERIES[name.low]
    if name.low not in _AIRCRAFT or not _AIRCRAFT[name.low].fullmatch(tokens[place].text):
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is None or following.lemma in _KINDS_OF_AIRCRAFT or not following.text.islower()
