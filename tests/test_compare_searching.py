"""Search with each origin once, and the counterparts of a passage."""

from __future__ import annotations

import pytest

from compare.errors import InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax

DAY = Moment.parse("2026-03-03T10:00:00Z")
AGENCY = (
    "The dam at Weir broke before dawn on Tuesday.\n\nTwo farms in the valley were flooded and 31 cows drowned.\n\n"
    "Engineers had warned of cracks in the northern wall in May, and the council took no notice of them."
)
OWN = (
    "Before dawn on Tuesday the dam at Weir gave way.\n\nThe flood reached two farms in the valley, and 40 cows were "
    "drowned.\n\nThe mayor of Orly asked for an inquiry into the council."
)


@pytest.fixture
def filled_service(service: Parallax) -> Parallax:
    texts = {"Agency": AGENCY, "Packet": AGENCY, "Herald": OWN}
    service.add(Article(Outlet(name), "The dam at Weir breaks", text, published=DAY) for name, text in texts.items())
    return service


def outlets(articles: list[Article]) -> list[str]:
    return sorted(each.outlet.name for each in articles)


def test_reprints_are_one_search_result_listing_its_copies(filled_service: Parallax) -> None:
    unfolded = filled_service.search("dam at Weir broke before dawn", Filter(), 20, folded=False)
    assert {"Agency", "Packet", "Herald"} == {hit.article.outlet.name for hit in unfolded}
    folded = filled_service.search("dam at Weir broke before dawn", Filter(), 20)
    shown = {hit.article.outlet.name: hit for hit in folded}
    assert "Herald" in shown
    (carrier,) = shown.keys() - {"Herald"}
    assert {carrier, *outlets(list(shown[carrier].copies))} == {"Agency", "Packet"}
    assert shown["Herald"].copies == ()


def test_a_filter_by_outlet_shows_its_reprint(filled_service: Parallax) -> None:
    (hit, *_) = filled_service.search("dam at Weir", Filter(outlets=("packet",)), 5)
    assert hit.article.outlet.name == "Packet"
    assert hit.copies == ()


def test_the_counterparts_of_a_span_are_those_of_its_passages(filled_service: Parallax) -> None:
    herald = next(each for each in filled_service.articles(Filter(), 5) if each.outlet.name == "Herald")
    start = herald.text.index("The flood reached")
    found = filled_service.counterparts(herald.id, start, start + 5)
    assert found.own == herald
    assert found.matches
    assert all("cows" in match.a.text and "cows" in match.b.text for match in found.matches)
    assert outlets(list(found.articles)) == ["Agency", "Packet"]
    assert set(found.matches) < set(filled_service.counterparts(herald.id).matches)


def test_the_counterparts_of_an_unstored_text_have_divergences(filled_service: Parallax) -> None:
    found = filled_service.counterparts_of_text("Two farms in the valley were flooded and 52 cows drowned.")
    assert outlets(list(found.articles)) == ["Agency", "Herald", "Packet"]
    kinds = {each.kind for match in found.matches for each in match.divergences}
    assert "figures" in kinds
    assert filled_service.count()[0] == 3


def test_a_text_unrelated_to_the_archive_has_no_counterparts(filled_service: Parallax) -> None:
    assert filled_service.counterparts_of_text("Zyx qwv jkl bnm.").matches == ()


@pytest.mark.parametrize(("start", "end"), [(0, 0), (10_000, 10_001)])
def test_an_offset_without_a_passage_is_not_found(filled_service: Parallax, start: int, end: int) -> None:
    with pytest.raises(NotFoundError, match="no passage"):
        filled_service.counterparts(filled_service.articles(Filter(), 1)[0].id, start, end)


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_a_text_that_is_empty_or_too_long_is_refused(filled_service: Parallax, text: str) -> None:
    with pytest.raises(InputError):
        filled_service.counterparts_of_text(text)
