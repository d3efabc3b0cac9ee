"""Events: the articles about one news event. Origins: the articles that reprint one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, final

from compare.model.article import Article
from compare.model.moment import Moment

EventOrder = Literal["latest", "divergence"]
CorrectionKind = Literal["merge", "split", "move"]
CopyKind = Literal["verbatim", "edited", "excerpt", "paraphrased"]


@dataclass(frozen=True, slots=True)
class Event:
    """The articles about one news event, in the order in which they were added to it; `id` derives from the first
    one."""

    id: str
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The event of an article, its index in that event, and whether a user assigned it."""

    article_id: str
    event_id: str
    position: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A user's correction: the placement of the affected articles before and after. `number` counts from 1."""

    number: int
    kind: CorrectionKind
    made: Moment
    before: tuple[Placement, ...]
    after: tuple[Placement, ...]
    undone: bool = False

    @property
    def event_ids(self) -> tuple[str, ...]:
        """All affected events, those after the correction first."""
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
    """Articles that reprint the same text and count as one independent report; the first of `article_ids` is shown."""

    article_ids: tuple[str, ...]
    copies: tuple[Copy, ...] = ()


def number_origins(origins: Sequence[Origin]) -> dict[str, int]:
    """The index of the origin of each article."""
    return {article_id: number for number, origin in enumerate(origins) for article_id in origin.article_ids}


def with_single_origins(origins: Sequence[Origin], articles: Sequence[Article]) -> list[Origin]:
    """The origins, including one for each article that is in none."""
    taken = number_origins(origins)
    return [*origins, *(Origin((each.id,)) for each in articles if each.id not in taken)]
