"""Users confirm and dismiss divergences: this persists, and changes totals at once."""

from __future__ import annotations

import pytest

from compare.comparison.event_comparison import fold
from compare.comparison.facts.facts import facts_of
from compare.comparison.reviews.divergences import divergence_id
from compare.errors import InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.match import Divergence, Match
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax

DAY = Moment.parse("2026-03-03T10:00:00Z")
TEXTS = {
    "Halyard": "The landslide in Quirpa killed 31 villagers on Tuesday. Rain had fallen on the valley for nine days.",
    "Courier": "On Tuesday 44 villagers died in the Quirpa landslide. The road to the valley of Quirpa is closed.",
}


def articles() -> list[Article]:
    return [Article(Outlet(name), "Landslide in Quirpa", text, published=DAY) for name, text in TEXTS.items()]


@pytest.fixture
def filled_service(service: Parallax) -> Parallax:
    service.add(articles())
    return service


def figures_of(service: Parallax) -> tuple[Match, Divergence]:
    (summary,) = service.events(Filter(), 5)
    _, comparison = service.event(summary.event.id)
    (found,) = ((m, d) for m in comparison.matches for d in m.divergences if d.kind == "figures")
    return found


def review(service: Parallax, verdict: str | None) -> None:
    match, divergence = figures_of(service)
    service.reviews.review([match.b.article_id, match.a.article_id], divergence_id(match, divergence), verdict)  # type: ignore[arg-type]


def test_dismissed_divergences_no_longer_count_and_are_not_shown_first(filled_service: Parallax) -> None:
    (before,) = filled_service.events(Filter(), 5)
    assert before.totals["figures"] == 1
    review(filled_service, "dismissed")
    (after,) = filled_service.events(Filter(), 5)
    assert "figures" not in after.totals
    assert "figures" not in {each.divergence.kind for each in after.top}
    _, comparison = filled_service.event(after.event.id)
    assert [each.divergence.kind for each in comparison.dismissed()] == ["figures"]
    assert all(row.matches == tuple(m for m in comparison.matches if m in row.matches) for row in comparison.rows)


def test_a_verdict_can_be_withdrawn(filled_service: Parallax) -> None:
    review(filled_service, "dismissed")
    review(filled_service, None)
    (summary,) = filled_service.events(Filter(), 5)
    assert summary.totals["figures"] == 1
    assert filled_service.reviews.page(5) == []


def test_confirmed_divergences_rank_as_certain(filled_service: Parallax) -> None:
    (before,) = filled_service.events(Filter(), 5)
    review(filled_service, "confirmed")
    (after,) = filled_service.events(Filter(), 5)
    weights = [next(e.weight for e in each.top if e.divergence.kind == "figures") for each in (before, after)]
    assert weights[1] == pytest.approx(weights[0] / before.top[0].divergence.probability)


def test_a_verdict_applies_to_every_comparison_of_the_pair_and_after_a_new_article(filled_service: Parallax) -> None:
    review(filled_service, "dismissed")
    match, _ = figures_of(filled_service)
    for ids in ([match.a.article_id, match.b.article_id], [match.b.article_id, match.a.article_id]):
        found = [d for m in filled_service.compare(ids).matches for d in m.divergences if d.kind == "figures"]
        assert [each.verdict for each in found] == ["dismissed"]
    third = Article(Outlet("Packet"), "Quirpa landslide", TEXTS["Halyard"].replace("nine", "ten"), published=DAY)
    filled_service.add([third])
    assert figures_of_all(filled_service)[0].verdict == "dismissed"


def figures_of_all(service: Parallax) -> list[Divergence]:
    (summary,) = service.events(Filter(), 5)
    _, comparison = service.event(summary.event.id)
    found = (d for m in comparison.matches for d in m.divergences if d.kind == "figures")
    return sorted(found, key=lambda each: each.verdict is None)


def test_a_divergence_has_the_same_id_from_either_side(filled_service: Parallax) -> None:
    match, divergence = figures_of(filled_service)
    assert divergence_id(match, divergence) == divergence_id(match.swapped(), divergence.swapped())


def test_an_unknown_match_cannot_be_reviewed(filled_service: Parallax) -> None:
    match, _ = figures_of(filled_service)
    both = [match.a.article_id, match.b.article_id]
    with pytest.raises(NotFoundError, match="no divergence"):
        filled_service.reviews.review(both, "0" * 16, "dismissed")
    with pytest.raises(InputError, match="two articles"):
        filled_service.reviews.review(both[:1], "0" * 16, "dismissed")
    with pytest.raises(NotFoundError):
        filled_service.reviews.review([both[0], "nothing"], "0" * 16, "dismissed")
    assert filled_service.reviews.page(5) == []


def test_reviews_are_applied_to_an_event_once_until_a_verdict_changes(filled_service: Parallax) -> None:
    (summary,) = filled_service.events(Filter(), 5)
    before = facts_of(fold(filled_service.event(summary.event.id)[1]))
    review(filled_service, "dismissed")
    dismissed = facts_of(fold(filled_service.event(summary.event.id)[1]))
    assert facts_of(fold(filled_service.event(summary.event.id)[1])) is dismissed
    assert before[0].is_contested and not dismissed[0].is_contested
    review(filled_service, None)
    assert facts_of(fold(filled_service.event(summary.event.id)[1])) == before
