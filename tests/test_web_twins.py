"""A page and its JSON twin agree: the same articles, matches, shown differences and totals."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import lxml.html
import pytest
from flask.testing import FlaskClient

from compare.comparison.event_comparison import Counts
from web import create_app
from web.settings import Settings
from web.views.filters import counts

QUERIES = ("bridge closed", "how many people were hurt", "minister -resigned", '"said on"')


@pytest.fixture(scope="module")
def client(sample_archive: Path) -> FlaskClient:
    return create_app(Settings(data=sample_archive)).test_client()


@pytest.fixture(scope="module")
def events(client: FlaskClient) -> list[dict[str, Any]]:
    found = client.get("/api/v1/events?limit=100").json["events"]
    assert len(found) > 5
    return found


class Shown:
    """A page, and the JSON that it links to."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.page = self.html(client, address)
        (link,) = self.all('//link[@rel="alternate"][@type="application/json"]/@href')
        self.twin = client.get(link).json

    @staticmethod
    def html(client: FlaskClient, address: str) -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return lxml.html.fromstring(answer.text)

    def all(self, path: str) -> list[Any]:
        found: list[Any] = self.page.xpath(path)
        return found

    def texts(self, path: str) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self.all(path)]

    def counted(self, path: str) -> dict[str, int]:
        """The number next to each kind in a list of links."""
        kinds = [each for each in self.all(path) if each.find("./span") is not None]
        return {kind_in(each.find("./span")): int(each.text_content().split()[-1]) for each in kinds}


def kind_in(label: Any) -> str:
    """The kind of a label, according to its CSS class."""
    return str(label.get("class")).partition("k-")[2]


def classed(name: str) -> str:
    """The condition that an element has a class, in XPath."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def without_reprints(comparison: dict[str, Any]) -> list[dict[str, Any]]:
    """The matches between articles that are not reprints of other articles in the comparison."""
    first = {each["articles"][0] for each in comparison["origins"]}
    return [each for each in comparison["matches"] if {each["a"]["article"], each["b"]["article"]} <= first]


def test_the_list_of_events_and_its_json_have_the_same_events_in_the_same_order(client: FlaskClient) -> None:
    for address in ("/", "/?sort=divergence", "/?kind=figures", "/?since=2026-03-01"):
        shown = Shown(client, address)
        twins = shown.twin["events"]
        cards = shown.all(f"//article[{classed('event')}]")
        assert shown.all(f"//article[{classed('event')}]//h2/a/@href") == [f"/events/{each['id']}" for each in twins]
        assert shown.texts(f"//article[{classed('event')}]//h2") == [each["headline"]["title"] for each in twins]
        for card, twin in zip(cards, twins, strict=True):
            text = card.text_content()
            assert counts(Counts(**twin["counts"])) in text
            assert {each["outlet"] for each in twin["articles"]} >= set(
                card.xpath(f".//ul[{classed('strip')}]/li[not(@class)]/text()")
            )
            facts = client.get(f"/api/v1/events/{twin['id']}/facts?contested=true&limit=200").json["facts"]
            assert (f"{len(facts)} contested" in text) == bool(facts)
            assert (f"Show weaker ({twin['weaker']:,})" in text) == bool(twin["weaker"])
            reasons = {each["reason"] for each in facts}
            assert "kind=" in address or set(card.xpath(f".//span[{classed('reason')}]/text()")) <= reasons


def test_the_event_page_and_its_json_have_the_same_articles_and_counts(
    client: FlaskClient, events: list[dict[str, Any]]
) -> None:
    for event in events:
        shown = Shown(client, f"/events/{event['id']}")
        assert shown.texts("//h1") == [shown.twin["headline"]["title"]]
        listed = shown.all(f'//form[{classed("choose")}]//input[@name="article"]/@value')
        assert sorted(listed) == sorted(each["id"] for each in shown.twin["articles"])
        assert counts(Counts(**shown.twin["counts"])) in shown.texts(f"//p[{classed('by')}]")[0]
        weaker = shown.twin["weaker"]
        assert bool(shown.all('//p[@id="weaker"]')) == bool(weaker)
        assert not weaker or f"({weaker:,})" in shown.texts('//p[@id="weaker"]')[0]


def test_an_event_page_shows_the_matches_of_its_json_as_facts(
    client: FlaskClient, events: list[dict[str, Any]]
) -> None:
    for event in events:
        shown = Shown(client, f"/events/{event['id']}?show=all&weaker=1&map=all")
        facts = client.get(f"/api/v1/events/{event['id']}/facts?limit=200").json["facts"]
        links = shown.all('//a[starts-with(@href, "/events/") and contains(@href, "/facts/")]/@href')
        assert {each.rpartition("/")[2] for each in links} == {each["id"] for each in facts}
        sides = {
            (side["article"], side["index"])
            for each in without_reprints(shown.twin["comparison"])
            for side in (each["a"], each["b"])
        }
        assert sides >= {
            (telling["article"], telling["passage"]["index"])
            for fact in facts
            for variant in fact["variants"]
            for telling in variant["tellings"]
        }
        for fact in facts[:3]:
            page = Shown.html(client, f"/events/{event['id']}/facts/{fact['id']}")
            assert sorted(page.xpath(f'//section[{classed("told-apart")}]//p[@class="cite"]/a/@href')) == sorted(
                f"/articles/{each['article']}#p-{each['article']}-{each['passage']['index']}"
                for tellings in (*(variant["tellings"] for variant in fact["variants"]), fact["further"])
                for each in tellings
            )


def test_the_event_page_and_its_json_have_the_same_divergences(
    client: FlaskClient, events: list[dict[str, Any]]
) -> None:
    for event in events:
        shown = Shown(client, f"/events/{event['id']}?show=all")
        kind_of = {
            each["id"]: each["kind"]
            for match in without_reprints(shown.twin["comparison"])
            for each in match["divergences"]
            if each["shown"] and each["kind"] != "detail"
        }
        facts = client.get(f"/api/v1/events/{event['id']}/facts?contested=true&limit=200").json["facts"]
        assert {each for fact in facts for each in fact["divergences"]} == kind_of.keys()
        cards = shown.all(f'//div[@class="findings"]/article[{classed("finding")}]')
        leading = [
            set(card.xpath('.//form[contains(@action, "/events/")]/input[@name="finding"]/@value')) for card in cards
        ]
        others = [
            [kind_in(each) for each in card.xpath(f".//details[{classed('also')}]/summary/span")] for card in cards
        ]
        by_id = {fact["id"]: fact for fact in facts}
        ids = [card.xpath('string(.//a[contains(@href, "/facts/")]/@href)').rpartition("/")[2] for card in cards]
        assert sorted(ids) == sorted(by_id)
        for own, also, fact in zip(leading, others, (by_id[each] for each in ids), strict=True):
            assert own == {each for each in fact["divergences"] if kind_of[each] == fact["kind"]}
            assert sorted([fact["kind"], *also]) == sorted(fact["kinds"])


def test_the_event_page_and_its_json_have_the_same_totals(client: FlaskClient, events: list[dict[str, Any]]) -> None:
    elsewhere = {"placement"}
    for event in events:
        shown = Shown(client, f"/events/{event['id']}")
        found, totals = shown.counted(f"//nav[{classed('totals')}]/a"), shown.twin["totals"]
        assert {kind: found[kind] for kind in found.keys() - elsewhere} == {
            kind: totals[kind] for kind in totals.keys() - elsewhere
        }


@pytest.mark.parametrize("view", ["order", "rows"])
@pytest.mark.parametrize("number", [2, 4])
def test_the_comparison_page_and_its_json_say_the_same(
    client: FlaskClient, events: list[dict[str, Any]], view: str, number: int
) -> None:
    for event in events:
        ids = [each["id"] for each in event["articles"]][:number]
        shown = Shown(client, f"/compare?{'&'.join(f'article={each}' for each in ids)}&view={view}")
        assert [each["id"] for each in shown.twin["articles"]] == ids
        assert [each.rpartition("/")[2] for each in shown.all('//div[@role="columnheader"]//h2/a/@href')] == ids
        assert matched(shown) == {
            frozenset(f"p-{side['article']}-{side['index']}" for side in (each["a"], each["b"]))
            for each in shown.twin["matches"]
        }
        assert f"{len(shown.twin['matches']):,} matched sentence" in shown.texts(f"//p[{classed('lede')}]")[0]
        told = {
            (kind_in(each.find("./span")), each.text_content()) for each in shown.all(f"//div[{classed('note-of')}]/p")
        }
        wanted = {
            (each["kind"], each["reason"])
            for match in shown.twin["matches"]
            for each in match["divergences"]
            if each["shown"] and each["kind"] != "detail"
        }
        assert {(kind, reason) for kind, text in told for reason in reasons_in(text, kind, wanted)} == wanted
        assert all(reasons_in(text, kind, wanted) for kind, text in told)
        totals = {kind: count for kind, count in shown.twin["totals"].items() if kind != "detail"}
        assert shown.counted('//nav[@aria-label="Filter rows"]/a') == totals


def reasons_in(text: str, kind: str, wanted: set[tuple[str, str]]) -> list[str]:
    """The reasons of a kind that the text contains."""
    return [reason for own, reason in wanted if own == kind and reason in text]


def matched(shown: Shown) -> set[frozenset[str]]:
    """The pairs of sentences that a page marks as matches, by their anchors."""
    found = set()
    for each in shown.all("//*[@data-with]"):
        for other in each.get("data-with").split():
            found.add(frozenset({each.get("id"), other}))
    return found


def test_a_page_and_its_json_list_the_same_number_of_items(client: FlaskClient) -> None:
    for address, most in (("/", 12), ("/search?q=bridge", 40)):
        link = Shown(client, address).all('//link[@rel="alternate"][@type="application/json"]/@href')[0]
        assert f"limit={most}" in link


def test_the_search_page_and_its_json_have_the_same_hits(client: FlaskClient) -> None:
    for query in QUERIES:
        for more in ("", "&copies=all", "&since=2026-03-02"):
            shown = Shown(client, f"/search?q={quote_plus(query)}{more}")
            hits = shown.twin["results"]
            links = shown.all(f"//blockquote//a[mark[{classed('found')}]]/@href")
            said = shown.texts(f"//blockquote//mark[{classed('found')}]")
            assert sorted(zip(links, said, strict=True)) == sorted(
                (f"/articles/{at['article']}#p-{at['article']}-{at['index']}", " ".join(at["text"].split()))
                for at in (each["passage"] for each in hits)
            )
            assert set(shown.all(f"//section[{classed('group')}]/h2/a/@href")) == {
                f"/events/{each['event']}" for each in hits if each["event"]
            }
            copies = shown.all(f'//p[{classed("note")}][starts-with(normalize-space(), "Same text in")]/a/@href')
            assert set(copies) == {f"/articles/{copy['id']}" for each in hits for copy in each["copies"]}
            assert bool(shown.all('//p[@role="status"][contains(., "Showing results for")]')) == bool(
                shown.twin["corrected"]
            )
