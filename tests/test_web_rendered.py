"""Every page is rendered without undefined names or attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import StrictUndefined, Template

from compare.model.article import Article, Outlet
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from tests.test_compare_reviews import DAY, articles
from tests.test_web_templates import PAGES
from web import create_app
from web.settings import Settings

SIMPLE = (
    "/", "/?kind=figures&sort=divergence", "/search", "/feeds", "/outlets", "/corrections", "/method", "/api", "/alerts", "/alerts/new?q=dam",
    "/notebooks", "/export", "/figures", "/add", "/compare/texts",
)  # fmt: skip
SEARCHES = ("/search?q=Quirpa+landslide", "/search?q=Qiurpa&copies=all", "/export?q=Quirpa")
TEXTS = {"outlet": ["One", "Two"], "title": ["", ""], "published": ["2026-03-02", ""]}
CRACKS = "Cracks closed the Hallam bridge on Monday. Some 40 buses were turned back.\n\nSign up for our newsletter"


@dataclass(frozen=True, slots=True)
class Rendered:
    """An application, and the templates that it has rendered."""

    app: Flask
    templates: set[str]


@contextmanager
def rendered(app: Flask) -> Iterator[Rendered]:
    """The application with strict templates (undefined names are errors) and sleeping workers."""
    app.jinja_env.undefined = StrictUndefined
    for worker in ("fetch_worker", "worker", "notifier"):
        app.extensions[worker].wake = lambda: None
    found = Rendered(app, set())

    def note(sender: Flask, template: Template, **more: object) -> None:
        found.templates.add(str(template.name))

    with template_rendered.connected_to(note, app):
        yield found


def opened(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def read_all(client: FlaskClient) -> None:
    """Open the pages of every event, in every view."""
    for event in client.get("/api/v1/events?limit=100").json["events"]:
        here, ids = f"/events/{event['id']}", [each["id"] for each in event["articles"]]
        page = opened(client, f"{here}?show=all&weaker=1&map=all")
        opened(client, f"{here}?copies=all&kind=figures&outlet={event['articles'][0]['outlet']}")
        for fact in re.findall(rf'href="({here}/facts/\w+)"', page)[:5]:
            opened(client, fact)
        for article in ids:
            opened(client, f"/articles/{article}")
        for number in range(2, min(len(ids), 4) + 1):
            beside = "/compare?" + "&".join(f"article={each}" for each in ids[:number])
            for view in ("order", "rows", "linear"):
                opened(client, f"{beside}&weaker=1&view={view}")


def correct_all(client: FlaskClient) -> None:
    """Make every kind of change, and open the pages that show it."""
    (event,) = client.get("/api/v1/events").json["events"]
    first, second = [each["id"] for each in event["articles"]][:2]
    beside = f"/compare?article={first}&article={second}"
    match = re.search(r'formaction="(/links/[^"]*)" name="verdict" value="confirmed"', opened(client, beside))
    assert match
    form = {"verdict": "confirmed", "back": beside}
    opened(client, client.post(match[1].replace("&amp;", "&"), data=form).location)
    finding = re.search(r'name="finding" value="(\w+)"', opened(client, f"/events/{event['id']}?show=all"))
    assert finding
    form = {"finding": finding[1], "verdict": "dismissed", "back": f"/events/{event['id']}"}
    opened(client, client.post(f"/events/{event['id']}/judge", data=form).location)
    opened(client, f"/notebooks/save?article={first}&index=0")
    form = {"article": first, "index": "0", "name": "Book", "note": "A\nnote"}
    opened(client, client.post("/notebooks/save", data=form).location)
    alert = {"name": "A", "url": "https://hook.example/", "on": "article", "q": "bridge", "since": "2026-01-01"}
    assert client.post("/alerts", data=alert).status_code == 201
    number = re.search(r'href="(/alerts/[0-9a-f]+)"', opened(client, "/alerts"))
    assert number
    opened(client, number[1])
    client.post("/outlets/call", data={"outlet": event["articles"][0]["outlet"], "called": "Another name"})
    opened(client, client.post(f"/events/{event['id']}/correct", data={"do": "split", "article": first}).location)


def refuse_all(client: FlaskClient) -> None:
    """Submit invalid forms, which are shown again, and open invalid URLs."""
    assert client.post("/compare/texts", data={**TEXTS, "text": ["Only one.", ""]}).status_code == 400
    assert client.post("/add", data={"text": "A text.", "published": "never"}).status_code == 400
    assert client.post("/alerts", data={"name": "A", "url": "none", "on": "article"}).status_code == 400
    assert client.get("/compare").status_code == 400
    assert client.get("/nothing").status_code == 404


def test_every_page_is_rendered_and_nothing_in_it_is_undefined(sample_archive: Path, service: Parallax) -> None:
    with rendered(create_app(Settings(data=sample_archive))) as names:
        client = names.app.test_client()
        read_all(client)
        for address in SIMPLE:
            opened(client, address)
    with rendered(create_app(Settings(), service)) as own:
        client = own.app.test_client()
        for address in SIMPLE:
            opened(client, address)
        refuse_all(client)
        service.add(articles())
        service.feed_watcher.follow([Feed("https://one.example/feed", "One")])
        correct_all(client)
        for text in ("The dam broke.", "The dam broke. Two farms are lost."):
            service.add([Article(Outlet("Weir"), "Dam", text, "https://weir.example/dam", published=DAY)])
        (revised,) = (each for each in service.articles(Filter(), 9) if each.title == "Dam")
        opened(client, f"/articles/{revised.id}/revisions")
        opened(client, client.post("/add", data={"text": CRACKS, "title": "Bridge"}).location)
        compared = client.post("/compare/texts", data={**TEXTS, "text": [CRACKS, CRACKS.replace("40", "90")]}).text
        (job,) = set(re.findall(r"/compare/jobs/\w+", compared))
        for view in ("order", "rows", "linear"):
            opened(client, f"{job}?view={view}")
        for address in (*SIMPLE, *SEARCHES):
            opened(client, address)
    assert names.templates | own.templates == {each.template for each in PAGES}
