"""Sentence embeddings with a sentence-transformers model, loaded when the first text is embedded.

BERT encoders, such as the packaged model, are computed by `packed_forward`; other models by the library itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

import numpy as np

from compare.alignment.features import UNRELATED, unrelated_cosine
from compare.errors import InputError, ModelError
from compare.ports import Progress, Vectors
from compare.text.cleaning.link_lists import blank_link_lists
from indexes import model_registry
from indexes.embedding import activations, bert, int8_linear
from indexes.embedding.normalise import normalised
from indexes.embedding.packed_forward import PackedEncoder
from indexes.embedding.precision import quickest

__all__ = ["PRECISIONS", "Precision", "SentenceEmbedder", "processor", "quickest"]

Precision = Literal["auto", "fp32", "bf16", "int8"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

_BATCH_TOKENS = 2_000
"""Maximum number of tokens of a batch, including padding. Of 1,000 to 4,000 the fastest on sentences of
`../shared/gold` (2 cores, bf16); above, the activations no longer fit into the cache.
"""

_MEASURED = 2_000  # texts whose tokens are counted at once

_WINDOW = 4_096  # texts of similar lengths tokenised at once when no padding is needed

_CHARACTERS_PER_TOKEN = 64
"""Maximum number of characters per token that the model reads: text beyond that is not even tokenised."""

_NEARER = 0.061
"""The factor between the distance from 1 of unrelated passages' cosines in real news and in the calibration texts: the
packaged model has a mean cosine of 0.140 on the gold pairs, and of 0.084 on these texts.
"""


_PACKAGED_READS = frozenset({"en"})


class SentenceEmbedder:
    """Implements `compare.ports.Embedder`.

    `model` is None for the packaged model, or a sentence-transformers folder or hub name. `precision` is "fp32",
    "bf16", "int8" (for models that `packed_forward` computes; others use fp32) or "auto": see `precision.quickest`. The
    fingerprint does not depend on it: vectors in bf16 have a cosine of at least 0.998 to those in fp32, and vectors in
    int8 one of 0.998 on average, which tests check, so they are comparable. `languages` are the supported ones; by
    default English for the packaged model and any for others.

    Creating one costs nothing; it is thread-safe.
    """

    def __init__(
        self, model: str | None = None, precision: str = "auto", languages: frozenset[str] | None = None
    ) -> None:
        if precision not in PRECISIONS:
            raise InputError(f"The precision is one of {', '.join(PRECISIONS)}, not “{precision}”.")
        self._name = model
        self.languages = languages or (None if model else _PACKAGED_READS)
        self._precision = precision
        self._lock = Lock()
        self._found: model_registry.Model | None = None
        self._loaded: Any = None
        self._packed: PackedEncoder | None = None
        self._unrelated: float | None = None

    @property
    def fingerprint(self) -> str:
        """Identifies the model by the content of its weights. Raises ModelError if a named model does not exist."""
        return self._model().fingerprint

    @property
    def dimension(self) -> int:
        """The number of components of a vector. Raises ModelError as `fingerprint` does."""
        return self._model().dimension

    @property
    def unrelated(self) -> float:
        """The mean cosine of passages of different events; for a named model it is measured on frozen texts.

        Raises ModelError if the model cannot be used.
        """
        if self._name is None:
            return UNRELATED
        if self._unrelated is None:
            measured = unrelated_cosine([self.encode(texts) for texts in activations.by_event()])
            self._unrelated = measured + _NEARER * (1 - measured)
        return self._unrelated

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Normalised vectors, shape (len(texts), dimension), in the order of `texts`; zeros for an empty text.

        Equal texts are embedded once, and `progress` counts distinct ones. A text longer than the model's limit is
        truncated; a list of links after a name is ignored. Raises ModelError if the model cannot be used.
        """
        place: dict[str, int] = {}
        rows = [place.setdefault(text, len(place)) for text in texts]
        different = list(place)
        vectors = np.zeros((len(different), self.dimension), np.float32)
        done = 0
        for places, found in self._encoded([blank_link_lists(text) for text in different]):
            vectors[places] = found
            done += len(places)
            if progress is not None:
                progress(done, len(different))
        return vectors[rows]

    def faults(self) -> list[str]:
        """As in `compare.ports.Embedder`: every file of the packaged model is verified against its digest."""
        try:
            model = self._model()
            if self._name is None:
                model_registry.check_packaged(model)
                model_registry.ACTIVATIONS.check()
        except ModelError as error:
            return [str(error)]
        return []

    def _model(self) -> model_registry.Model:
        if self._found is None:
            self._found = model_registry.named(self._name) if self._name else model_registry.packaged()
        return self._found

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Indices of non-empty texts with their vectors, batch by batch."""
        lengths = [len(text.strip()) for text in texts]
        if not any(lengths):
            return
        with self._lock:
            self._prepare()
        if self._packed is None:
            for batch in _batches(self._lengths(texts)):
                yield batch, self._encode_batch([texts[place] for place in batch])
            return
        filled = sorted((each for each, length in enumerate(lengths) if length), key=lambda each: -lengths[each])
        for start in range(0, len(filled), _WINDOW):
            window = filled[start : start + _WINDOW]
            for places, vectors in self._packed.encode(self._cut([texts[place] for place in window])):
                yield [window[place] for place in places], vectors

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text; 0 for an empty one. Characters, if the model does not tell."""
        lengths = [len(text.strip()) for text in texts]
        filled = [number for number, length in enumerate(lengths) if length]
        if len(filled) < 2:  # there is nothing to sort
            return lengths
        for start in range(0, len(filled), _MEASURED):
            places = filled[start : start + _MEASURED]
            with self._lock:
                found = self._loaded.preprocess(self._cut([texts[each] for each in places]))
            if "attention_mask" in found:
                counted = found["attention_mask"].sum(1).tolist()
                for place, number in zip(places, counted, strict=True):
                    lengths[place] = number
        return lengths

    def _encode_batch(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            cut = self._cut(texts)
            vectors = self._loaded.encode(cut, batch_size=len(cut), show_progress_bar=False, convert_to_numpy=True)
        return normalised(vectors)

    def _cut(self, texts: Sequence[str]) -> list[str]:
        longest = self._packed.longest if self._packed else self._loaded.max_seq_length or 512
        return [text.strip()[: longest * _CHARACTERS_PER_TOKEN].encode("utf-8", "replace").decode() for text in texts]

    def _prepare(self) -> None:
        """Load the model on first use; called with the lock held."""
        if self._packed is not None or self._loaded is not None:
            return
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # all files are local: do not contact a hub
        # caching one prepared operation per batch shape would take a gigabyte during a long add
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        model = self._model()
        if self._name is None:
            model_registry.check_packaged(model)
        try:
            packable = bert.of_folder(model.folder, self._dtype()) if self._name is None else self._load(model)
            self._packed = self._packed_of(packable) if packable is not None else None
        except ModelError:
            raise
        except Exception as error:  # a damaged folder can fail anywhere in the libraries that load it
            raise ModelError(f"The model in {model.folder} cannot be loaded: {error}") from error

    def _packed_of(self, model: bert.Bert) -> PackedEncoder:
        packed = PackedEncoder(model)
        if self._chosen() == "int8" and int8_linear.is_possible(processor()):
            packed.use_8_bits(packed.measured(activations.texts()) if self._name else activations.packaged())
        return packed

    def _chosen(self) -> str:
        return (
            quickest(processor(), model_registry.ENCODER_PRECISIONS) if self._precision == "auto" else self._precision
        )

    def _dtype(self) -> Any:
        import torch

        return torch.bfloat16 if self._chosen() == "bf16" else torch.float32

    def _load(self, model: model_registry.Model) -> bert.Bert | None:
        """The parts of a model named by the user; None if its architecture must be computed by the library itself."""
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        place, dtype = str(model.folder), self._dtype()
        loaded = SentenceTransformer(place, device="cpu", local_files_only=True, model_kwargs={"dtype": dtype})
        if loaded.get_embedding_dimension() != model.dimension:
            raise ValueError("its dimension differs from the one in its configuration.")
        packable = bert.of_library(loaded)
        if packable is None:
            self._loaded = loaded
        return packable


def processor() -> str:
    """The content of /proc/cpuinfo; "" if it does not exist."""
    try:
        return Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return ""


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of non-empty texts in batches of similar lengths, longest first.

    They are sorted by tokens, not characters: otherwise a third of the model's input would be padding.
    """
    batch: list[int] = []
    for number in sorted((each for each, length in enumerate(lengths) if length), key=lambda each: -lengths[each]):
        if batch and len(batch) >= _BATCH_TOKENS // lengths[batch[0]]:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
