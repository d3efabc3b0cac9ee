"""The registry of models: files belong to this version, and fingerprints depend on what results depend on."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

import training.export
from compare.errors import ModelError
from indexes import model_registry
from indexes.model_registry import ModelFile, ReaderFiles
from indexes.reader.reader import TrainedReader
from indexes.tagger.tagger import TrainedTagger

SHIPPED = {
    "activations": model_registry.ACTIVATIONS,
    "calibration_texts": model_registry.CALIBRATION_TEXTS,
    "matches": model_registry.MATCHES,
    "divergences": model_registry.DIVERGENCES,
    "tagger": model_registry.TAGGER,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_file_belongs_to_this_version(name: str) -> None:
    assert SHIPPED[name].path.stem == name
    SHIPPED[name].check()


def test_weights_in_the_package_are_all_registered() -> None:
    folder = Path(model_registry.__file__).parent
    assert set(folder.rglob("*.safetensors")) <= {each.path for each in SHIPPED.values()}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_that_is_missing_or_was_modified_is_refused_and_named(name: str, tmp_path: Path) -> None:
    shipped = SHIPPED[name]
    file = ModelFile(tmp_path / shipped.path.name, shipped.sha256)
    with pytest.raises(ModelError, match=rf"missing .*{file.path.name}.* reinstall"):
        file.check()
    copy(shipped.path, file.path)
    file.check()
    with file.path.open("r+b") as opened:
        first = opened.read(1)
        opened.seek(0)
        opened.write(bytes([first[0] ^ 1]))
    with pytest.raises(ModelError, match=rf"modified .*{file.path.name}.* reinstall"):
        file.check()


def test_models_have_the_fingerprints_of_their_registered_files() -> None:
    assert TrainedReader().fingerprint == model_registry.READER.fingerprint
    assert model_registry.MATCHES.sha256[:12] in TrainedReader().fingerprint
    assert model_registry.DIVERGENCES.sha256[:12] in TrainedReader().fingerprint
    assert TrainedTagger().fingerprint == f"tagger:{model_registry.TAGGER.sha256[:16]}"


def test_changed_reader_weights_change_the_fingerprint(tmp_path: Path) -> None:
    assert ReaderFiles.in_folder(tmp_path) is None
    for each in (model_registry.MATCHES, model_registry.DIVERGENCES):
        copy(each.path, tmp_path / each.path.name)
    same = ReaderFiles.in_folder(tmp_path)
    assert same is not None
    assert same.fingerprint == model_registry.READER.fingerprint
    (tmp_path / "divergences.safetensors").write_bytes(b"others")
    other = ReaderFiles.in_folder(tmp_path)
    assert other is not None
    assert other.fingerprint != same.fingerprint


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("embedding/activations.safetensors", model_registry.packaged),
        ("embedding/calibration_texts.json", lambda: model_registry.named(str(model_registry.packaged().folder))),
    ],
)
def test_a_changed_calibration_changes_the_fingerprint(
    path: str, model: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(model)
    before = model().fingerprint
    monkeypatch.setitem(model_registry._SHA256, path, "0" * 64)
    assert model().fingerprint == f"{before}+00000000"


def test_stored_vectors_of_earlier_versions_still_match_the_packaged_model() -> None:
    assert model_registry.packaged().fingerprint == "all-MiniLM-L6-v2:53aa51172d142c89"


def test_exported_weights_have_their_digest_registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = tmp_path / "model_registry.py"
    copy(model_registry.__file__, registry)
    monkeypatch.setattr(training.export.model_registry, "__file__", str(registry))
    (tmp_path / "tagger").mkdir()
    file = tmp_path / "tagger" / "tagger.safetensors"
    file.write_bytes(b"new weights")
    sha = training.export.register(file)
    assert sha == ModelFile.of(file).sha256
    before, after = (path.read_text("utf-8").splitlines() for path in (Path(model_registry.__file__), registry))
    assert f'    "tagger/tagger.safetensors": "{sha}",' in after
    unknown = tmp_path / "tagger" / "unknown.safetensors"
    unknown.write_bytes(b"")
    with pytest.raises(ValueError, match="no entry"):
        training.export.register(unknown)
    assert len(before) == len(after)
