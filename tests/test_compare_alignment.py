"""Alignment: which passages match, whatever the sizes, orders and sides."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.alignment import align, align_prepared, prepare
from compare.alignment.features import blocks, unrelated_cosine
from compare.alignment.models import shipped
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.passage import Passage

_SAMPLE = (
    "The ferry Alma sank off Port Teven on Sunday with 41 people aboard; coastguard crews pulled 38 survivors from cold "
    "water. Captain Rosa Hild said a wave broke the bow door. Inspectors had warned about rusting hinges in March."
)
_WORDS = _SAMPLE.split()


def bag_vectors(texts: list[str], dimension: int = 64) -> np.ndarray:
    """Vectors in which texts with the same words are close: each word has a fixed direction."""
    rows = []
    for text in texts:
        total = np.zeros(dimension)
        for word in text.casefold().split():
            seed = int.from_bytes(word.encode()[:8].ljust(8, b"_"), "big")
            total += np.random.default_rng(seed).normal(size=dimension)
        rows.append(total / max(float(np.linalg.norm(total)), 1e-9))
    return np.array(rows, np.float32).reshape(-1, dimension)


def article(outlet: str, *sentences: str) -> EmbeddedArticle:
    text = " ".join(sentences)
    held = Article(Outlet(outlet), "", text)
    passages, start = [], 0
    for index, sentence in enumerate(sentences):
        passages.append(Passage(held.id, index, 0, start, start + len(sentence), sentence))
        start += len(sentence) + 1
    return EmbeddedArticle(held, tuple(passages), bag_vectors(list(sentences)))


FERRY = (
    "The ferry Alma sank off Port Teven on Sunday with 41 people aboard.",
    "Coastguard crews pulled 38 survivors from the water before dusk.",
    "Captain Rosa Hild said a wave had broken the bow door.",
    "Inspectors had warned about rusting hinges in March.",
)
FERRY_TOO = (
    "Inspectors warned in March that hinges were rusting.",
    "A wave had broken the bow door, Captain Rosa Hild said.",
    "Lorne has a fish market.",
    "The ferry Alma sank on Sunday off Port Teven with 41 people aboard.",
)


def pairs(matches) -> set[tuple[int, int]]:
    return {(match.a.index, match.b.index) for match in matches}


def test_passages_match_in_any_order():
    found = pairs(align(article("A", *FERRY), article("B", *FERRY_TOO)))
    assert {(0, 3), (2, 1), (3, 0)} <= found
    assert not any(i == 1 for i, _ in found)
    assert not any(j == 2 for _, j in found)


def test_one_passage_can_match_two():
    both = "Rescuers pulled 38 survivors from the water, and Captain Rosa Hild blamed a broken bow door."
    one = "Rescuers pulled 38 survivors from the water."
    other = "Captain Rosa Hild blamed a broken bow door."
    assert pairs(align(article("A", both), article("B", one, other))) == {(0, 0), (0, 1)}


def test_a_side_without_passages_matches_nothing():
    empty, full = article("A"), article("B", *FERRY)
    assert align(empty, full) == align(full, empty) == align(empty, empty) == []


def test_a_single_pair_of_identical_passages_matches_strongly():
    (match,) = align(article("A", FERRY[0]), article("B", FERRY[0]))
    assert match.strength == "strong"
    assert match.divergences == ()


def test_a_single_pair_of_unrelated_passages_does_not_match():
    assert align(article("A", FERRY[0]), article("B", "Olive prices fell to their lowest level in nine years.")) == []


def test_a_quotation_on_both_sides_raises_the_score():
    said = "“Nobody told the crew about those hinges”"
    a = article("A", f"{said}, Hild added.", *FERRY)
    quoting = article("B", f"She was bitter: {said}.", *FERRY_TOO)
    plain = article("B", "She was bitter: nobody told the crew about those hinges.", *FERRY_TOO)
    scores = [max(match.probability for match in align(a, b) if match.b.index == 0) for b in (quoting, plain)]
    assert scores[0] > scores[1]


sentences = st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(" ".join), max_size=6)


@given(sentences, sentences)
@settings(max_examples=60, deadline=None)
def test_swapping_the_sides_swaps_the_matches(left, right):
    a, b = prepare(article("A", *left)), prepare(article("B", *right))
    there = {(m.a.index, m.b.index): m for m in align_prepared(a, b)}
    back = {(m.b.index, m.a.index): m for m in align_prepared(b, a)}
    sure = {cell for cell, m in there.items() if m.probability > shipped().match + 1e-4}
    assert sure <= back.keys()
    for cell in sure:
        assert back[cell].probability == pytest.approx(there[cell].probability, abs=1e-4)


@given(sentences, sentences)
@settings(max_examples=60, deadline=None)
def test_matches_join_existing_passages_once_with_the_expected_scores(left, right):
    a, b = article("A", *left), article("B", *right)
    matches = align(a, b)
    assert len(pairs(matches)) == len(matches)
    for match in matches:
        assert a.passages[match.a.index] == match.a
        assert b.passages[match.b.index] == match.b
        assert shipped().match <= match.probability <= 1
        assert (match.strength == "strong") == (match.probability >= shipped().strong)
    assert matches == align(a, b)


def test_an_unrelated_passage_at_the_end_changes_no_matches():
    a, b = article("A", *FERRY), article("B", *FERRY_TOO)
    longer = article("B", *FERRY_TOO, "Olive prices fell to their lowest level in nine years.")
    before, after = pairs(align(a, b)), pairs(align(a, longer))
    assert before == after


def test_features_in_blocks_of_rows_equal_those_computed_at_once(monkeypatch):
    a, b = prepare(article("A", *FERRY, *FERRY_TOO)), prepare(article("B", *FERRY_TOO, *FERRY[:2]))
    ((_, whole),) = blocks(a, b)
    monkeypatch.setattr("compare.alignment.features._BLOCK_CELLS", 3 * len(b))
    parts = list(blocks(a, b))
    assert len(parts) == 3
    for name, matrix in whole.items():
        joined = np.concatenate([features[name] + np.zeros((1, len(b))) for _, features in parts])
        np.testing.assert_allclose(joined, matrix + np.zeros((len(a), len(b))), atol=1e-5, err_msg=name)


def test_a_model_with_identical_scores_for_all_texts_changes_no_match():
    a, b = article("A", *FERRY), article("B", *FERRY_TOO)
    shared = np.zeros(a.vectors.shape[1] + 1, np.float32)
    shared[-1] = 2

    def with_equal_vectors(held: EmbeddedArticle) -> EmbeddedArticle:
        vectors = np.pad(held.vectors, ((0, 0), (0, 1))) + shared
        return EmbeddedArticle(held.article, held.passages, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    unrelated = unrelated_cosine(
        [with_equal_vectors(article("C", text)).vectors for text in ("Olive prices fell.", "Snow is due.")]
    )
    assert unrelated > 0.75
    assert pairs(align(with_equal_vectors(a), with_equal_vectors(b), unrelated)) == pairs(align(a, b, unrelated=0.0))


def test_synonyms_raise_the_score():
    a = article("A", "Nine miners died.", *FERRY)
    same, other = article("B", "Nine miners perished.", *FERRY_TOO), article("B", "Nine miners sang.", *FERRY_TOO)
    cells = [next(blocks(prepare(a), prepare(b)))[1]["lexicon"][0, 0] for b in (same, other)]
    assert cells[0] > cells[1]


def test_the_coefficients_have_a_provenance_and_match_the_features():
    read = json.loads(resources.files("compare").joinpath("data/alignment.json").read_text(encoding="utf-8"))
    assert "digest" in read["provenance"]
    ((_, features),) = blocks(prepare(article("A", *FERRY)), prepare(article("B", *FERRY_TOO)))
    assert read["weights"].keys() == features.keys()
    assert 0 < read["match"] < read["strong"] < 1
