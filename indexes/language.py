"""Detecting the language of a text, by py3langid."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_READ = 1_000
"""Maximum number of characters that are read: each costs time, and the language of all of 6,000 real articles was
detected with this number.
"""

_SHORTEST = 120
_CERTAIN = 0.9
"""Minimum number of characters of a text, and minimum probability of a result (set by hand; scraps of text are
misleading).
"""


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text; None if the text is too short or the language uncertain."""
    if len(text) < _SHORTEST:
        return None
    language, probability = _identifier().classify(text[:_READ])
    return str(language) if probability >= _CERTAIN else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Loaded with the first article, because it takes a second."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_modelpath(str(MODEL_DIR / MODEL_FILE), norm_probs=True)
