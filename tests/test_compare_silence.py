"""Which articles do not report a fact that others report: decided per fact, not per passage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.comparison.aligned_rows import rows_of
from compare.comparison.coverage_gaps import CLEAR, clear_gaps, silent_omissions
from compare.divergence.omissions.omissions import SILENT
from compare.model.event import Copy, Origin
from compare.model.match import Match, Omission, Strength
from compare.model.moment import Moment
from compare.model.passage import Passage

A, B, OTHER, RELATED = (Passage(name, 0, 0, 0, 9, f"passage of {name}") for name in "abcd")
REST = [Passage(name, 1, 1, 10, 19, f"rest of {name}") for name in "abcd"]
ALONE = [Origin((name,)) for name in "abcd"]


def lacks(passage: Passage, article_id: str, chance: float = 0.0) -> Omission:
    return Omission(passage, article_id, "not found", "no match", None, 0.0, chance)


def match(a: Passage, b: Passage, probability: float, strength: Strength = "strong") -> Match:
    return Match(a, b, probability, probability, strength)


SHARED = [match(REST[0], each, 0.9) for each in REST[1:]]
"""All four articles report something else alike."""


def silent(
    missing: list[Omission], *matches: Match, voices: list[Origin] = ALONE, shared: list[Match] = SHARED
) -> set[str]:
    """The articles that are silent on what `a` and `b` report."""
    every = [match(A, B, 0.9), *matches, *shared]
    rows = rows_of([[first, rest] for first, rest in zip((A, B, OTHER, RELATED), REST, strict=True)], every)
    return {each.article_id for each in silent_omissions(missing, rows, every, voices)}


def test_an_article_without_a_passage_of_a_fact_is_silent_on_it() -> None:
    assert silent([lacks(A, "c"), lacks(B, "c")]) == {"c"}


@pytest.mark.parametrize("shared", [[], [match(REST[0], REST[2], 0.4)], [match(REST[0], REST[2], 0.9, "weak")]])
def test_an_article_unrelated_to_the_others_has_no_coverage_gaps(shared: list[Match]) -> None:
    assert silent([lacks(A, "c"), lacks(B, "c")], shared=shared) == set()


def test_a_related_sentence_is_not_a_report_of_the_fact() -> None:
    assert silent([lacks(A, "c", SILENT / 2), lacks(B, "c", SILENT / 2)]) == {"c"}


def test_outlets_that_may_report_the_fact_in_similar_words_are_not_silent() -> None:
    assert silent([lacks(A, "c"), lacks(B, "c", 2 * SILENT)]) == set()
    assert silent([lacks(A, "c"), lacks(B, "c", SILENT)]) == set()
    assert silent([lacks(A, "c")], match(B, OTHER, 0.4)) == set()


def test_outlets_with_a_passage_of_the_fact_are_not_silent_on_it() -> None:
    matches = match(B, OTHER, 0.9), match(A, OTHER, 0.6)
    assert silent([lacks(A, "d"), lacks(B, "d"), lacks(OTHER, "d")], *matches) == {"d"}


@pytest.mark.parametrize("doubtful", [match(A, B, 0.9, "weak"), match(A, B, 0.4)])
def test_facts_that_two_origins_may_report_are_not_coverage_gaps(doubtful: Match) -> None:
    every = [doubtful, *SHARED]
    rows = rows_of([[first, rest] for first, rest in zip((A, B, OTHER, RELATED), REST, strict=True)], every)
    assert silent_omissions([lacks(A, "c"), lacks(B, "c")], rows, every, ALONE) == []


def test_facts_of_a_single_origin_are_not_coverage_gaps() -> None:
    copies = [Origin(("a", "b"), (Copy("a", "b", "verbatim", 1.0),)), Origin(("c",)), Origin(("d",))]
    assert silent([lacks(A, "c"), lacks(B, "c")], voices=copies) == set()


def test_a_reprint_is_not_silent_on_what_its_source_reports() -> None:
    copies = [Origin(("a", "c"), (Copy("a", "c", "excerpt", 0.4),)), Origin(("b",)), Origin(("d",))]
    assert silent([lacks(A, "c"), lacks(B, "c"), lacks(A, "d"), lacks(B, "d")], voices=copies) == {"d"}


CERTAIN = replace(lacks(A, "c"), worth=CLEAR)


def first(gap: Omission, *, shared: float = 0.9, length: int = 4, origins: list[Origin] = ALONE, **dates: str) -> bool:
    """Whether pages show the gap first if `c`, of so many passages, shares one with `a` with this probability."""
    published = {name: Moment.parse(dates.get(name, "2025-03-02")) for name in "abc"}
    passages = {name: [Passage(name, index, 0, 0, 9, "") for index in range(length)] for name in "abc"}
    matches = [match(A, B, 0.9), match(REST[0], REST[2], shared)]
    rows = {A: next(row for row in rows_of([[A], [B]], matches[:1]) if A in row.cells["a"])}
    return gap in clear_gaps([gap], rows, matches, origins, published, passages)


def test_a_certain_gap_is_shown_first() -> None:
    assert first(CERTAIN)
    assert first(CERTAIN, length=5)


@pytest.mark.parametrize("change", [{"worth": CLEAR - 0.01}, {"verdict": "cannot tell"}])
def test_uncertain_or_trivial_coverage_gaps_are_not_shown_first(change: dict[str, Any]) -> None:
    assert not first(replace(CERTAIN, **change))


def test_coverage_gaps_of_an_article_that_shares_too_little_are_not_shown_first() -> None:
    assert not first(CERTAIN, length=6)
    assert not first(CERTAIN, shared=0.4)
    reprints = [Origin(("a", "c"), (Copy("a", "c", "verbatim", 1.0),)), Origin(("b",))]
    assert not first(CERTAIN, origins=reprints)


def test_coverage_gaps_of_an_article_of_a_later_day_are_not_shown_first() -> None:
    assert first(CERTAIN, c="2025-03-03")
    assert first(CERTAIN, b="2025-03-03", c="2025-03-04")
    assert not first(CERTAIN, c="2025-03-04")
    assert not first(CERTAIN, a="2025-03-02T08:00:00Z", b="2025-03-02T09:00:00Z", c="2025-03-03T09:00:00Z")
