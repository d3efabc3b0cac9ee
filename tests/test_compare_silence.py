"""Which articles do not report a fact that others report: decided per fact, not per passage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.comparison.aligned_rows import rows_of
from compare.comparison.coverage_gaps import CLEAR, clear_gaps, of_shown, omissions_of, silent_omissions
from compare.divergence.omissions.omissions import SILENT
from compare.model.event import Copy, Origin
from compare.model.match import Match, Omission, Strength
from compare.model.moment import Moment
from compare.model.passage import Passage

A, B, OTHER, RELATED = (Passage(name, 0, 0, 0, 9, f"passage of {name}") for name in "abcd")
REST = [Passage(name, 1, 1, 10, 19, f"rest of {name}") for name in "abcd"]
PASSAGES = list(zip((A, B, OTHER, RELATED), REST, strict=True))
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
    """The articles that do not report what `a` and `b` report."""
    every = [match(A, B, 0.9), *matches, *shared]
    return {each.article_id for each in silent_omissions(missing, PASSAGES, every, voices)}


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
    assert silent_omissions([lacks(A, "c"), lacks(B, "c")], PASSAGES, [doubtful, *SHARED], ALONE) == []


def test_facts_of_a_single_origin_are_not_coverage_gaps() -> None:
    copies = [Origin(("a", "b"), (Copy("a", "b", "verbatim", 1.0),)), Origin(("c",)), Origin(("d",))]
    assert silent([lacks(A, "c"), lacks(B, "c")], voices=copies) == set()


def test_a_reprint_is_not_silent_on_what_its_source_reports() -> None:
    copies = [Origin(("a", "c"), (Copy("a", "c", "excerpt", 0.4),)), Origin(("b",)), Origin(("d",))]
    assert silent([lacks(A, "c"), lacks(B, "c"), lacks(A, "d"), lacks(B, "d")], voices=copies) == {"d"}


COPY = Passage("e", 0, 0, 0, 9, "passage of e, a reprint of a")
COPY_REST = Passage("e", 1, 1, 10, 19, "rest of e")


@pytest.mark.parametrize("ids", [("a", "e"), ("e", "a")], ids=["reprint", "source"])
def test_a_reprint_does_not_change_which_gaps_are_listed(ids: tuple[str, str]) -> None:
    source = {"a": A, "e": COPY}[ids[0]]
    matches = [match(each, other, 0.9) for each in (A, COPY) for other in (B, RELATED)] + [match(A, COPY, 1.0), *SHARED]
    matches += [match(COPY_REST, each, 0.9) for each in REST]
    origins = [Origin(ids, (Copy(*ids, "edited", 0.9),)), *ALONE[1:]]
    missing = [lacks(each, "c") for each in (A, B, COPY)]
    listed = omissions_of(missing, [*PASSAGES, (COPY, COPY_REST)], matches, origins)
    assert [(each.passage, each.article_id) for each in listed] == [(source, "c")]
    alone = [each for each in matches if {each.a.article_id, each.b.article_id}.isdisjoint(ids[1:])]
    others = [each for each in (*PASSAGES, (COPY, COPY_REST)) if each[0].article_id != ids[1]]
    single = [Origin(ids[:1]), *ALONE[1:]]
    known = [each for each in missing if each.passage.article_id != ids[1]]
    assert omissions_of(known, others, alone, single) == listed


def test_a_reprint_of_one_of_two_reports_changes_none_of_their_gaps() -> None:
    origins = [Origin(("a", "e"), (Copy("a", "e", "edited", 0.9),)), Origin(("b",))]
    missing = [lacks(REST[0], "b"), lacks(REST[1], "a"), lacks(REST[0], "e"), lacks(COPY_REST, "a")]
    listed = omissions_of(missing, [*PASSAGES[:2], (COPY, COPY_REST)], [match(A, B, 0.9)], origins)
    assert listed == missing[:2] == omissions_of(missing[:2], PASSAGES[:2], [match(A, B, 0.9)], ALONE[:2])


def test_a_reprint_shown_in_place_of_its_source_has_the_gaps_of_the_source() -> None:
    matches = [match(A, COPY, 1.0), match(A, B, 0.9)]
    (row,) = rows_of([[A], [B], [COPY]], matches)
    origins = [Origin(("a", "e"), (Copy("a", "e", "edited", 0.9),)), *ALONE[1:3]]
    gap = lacks(A, "c")
    assert list(of_shown([gap], "abc", {A: row}, origins)) == [gap]
    assert list(of_shown([gap], "ebc", {A: row}, origins)) == [replace(gap, passage=COPY)]
    assert list(of_shown([gap], "abe", {A: row}, origins)) == []


CERTAIN = replace(lacks(A, "c"), worth=CLEAR)


def first(gap: Omission, *, shared: float = 0.9, length: int = 4, origins: list[Origin] = ALONE, **dates: str) -> bool:
    """Whether pages show the gap first if `c`, with this number of passages, shares one with `a` with this
    probability."""
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
