"""Users' facts about outlets: imported from their own table, shown with source and date, never invented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.errors import ConflictError, InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from compare.services.stores.outlets import OutletFact
from indexes.ingest.formats.outlet_table import read_outlet_facts
from web import create_app

TABLE = """outlet,country,leaning,source,date
Halyard,Aldermark,,My desk,2026-01-05
The  Harrow Courier,Aldermark,<b>left</b>,My desk,2026-01-05
halyard,,centre,Survey of readers,2025-11-01

"""


def test_each_filled_cell_is_a_fact_with_its_source_and_date() -> None:
    facts = read_outlet_facts(TABLE.encode())
    told = [(each.outlet.id, each.attribute, each.value, each.source, each.dated.isoformat()) for each in facts]
    assert told == [
        ("halyard", "country", "Aldermark", "My desk", "2026-01-05"),
        ("the harrow courier", "country", "Aldermark", "My desk", "2026-01-05"),
        ("the harrow courier", "leaning", "<b>left</b>", "My desk", "2026-01-05"),
        ("halyard", "leaning", "centre", "Survey of readers", "2025-11-01"),
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "first line"),
        ("outlet,source,date\nA,B,2026-01-01", "one or more attributes"),
        ("outlet,country\nA,B", "first line"),
        ("outlet,country,source,date\nA,B,,2026-01-01", "line 2 has no source"),
        ("outlet,country,source,date\nA,B,C,", "line 2 has no date"),
        ("outlet,country,source,date\nA,B,C,soon", "line 2: “soon” is not a date"),
        ("outlet,country,source,date\nA,B,C,2026-01-01,more", "more cells"),
        (f"outlet,country,source,date\nA,{'x' * 501},C,2026-01-01", "over 500"),
        ("\x89PNG", "picture"),
    ],
)
def test_an_incomplete_table_is_refused_with_the_line(table: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_outlet_facts(table.encode("latin-1", "replace") if table.startswith("\x89") else table.encode())


@given(st.binary(max_size=200))
def test_any_bytes_give_facts_or_an_error_message(data: bytes) -> None:
    try:
        assert all(each.value and each.source for each in read_outlet_facts(b"outlet,x,source,date\n" + data))
    except InputError as error:
        assert str(error)


def test_a_source_replaces_its_own_facts_and_leaves_those_of_others(service: Parallax) -> None:
    outlets = service.outlets
    outlets.add_facts(read_outlet_facts(TABLE.encode()))
    outlets.add_facts([OutletFact(Outlet("HALYARD"), "country", "Quenda", "My desk", Moment.parse("2026-02-01"))])
    assert [(each.value, each.source) for each in outlets.known(["halyard"])] == [
        ("Quenda", "My desk"),
        ("centre", "Survey of readers"),
    ]
    assert outlets.of("Country", "aldermark") == ("the harrow courier",)
    assert outlets.remove_source("My desk") == 3
    assert [each.source for each in outlets.known()] == ["Survey of readers"]
    with pytest.raises(NotFoundError):
        outlets.remove_source("My desk")


def test_an_article_page_shows_facts_about_its_outlet_and_their_sources(service: Parallax) -> None:
    service.add([Article(Outlet(name), "Tram", f"{name}: a tram line opened.") for name in ("The Harrow Courier", "X")])
    service.outlets.add_facts(read_outlet_facts(TABLE.encode()))
    client = create_app(service=service).test_client()
    pages = {
        each["outlet"]: client.get(f"/articles/{each['id']}").text
        for each in client.get("/api/v1/articles").json["articles"]
    }
    assert "leaning <b>&lt;b&gt;left&lt;/b&gt;</b> (My desk, 5 January 2026)" in re.sub(
        "</?time[^>]*>", "", pages["The Harrow Courier"]
    )
    assert "Attributes of" not in pages["X"]
    told = {each["name"]: each["facts"] for each in client.get("/api/v1/outlets").json["outlets"]}
    assert told["X"] == []
    assert {"attribute": "country", "value": "Aldermark", "source": "My desk", "date": "2026-01-05"} in told[
        "The Harrow Courier"
    ]


def test_the_command_imports_lists_and_removes_outlet_facts(command: Callable[..., str], tmp_path: Path) -> None:
    table = tmp_path / "outlets.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert command("outlets", "import", str(table)) == "4 facts of 2 outlets.\n"
    assert "    leaning: centre (Survey of readers, 2025-11-01)" in command("outlets", "list")
    named = {each["name"]: each for each in json.loads(command("outlets", "list", "--json"))["outlets"]}
    assert len(named["Halyard"]["facts"]) == 2
    assert command("outlets", "remove-source", "My desk") == "Removed 3 facts.\n"


def _tram(*names: str) -> list[Article]:
    return [
        Article(Outlet(name), f"Tram of {name}", f"{name} says that a tram line opened on Monday.") for name in names
    ]


def test_outlets_renamed_to_one_name_are_merged_and_can_be_separated(service: Parallax) -> None:
    service.add(_tram("harrow.example", "The Harrow Courier", "Halyard"))
    before = {each.id: each for each in service.articles(Filter(), 9)}
    assert len(service.outlets.rename("HARROW.example", "The Harrow Courier")) == 1
    assert [(each.name, each.articles) for each in service.outlets.held()] == [
        ("Halyard", 1),
        ("The Harrow Courier", 2),
    ]
    assert {each.id for each in service.articles(Filter(), 9)} == set(before)
    report = service.add([*_tram("harrow.example"), Article(Outlet("harrow.example"), "Rail", "A rail line opened.")])
    assert (report.known, report.added) == (1, 1)
    wanted = service.outlets.filtered(Filter(("harrow.example",)), [])
    assert {each.outlet.name for each in service.articles(wanted, 9)} == {"The Harrow Courier"}
    assert len(service.articles(wanted, 9)) == 3
    assert service.maintenance.faults() == []
    assert len(service.outlets.reset_name("harrow.example")) == 2
    assert {each.outlet.id for each in service.articles(Filter(), 9)} == {
        "harrow.example",
        "halyard",
        "the harrow courier",
    }
    assert all(before.get(each.id, each) == each for each in service.articles(Filter(), 9))


def test_outlet_renames_are_followed_without_cycles(service: Parallax) -> None:
    service.add(_tram("a.example", "b.example", "C"))
    outlets = service.outlets
    outlets.rename("a.example", "b.example")
    outlets.rename("b.example", "C")
    assert [(each.id, each.articles) for each in outlets.held()] == [("c", 3)]
    with pytest.raises(ConflictError, match="itself renamed"):
        outlets.rename("C", "a.example")
    with pytest.raises(InputError, match="1 to 200"):
        outlets.rename("C", " ")
    outlets.reset_name("b.example")
    assert [(each.id, each.articles) for each in outlets.held()] == [("b.example", 1), ("c", 2)]
    with pytest.raises(NotFoundError):
        outlets.reset_name("C")


def test_an_outlet_name_may_only_differ_in_spelling(service: Parallax) -> None:
    service.add(_tram("THE TIMES"))
    service.outlets.rename("The times", "The Times")
    assert service.outlets.held()[0].name == "The Times"
    service.outlets.reset_name("the times")
    assert service.outlets.held()[0].name == "THE TIMES"


def test_a_cached_comparison_shows_the_new_outlet_name(service: Parallax) -> None:
    service.add(_tram("a.example", "b.example"))
    event = service.events(Filter(), 1)[0].event.id
    assert service.event(event)[0].counts.outlets == 2
    service.outlets.rename("a.example", "b.example")
    summary, comparison = service.event(event)
    assert (summary.counts.outlets, {each.outlet.name for each in comparison.articles}) == (1, {"b.example"})


def test_facts_about_an_outlet_are_shown_under_each_of_its_names(service: Parallax) -> None:
    service.add(_tram("halyard", "Daily Halyard"))
    service.outlets.add_facts(read_outlet_facts(TABLE.encode()))
    service.outlets.rename("Halyard", "Daily Halyard")
    assert {each.value for each in service.outlets.known(["daily halyard"])} == {"Aldermark", "centre"}
    assert service.outlets.of("leaning", "centre") == ("daily halyard",)


def test_articles_are_filtered_by_attributes_of_their_outlets(service: Parallax) -> None:
    service.add(_tram("The Harrow Courier", "Halyard", "X"))
    service.outlets.add_facts(read_outlet_facts(TABLE.encode()))
    client = create_app(service=service).test_client()

    def found(**query: object) -> set[str]:
        answer = client.get("/api/v1/articles", query_string=query)
        assert answer.status_code == 200, answer.text
        return {each["outlet"] for each in answer.json["articles"]}

    assert found(about="country:Aldermark") == {"The Harrow Courier", "Halyard"}
    assert found(about="COUNTRY: aldermark", outlet="X") == set()
    assert found(about=["country:Aldermark", "leaning:centre"]) == {"Halyard"}
    assert found(about="leaning:right") == set()
    assert client.get("/api/v1/articles?about=country").status_code in {400, 422}
    assert "Filter" in client.get("/?about=leaning:centre").text
    assert '<option value="leaning:centre" selected>' in client.get("/?about=leaning:centre").text
    assert client.get("/?about=nonsense").status_code == 400
    assert client.get("/search?q=tram&about=leaning:right").text.count("nothing close enough") == 1


def test_an_event_shows_the_attributes_of_each_outlet(service: Parallax) -> None:
    text = "A tram line opened on Monday in the old town of Harrow. Nobody was hurt."
    service.add([Article(Outlet(name), "Tram", text + f" {name} was there.") for name in ("Halyard", "X")])
    service.outlets.add_facts(read_outlet_facts(TABLE.encode()))
    page = create_app(service=service).test_client().get(f"/events/{service.events(Filter(), 1)[0].event.id}").text
    assert '<span title="My desk">Aldermark</span>' in page
    assert '<span class="note">unknown</span>' in page


def test_the_outlets_page_renames_and_resets_names(service: Parallax) -> None:
    service.add(_tram("a.example", "B"))
    client = create_app(service=service).test_client()
    assert client.post("/outlets/call", data={"outlet": "a.example", "called": "B"}).status_code == 303
    assert "also a.example" in client.get("/outlets").text
    assert client.get("/api/v1/outlets").json["outlets"][0]["also"] == ["a.example"]
    assert client.post("/outlets/uncall", data={"outlet": "a.example"}).status_code == 303
    assert "also a.example" not in client.get("/outlets").text
    assert client.post("/outlets/uncall", data={"outlet": "a.example"}).status_code == 404
    assert client.post("/outlets/call", data={"outlet": "B"}).status_code == 400
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/outlets/call", data={"outlet": "B", "called": "C"}, headers=headers).status_code == 403


def test_the_command_renames_and_resets_names(command: Callable[..., str], tmp_path: Path) -> None:
    article = tmp_path / "tram.txt"
    article.write_text("A tram line opened on Monday.", encoding="utf-8")
    command("add", str(article), "--outlet", "a.example")
    assert (
        command("outlets", "rename", "a.example", "The Harrow Courier")
        == "1 article of “a.example” now under “The Harrow Courier”.\n"
    )
    assert "(also a.example)" in command("outlets", "list")
    assert command("outlets", "reset-name", "a.example") == "1 article under “a.example” again.\n"


def test_an_outlet_filter_lists_each_outlet_once_and_ignores_blanks() -> None:
    assert Filter.of_names(["The Weir", " ", "", "THE WEIR", "Courier"]).outlets == (Outlet("The Weir").id, "courier")
    assert Filter.of_names([]) == Filter()
