"""Decisions over a reader's scores: which cells are read, and what becomes a match or a divergence."""

from __future__ import annotations

import numpy as np
import pytest

from compare.alignment import align_with_reader, candidate_cells, prepare
from compare.alignment.decisions import decision_features
from compare.alignment.models import DecisionModel
from compare.alignment.scorer import Scorer
from compare.divergence import diverge_with_reader
from compare.divergence.decisions import KindModel
from compare.model.reader_scores import KINDS, MARKED, CellReading, Reading, TokenMarks
from tests.test_compare_alignment import FERRY, FERRY_TOO, article


def scorer(weight_of: str, bias: float = 0.0) -> Scorer:
    """A logistic regression over one feature, whose log-odds are that feature's value."""
    one = np.ones(1, np.float32)
    return Scorer((weight_of,), one * 0, one * 4, None, None, one * 4, bias)


DECISIONS = DecisionModel("test", -3.0, scorer("link logit"), scorer("strong logit"), 0.5, 0.5, None, "")


def marks(text: str, kind: str, words: str) -> TokenMarks:
    """One token per word; those in `words` are marked for the kind."""
    offsets, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append((at, at + len(word)))
        at += len(word)
    probabilities = np.zeros((len(offsets), len(MARKED)), np.float32)
    start = text.find(words) if words else len(text)
    for place, (begin, end) in enumerate(offsets):
        if begin >= start and end <= start + len(words):
            probabilities[place, MARKED.index(kind)] = 0.9
    return TokenMarks(np.array(offsets, np.int64).reshape(-1, 2), probabilities)


def reading_of(a, b, links: dict[tuple[int, int], float]):
    """A fake reader: the logits of these cells, -4 for all others; strong logits are one lower."""

    def read(cells: np.ndarray) -> Reading:
        link = np.array([links.get((i, j), -4.0) for i, j in cells.tolist()], np.float32)
        empty = [
            (marks(a.passages[i].text, "figures", ""), marks(b.passages[j].text, "figures", ""))
            for i, j in cells.tolist()
        ]
        none = np.zeros((len(cells), len(KINDS) + 1), np.float32)
        return Reading(cells, np.stack([link, link - 1], 1), none[:, :2], none, empty)

    return read


def test_the_reader_decides_what_matches_among_the_candidates():
    a, b = article("A", *FERRY), article("B", *FERRY_TOO)
    found, _ = align_with_reader(
        prepare(a), prepare(b), reading_of(a, b, {(0, 3): 3.0, (3, 0): 0.5}), decisions=DECISIONS
    )
    assert {(m.a.index, m.b.index): m.strength for m, _ in found} == {(0, 3): "strong", (3, 0): "weak"}
    assert found[0].match.probability == pytest.approx(1 / (1 + np.exp(-3.0)), abs=1e-3)
    assert all(m.strong_probability <= m.probability for m, _ in found)


def test_decisions_do_not_depend_on_the_order_of_the_sides():
    a, b = article("A", *FERRY), article("B", *FERRY_TOO)
    links = {(0, 3): 2.0, (2, 1): 1.0, (1, 1): -1.0}
    cells = np.array([[i, j] for i in range(4) for j in range(4)], np.int64)
    one = reading_of(a, b, links)(cells)
    other = reading_of(b, a, {(j, i): value for (i, j), value in links.items()})(cells[:, ::-1])
    candidate = np.zeros((4, 4), np.float32)
    there, back = decision_features({}, candidate, one), decision_features({}, candidate.T, other)
    assert all(np.allclose(there[name], back[name]) for name in there)


def test_no_more_cells_are_read_than_the_bound_and_the_likeliest_come_first(monkeypatch):
    monkeypatch.setattr("compare.alignment.MOST_CELLS", 5)
    candidate = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert candidate_cells(candidate, 3.0).tolist() == [[2, 3], [3, 0], [3, 1], [3, 2], [3, 3]]
    assert candidate_cells(candidate, 14.0).tolist() == [[3, 2], [3, 3]]


def test_empty_articles_have_no_matches():
    a, b = article("A", *FERRY), article("B")
    assert align_with_reader(prepare(a), prepare(b), reading_of(a, b, {}), decisions=DECISIONS).matches == []


def kinds(kind: str, raised: float, shown: float | None) -> KindModel:
    floors = {} if shown is None else {kind: shown}
    scorers, marking = {kind: scorer(f"{kind} logit")}, dict.fromkeys(MARKED, Scorer.identity("read"))
    return KindModel("test", scorer("near"), {}, scorers, {kind: raised}, floors, floors, marking, {}, "")


def judged(first: str, second: str, kind: str, logit: float, words: tuple[str, str], model: KindModel):
    a, b = article("A", first), article("B", second)
    ((found,), _) = align_with_reader(prepare(a), prepare(b), reading_of(a, b, {(0, 0): 4.0}), decisions=DECISIONS)
    logits = np.full(len(KINDS) + 1, -5.0, np.float32)
    logits[KINDS.index(kind)] = logit
    cell = CellReading(found.reading.strength, logits, (marks(first, kind, words[0]), marks(second, kind, words[1])))
    return diverge_with_reader(found.match, cell, a, b, model)


TWELVE = "Twelve people were killed when the ferry sank, the coastguard said."
NINETEEN = "The ferry sank and nineteen people were killed, the coastguard said."


def test_a_kind_is_raised_and_shown_from_its_thresholds_and_marks_the_words():
    (found,) = judged(TWELVE, NINETEEN, "figures", 2.0, ("Twelve", "nineteen"), kinds("figures", 0.5, 0.6))
    assert found.kind == "figures" and found.shown
    assert found.probability == pytest.approx(0.88, abs=0.01)
    assert ("Twelve" in found.a[0].text, "nineteen" in found.b[0].text) == (True, True)
    assert "A" in found.reason and "B" in found.reason


def test_a_kind_below_the_shown_threshold_is_raised_and_not_shown():
    (found,) = judged(TWELVE, NINETEEN, "figures", 0.2, ("Twelve", "nineteen"), kinds("figures", 0.5, 0.9))
    assert not found.shown


def test_a_kind_that_is_never_precise_enough_is_never_shown():
    (found,) = judged(TWELVE, NINETEEN, "figures", 5.0, ("Twelve", "nineteen"), kinds("figures", 0.5, None))
    assert not found.shown


def test_a_rule_finding_that_the_reader_doubts_is_kept_but_not_shown():
    whole, part = "“The ferry sank fast and nobody helped,” Mott said.", "“The ferry sank fast,” Mott said."
    (found,) = (
        each
        for each in judged(whole, part, "quotation", -3.0, ("", ""), kinds("quotation", 0.5, 0.6))
        if each.kind == "quotation"
    )
    assert found.rule == "quotation.cut"
    assert found.probability < 0.1 and not found.shown


def test_figures_mark_the_conflicting_values_whatever_the_reader_marks():
    (found,) = judged(TWELVE, NINETEEN, "figures", 2.0, ("ferry", "coastguard"), kinds("figures", 0.5, 0.6))
    assert ("Twelve" in found.a[0].text, "nineteen" in found.b[0].text) == (True, True)
    assert "deaths" in found.reason


def test_figures_are_never_raised_without_two_conflicting_values():
    found = judged(TWELVE, TWELVE, "figures", 9.0, ("Twelve", "Twelve"), kinds("figures", 0.5, 0.6))
    assert not [each for each in found if each.kind == "figures"]


def test_a_divergence_marks_the_words_that_the_reader_marks():
    (found,) = judged(TWELVE, NINETEEN, "wording", 3.0, ("were killed", "the coastguard"), kinds("wording", 0.5, 0.6))
    assert [span.text for span in (*found.a, *found.b)] == ["were killed", "the coastguard"]


def test_words_marked_by_a_rule_stay_if_the_reader_marks_none():
    whole, part = "“The ferry sank fast and nobody helped,” Mott said.", "“The ferry sank fast,” Mott said."
    found = judged(whole, part, "quotation", 3.0, ("", ""), kinds("quotation", 0.5, 0.6))
    (cut,) = (each for each in found if each.kind == "quotation")
    assert "nobody helped" in cut.a[0].text and "said" not in cut.a[0].text


def test_nothing_is_raised_without_the_reader_or_a_rule():
    found = judged(TWELVE, NINETEEN, "wording", -3.0, ("", ""), kinds("wording", 0.5, 0.6))
    assert not [each for each in found if each.kind == "wording"]


def test_a_quotation_is_not_shown_where_neither_side_quotes():
    model = kinds("quotation", 0.5, 0.6)
    found = judged(TWELVE, NINETEEN, "quotation", 3.0, ("killed", "killed"), model)
    assert [each.shown for each in found if each.kind == "quotation"] == [False]


QUOTED, TOLD = "“The ferry sank fast,” Mott said.", "Mott told reporters that the ferry had sunk fast."


@pytest.mark.parametrize(
    ("first", "follows", "shown"),
    [
        (QUOTED, "“Nobody came to help,” she said.", []),
        (QUOTED, "Rain fell.", [True]),
        (TOLD, "“The ferry sank fast. Nobody came to help,” she said.", []),
        (TOLD, "“The ferry sank fast. No one came to help,” she said.", [True]),
        (TOLD, "“Nobody came to help,” she said.", [True]),
    ],
)
def test_a_quotation_that_both_articles_quote_here_or_in_the_next_passage_is_not_raised(first, follows, shown):
    a = article("A", first, follows)
    b = article("B", "“The ferry sank fast. Nobody came to help,” Mott said.")
    found = align_with_reader(prepare(a), prepare(b), reading_of(a, b, {(0, 0): 4.0}), decisions=DECISIONS).matches[0]
    logits = np.full(len(KINDS) + 1, -5.0, np.float32)
    logits[KINDS.index("quotation")] = 3.0
    words = (marks(a.passages[0].text, "quotation", "ferry"), marks(b.passages[0].text, "quotation", "ferry"))
    judged_now = diverge_with_reader(
        found.match, CellReading(found.reading.strength, logits, words), a, b, kinds("quotation", 0.5, 0.6)
    )
    assert [each.shown for each in judged_now if each.kind == "quotation"] == shown


@pytest.mark.parametrize(
    ("one", "other", "raised"),
    [
        ("It was announced by the army that the drone had been shot down.", "The drone was shot down, the army said.", False),
        ("The WHO said the outbreak was over.", "The World Health Organization said the outbreak was over.", False),
        ("The WHO said the outbreak was over.", "The health ministry said the outbreak was over.", True),
        ("The drone was shot down, the army said.", "The drone was allegedly shot down, the army said.", True),
    ],
)  # fmt: skip
def test_a_source_by_name_or_initials_is_not_a_different_attribution(one, other, raised):
    found = judged(one, other, "attribution", 3.0, ("said", "said"), kinds("attribution", 0.5, 0.6))
    assert any(each.kind == "attribution" for each in found) == raised
