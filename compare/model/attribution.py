"""Attributions: who says what in an article, as the attribution tagger finds them."""

from __future__ import annotations

from dataclasses import dataclass

Offsets = tuple[int, int]
"""Characters `start` to `end` of an article's text."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source, the cue that introduces it ("said", "according to") and the content attributed to it.

    `source` is None if the text names nobody ("it was said"). The content may be split into several parts before and
    after the cue; it is empty if only a cue was found. `probability` estimates how likely source, cue and content are
    right.
    """

    source: Offsets | None
    cue: Offsets
    content: tuple[Offsets, ...]
    probability: float
