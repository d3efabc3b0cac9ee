"""Outliers: articles that were put together and may be about different events."""

from __future__ import annotations

from compare.clustering.outliers import Outlier, outliers
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.text.passages import split

MERROW = (
    "A magnitude 5.9 earthquake struck the island of Merrow on 3 May, killing 12 people in the port of Sall. Rescue "
    "teams came by boat from Ondray.",
    "Twelve people died when an earthquake of magnitude 5.9 shook Merrow. The port of Sall was hit hardest. Boats "
    "carried rescue teams from Ondray.",
    "The earthquake on Merrow killed 14 people in Sall, the governor said. Teams from Ondray searched the ruins.",
)
KEST = (
    "A magnitude 6.1 earthquake struck the province of Kest on 10 May, killing 9 people in the town of Ulm Vale. "
    "Soldiers cleared the road from Brant.",
    "Nine people were killed in Ulm Vale when a quake of magnitude 6.1 hit Kest. The army reopened the road from Brant.",
)


def reports(texts: tuple[str, ...], day: str) -> list[Article]:
    return [
        Article(Outlet(f"Outlet {number} {day}"), "Earthquake kills many", text, published=Moment.parse(day))
        for number, text in enumerate(texts)
    ]


def outliers_of(articles: list[Article]) -> list[Outlier]:
    return outliers(articles, [tuple(split(each)) for each in articles])


def test_two_similar_earthquakes_in_one_event_are_outliers_by_place_and_day() -> None:
    merrow, kest = reports(MERROW, "2026-05-03"), reports(KEST, "2026-05-10")
    found = outliers_of([*kest, *merrow])
    assert [each.article_id for each in found] == [each.id for each in kest]
    for each in found:
        assert "Kest" in each.reason and "Brant" in each.reason
        assert "6 days" in each.reason or "7 days" in each.reason


def test_one_event_reported_by_several_has_no_outlier() -> None:
    assert outliers_of(reports(MERROW, "2026-05-03")) == []
    assert outliers_of(reports(KEST, "2026-05-10")) == []


def test_one_unrelated_article_among_several_is_the_only_outlier() -> None:
    (outlier,) = found = outliers_of([*reports(MERROW, "2026-05-03"), *reports(KEST[:1], "2026-05-04")])
    assert len(found) == 1
    assert outlier.reason.startswith("the others hardly mention the names in it")
