"""The contract of `indexes.embedding.encoder`: the packaged model, offline, in order, each text once."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import training.activations
from compare.errors import InputError, ModelError
from compare.ports import Embedder
from indexes import model_registry
from indexes.embedding import activations, int8_linear
from indexes.embedding.encoder import SentenceEmbedder, processor
from indexes.embedding.int8_linear import VNNI

TEXTS = [
    "The mayor of Harbourtown resigned on Tuesday after letters to a builder were published.",
    "Rain.",
    "Harbourtown's mayor stepped down when her correspondence with a contractor came out.",
    "A new species of beetle was found in a museum drawer.",
]


def test_heavy_modules_are_imported_lazily() -> None:
    code = (
        "import sys; from indexes.embedding.encoder import SentenceEmbedder; e = SentenceEmbedder();"
        "assert e.dimension == 384 and e.fingerprint.startswith('all-MiniLM-L6-v2:');"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(InputError, match="fp32"):
        SentenceEmbedder(precision="int3")


def test_vectors_have_length_one_and_near_texts_are_near(embedder: Embedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    cosines = vectors @ vectors.T
    assert cosines[0, 2] > 0.6 > 0.3 > cosines[0, 3]


def test_order_and_batching_do_not_change_a_vector(embedder: Embedder) -> None:
    texts = [f"{text} {'and so on ' * number}" for number in range(12) for text in TEXTS]
    together = embedder.encode(texts)
    backwards = embedder.encode(texts[::-1])[::-1]
    alone = np.vstack([embedder.encode([text]) for text in texts[:6]])
    assert np.abs(together - backwards).max() < 1e-5
    assert np.abs(together[:6] - alone).max() < 1e-5


def test_equal_texts_are_embedded_once_and_all_get_the_vector(embedder: Embedder) -> None:
    told: list[tuple[int, int]] = []
    vectors = embedder.encode([TEXTS[0], TEXTS[1], TEXTS[0]], lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)
    assert np.array_equal(vectors[0], vectors[2])


def test_an_empty_text_is_a_row_of_zeros(embedder: Embedder) -> None:
    vectors = embedder.encode(["", TEXTS[0], " \n"])
    assert not vectors[0].any()
    assert not vectors[2].any()
    assert vectors[1].any()
    assert embedder.encode([]).shape == (0, 384)


def test_a_text_of_a_megabyte_is_truncated_to_what_the_model_reads(embedder: Embedder) -> None:
    long = "The harbour froze again last night. " * 30_000
    vectors = embedder.encode([long, long[:20_000]])
    assert vectors[0] @ vectors[1] == pytest.approx(1.0, abs=1e-5)


def test_non_text_characters_are_ignored(embedder: Embedder) -> None:
    vectors = embedder.encode(["A broken \ud800 character.", "Nul \0 and \u202e too"])
    assert np.isfinite(vectors).all()


@pytest.fixture(scope="module")
def news(gold: Path) -> list[str]:
    with gzip.open(gold / "corpus-6k.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for _, line in zip(range(250), lines, strict=False)]
    return [article["title"] for article in articles] + [article["text"][:300] for article in articles]


@pytest.mark.model
@pytest.mark.skipif("bf16" not in Path("/proc/cpuinfo").read_text("utf-8"), reason="this processor knows no bf16")
def test_bf16_and_fp32_vectors_are_comparable(embedder: Embedder, news: list[str]) -> None:
    fast = SentenceEmbedder(precision="bf16")
    cosines = (fast.encode(news) * embedder.encode(news)).sum(axis=1)
    assert cosines.min() >= 0.998
    assert fast.fingerprint == embedder.fingerprint


has_vnni = pytest.mark.skipif(
    not VNNI & set(processor().split()), reason="this processor has no VNNI: Parallax does not compute in 8 bits on it"
)


@pytest.mark.model
@has_vnni
def test_int8_and_fp32_vectors_are_comparable(embedder: Embedder, news: list[str]) -> None:
    fast = SentenceEmbedder(precision="int8")
    cosines = (fast.encode(news) * embedder.encode(news)).sum(axis=1)
    assert cosines.mean() >= 0.998
    assert np.quantile(cosines, 0.01) >= 0.995
    assert fast.fingerprint == embedder.fingerprint


def test_int8_is_not_used_without_vnni() -> None:
    assert not int8_linear.is_possible("flags : avx2 fma")


@pytest.mark.model
@has_vnni
def test_an_int8_vector_does_not_depend_on_the_batch(news: list[str]) -> None:
    fast = SentenceEmbedder(precision="int8")
    together, alone = fast.encode(news[:300]), np.concatenate([fast.encode([text]) for text in news[:300:10]])
    assert (together[::10] * alone).sum(axis=1).min() > 0.99999


@pytest.mark.model
@has_vnni
def test_loading_the_model_in_int8_gives_the_same_vectors(news: list[str]) -> None:
    one, other = (SentenceEmbedder(precision="int8").encode(news[:100]) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.model
def test_altered_activations_are_refused_and_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(model_registry.ACTIVATIONS.path.read_bytes())
    content[-1] ^= 1
    altered = replace(model_registry.ACTIVATIONS, path=tmp_path / "activations.safetensors")
    altered.path.write_bytes(content)
    monkeypatch.setattr(model_registry, "ACTIVATIONS", altered)
    with pytest.raises(ModelError, match="modified"):
        activations.packaged()
    assert any("modified" in fault for fault in SentenceEmbedder().faults())


def test_calibration_texts_are_frozen_and_refused_if_modified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = activations.by_event()
    assert all(texts)
    assert activations.texts() == [text for each in texts for text in each]
    altered = replace(model_registry.CALIBRATION_TEXTS, path=tmp_path / "texts.json")
    altered.path.write_bytes(model_registry.CALIBRATION_TEXTS.path.read_bytes().replace(b".", b"!", 1))
    monkeypatch.setattr(model_registry, "CALIBRATION_TEXTS", altered)
    with pytest.raises(ModelError, match="modified"):
        activations.texts()


def test_shipped_activations_are_those_of_the_packaged_model_on_the_frozen_texts() -> None:
    shipped, found = activations.packaged(), training.activations.measured()
    assert shipped.keys() == found.keys()
    apart = [name for name, each in shipped.items() if not np.allclose(each, found[name], rtol=1e-3, atol=1e-3)]
    assert not apart, "run python -m training.activations"


@pytest.mark.model
def test_the_packed_forward_pass_equals_the_library(embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(model_registry.packaged().folder), device="cpu")
    texts = [f"{text} {'and so on ' * (number**2)}" for number in range(14) for text in TEXTS]
    wanted = library.encode(texts, show_progress_bar=False)
    assert np.abs(embedder.encode(texts) - wanted).max() < 1e-5


@pytest.mark.model
def test_a_model_of_another_architecture_is_run_by_the_library(copied: Path) -> None:
    from sentence_transformers import SentenceTransformer

    pooling = copied / "1_Pooling" / "config.json"
    config = json.loads(pooling.read_text())
    config = {**config, "pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}
    pooling.write_text(json.dumps(config))
    wanted = SentenceTransformer(str(copied), device="cpu").encode(TEXTS, show_progress_bar=False)
    assert np.abs(SentenceEmbedder(str(copied), precision="fp32").encode(TEXTS) - wanted).max() < 1e-5


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the packaged model in a separate folder."""
    return Path(shutil.copytree(model_registry.packaged().folder, tmp_path / "copy"))


FILES = ["model.safetensors", "tokenizer.json", "config.json", "sentence_bert_config.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_packaged_model_with_a_modified_file_is_refused(
    copied: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (copied / name).open("r+b") as file:
        file.seek(40)
        file.write(b"\x01")
    monkeypatch.setattr(model_registry, "_packaged_folder", lambda: copied)
    embedder = SentenceEmbedder(precision="fp32")
    with pytest.raises(ModelError, match=f"modified .*{name}"):
        embedder.encode(["a text"])
    assert [name in fault for fault in embedder.faults()] == [True]


def test_a_tokenizer_with_swapped_vocabulary_is_refused(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would load without an error, and every vector would represent a different text."""
    file = copied / "tokenizer.json"
    tokenizer = json.loads(file.read_text("utf-8"))
    words = tokenizer["model"]["vocab"]
    words["earthquake"], words["harbor"] = words["harbor"], words["earthquake"]
    file.write_text(json.dumps(tokenizer), "utf-8")
    monkeypatch.setattr(model_registry, "_packaged_folder", lambda: copied)
    with pytest.raises(ModelError, match=r"modified .*tokenizer\.json"):
        SentenceEmbedder(precision="fp32").encode(["a text"])


@pytest.mark.parametrize("name", FILES)
def test_a_packaged_model_with_a_missing_file_is_refused(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match="reinstall"):
        model_registry.check_packaged(model_registry.Model(copied, "", 384))


def test_only_files_with_a_digest_are_read_from_the_packaged_model(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in [each for each in copied.rglob("*") if each.is_file()]:
        if str(file.relative_to(copied)) not in FILES:
            file.unlink()
    monkeypatch.setattr(model_registry, "_packaged_folder", lambda: copied)
    assert SentenceEmbedder(precision="fp32").encode(["a text"]).any()


def test_the_fingerprint_of_a_folder_follows_its_content_and_not_its_place(copied: Path, tmp_path: Path) -> None:
    before = model_registry.named(str(copied))
    moved = copied.rename(tmp_path / "moved")
    assert model_registry.named(str(moved)).fingerprint == before.fingerprint
    assert before.dimension == 384
    config = moved / "config.json"
    config.write_text(config.read_text().replace("gelu", "relu"))
    assert model_registry.named(str(moved)).fingerprint != before.fingerprint


@pytest.mark.model
def test_a_named_folder_embeds_like_the_packaged_model(embedder: Embedder) -> None:
    named = SentenceEmbedder(str(model_registry.packaged().folder), precision="fp32")
    assert np.abs(named.encode(TEXTS) - embedder.encode(TEXTS)).max() < 1e-5


@pytest.mark.model
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not contain the weights"):
        _ = SentenceEmbedder(str(tmp_path)).fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"nonsense")
    (tmp_path / "config.json").write_text('{"hidden_size": 8}')
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentenceEmbedder(str(tmp_path)).encode(["a text"])


def test_a_named_model_is_measured_on_the_sample_stories_like_the_packaged_one(embedder: Embedder) -> None:
    named = SentenceEmbedder(str(model_registry.packaged().folder), precision="fp32")
    assert named.unrelated == pytest.approx(embedder.unrelated, abs=0.01)
