"""Articles side by side in their own order: nothing is moved, lost or next to something that it does not match."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.model.article import Article, Outlet
from compare.model.event import Origin
from compare.model.match import Match
from compare.text.passages import split
from web.views.comparison.reading_order import best_chain, ordered_rows

PAIRS = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0.1, 1.0), max_size=10)


def compared(links: list[dict[tuple[int, int], float]], sizes: list[int]) -> Comparison:
    """Articles with these numbers of sentences, and the matching sentences of each pair with their probabilities."""
    articles = [
        Article(Outlet(f"Outlet {n}"), "", " ".join(f"Sentence {n} number {i} is here." for i in range(size)))
        for n, size in enumerate(sizes)
    ]
    passages = [tuple(split(each)) for each in articles]
    matches = [
        Match(passages[a][i], passages[b][j], probability, probability, "strong")
        for (a, b), found in zip(combinations(range(len(sizes)), 2), links, strict=True)
        for (i, j), probability in found.items()
        if i < sizes[a] and j < sizes[b]
    ]
    return assemble(articles, passages, ComparisonParts(matches, [], [Origin((each.id,)) for each in articles]))


def columns(comparison: Comparison) -> list[list[int]]:
    rows = ordered_rows(comparison)
    runs = [[row.runs[n] for row in rows] for n in range(len(comparison.articles))]
    return [[each.index for run in column if run for each in run.passages] for column in runs]


@given(PAIRS)
def test_the_best_chain_rises_on_both_sides_and_has_the_highest_score(scores: dict[tuple[int, int], float]) -> None:
    def rises(chain: tuple[tuple[int, int], ...]) -> bool:
        return all(a[0] < b[0] and a[1] < b[1] for a, b in combinations(chain, 2))

    chain = tuple(best_chain(scores))
    assert rises(chain)
    every = (each for size in range(len(scores) + 1) for each in combinations(sorted(scores), size) if rises(each))
    most = max(sum(scores[pair] for pair in each) for each in every)
    assert abs(sum(scores[pair] for pair in chain) - most) < 1e-9


@given(st.lists(PAIRS, min_size=3, max_size=3), st.lists(st.integers(0, 8), min_size=3, max_size=3))
def test_every_sentence_of_three_articles_is_shown_once_and_in_order(
    links: list[dict[tuple[int, int], float]], sizes: list[int]
) -> None:
    comparison = compared(links, sizes)
    assert columns(comparison) == [list(range(size)) for size in sizes]


@given(PAIRS)
def test_matched_sentences_stand_side_by_side_only_if_they_match(scores: dict[tuple[int, int], float]) -> None:
    comparison = compared([scores], [8, 8])
    linked = {(each.a.index, each.b.index) for each in comparison.matches}
    for row in ordered_rows(comparison):
        left, right = row.runs
        if left and right and left.is_matched and right.is_matched:
            assert row.is_level
            assert (left.passages[0].index, right.passages[0].index) in linked
        else:
            assert not row.is_level


def test_a_paragraph_that_moved_stays_where_each_article_has_it() -> None:
    comparison = compared([{(0, 0): 0.9, (1, 3): 0.8, (2, 1): 0.9, (3, 2): 0.9}], [4, 4])
    level = [row.runs for row in ordered_rows(comparison) if row.is_level]
    assert [tuple(run.passages[0].index for run in runs if run) for runs in level] == [(0, 0), (2, 1), (3, 2)]
    apart = [run for row in ordered_rows(comparison) if not row.is_level for run in row.runs if run]
    assert [(run.passages[0].article_id, run.passages[0].index, run.is_matched) for run in apart] == [
        (comparison.articles[0].id, 1, True), (comparison.articles[1].id, 3, True),
    ]  # fmt: skip


def test_two_sentences_matching_one_sentence_share_its_row() -> None:
    comparison = compared([{(0, 0): 0.9, (1, 0): 0.7, (2, 1): 0.9}], [3, 2])
    first, second = ordered_rows(comparison)
    assert [len(run.passages) for run in first.runs if run] == [2, 1]
    assert [len(run.passages) for run in second.runs if run] == [1, 1]


def test_sentences_without_a_match_are_one_run() -> None:
    comparison = compared([{(0, 5): 0.9}], [1, 6])
    first, _ = ordered_rows(comparison)
    assert first.runs[0] is None
    assert first.runs[1] and len(first.runs[1].passages) == 5 and not first.runs[1].is_matched


def test_a_third_article_is_aligned_with_its_matches_in_any_earlier_article() -> None:
    comparison = compared([{(0, 0): 0.9}, {}, {(1, 0): 0.9, (2, 1): 0.9}], [1, 3, 2])
    level = [
        tuple(run.passages[0].index if run else None for run in row.runs)
        for row in ordered_rows(comparison)
        if row.is_level
    ]
    assert level == [(0, 0, None), (None, 1, 0), (None, 2, 1)]
