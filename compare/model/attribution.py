"""Attributions: who says what in an article, as the attribution tagger finds them."""

from __future__ import annotations

from dataclasses import dataclass

Offsets = tuple[int, int]
"""Characters `start` to `end` of an article's text."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source, the cue that credits it ("said", "according to") and the content that it is credited with.

    `source` is None where the text names nobody ("it was said"). The content may stand in several parts, before and
    behind the cue; it is empty where only a cue was found. `probability` estimates how likely source, cue and content
    are right.
    """

    source: Offsets | None
    cue: Offsets
    content: tuple[Offsets, ...]
    probability: float
