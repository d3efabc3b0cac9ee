"""Validates the answer of a chat model: parts that do not match the schema, or quote other text, are dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

_MOST_SPANS = 6

Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Words = Annotated[str, Field(min_length=1, max_length=1_000)]
MarkedKind = Literal["figures", "contradiction", "update", "attribution", "quotation", "wording"]
"""As `compare.model.reader_scores.MARKED`; a test compares the two."""

Spans = list[tuple[int, int]]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Divergence(_Strict):
    kind: MarkedKind
    probability: Probability
    a: Annotated[list[Words], Field(max_length=_MOST_SPANS)]
    b: Annotated[list[Words], Field(max_length=_MOST_SPANS)]


class _Answer(_Strict):
    id: Annotated[str, Field(max_length=20)]
    link: Probability
    strong: Probability
    divergences: Annotated[list[Any], Field(max_length=40)]


class FoundKind(BaseModel):
    """A kind of divergence with its probability and the characters of its words in both passages."""

    kind: MarkedKind
    probability: Probability
    a: Spans
    b: Spans


class Judgement(BaseModel):
    """The judgement of one cell; None is stored instead if the answer was invalid."""

    link: Probability
    strong: Probability
    kinds: list[FoundKind]


KEPT: TypeAdapter[Judgement | None] = TypeAdapter(Judgement | None)
"""The stored form of judgements: positions of words, not their text."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The text of a completion, and the number of tokens that it cost; None if that is unknown."""

    text: str
    tokens: int | None


def completion(body: bytes) -> Completion | None:
    """The completion in the body of a response; None if there is none."""
    try:
        read = json.loads(body)
        text = read["choices"][0]["message"]["content"]
        used = read.get("usage")
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    tokens = used.get("total_tokens") if isinstance(used, dict) else None
    is_number = isinstance(tokens, int) and not isinstance(tokens, bool) and 0 <= tokens < 10_000_000
    return Completion(text, tokens if is_number else None) if isinstance(text, str) else None


def judgements(text: str, cells: Mapping[str, tuple[str, str]]) -> dict[str, Judgement]:
    """The judgements of the requested cells, by the ids under which their two passages were sent. If a cell is judged
    twice, the first judgement counts.
    """
    found: dict[str, Judgement] = {}
    for item in _items(text, len(cells)):
        try:
            answer = _Answer.model_validate(item)
        except (ValidationError, RecursionError):
            continue
        if answer.id in cells and answer.id not in found:
            found[answer.id] = _judgement(answer, cells[answer.id])
    return found


def _items(text: str, most: int) -> list[Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return []
    items = read.get("answers") if isinstance(read, dict) and set(read) == {"answers"} else None
    return items[: 2 * most] if isinstance(items, list) else []


def _judgement(answer: _Answer, passages: tuple[str, str]) -> Judgement:
    kinds: dict[str, FoundKind] = {}
    for item in answer.divergences:
        try:
            given = _Divergence.model_validate(item)
        except (ValidationError, RecursionError):
            continue
        a, b = _places(given.a, passages[0]), _places(given.b, passages[1])
        if a is None or b is None or not (a or b):
            continue  # words that do not occur in the passage: what they should show is not trusted
        kinds.setdefault(given.kind, FoundKind(kind=given.kind, probability=given.probability, a=a, b=b))
    return Judgement(link=answer.link, strong=min(answer.link, answer.strong), kinds=list(kinds.values()))


def _places(words: Sequence[str], passage: str) -> Spans | None:
    """The positions of the words in the passage; None if some do not occur in it."""
    starts = [(passage.find(each), len(each)) for each in words if each.strip()]
    if len(starts) < len(words) or any(start < 0 for start, _ in starts):
        return None
    return [(start, start + length) for start, length in starts]
