"""What users say of outlets: taken from their own table, shown with source and date, never made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.article import Article, Outlet
from compare.errors import InputError, NotFoundError
from compare.moment import Moment
from compare.outlets import OutletFact
from compare.service import Parallax
from indexes.ingest.outlet_facts import read_outlet_facts
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
def test_a_table_that_lacks_something_says_where_and_is_not_taken(table: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_outlet_facts(table.encode("latin-1", "replace") if table.startswith("\x89") else table.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_a_reason_why_not(data: bytes) -> None:
    try:
        assert all(each.value and each.source for each in read_outlet_facts(b"outlet,x,source,date\n" + data))
    except InputError as error:
        assert str(error)


def test_a_source_replaces_what_it_said_and_leaves_what_others_said(service: Parallax) -> None:
    outlets = service.outlet_facts
    outlets.learn(read_outlet_facts(TABLE.encode()))
    outlets.learn([OutletFact(Outlet("HALYARD"), "country", "Quenda", "My desk", Moment.parse("2026-02-01"))])
    assert [(each.value, each.source) for each in outlets.known(["halyard"])] == [
        ("Quenda", "My desk"),
        ("centre", "Survey of readers"),
    ]
    assert outlets.of("Country", "aldermark") == ("the harrow courier",)
    assert outlets.forget("My desk") == 3
    assert [each.source for each in outlets.known()] == ["Survey of readers"]
    with pytest.raises(NotFoundError):
        outlets.forget("My desk")


def test_an_article_says_what_is_known_of_its_outlet_and_from_whom(service: Parallax) -> None:
    service.add([Article(Outlet(name), "Tram", f"{name}: a tram line opened.") for name in ("The Harrow Courier", "X")])
    service.outlet_facts.learn(read_outlet_facts(TABLE.encode()))
    client = create_app(service=service).test_client()
    pages = {
        each["outlet"]: client.get(f"/articles/{each['id']}").text
        for each in client.get("/api/v1/articles").json["articles"]
    }
    assert "leaning <b>&lt;b&gt;left&lt;/b&gt;</b> (My desk, 5 January 2026)" in pages["The Harrow Courier"]
    assert "What is said of" not in pages["X"]
    told = {each["name"]: each["facts"] for each in client.get("/api/v1/outlets").json["outlets"]}
    assert told["X"] == []
    assert {"attribute": "country", "value": "Aldermark", "source": "My desk", "date": "2026-01-05"} in told[
        "The Harrow Courier"
    ]


def test_the_command_learns_lists_and_forgets(command: Callable[..., str], tmp_path: Path) -> None:
    table = tmp_path / "outlets.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert command("outlets", "learn", str(table)) == "4 facts of 2 outlets.\n"
    assert "    leaning: centre (Survey of readers, 2025-11-01)" in command("outlets", "list")
    named = {each["name"]: each for each in json.loads(command("outlets", "list", "--json"))["outlets"]}
    assert len(named["Halyard"]["facts"]) == 2
    assert command("outlets", "forget", "My desk") == "Forgot 3 facts.\n"
