"""Detecting the language of a text, by py3langid."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_READ = 1_000
"""Characters that are looked at: each costs time, and 6,000 real articles were all told right by so many."""

_SHORTEST = 120
_CERTAIN = 0.9
"""Characters of a text, and probability, from which an answer is taken (chosen; scraps of text mislead)."""


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text; None if it is too short or that is not certain."""
    if len(text) < _SHORTEST:
        return None
    language, probability = _identifier().classify(text[:_READ])
    return str(language) if probability >= _CERTAIN else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Loaded when the first article comes in: it takes a second."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_modelpath(str(MODEL_DIR / MODEL_FILE), norm_probs=True)
