"""Passages: the sentences of an article, as exact offsets into its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: `article.text[start:end] == text`; `paragraph` and `index` count from 0."""

    article_id: str
    index: int
    paragraph: int
    start: int
    end: int
    text: str
