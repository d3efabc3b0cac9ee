"""The project's first scenario: one report that other outlets report differently, and the top of the page of the event.

Passages are matched by structure and rules, as in all tests of pages. The report is stored next to the repository; its
counterparts are invented for this test.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Embedder
from tests.test_compare_service import service_in
from web import create_app
from web.settings import Settings

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed"

DONE = """Minerals deal is done, says US Treasury chief
The minerals deal between the United States and Ukraine is done and only needs to be signed, US Treasury Secretary Scott Bessent said on Thursday.
“The deal is done,” Bessent said. “There is no more negotiation.”
Ukrainian President Volodymyr Zelensky will sign the agreement in Washington on Friday, when he meets President Donald Trump.
Bessent called the agreement a “win-win” for both countries. It covers rare earths as well as oil, gas and infrastructure."""

FRAMEWORK = """Kyiv calls minerals text a framework, with security guarantees still open
The minerals agreement between Ukraine and the United States is not done: it is only a framework, Ukrainian Prime Minister Denys Shmyhal said on Thursday.
Security guarantees for Ukraine are still open and have to be negotiated, Shmyhal said.
President Volodymyr Zelensky is to meet President Donald Trump in Washington on Friday.
The draft names rare earths, oil, gas and infrastructure, but leaves the terms of a joint fund to a later agreement."""

UNSIGNED = """No signature yet under US-Ukraine minerals deal
The minerals deal between the United States and Ukraine has not been signed, the Ukrainian president's office said on Thursday.
President Volodymyr Zelensky will not sign the agreement without security guarantees, an aide said before the meeting with President Donald Trump in Washington on Friday.
US Treasury Secretary Scott Bessent visited Kyiv earlier this month and left without a signed agreement.
The agreement covers rare earths, oil, gas and infrastructure."""

REPRINT = DONE.replace("The minerals deal", "(Ledger Wire) The minerals deal", 1)

COUNTERPARTS = {"The Ledger Wire": DONE, "Halm Gazette": FRAMEWORK, "Orly Courier": UNSIGNED, "Stannick Post": REPRINT}


def article(outlet: str, text: str, hour: int) -> Article:
    title, _, body = text.partition("\n")
    return Article(
        Outlet(outlet), title, body.replace("\n", "\n\n"), published=Moment.parse(f"2025-02-27T{hour}:00:00Z")
    )


@pytest.fixture(scope="module")
def seed() -> str:
    """The report. The test is skipped if the folder next to the repository is missing."""
    if not SEED.is_dir():
        pytest.skip("the report is not there (../shared/seed)")
    (path,) = SEED.iterdir()
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(seed: str, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The event of the report and its counterparts."""
    service = service_in(tmp_path_factory.mktemp("seed"), embedder)
    told = [article(outlet, text, 13 + number) for number, (outlet, text) in enumerate(COUNTERPARTS.items())]
    service.add([article("The Morning Report", seed, 12), *told])
    return create_app(Settings(log="none"), service).test_client()


def event(client: FlaskClient) -> dict:
    (found,) = client.get("/api/v1/events").json["events"]
    return found


def cards(client: FlaskClient) -> list[str]:
    page = client.get(f"/events/{event(client)['id']}").text
    return re.findall(r'<article class="finding[^>]*data-difference.*?</article>', page, re.DOTALL)


def test_the_report_and_its_counterparts_are_one_event_of_four_independent_reports(client: FlaskClient) -> None:
    counts = event(client)["counts"]
    assert (counts["articles"], counts["outlets"], counts["origins"]) == (5, 5, 4)


def test_the_event_page_leads_with_the_contradiction_about_the_deal_and_its_sources(client: FlaskClient) -> None:
    first = cards(client)[0]
    reason = re.search(r'<span class="reason">(.*?)</span>', first)
    assert reason is not None
    assert "k-contradiction" in first
    told = [
        re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<li class="v\d">.*?</blockquote></li>', first, re.DOTALL)
    ]
    assert any("The Ledger Wire" in each and "is done" in each for each in told)
    assert any("Orly Courier" in each and "has not been signed" in each for each in told)
    assert "The Ledger Wire" in reason[1]
    assert "Orly Courier" in reason[1]


def test_the_reprint_is_listed_behind_its_source_and_is_not_an_independent_report(client: FlaskClient) -> None:
    assert "reprint: Stannick Post" in cards(client)[0]
    facts = client.get(f"/api/v1/events/{event(client)['id']}/facts?limit=200").json["facts"]
    tellings = [one for fact in facts for variant in fact["variants"] for one in variant["tellings"]]
    behind = {one["outlet"]: {each["outlet"] for each in one["reprints"]} for one in tellings}
    assert behind == {key: set() for key in ["The Morning Report", "Halm Gazette", "Orly Courier"]} | {
        "The Ledger Wire": {"Stannick Post"}
    }
