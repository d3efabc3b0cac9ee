"""A user's cross-encoder: a folder that CrossEncoder of sentence-transformers can load."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.errors import InputError, ModelError
from compare.model.article import Article
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.model.reader_scores import Reading
from indexes.model_registry import fingerprint_of

_FILES = ("config.json", "model.safetensors")
_BATCH = 32


class CrossEncoderReader:
    """Implements `compare.ports.Reader`: it decides on matches and finds no divergences.

    A model with one output returns the log-odds of a link, which are also used for a strong link; a model with two
    outputs returns both. Creating one costs nothing; it is thread-safe.
    """

    def __init__(self, folder: Path) -> None:
        """Raises InputError if the folder contains no such model with safetensors weights."""
        missing = [each for each in _FILES if not (folder / each).is_file()]
        if missing:
            raise InputError(f"PARALLAX_READER is {folder}, which is not a cross-encoder: it has no {missing[0]}.")
        self._folder = folder
        self._fingerprint = ""
        self._lock = Lock()
        self._model: Any = None

    @property
    def fingerprint(self) -> str:
        """Identifies the model by the content of its files."""
        if not self._fingerprint:
            found = fingerprint_of([self._folder / name for name in _FILES])
            self._fingerprint = f"cross-encoder:{found[:24]}"
        return self._fingerprint

    @property
    def name(self) -> str:
        """The name of the folder."""
        return f"the cross-encoder “{self._folder.name}”"

    @property
    def languages(self) -> frozenset[str]:
        """English, the language of the models that select its input."""
        return frozenset({"en"})

    @property
    def floors(self) -> Mapping[Kind, float]:
        """Empty: it finds no divergences."""
        return {}

    def read(
        self,
        a: tuple[Article, Sequence[Passage]],
        b: tuple[Article, Sequence[Passage]],
        cells: NDArray[np.int64],
    ) -> Reading:
        """The mean of both directions, so that the result is symmetric. Raises ModelError if it cannot be loaded."""
        if not len(cells):
            return Reading.empty()
        texts = [(a[1][i].text, b[1][j].text) for i, j in cells.tolist()]
        scores = (self._scores(texts) + self._scores([each[::-1] for each in texts])) / 2
        strength = np.asarray(scores if scores.shape[1] == 2 else np.repeat(scores, 2, 1), np.float32)
        return Reading(cells, strength, np.zeros_like(strength), np.zeros((len(cells), 0), np.float32), [])

    def _scores(self, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        model = self._loaded()
        with self._lock:
            scores = model.predict(list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(scores, np.float32).reshape(len(texts), -1)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> Any:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        try:
            from sentence_transformers import CrossEncoder
            from torch.nn import Identity

            model = CrossEncoder(
                str(self._folder),
                device="cpu",
                local_files_only=True,
                activation_fn=Identity(),
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # a damaged folder can fail in any part of the libraries that read it
            raise ModelError(f"The cross-encoder in {self._folder} cannot be loaded: {error}") from error
        if model.num_labels not in (1, 2):
            raise ModelError(
                f"The cross-encoder in {self._folder} has {model.num_labels} outputs; supported are "
                "one (a match) or two (a match and a strong match)."
            )
        return model
