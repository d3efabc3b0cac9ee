"""A removed item is removed completely, and stays removed until that is undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from compare.errors import NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from web.cli.main import parallax

DAY = Moment.parse("2026-03-03T10:00:00Z")
TEXT = "The dam at Weir broke before dawn on Tuesday. Two farms in the valley were flooded and {} cows drowned."


def article(outlet: str, cows: int) -> Article:
    return Article(
        Outlet(outlet), "The dam at Weir breaks", TEXT.format(cows), f"https://{outlet}.example/dam", None, DAY
    )


ALL = [article("courier", 31), article("herald", 40), article("packet", 52)]


@pytest.fixture
def filled_service(service: Parallax) -> Parallax:
    service.add(ALL)
    return service


def outlets(service: Parallax) -> list[str]:
    return sorted(each.outlet.name for each in service.articles(Filter(), 10))


def test_an_article_is_removed_with_its_data_and_not_added_again(filled_service: Parallax) -> None:
    one, other = ALL[0], ALL[1]
    filled_service.add([Article(one.outlet, one.title, f"{one.text} A dog was saved.", one.url, None, DAY)])
    top = filled_service.event(filled_service.events(Filter(), 5)[0].event.id)[1].findings()[0]
    sides = (top.match.a.article_id, top.match.b.article_id)
    filled_service.reviews.review(sides, _id(top), "dismissed")
    filled_service.removals.article(sides[0])
    assert filled_service.reviews.page(5) == []
    with pytest.raises(NotFoundError):
        filled_service.history(sides[0])
    assert len(filled_service.articles(Filter(), 10)) == 2
    (event,) = filled_service.events(Filter(), 5)
    assert sides[0] not in event.event.article_ids
    assert all(hit.article.id != sides[0] for hit in filled_service.search("dam at Weir broke", Filter(), 20))
    gone = next(each for each in ALL if each.id == sides[0])
    report = filled_service.add([gone, other])
    assert (report.added, report.refused, report.known) == (0, 1, 1)
    assert filled_service.maintenance.faults() == []


def _id(finding: object) -> str:
    from compare.comparison.reviews.divergences import divergence_id

    return divergence_id(finding.match, finding.divergence)  # type: ignore[attr-defined]


def test_an_outlet_is_removed_completely_and_its_new_articles_are_rejected(filled_service: Parallax) -> None:
    assert filled_service.removals.outlet("HERALD") == 1
    assert outlets(filled_service) == ["courier", "packet"]
    report = filled_service.add([article("Herald", 99), article("gazette", 12)])
    assert (report.added, report.refused) == (1, 1)
    with pytest.raises(NotFoundError):
        filled_service.removals.outlet("herald")


def test_removing_a_feed_removes_the_articles_that_only_it_brought(filled_service: Parallax) -> None:
    feeds = [Feed("https://a.example/feed", "A"), Feed("https://b.example/feed", "B")]
    assert filled_service.feed_watcher.follow(feeds) == 2
    filled_service._catalogue.feeds.note_articles(feeds[0].url, [ALL[0].id, ALL[1].id])
    filled_service._catalogue.feeds.note_articles(feeds[1].url, [ALL[1].id])
    assert filled_service.removals.feed(feeds[0].url) == 1
    assert outlets(filled_service) == ["herald", "packet"]
    assert [each.title for each in filled_service.feed_watcher.feeds()] == ["B"]
    assert filled_service.feed_watcher.follow(feeds) == 0
    with pytest.raises(NotFoundError):
        filled_service.removals.feed(feeds[0].url)


def test_after_a_removal_is_lifted_articles_can_be_added_again(filled_service: Parallax) -> None:
    filled_service.removals.article(ALL[0].id)
    filled_service.removals.outlet("packet")
    assert filled_service.removals.all() == [("article", ALL[0].id), ("outlet", "packet")]
    filled_service.removals.undo("article", ALL[0].id)
    filled_service.removals.undo("outlet", "Packet")
    assert filled_service.removals.all() == []
    assert filled_service.add(ALL).added == 2
    with pytest.raises(NotFoundError):
        filled_service.removals.undo("outlet", "packet")


def test_the_index_matches_the_catalogue_after_a_removal(filled_service: Parallax) -> None:
    filled_service.removals.outlet("courier")
    filled_service.maintenance.rebuild()
    assert filled_service.maintenance.faults() == []
    assert {hit.article.outlet.name for hit in filled_service.search("farms flooded", Filter(), 20)} == {
        "herald",
        "packet",
    }


def test_the_command_asks_for_confirmation_and_lists_removals(command: Callable[..., str]) -> None:
    assert command("remove", "list") == "Nothing has been removed.\n"
    told = command("remove", "outlet", "The Daily Flare", "--yes")
    assert told.startswith("Removed ")
    assert command("remove", "list") == "outlet  the daily flare\n"
    assert "Flare" not in command("events")
    assert "removed earlier and skipped" in command("add", "--samples")
    assert "Can be added again" in command("remove", "undo", "outlet", "The Daily Flare")
    assert "No problems found" in command("doctor")


def test_without_confirmation_nothing_is_removed(filled_service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.cli.editing.remove.service_of", lambda context: filled_service)
    result = CliRunner().invoke(parallax, ["remove", "outlet", "courier"], input="n\n")
    assert result.exit_code == 1
    assert outlets(filled_service) == ["courier", "herald", "packet"]
