"""Events: the articles about one happening; origins: the articles that are one voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CopyKind = Literal["verbatim", "edited", "excerpt"]


@dataclass(frozen=True, slots=True)
class Event:
    """The articles about one happening, in the order in which they joined; `id` derives from the first of them."""

    id: str
    article_ids: tuple[str, ...]


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
