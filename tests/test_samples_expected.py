"""Structure and rules find the expected results for the sample stories, and no forbidden ones (expected.json)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compare.comparison.event_comparison import Comparison
from compare.duplicates.near_duplicates import find_copy, prepare_reuse
from compare.model.match import Match
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.ingest import read
from indexes.samples import STORIES, expected
from web.settings import Settings
from web.wiring import build_service

Planted = dict[str, Any]

MISSED = {
    "State television announced that the deal was complete.": "a magazine's retelling, in six words",
    "Matthis Orrey was forced out on Thursday": "named in one, by his office in the other",
    "Forty-six people have been charged under the same Cold War statute since 2023.": "“it” for the law",
    "She expects to be closed for six": "“she” for her office, and no word of the quay",
    "The company intends to seek a licence in the autumn.": "no name and no figure in common",
}
"""What structure and rules are known not to align, by the second quote, and why it is hard.

The trained reader aligns all but the last (`tests/test_samples_reader.py`).
"""

MISTAKEN = {
    "Ninety-one percent of the union": "some workers of one station for the members of the union",
    "the harbour’s fog radar": "the radar's failure for the fog",
}
"""What is known to be aligned by mistake, by the last quote."""


@pytest.fixture(scope="module")
def archive(sample_archive: Path) -> Parallax:
    """The sample stories in an archive."""
    return build_service(Settings(data=sample_archive))


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    """The id of each sample article by its name `<event>/<file>`."""
    root = Path(str(STORIES))
    return {
        name: article.id
        for event in expected()["events"]
        for name in event["articles"]
        for article in read([root / name])
        if not isinstance(article, Exception)
    }


@pytest.fixture(scope="module")
def compared(archive: Parallax) -> dict[str, Comparison]:
    """The comparison of the event of each article, by the id of the article."""
    summaries = archive.events(Filter(), 100)
    comparisons = [archive.event(each.event.id)[1] for each in summaries]
    return {article.id: comparison for comparison in comparisons for article in comparison.articles}


def of(comparison: Comparison, article_id: str, quote: str) -> set[int]:
    """The indices of the passages of an article that contain a quote."""
    text = next(each.text for each in comparison.articles if each.id == article_id)
    start = text.index(quote)
    passages = comparison.passages[article_id]
    return {each.index for each in passages if each.start < start + len(quote) and each.end > start}


def between(compared: dict[str, Comparison], ids: dict[str, str], planted: Planted) -> list[Match]:
    """The matches between the two quotes of an expected pair, in the comparison of their event."""
    a, b = (ids[planted[side]["article"]] for side in "ab")
    comparison = compared[a]
    if compared[b] is not comparison:
        return []
    places = {a: of(comparison, a, planted["a"]["quote"]), b: of(comparison, b, planted["b"]["quote"])}
    return [
        match
        for match in comparison.matches
        if {match.a.article_id, match.b.article_id} == {a, b}
        and all(side.index in places[side.article_id] for side in (match.a, match.b))
    ]


def cases(name: str, known: dict[str, str]) -> list[Any]:
    """The expected pairs of a list as test cases; known failures must fail."""
    found = []
    for planted in expected()[name]:
        quote = planted["quote"] if "quote" in planted else planted["b"]["quote"]
        reason = next((why for start, why in known.items() if quote.startswith(start)), None)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        found.append(pytest.param(planted, id=quote[:50], marks=marks))
    return found


def test_each_event_is_found_complete_and_separate(archive: Parallax, ids: dict[str, str]) -> None:
    found = {frozenset(each.event.article_ids) for each in archive.events(Filter(), 100)}
    assert found == {frozenset(ids[name] for name in event["articles"]) for event in expected()["events"]}


@pytest.mark.parametrize("planted", cases("matches", MISSED))
def test_planted_matches_are_found_with_their_kinds(
    compared: dict[str, Comparison], ids: dict[str, str], planted: Planted
) -> None:
    matches = between(compared, ids, planted)
    kinds = {each.kind for match in matches for each in match.divergences}
    assert matches
    assert set(planted["kinds"]) <= kinds
    assert kinds.isdisjoint(planted["forbid"])


def test_no_explanation_requires_more_than_the_measured_value(compared: dict[str, Comparison]) -> None:
    measured = [
        (each.rule, evidence.what, float(evidence.a), float(evidence.needed.removesuffix(" or more")))
        for comparison in {id(each): each for each in compared.values()}.values()
        for match in comparison.matches
        for each in match.divergences
        for evidence in each.evidence
        if evidence.needed.endswith(" or more")
    ]
    assert len(measured) > 20
    assert [each for each in measured if each[2] < each[3]] == []


@pytest.mark.parametrize("planted", cases("not_matches", MISTAKEN))
def test_superficially_similar_passages_are_not_matched(
    compared: dict[str, Comparison], ids: dict[str, str], planted: Planted
) -> None:
    assert not between(compared, ids, planted)


@pytest.mark.parametrize("planted", cases("omissions", MISTAKEN))
def test_planted_omissions_are_reported(archive: Parallax, ids: dict[str, str], planted: Planted) -> None:
    article, other = ids[planted["article"]], ids[planted["not_in"]]
    comparison = archive.compare([article, other])
    places = of(comparison, article, planted["quote"])
    told = [each for each in comparison.omissions if each.passage.article_id == article]
    assert places & {each.passage.index for each in told}


@pytest.mark.parametrize("planted", expected()["copies"], ids=lambda each: each["copy"])
def test_planted_copies_are_reported_with_their_kind(archive: Parallax, ids: dict[str, str], planted: Planted) -> None:
    source, copy = (archive.article(ids[planted[name]]).article for name in ("source", "copy"))
    found = find_copy(prepare_reuse(source), prepare_reuse(copy))
    assert found is not None
    assert (found.source_id, found.copy_id, found.kind) == (source.id, copy.id, planted["kind"])
