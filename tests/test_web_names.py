"""Articles of one outlet have distinct labels wherever they are shown together."""

from __future__ import annotations

import re

import pytest

from compare.model.article import Article, Outlet
from compare.model.bylines import distinct_names
from compare.model.moment import Moment
from compare.services.service import Parallax
from web import create_app
from web.settings import Settings


def article(outlet: str, text: str, published: str | None = None) -> Article:
    return Article(Outlet(outlet), text, text, published=Moment.parse(published) if published else None)


@pytest.mark.parametrize(
    ("published", "names"),
    [
        (["2026-03-29T11:20:00Z", "2026-03-30"], ["Halyard 29 March, 11:20", "Halyard 30 March"]),
        (["2026-03-29T11:20:00Z", "2026-03-29T11:20:00Z"], ["Halyard (1)", "Halyard (2)"]),
        ([None, "2026-03-30"], ["Halyard (1)", "Halyard 30 March"]),
        (["2026-03-30"], ["Halyard"]),
    ],
)
def test_articles_of_one_outlet_are_distinguished_by_time_or_number(
    published: list[str | None], names: list[str]
) -> None:
    own = [article("Halyard", f"Text {n}.", each) for n, each in enumerate(published)]
    other = article("The Courier", "Text.", published[0])
    called = distinct_names([*own, other])
    assert [called[each.id] for each in own] == names
    assert called[other.id] == "The Courier"


def test_side_by_side_says_which_article_of_an_outlet_a_difference_belongs_to(service: Parallax) -> None:
    told = "The dam at Weir broke before dawn and {} people were killed, rescuers said."
    service.add([
        article("Halyard", told.format(12), "2026-03-29T11:20:00Z"),
        article("Halyard", told.format(19), "2026-03-29T19:00:00Z"),
        article("The Courier", told.format(14), "2026-03-29T11:30:00Z"),
    ])  # fmt: skip
    client = create_app(Settings(), service).test_client()
    ids = [each["id"] for each in client.get("/api/v1/articles").json["articles"]]
    page = client.get(f"/compare?{'&'.join(f'article={each}' for each in ids)}").text
    heads = re.findall(r'<p class="by"><b>(\w)</b> <span class="outlet">([^<]+)</span>.*?([\d:]+) UTC', page)
    letter_of = {(outlet, time): letter for letter, outlet, time in heads}
    assert set(letter_of) == {("Halyard", "11:20"), ("Halyard", "19:00"), ("The Courier", "11:30")}
    for one, other in (("Halyard", "19:00"), ("The Courier", "11:30")), (("Halyard", "11:20"), ("Halyard", "19:00")):
        assert f"<b>{' · '.join(sorted((letter_of[one], letter_of[other])))}</b>" in page
    assert "Halyard 29 March, 11:20: 12 people were killed · Halyard 29 March, 19:00: 19 people" in page
