"""Users confirm, reject and add links between sentences: facts, totals and gaps are updated, and changes can be undone."""

from __future__ import annotations

import lxml.html
import pytest
from werkzeug.datastructures import MultiDict

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.facts import facts_of
from compare.comparison.reviews.links import link_id
from compare.errors import ConflictError, InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.match import Match
from compare.ports import Filter
from compare.services.service import Parallax
from tests.test_compare_reviews import DAY, TEXTS, articles
from web import create_app
from web.settings import Settings


@pytest.fixture
def held(service: Parallax) -> Parallax:
    service.add(articles())
    return service


def event(service: Parallax) -> Comparison:
    (summary,) = service.events(Filter(), 5)
    return service.event(summary.event.id)[1]


def of_figures(comparison: Comparison) -> Match:
    return next(m for m in comparison.matches if any(d.kind == "figures" for d in m.divergences))


def ids(match: Match) -> list[str]:
    return [match.b.article_id, match.a.article_id]


def review(service: Parallax, said: str | None, match: Match) -> None:
    service.links.review(ids(match), link_id(match.a, match.b), said)  # type: ignore[arg-type]


def test_rejecting_a_match_removes_its_fact_and_divergences_and_leaves_coverage_gaps(held: Parallax) -> None:
    before = event(held)
    match = of_figures(before)
    review(held, "rejected", match)
    for after in (event(held), held.compare(ids(match))):
        assert len(after.matches) == len(before.matches) - 1
        assert "figures" not in after.totals()
        assert len(facts_of(after)) == len(facts_of(before)) - 1
        assert {match.a, match.b} <= {each.passage for each in after.omissions}
        assert [link_id(each.a, each.b) for each in after.rejected] == [link_id(match.a, match.b)]
    (summary,) = held.events(Filter(), 5)
    assert "figures" not in summary.totals


def test_withdrawing_a_rejection_restores_everything(held: Parallax) -> None:
    before = event(held)
    review(held, "rejected", of_figures(before))
    review(held, None, of_figures(before))
    assert event(held) == before
    assert held.links.list(5) == []


def test_a_review_holds_after_a_new_article_and_a_revision_that_keeps_both_sentences(held: Parallax) -> None:
    match = of_figures(event(held))
    review(held, "rejected", match)
    third = Article(Outlet("Packet"), "Quirpa landslide", TEXTS["Halyard"].replace("nine", "ten"), published=DAY)
    held.add([third])
    wanted = link_id(match.a, match.b)
    assert wanted in {link_id(each.a, each.b) for each in event(held).rejected}
    assert wanted not in {link_id(each.a, each.b) for each in event(held).matches}


def test_a_confirmed_link_is_certain(held: Parallax) -> None:
    match = of_figures(event(held))
    review(held, "confirmed", match)
    found = of_figures(event(held))
    assert (found.verdict, found.probability, found.strength) == ("confirmed", 1.0, "strong")
    assert found.divergences == match.divergences


def unlinked(comparison: Comparison) -> tuple[tuple[str, int], tuple[str, int]]:
    """Two sentences that do not match."""
    linked = {(each.a, each.b) for each in comparison.matches}
    first, second = (comparison.passages[each.id] for each in comparison.articles)
    a, b = next((a, b) for a in first for b in second if (a, b) not in linked)
    return (a.article_id, a.index), (b.article_id, b.index)


def test_an_added_link_is_a_separate_fact_and_not_a_coverage_gap(held: Parallax) -> None:
    before = event(held)
    a, b = unlinked(before)
    added = held.links.add(b, a)
    for after in (event(held), held.compare([a[0], b[0]])):
        (match,) = (each for each in after.matches if link_id(each.a, each.b) == added.id)
        assert match.verdict == "added"
        assert not {match.a, match.b} & {each.passage for each in after.omissions}
        assert len(after.matches) == len(before.matches) + 1
    with pytest.raises(ConflictError, match="already linked"):
        held.links.add(a, b)
    held.links.review([a[0], b[0]], added.id, None)
    assert event(held) == before


def test_an_added_link_shows_how_its_sentences_differ(held: Parallax) -> None:
    match = of_figures(event(held))
    found, _, _ = held._comparer.link(event(held).articles, match.a, match.b)
    assert "figures" in {each.kind for each in found.divergences}


def test_linking_a_rejected_match_withdraws_the_rejection(held: Parallax) -> None:
    match = of_figures(event(held))
    review(held, "rejected", match)
    held.links.add((match.a.article_id, match.a.index), (match.b.article_id, match.b.index))
    assert of_figures(event(held)).verdict == "confirmed"
    assert event(held).rejected == ()


def test_removing_an_article_removes_the_reviews_of_its_links(held: Parallax) -> None:
    match = of_figures(event(held))
    review(held, "rejected", match)
    held.removals.article(match.a.article_id)
    assert held.links.list(5) == []


def test_reviewing_a_missing_match_is_refused_with_a_message(held: Parallax) -> None:
    match = of_figures(event(held))
    with pytest.raises(NotFoundError, match="no match"):
        held.links.review(ids(match), "0" * 16, "rejected")
    with pytest.raises(InputError, match="two articles"):
        held.links.review(ids(match)[:1], "0" * 16, "rejected")
    with pytest.raises(InputError, match="two articles"):
        held.links.add((match.a.article_id, 0), (match.a.article_id, 1))
    with pytest.raises(NotFoundError, match="no sentence 99"):
        held.links.add((match.a.article_id, 98), (match.b.article_id, 0))
    assert held.links.list(5) == []


def test_an_added_link_stays_if_confirmed_and_is_removed_if_rejected(held: Parallax) -> None:
    before = event(held)
    a, b = unlinked(before)
    added = held.links.add(a, b)
    held.links.review([a[0], b[0]], added.id, "confirmed")
    assert "added" in {each.verdict for each in event(held).matches}
    held.links.review([a[0], b[0]], added.id, "rejected")
    assert event(held) == before


@pytest.mark.parametrize("said", ["confirmed", "rejected", "added"])
def test_corrections_list_reviewed_links_and_undo_them(held: Parallax, said: str) -> None:
    before = event(held)
    if said == "added":
        a, b = unlinked(before)
        held.links.add(a, b)
    else:
        review(held, said, of_figures(before))
    (listed,) = held.links.list(5)
    client = create_app(Settings(), held).test_client()
    page = lxml.html.fromstring(client.get("/corrections").text)
    (form,) = page.xpath(f"//form[@action='/links/{listed.id}/review']")
    told = form.getparent().text_content()
    assert said.capitalize() in told
    assert listed.a[1] in told
    assert listed.b[1] in told
    data = [(each.name, each.value) for each in form.xpath(".//input")] + [("verdict", "")]
    answer = client.post(form.get("action"), data=MultiDict(data))
    assert answer.headers["Location"].startswith("/corrections")
    assert event(held) == before
    assert "No match has been" in client.get("/corrections").text
