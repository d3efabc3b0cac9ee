from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.match import Match
from compare.passage import Passage
from compare.rows import rows_of


def passages(article: str, number: int) -> list[Passage]:
    return [Passage(article, index, 0, index * 10, index * 10 + 9, f"{article}{index}") for index in range(number)]


def match(a: Passage, b: Passage, score: float = 0.9) -> Match:
    return Match(a, b, score, "strong" if score >= 0.5 else "weak")


def texts(rows: list) -> list[list[str]]:
    return [sorted(passage.text for cell in row.cells.values() for passage in cell) for row in rows]


def test_matched_passages_of_three_articles_share_a_row() -> None:
    a, b, c = passages("a", 2), passages("b", 2), passages("c", 1)
    rows = rows_of([a, b, c], [match(a[0], b[1]), match(b[1], c[0]), match(a[0], c[0])])
    assert texts(rows) == [["b0"], ["a0", "b1", "c0"], ["a1"]]
    assert {len(row.matches) for row in rows} == {0, 3}


def test_one_passage_may_stand_against_two_of_another_article() -> None:
    a, b = passages("a", 1), passages("b", 2)
    rows = rows_of([a, b], [match(a[0], b[0]), match(a[0], b[1])])
    assert texts(rows) == [["a0", "b0", "b1"]]


def test_a_doubtful_link_does_not_chain_two_different_things() -> None:
    a, b, c = passages("a", 2), passages("b", 2), passages("c", 2)
    sure = [match(a[0], b[0]), match(b[0], c[0]), match(a[0], c[0]), match(a[1], b[1])]
    rows = rows_of([a, b, c], [*sure, match(a[1], c[0], 0.4)])
    assert texts(rows) == [["a0", "b0", "c0"], ["c1"], ["a1", "b1"]]


def test_rows_follow_the_first_article_and_the_rest_follows_its_own_predecessor() -> None:
    a, b = passages("a", 2), passages("b", 3)
    rows = rows_of([a, b], [match(a[1], b[0])])
    assert texts(rows) == [["a0"], ["a1", "b0"], ["b1"], ["b2"]]


def test_the_lead_is_the_passage_that_agrees_best_with_the_others() -> None:
    a, b, c = passages("a", 1), passages("b", 1), passages("c", 1)
    (row,) = rows_of([a, b, c], [match(a[0], b[0], 0.9), match(b[0], c[0], 0.9), match(a[0], c[0], 0.6)])
    assert row.lead == b[0]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(0.01, 0.99)), max_size=30))
def test_every_passage_is_in_exactly_one_row(links: list[tuple[int, int, float]]) -> None:
    a, b = passages("a", 5), passages("b", 5)
    unique = {(i, j): match(a[i], b[j], score) for i, j, score in links}
    rows = rows_of([a, b], list(unique.values()))
    held = [passage for row in rows for cell in row.cells.values() for passage in cell]
    assert sorted(held, key=lambda each: each.text) == [*a, *b]
    assert all(row.lead in [passage for cell in row.cells.values() for passage in cell] for row in rows)
