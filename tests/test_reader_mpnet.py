"""The larger model of the reader: its package in parts, its inputs, and adapters that are added to its weights."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load as load_safetensors

from compare.errors import ModelError
from indexes.reader import weights
from indexes.reader.mpnet import package
from indexes.reader.mpnet.inputs import MULTIPLE, PAD, PairInputs, TokenizedArticle, padded
from indexes.reader.mpnet.network import PLAIN_LAYERS, PairNetwork, load

TINY = {
    "vocab_size": 50,
    "hidden_size": 24,
    "num_hidden_layers": PLAIN_LAYERS + 1,
    "num_attention_heads": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
    "pad_token_id": PAD,
}
TEXTS = ["The ferry Alma sank on Sunday.", "“Help,” she cried – twice.", "Twelve people died."]


@given(
    st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 210), st.integers(0, 90)), max_size=12),
)
def test_joined_file_parts_read_like_one_file_from_any_offset(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], reads: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    files = [folder / str(number) for number in range(len(parts))]
    for file, content in zip(files, parts, strict=True):
        file.write_bytes(content)
    whole = io.BytesIO(b"".join(parts))
    with io.BufferedReader(package.JoinedFile(files)) as joined:
        for place, size in reads:
            assert joined.seek(place) == whole.seek(place)
            assert joined.read(size) == whole.read(size)
        assert joined.seek(0, io.SEEK_END) == whole.seek(0, io.SEEK_END)


def test_a_component_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_PARTS", ("001", "999"))
    with pytest.raises(ModelError, match=r"part-999\)\. Run `parallax install-reader`"):
        package.read("config.json")


@pytest.mark.parametrize("damage", [zlib.error("invalid block type"), NotImplementedError(), zipfile.BadZipFile()])
def test_any_exception_of_a_web_archive_is_reported_as_damage(
    monkeypatch: pytest.MonkeyPatch, damage: Exception
) -> None:
    def read(*_: object) -> bytes:
        raise damage

    monkeypatch.setattr(zipfile.ZipExtFile, "read", read)
    with pytest.raises(ModelError, match="damaged"):
        package.read("config.json")


@pytest.mark.parametrize("damage", ["cut", "other bytes"])
def test_a_damaged_part_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    parts = package.parts()
    last = parts[-1].read_bytes()
    broken = tmp_path / "last"
    broken.write_bytes(last[: len(last) // 2] if damage == "cut" else last[:-2_000_000] + bytes(2_000_000))
    monkeypatch.setattr(package, "parts", lambda: [*parts[:-1], broken])
    with pytest.raises(ModelError, match=r"damaged .*: run `parallax install-reader`"):
        package.read("tokenizer.json")


def test_an_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(package.PAIR_ENCODER_SHA256, "config.json", "0" * 64)
    with pytest.raises(ModelError, match="damaged"):
        package.read("config.json")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_every_file_is_checked_for_faults(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(package, "PAIR_ENCODER_SHA256", {name: package.PAIR_ENCODER_SHA256[name]})
    assert package.faults() == []
    monkeypatch.setattr(package, "PAIR_ENCODER_SHA256", {name: "0" * 64})
    (fault,) = package.faults()
    assert name in fault


@pytest.fixture(scope="module")
def article() -> TokenizedArticle:
    return TokenizedArticle("Alma goes down", TEXTS, weights.pair_tokenizer())


@pytest.mark.parametrize(("i", "j"), [(0, 0), (1, 2), (2, 1)])
def test_the_tokens_of_both_passages_are_found_in_the_input(article: TokenizedArticle, i: int, j: int) -> None:
    made = PairInputs(article, article, 1, weights.pair_tokenizer()).of(i, j)
    for side, place in enumerate((i, j)):
        start, end = made.span(side)
        assert made.ids[start:end].tolist() == article.passages[place].ids.tolist()
    text = weights.pair_tokenizer().decode(made.ids.tolist())
    assert "together" in text


def test_a_passage_has_the_previous_one_or_the_headline_as_context(
    article: TokenizedArticle,
) -> None:
    decode = weights.pair_tokenizer().decode
    assert decode(article.context(0).tolist()) == "alma goes down"
    assert decode(article.context(1).tolist()) == "the ferry alma sank on sunday."


def test_a_batch_is_padded_after_each_input(article: TokenizedArticle) -> None:
    inputs = PairInputs(article, article, 0, weights.pair_tokenizer())
    made = [inputs.of(0, 0), inputs.of(2, 2)]
    ids = padded(made)
    assert ids.shape[1] % MULTIPLE == 0
    for row, each in zip(ids, made, strict=True):
        assert row[: len(each.ids)].tolist() == each.ids.tolist()
        assert (row[len(each.ids) :] == PAD).all()


def test_adapters_merged_into_the_weights_give_the_same_logits() -> None:
    torch.manual_seed(3)
    trained = PairNetwork(TINY)
    plain = {name.removeprefix("encoder."): value.clone() for name, value in trained.state_dict().items()}
    trained.adapt()
    for value in trained.trained().values():
        torch.nn.init.normal_(value, std=0.2)
    added = PairNetwork.empty(TINY, torch.float32)
    encoder = {name: value for name, value in plain.items() if name.startswith(("embeddings.", "encoder."))}
    assert load(added, encoder.items(), {name: value.detach() for name, value in trained.trained().items()})
    ids = torch.tensor([[0, 7, 9, 2, 2, 11, 2, PAD], [0, 5, 2, 2, 6, 8, 9, 2]])
    with torch.inference_mode():
        for expected, found in zip(trained.eval()(ids), added.eval()(ids), strict=True):
            assert torch.allclose(expected, found, atol=1e-4)


def test_weights_of_another_network_are_not_loaded() -> None:
    network = PairNetwork(TINY)
    weights_of = [(name, value) for name, value in network.encoder.state_dict().items()]
    network.adapt()
    trained = {name: value.detach() for name, value in network.trained().items()}
    assert load(PairNetwork.empty(TINY, torch.float32), weights_of, trained)
    assert not load(PairNetwork.empty(TINY, torch.float32), weights_of[1:], trained)
    del trained["kinds.bias"]
    assert not load(PairNetwork.empty(TINY, torch.float32), weights_of, trained)
    trained |= {"encoder.encoder.layer.90.attention.attn.q.down": torch.zeros(16, 24)}
    assert not load(PairNetwork.empty(TINY, torch.float32), weights_of, trained)


@pytest.mark.model
def test_packaged_weights_are_loaded_like_the_library_loads_them() -> None:
    names = {}
    with package._opened("model.safetensors") as file:
        whole = load_safetensors(file.read())
    for name, value in package.tensors():
        names[name] = value.shape
        if value.numel() < 1_000_000:
            assert torch.equal(value, whole[name])
    assert names == {name: value.shape for name, value in whole.items()}
    assert np.isfinite(whole["embeddings.word_embeddings.weight"].sum().item())
