from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.aligned_rows import rows_of
from compare.model.match import Match
from compare.model.passage import Passage


def passages(article: str, number: int) -> list[Passage]:
    return [Passage(article, index, 0, index * 10, index * 10 + 9, f"{article}{index}") for index in range(number)]


def match(a: Passage, b: Passage, score: float = 0.9) -> Match:
    return Match(a, b, score, score, "strong" if score >= 0.5 else "weak")


def texts(rows: list) -> list[list[str]]:
    return [sorted(passage.text for cell in row.cells.values() for passage in cell) for row in rows]


def test_matched_passages_of_three_articles_share_a_row() -> None:
    a, b, c = passages("a", 2), passages("b", 2), passages("c", 1)
    rows = rows_of([a, b, c], [match(a[0], b[1]), match(b[1], c[0]), match(a[0], c[0])])
    assert texts(rows) == [["b0"], ["a0", "b1", "c0"], ["a1"]]
    assert {len(row.matches) for row in rows} == {0, 3}


def test_one_passage_may_be_aligned_with_two_of_another_article() -> None:
    a, b = passages("a", 1), passages("b", 2)
    rows = rows_of([a, b], [match(a[0], b[0]), match(a[0], b[1])])
    assert texts(rows) == [["a0", "b0", "b1"]]


def _by_definition(texts_of: list[list[Passage]], matches: list[Match]) -> list[list[str]]:
    """Average linkage by definition: every mean is computed over all pairs of passages of two articles."""
    groups = [[each] for article in texts_of for each in article]
    score = {frozenset((each.a, each.b)): each.probability for each in matches}
    for each in sorted(matches, key=lambda each: (-each.probability, each.a.article_id, each.a.index, each.b.index)):
        left = next(group for group in groups if each.a in group)
        right = next(group for group in groups if each.b in group)
        pairs = [score.get(frozenset((p, q)), 0.0) for p in left for q in right if p.article_id != q.article_id]
        if left is not right and sum(pairs) / len(pairs) >= 0.35:
            left += right
            groups.remove(right)
    return sorted(sorted(passage.text for passage in group) for group in groups)


@given(st.data())
def test_rows_are_those_of_average_linkage_as_it_is_defined(data: st.DataObject) -> None:
    of = [passages(name, 3) for name in "abcd"]
    pairs = [(p, q) for i, one in enumerate(of) for other in of[i + 1 :] for p in one for q in other]
    scores = data.draw(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=len(pairs), max_size=len(pairs)))
    matches = [match(p, q, score) for (p, q), score in zip(pairs, scores, strict=True) if score]
    assert sorted(texts(rows_of(of, matches))) == _by_definition(of, matches)


def test_sixty_agreeing_articles_are_aligned_within_two_seconds_of_cpu_time() -> None:
    of = [passages(f"{number:02}", 16) for number in range(60)]
    matches = [
        match(p, q) for i, one in enumerate(of) for other in of[i + 1 :] for p, q in zip(one, other, strict=True)
    ]
    start = time.thread_time()
    assert len(rows_of(of, matches)) == 16
    assert time.thread_time() - start < 2


def test_an_uncertain_match_does_not_join_two_different_facts() -> None:
    a, b, c = passages("a", 2), passages("b", 2), passages("c", 2)
    sure = [match(a[0], b[0]), match(b[0], c[0]), match(a[0], c[0]), match(a[1], b[1])]
    rows = rows_of([a, b, c], [*sure, match(a[1], c[0], 0.4)])
    assert texts(rows) == [["a0", "b0", "c0"], ["c1"], ["a1", "b1"]]


def test_rows_follow_the_first_article_and_unmatched_passages_their_predecessor() -> None:
    a, b = passages("a", 2), passages("b", 3)
    rows = rows_of([a, b], [match(a[1], b[0])])
    assert texts(rows) == [["a0"], ["a1", "b0"], ["b1"], ["b2"]]


def test_the_lead_passage_agrees_best_with_the_others() -> None:
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
