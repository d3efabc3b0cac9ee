"""Contradiction judged by a CrossEncoder of three classes, which is imported when the first pair is judged."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.errors import ModelError

_BATCH = 32


class CrossEncoderEntailment:
    """Implements `compare.ports.Entailment` by a folder or hub name of a sentence-transformers CrossEncoder.

    Which of its three classes is contradiction is read from the labels in its configuration. Making one costs nothing.
    """

    def __init__(self, model: str) -> None:
        self._name = model
        self._lock = Lock()
        self._loaded: Any = None
        self._column = 0

    @property
    def fingerprint(self) -> str:
        """The name of the model: set another one, or the same in another folder, when its weights change."""
        return self._name

    def contradiction(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """The probability that the second text of each pair contradicts the first, shape (len(pairs),).

        Raises ModelError if the model is not there, cannot be used, or has no class of that name among three.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded, self._column = self._load()
            scores = self._loaded.predict(
                list(pairs), batch_size=_BATCH, apply_softmax=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(scores, np.float32).reshape(len(pairs), -1)[:, self._column]

    def _load(self) -> tuple[Any, int]:
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(self._name, device="cpu")
        except Exception as error:  # whatever the library raises for a model that it cannot load
            raise ModelError(f"The entailment model “{self._name}” cannot be loaded: {error}") from error
        labels = {str(name).casefold(): int(number) for number, name in model.config.id2label.items()}
        column = next((number for name, number in labels.items() if name.startswith("contradict")), None)
        if len(labels) != 3 or column is None:
            raise ModelError(
                f"The entailment model “{self._name}” needs three classes, one of them called contradiction; it has "
                f"{', '.join(labels)}."
            )
        return model, column
