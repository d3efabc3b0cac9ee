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
def filled_service(service: Parallax) -> Parallax:
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


def test_rejecting_a_match_removes_its_fact_and_divergences_and_leaves_coverage_gaps(filled_service: Parallax) -> None:
    before = event(filled_service)
    match = of_figures(before)
    review(filled_service, "rejected", match)
    for after in (event(filled_service), filled_service.compare(ids(match))):
        assert len(after.matches) == len(before.matches) - 1
        assert "figures" not in after.totals()
        assert len(facts_of(after)) == len(facts_of(before)) - 1
        assert {match.a, match.b} <= {each.passage for each in after.omissions}
        assert [link_id(each.a, each.b) for each in after.rejected] == [link_id(match.a, match.b)]
    (summary,) = filled_service.events(Filter(), 5)
    assert "figures" not in summary.totals


def test_withdrawing_a_rejection_restores_everything(filled_service: Parallax) -> None:
    before = event(filled_service)
    review(filled_service, "rejected", of_figures(before))
    review(filled_service, None, of_figures(before))
    assert event(filled_service) == before
    assert filled_service.links.list(5) == []


def test_a_review_holds_after_a_new_article_and_a_revision_that_keeps_both_sentences(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    review(filled_service, "rejected", match)
    third = Article(Outlet("Packet"), "Quirpa landslide", TEXTS["Halyard"].replace("nine", "ten"), published=DAY)
    filled_service.add([third])
    wanted = link_id(match.a, match.b)
    assert wanted in {link_id(each.a, each.b) for each in event(filled_service).rejected}
    assert wanted not in {link_id(each.a, each.b) for each in event(filled_service).matches}


def test_a_confirmed_link_is_certain(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    review(filled_service, "confirmed", match)
    found = of_figures(event(filled_service))
    assert (found.verdict, found.probability, found.strength) == ("confirmed", 1.0, "strong")
    assert found.divergences == match.divergences


def unlinked(comparison: Comparison) -> tuple[tuple[str, int], tuple[str, int]]:
    """Two sentences that do not match."""
    linked = {(each.a, each.b) for each in comparison.matches}
    first, second = (comparison.passages[each.id] for each in comparison.articles)
    a, b = next((a, b) for a in first for b in second if (a, b) not in linked)
    return (a.article_id, a.index), (b.article_id, b.index)


def test_an_added_link_is_a_separate_fact_and_not_a_coverage_gap(filled_service: Parallax) -> None:
    before = event(filled_service)
    a, b = unlinked(before)
    added = filled_service.links.add(b, a)
    for after in (event(filled_service), filled_service.compare([a[0], b[0]])):
        (match,) = (each for each in after.matches if link_id(each.a, each.b) == added.id)
        assert match.verdict == "added"
        assert not {match.a, match.b} & {each.passage for each in after.omissions}
        assert len(after.matches) == len(before.matches) + 1
    with pytest.raises(ConflictError, match="already linked"):
        filled_service.links.add(a, b)
    filled_service.links.review([a[0], b[0]], added.id, None)
    assert event(filled_service) == before


def test_an_added_link_shows_how_its_sentences_differ(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    found, _, _ = filled_service._comparer.link(event(filled_service).articles, match.a, match.b)
    assert "figures" in {each.kind for each in found.divergences}


def test_linking_a_rejected_match_withdraws_the_rejection(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    review(filled_service, "rejected", match)
    filled_service.links.add((match.a.article_id, match.a.index), (match.b.article_id, match.b.index))
    assert of_figures(event(filled_service)).verdict == "confirmed"
    assert event(filled_service).rejected == ()


def test_removing_an_article_removes_the_reviews_of_its_links(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    review(filled_service, "rejected", match)
    filled_service.removals.article(match.a.article_id)
    assert filled_service.links.list(5) == []


def test_reviewing_a_missing_match_is_refused_with_a_message(filled_service: Parallax) -> None:
    match = of_figures(event(filled_service))
    with pytest.raises(NotFoundError, match="no match"):
        filled_service.links.review(ids(match), "0" * 16, "rejected")
    with pytest.raises(InputError, match="two articles"):
        filled_service.links.review(ids(match)[:1], "0" * 16, "rejected")
    with pytest.raises(InputError, match="two articles"):
        filled_service.links.add((match.a.article_id, 0), (match.a.article_id, 1))
    with pytest.raises(NotFoundError, match="no sentence 99"):
        filled_service.links.add((match.a.article_id, 98), (match.b.article_id, 0))
    assert filled_service.links.list(5) == []


def test_an_added_link_stays_if_confirmed_and_is_removed_if_rejected(filled_service: Parallax) -> None:
    before = event(filled_service)
    a, b = unlinked(before)
    added = filled_service.links.add(a, b)
    filled_service.links.review([a[0], b[0]], added.id, "confirmed")
    assert "added" in {each.verdict for each in event(filled_service).matches}
    filled_service.links.review([a[0], b[0]], added.id, "rejected")
    assert event(filled_service) == before


@pytest.mark.parametrize("said", ["confirmed", "rejected", "added"])
def test_corrections_list_reviewed_links_and_undo_them(filled_service: Parallax, said: str) -> None:
    before = event(filled_service)
    if said == "added":
        a, b = unlinked(before)
        filled_service.links.add(a, b)
    else:
        review(filled_service, said, of_figures(before))
    (listed,) = filled_service.links.list(5)
    client = create_app(Settings(), filled_service).test_client()
    page = lxml.html.fromstring(client.get("/corrections").text)
    (form,) = page.xpath(f"//form[@action='/links/{listed.id}/review']")
    told = form.getparent().text_content()
    assert said.capitalize() in told
    assert listed.a[1] in told
    assert listed.b[1] in told
    data = [(each.name, each.value) for each in form.xpath(".//input")] + [("verdict", "")]
    answer = client.post(form.get("action"), data=MultiDict(data))
    assert answer.headers["Location"].startswith("/corrections")
    assert event(filled_service) == before
    assert "No match has been" in client.get("/corrections").text
