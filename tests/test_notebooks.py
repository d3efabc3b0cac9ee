"""Notebooks: saved items do not change, can be exported in every format, and are deleted with what they quote."""

from __future__ import annotations

import csv
import io
import re

import docx
import lxml.html
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.method import METHOD
from compare.errors import ConflictError, InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.notebook import Entry, Item, Notebook, Quotation
from compare.ports import Filter
from compare.services.service import Parallax
from tests.test_compare_reviews import DAY, TEXTS
from web import create_app
from web.export.notebooks import as_docx, as_markdown
from web.settings import Settings


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add(
        Article(Outlet(name), f"<b>{name}</b>", text, url=f"https://{name.lower()}.example/a", published=DAY)
        for name, text in TEXTS.items()
    )
    return create_app(Settings(), service).test_client()


def finding(client: FlaskClient) -> dict:
    (event,) = client.get("/api/v1/events").json["events"]
    top = next(each for each in event["top"] if each["kind"] == "figures")
    return {"divergence": top["id"], "articles": [each["article"] for each in top["passages"]]}


def new_notebook(client: FlaskClient, name: str = "Slide") -> str:
    return client.post("/api/v1/notebooks", json={"name": name}).json["id"]


def test_a_divergence_is_saved_from_the_page_with_a_note_and_links_back(client: FlaskClient) -> None:
    found = finding(client)
    here = "/compare?" + "&".join(f"article={each}" for each in found["articles"])
    star = re.search(rf'href="(/notebooks/save\?divergence={found["divergence"]}[^"]*)"', client.get(here).text)
    assert star is not None
    form = lxml.html.fromstring(client.get(star[1].replace("&amp;", "&")).text).xpath(
        "//form[@action='/notebooks/save']"
    )[0]
    data = [(name, value) for name, value in form.form_values() if name not in {"name", "note"}] + [
        ("name", "Slide"),
        ("note", "Ask <i>."),
    ]
    fields: dict[str, list[str]] = {}
    for name, value in data:
        fields.setdefault(name, []).append(value)
    answer = client.post("/notebooks/save", data=fields)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "Ask &lt;i&gt;." in page
    assert "killed 31 villagers" in page
    assert f'<a href="{here.replace("&", "&amp;")}">Back to the previous page</a>' in page
    assert "Slide" in client.get("/notebooks").text


def test_every_kind_of_item_is_saved_with_everything_needed_to_quote_it(client: FlaskClient) -> None:
    notebook, found = new_notebook(client), finding(client)
    (event,) = client.get("/api/v1/events").json["events"]
    fact = client.get(f"/api/v1/events/{event['id']}/facts?contested=true").json["facts"][0]
    match = client.get(f"/api/v1/compare?article={'&article='.join(found['articles'])}").json["matches"][0]
    bodies = [
        found,
        {"link": match["id"], "articles": found["articles"]},
        {"fact": fact["id"], "event": event["id"], "note": "Why?"},
        {"event": event["id"]},
        {"article": found["articles"][0], "index": 1},
    ]
    for body in bodies:
        assert client.post(f"/api/v1/notebooks/{notebook}/entries", json=body).status_code == 201
    entries = client.get(f"/api/v1/notebooks/{notebook}").json["entries"]
    assert [each["kind"] for each in entries] == ["finding", "match", "fact", "event", "passage"]
    assert [len(each["quotations"]) for each in entries] == [2, 2, 2, 2, 1]
    for each in entries:
        assert each["method"] == METHOD
        assert client.get(each["address"]).status_code == 200
        for quotation in each["quotations"]:
            assert quotation["text"] in client.get(f"/api/v1/articles/{quotation['article_id']}").json["text"]
            assert quotation["url"].startswith("https://") and quotation["published"] and quotation["outlet"]


def test_an_event_is_saved_from_the_head_of_its_page_and_is_in_every_export(client: FlaskClient) -> None:
    (event,) = client.get("/api/v1/events").json["events"]
    page = lxml.html.fromstring(client.get(f"/events/{event['id']}").text)
    (star,) = page.xpath("//div[contains(@class, 'event-head')]//a[@aria-label='Save this event to a notebook']/@href")
    form = lxml.html.fromstring(client.get(star).text).xpath("//form[@action='/notebooks/save']")[0]
    saved = client.post("/notebooks/save", data=dict(form.form_values()) | {"name": "Slide", "note": "Follow up."})
    assert saved.status_code == 303
    notebook = saved.headers["Location"].partition("?")[0].removeprefix("/notebooks/")
    (entry,) = client.get(f"/api/v1/notebooks/{notebook}").json["entries"]
    assert (entry["kind"], entry["address"], entry["note"]) == ("event", f"/events/{event['id']}", "Follow up.")
    assert entry["reason"] == f"{event['headline']['title']} (2 articles, 2 independent reports, 1 contested)"
    exports = {each: client.get(f"/notebooks/{notebook}/export.{each}") for each in ("docx", "md", "csv", "html")}
    told = {each: answer.text for each, answer in exports.items() if each != "docx"}
    told["docx"] = "\n".join(each.text for each in docx.Document(io.BytesIO(exports["docx"].data)).paragraphs)
    openings = [each["text"] for each in entry["quotations"]]
    assert len(openings) == 2
    for text in told.values():
        for wanted in ("independent reports", "Follow up.", *openings, "https://courier.example/a", METHOD):
            assert wanted in text


def test_notebooks_are_renamed_annotated_and_emptied(client: FlaskClient) -> None:
    one, other = new_notebook(client), new_notebook(client, "Dam")
    assert new_notebook(client, "dam") == other
    where = f"/api/v1/notebooks/{one}"
    number = client.post(f"{where}/entries", json=finding(client)).json["number"]
    assert client.put(f"{where}/entries/{number}", json={"note": "Later."}).json["note"] == "Later."
    assert client.put(where, json={"name": "Quirpa"}).json["name"] == "Quirpa"
    assert client.put(where, json={"name": "Dam"}).status_code == 409
    assert client.delete(f"{where}/entries/{number}").json == {"removed": str(number)}
    assert client.delete(f"{where}/entries/{number}").status_code == 404
    assert client.delete(where).status_code == 200
    assert [each["id"] for each in client.get("/api/v1/notebooks").json["notebooks"]] == [other]


def test_an_entry_is_removed_with_an_article_it_quotes_and_kept_when_that_changes(
    client: FlaskClient, service: Parallax
) -> None:
    notebook, found = new_notebook(client), finding(client)
    client.post(f"/api/v1/notebooks/{notebook}/entries", json=found)
    client.post(f"/api/v1/notebooks/{notebook}/entries", json={"article": found["articles"][1], "index": 0.0})
    service.links.review(
        found["articles"], service.compare(found["articles"]).matches[0] and _link(service, found), "rejected"
    )
    assert len(service.notebooks.entries(notebook)) == 2
    service.removals.article(found["articles"][0])
    assert [each.item.kind for each in service.notebooks.entries(notebook)] == ["passage"]


def _link(service: Parallax, found: dict) -> str:
    from compare.comparison.reviews.links import link_id

    match = next(
        m for m in service.compare(found["articles"]).matches if any(d.kind == "figures" for d in m.divergences)
    )
    return link_id(match.a, match.b)


def test_every_export_format_has_quotation_outlet_address_time_and_method(client: FlaskClient) -> None:
    notebook = new_notebook(client, "=Slide: one/two")
    client.post(f"/api/v1/notebooks/{notebook}/entries", json=finding(client) | {"note": "Ask\nthe mayor."})
    assert '<time datetime="2026-03-03' in client.get(f"/notebooks/{notebook}").text
    wanted = [
        "killed 31 villagers",
        "44 villagers died",
        "Halyard",
        "https://courier.example/a",
        "2026-03-03",
        METHOD,
        "Ask",
    ]
    got = {suffix: client.get(f"/notebooks/{notebook}/export.{suffix}") for suffix in ("docx", "md", "csv", "html")}
    for suffix, answer in got.items():
        assert answer.status_code == 200
        assert re.fullmatch(
            r"attachment; filename=.*Slide one two.*\." + suffix + '"?', answer.headers["Content-Disposition"]
        )
    word = docx.Document(io.BytesIO(got["docx"].data))
    texts = {suffix: answer.text for suffix, answer in got.items() if suffix != "docx"}
    texts["docx"] = "\n".join(each.text for each in word.paragraphs)
    for suffix, text in texts.items():
        for each in wanted:
            assert each in re.sub(r"\\(.)", r"\1", text), (suffix, each)
    assert [each.style.name for each in word.paragraphs].count("Intense Quote") == 2
    rows = list(csv.DictReader(io.StringIO(texts["csv"])))
    assert {each["said"] for each in rows} == {"31 villagers", "44 villagers died"}
    assert {each["notebook"] for each in rows} == {"'=Slide: one/two"}
    assert client.get(f"/notebooks/{notebook}/export.exe").status_code == 404


def test_the_html_file_is_self_contained(client: FlaskClient) -> None:
    notebook = new_notebook(client)
    client.post(f"/api/v1/notebooks/{notebook}/entries", json=finding(client))
    root = lxml.html.document_fromstring(client.get(f"/notebooks/{notebook}/export.html").text)
    assert not root.xpath("//script | //link | //form | //button | //img | //iframe | //input")
    assert all(each.startswith(("#", "https://")) for each in root.xpath("//@href"))
    assert not root.xpath("//@src")
    assert "default-src 'none'" in root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_hostile_texts_break_neither_word_documents_nor_markdown(text: str, note: str) -> None:
    quotation = Quotation("a", text, text, text, "", text)
    entry = Entry(1, Item("finding", "figures", text, "1", "/", (quotation,)), note, Moment.parse("2026-03-03"))
    notebook = Notebook("n", text, Moment.parse("2026-03-03"))
    assert len(docx.Document(io.BytesIO(as_docx(notebook, [entry], "http://x"))).paragraphs) >= 4
    for line in as_markdown(notebook, [entry], "http://x").split("\n"):
        assert not re.match(r"\s*(?:<|!\[|```|\|)", line.removeprefix("> "))


def test_invalid_input_is_refused_with_a_message(client: FlaskClient, service: Parallax) -> None:
    notebook = new_notebook(client)
    where = f"/api/v1/notebooks/{notebook}/entries"
    ids = finding(client)["articles"]
    assert client.post(where, json={"divergence": "0" * 16, "articles": ids}).status_code == 404
    assert client.post(where, json={"article": ids[0], "index": 99}).status_code == 404
    assert client.post(where, json={"article": ids[0], "index": 0, "note": "x" * 5001}).status_code == 400
    assert client.post(where, json={}).status_code == 400
    assert client.get("/notebooks/save").status_code == 400
    assert client.get("/notebooks/none").status_code == client.get("/notebooks/none/export.md").status_code == 404
    with pytest.raises(InputError, match="a name"):
        service.notebooks.make(" ")
    with pytest.raises(NotFoundError):
        service.notebooks.save("none", service.items.passage(ids[0], 0))
    for number in range(199):
        service.notebooks.make(f"N{number}")
    with pytest.raises(ConflictError, match="delete one"):
        service.notebooks.make("one more")


def test_remote_clients_and_other_sites_may_not_save(client: FlaskClient, service: Parallax) -> None:
    notebook = new_notebook(client)
    where, body = f"/api/v1/notebooks/{notebook}/entries", finding(client)
    assert client.post(where, json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(where, json=body, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    assert client.delete(f"/api/v1/notebooks/{notebook}", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    none = create_app(Settings(changes="none"), service).test_client()
    assert none.post("/notebooks", data={"name": "x"}).status_code == 403
    assert none.post("/notebooks/save", data={"name": "x"}).status_code == 403
    assert none.post(f"/notebooks/{notebook}", data={"do": "delete"}).status_code == 403
    secret = service.api_keys.create("me")
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.post(where, json=body, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 201
    assert len(service.notebooks.entries(notebook)) == 1
    assert service.events(Filter(), 1)
