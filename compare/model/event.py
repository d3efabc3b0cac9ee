"""Events: the articles about one happening; origins: the articles that are one voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

from compare.model.moment import Moment

EventOrder = Literal["latest", "divergence"]
CorrectionKind = Literal["merge", "split", "move"]
CopyKind = Literal["verbatim", "edited", "excerpt", "paraphrased"]


@dataclass(frozen=True, slots=True)
class Event:
    """The articles about one happening, in the order in which they joined; `id` derives from the first of them."""

    id: str
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article stands: its event, its place in that event's order, and whether a person put it there."""

    article_id: str
    event_id: str
    position: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person did to events: where the articles concerned stood before and after. `number` counts from 1."""

    number: int
    kind: CorrectionKind
    made: Moment
    before: tuple[Placement, ...]
    after: tuple[Placement, ...]
    undone: bool = False

    @property
    def event_ids(self) -> tuple[str, ...]:
        """All events that it touched, those of afterwards first."""
        return tuple(dict.fromkeys(each.event_id for each in (*self.after, *self.before)))


@final
@dataclass(frozen=True, slots=True)
class Copy:
    """`copy_id` reprints the text of `source_id`; `contained` is the share of the copy's text found there (0 to 1)."""

    source_id: str
    copy_id: str
    kind: CopyKind
    contained: float


@dataclass(frozen=True, slots=True)
class Origin:
    """Articles that reprint the same text and count as ONE voice; the first of `article_ids` is the one shown."""

    article_ids: tuple[str, ...]
    copies: tuple[Copy, ...] = ()
