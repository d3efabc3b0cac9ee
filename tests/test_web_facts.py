"""The facts of an event in the API: one for each thing that several outlets report, with its variants and figures."""

from __future__ import annotations

import csv
import io
import random
import re
from string import ascii_lowercase

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from web import create_app
from web.api.responses import listed
from web.api.schemas import Schema, Span
from web.settings import Settings

WORDED = (
    ("The dam at Weir broke before dawn on Tuesday, and {} people were killed.",
     "On Tuesday {} people were killed: before dawn the dam at Weir broke."),
    ("Two farms in the valley were flooded to the roof.", "Flooded to the roof were two farms in the valley."),
    ("Engineers had warned in May that its gates were rusty.", "That its gates were rusty, engineers had warned in May."),
    ("The mayor of Orly asked parliament for an inquiry.", "For an inquiry the mayor of Orly asked parliament."),
    ("The road to the quarry is closed until Friday evening.", "Until Friday evening the road to the quarry is closed."),
    ("Rain is forecast for Sunday, the weather office said.", "The weather office said rain is forecast for Sunday."),
)  # fmt: skip
"""What all outlets report of a dam, each in two wordings."""


def report(number: int) -> Article:
    """An independent report: the facts in one of their wordings, and details that no other outlet has."""
    chance = random.Random(number)
    own = [
        " ".join("".join(chance.choices(ascii_lowercase, k=9)) for _ in range(8)).capitalize() + "." for _ in range(9)
    ]
    told = [wordings[(number + at) % 2].format(12 + number % 3) for at, wordings in enumerate(WORDED)]
    text = "\n\n".join(each for pair in zip(own, [*told, *own[:3]], strict=True) for each in pair)
    return Article(
        Outlet(f"Outlet {number}"), f"Weir {number}", text, published=Moment.parse(f"2026-03-03T10:{number:02}:00Z")
    )


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add(report(number) for number in range(6))
    return create_app(Settings(log="none"), service).test_client()


def address(service: Parallax, what: str = "facts") -> str:
    (event,) = service.events(Filter(), 5)
    return f"/api/v1/events/{event.event.id}/{what}"


def fact_with(client: FlaskClient, where: str, words: str) -> dict:
    (found,) = [each for each in client.get(where).json["facts"] if words in each["headline"]]
    return found


def test_a_disputed_figure_is_one_fact_with_a_variant_for_each_value(client: FlaskClient, service: Parallax) -> None:
    toll = fact_with(client, address(service), "people were killed")
    assert (toll["contested"], toll["kind"]) == (True, "figures")
    said = {each["values"][0]["value"]: {one["outlet"] for one in each["tellings"]} for each in toll["variants"]}
    assert said == {12 + rest: {f"Outlet {rest}", f"Outlet {rest + 3}"} for rest in range(3)}
    assert all(f"Outlet {rest}, Outlet {rest + 3}: {12 + rest} " in toll["reason"] for rest in range(3))
    assert (toll["first_published"], toll["last_published"]) == ("2026-03-03T10:00:00Z", "2026-03-03T10:05:00Z")


def test_a_fact_reported_identically_by_all_has_one_variant(client: FlaskClient, service: Parallax) -> None:
    farms = fact_with(client, address(service), "farms")
    (variant,) = farms["variants"]
    assert (farms["contested"], farms["kind"], farms["reason"], farms["divergences"]) == (False, None, "", [])
    assert {each["outlet"] for each in variant["tellings"]} == {f"Outlet {number}" for number in range(6)}


def test_every_span_and_value_is_at_its_stated_offsets(client: FlaskClient, service: Parallax) -> None:
    texts = {each.id: each.text for each in service.articles(Filter(), 20)}
    for fact in client.get(address(service)).json["facts"]:
        for variant in fact["variants"]:
            for telling in variant["tellings"]:
                for each in [telling["passage"], *telling["spans"]]:
                    assert texts[telling["article"]][each["start"] : each["end"]] == each["text"]
            text = texts[variant["tellings"][0]["article"]]
            assert all(text[value["start"] : value["end"]] == value["text"] for value in variant["values"])


def test_a_fact_keeps_its_id_when_articles_are_added(client: FlaskClient, service: Parallax) -> None:
    before = {each["headline"]: each["id"] for each in client.get(address(service)).json["facts"]}
    service.add([report(6), report(7)])
    after = {each["id"] for each in client.get(address(service)).json["facts"]}
    assert len(set(before.values())) == len(before) > 4
    assert set(before.values()) <= after


def test_paging_while_articles_are_added_skips_and_repeats_no_fact(client: FlaskClient, service: Parallax) -> None:
    where = address(service)
    before = {each["id"] for each in client.get(where).json["facts"]}
    seen, after, coming = [], "", 6
    while after is not None:
        page = client.get(where, query_string={"limit": 2, "after": after}).json
        seen += [each["id"] for each in page["facts"]]
        after, coming = page["next"], coming + 1
        service.add([report(coming)])
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_facts_are_filtered_by_whether_outlets_dispute_them(client: FlaskClient, service: Parallax) -> None:
    where = address(service)
    of = {
        each: [fact["id"] for fact in client.get(f"{where}?contested={each}").json["facts"]]
        for each in ("all", "true", "false")
    }
    assert of["true"] and of["false"]
    assert sorted(of["true"] + of["false"]) == sorted(of["all"])


def test_a_figure_that_most_reports_disagree_with_is_an_outlier_on_the_page_and_in_the_json(service: Parallax) -> None:
    service.add(report(number) for number in (0, 3, 6, 9, 1))
    client = create_app(Settings(log="none"), service).test_client()
    toll = fact_with(client, address(service), "people were killed")
    (outlier,) = toll["outliers"]
    assert (outlier["of"], outlier["most"]["value"], outlier["voices"], outlier["reports"]) == ("killed", 12, 4, 5)
    assert [(each["outlet"], each["value"]) for each in outlier["values"]] == [("Outlet 1", 13)]
    page = client.get(address(service, f"facts/{toll['id']}").removeprefix("/api/v1")).text
    (told,) = re.findall(r"◆ Outliers</b>(.*?)</p>", page, re.DOTALL)
    assert " ".join(re.sub(r"<[^>]+>", "", told).split()) == "deaths Outlet 1: 13 people (most reports: 12 people)"
    assert [each["outliers"] for each in client.get(address(service)).json["facts"] if each["id"] != toll["id"]] == (
        [[]] * (len(client.get(address(service)).json["facts"]) - 1)
    )


def test_figure_rows_give_the_majority_value_and_who_disagrees(service: Parallax) -> None:
    service.add(report(number) for number in (0, 3, 6, 9, 1))
    client = create_app(Settings(log="none"), service).test_client()
    (toll,) = [row for row in client.get(address(service, "figures")).json["figures"] if row["of"] == "killed"]
    assert (toll["most"], toll["voices"], toll["reports"]) == ("12 people were killed", 4, 5)
    assert toll["outliers"] == {"Outlet 1": "13 people were killed"}
    lines = csv.DictReader(io.StringIO(client.get(f"{address(service, 'figures')}.csv").text))
    assert next(each for each in lines if each["of"] == "killed")["outliers_Outlet 1"] == "13 people were killed"


def test_without_a_majority_there_is_no_outlier(client: FlaskClient, service: Parallax) -> None:
    assert fact_with(client, address(service), "people were killed")["outliers"] == []
    (toll,) = [row for row in client.get(address(service, "figures")).json["figures"] if row["of"] == "killed"]
    assert (toll["most"], toll["voices"], toll["reports"], toll["outliers"]) == ("", 0, 6, {})


@pytest.mark.parametrize("what", ["facts", "figures"])
@pytest.mark.parametrize("query", [{"after": "a.b.c.d"}, {"limit": 0}, {"limit": 201}])
def test_an_impossible_page_number_is_refused(
    client: FlaskClient, service: Parallax, what: str, query: dict[str, object]
) -> None:
    assert client.get(address(service, what), query_string=query).status_code == 400
    assert client.get(f"/api/v1/events/none/{what}").status_code == 404


def test_a_reprint_is_not_an_independent_report_and_is_named_with_its_source(service: Parallax) -> None:
    source, other = report(0), report(1)
    service.add([source, other, Article(Outlet("Packet"), source.title, source.text, published=other.published)])
    client = create_app(Settings(log="none"), service).test_client()
    toll = fact_with(client, address(service), "people were killed")
    tellings = {one["outlet"]: one["reprints"] for each in toll["variants"] for one in each["tellings"]}
    assert {name: [each["outlet"] for each in reprints] for name, reprints in tellings.items()} == {
        "Outlet 0": ["Packet"], "Outlet 1": [],
    }  # fmt: skip
    assert re.search(r"Outlet 0: 12 .* Outlet 1: 13 ", toll["reason"])


def test_figures_are_a_table_with_a_column_for_each_outlet(client: FlaskClient, service: Parallax) -> None:
    page = client.get(f"{address(service, 'figures')}").json["figures"]
    (toll,) = [row for row in page if row["of"] == "killed"]
    assert toll["outlets"] == {f"Outlet {number}": f"{12 + number % 3} people were killed" for number in range(6)}
    assert {(each["outlet"], each["value"], each["unit"], each["hedge"], each["as_of"]) for each in toll["values"]} == {
        (f"Outlet {number}", 12 + number % 3, "people", "", f"2026-03-03T10:0{number}:00Z") for number in range(6)
    }
    table = list(csv.DictReader(io.StringIO(client.get(f"{address(service, 'figures')}.csv").text)))
    (row,) = [each for each in table if each["of"] == "killed"]
    assert row["outlets_Outlet 2"] == "14 people were killed"
    assert row["values_outlet"] == " | ".join(f"Outlet {number}" for number in range(6))
    assert row["values_value"].split(" | ") == [f"{12 + number % 3}.0" for number in range(6)]


@pytest.mark.parametrize("what", ["divergences", "facts", "figures", "matches", "omissions"])
def test_no_cell_of_a_csv_file_is_json(client: FlaskClient, service: Parallax, what: str) -> None:
    head, *rows = csv.reader(io.StringIO(client.get(f"{address(service, what)}.csv").text))
    assert rows or what == "omissions"
    assert not [cell for row in rows for cell in row if cell.startswith(("[", "{")) or ": [{" in cell]
    assert len(head) == len(set(head))


def test_the_figures_of_an_event_are_exported_one_per_row(service: Parallax) -> None:
    service.add(report(number) for number in (0, 3, 6, 9, 1))
    client = create_app(Settings(log="none"), service).test_client()
    event = address(service, "figures").split("/")[-2]
    (link,) = re.findall(r'href="(/export/figures\.csv[^"]*)"', client.get(f"/events/{event}").text)
    rows = [each for each in csv.DictReader(io.StringIO(client.get(link).text)) if each["of"] == "killed"]
    assert sorted((each["outlet"], each["value"], each["outlier"]) for each in rows) == [
        ("Outlet 0", "12.0", "False"), ("Outlet 1", "13.0", "True"), ("Outlet 3", "12.0", "False"),
        ("Outlet 6", "12.0", "False"), ("Outlet 9", "12.0", "False"),
    ]  # fmt: skip
    assert {(each["event"], each["most"], each["unit"]) for each in rows} == {
        (event, "12 people were killed", "people")
    }


@pytest.mark.parametrize(
    ("words", "value", "low", "high", "hedge"),
    [
        ("at least 40 buses", 40, 40, None, "at least"),
        ("fewer than 40 buses", 40, 0, 40, "less than"),
        ("about 40 buses", 40, 36, 44, "about"),
        ("several buses", None, 3, 9, "vague"),
        ("40 buses", 40, 40, 40, ""),
    ],
)
def test_a_hedged_figure_gives_the_stated_number_and_its_interval(
    service: Parallax, words: str, value: float | None, low: float, high: float | None, hedge: str
) -> None:
    service.add(
        Article(Outlet(name), "Buses", f"The blizzard in Quarn on Monday stopped {words} on the coast road.")
        for name in ("Packet", "Courier")
    )
    service.add(
        [
            Article(
                Outlet("Herald"),
                "Snow",
                f"On the coast road {words} were stopped by the blizzard in Quarn, said a driver.",
            )
        ]
    )
    client = create_app(Settings(log="none"), service).test_client()
    (row,) = client.get(address(service, "figures")).json["figures"]
    found = row["values"][0]
    assert (found["value"], found["hedge"], row["of"]) == (value, hedge, "vehicles")
    assert (round(found["low"], 6), found["high"] and round(found["high"], 6)) == (low, high)


class Report(Schema):
    outlet: str
    spans: list[Span]


class Variant(Schema):
    said: str
    tellings: list[Report]


class FactRow(Schema):
    words: list[str]
    variants: list[Variant]


class FactRows(Schema):
    rows: list[FactRow]


def span(text: str) -> Span:
    return Span(start=0, end=1, text=text)


def table_of(*rows: FactRow) -> list[dict[str, str]]:
    with Flask(__name__).test_request_context(headers={"Accept": "text/csv"}):
        return list(csv.DictReader(io.StringIO(listed(FactRows(rows=list(rows))).get_data(as_text=True))))


def test_an_empty_list_of_objects_is_not_a_csv_column() -> None:
    assert [list(row) for row in table_of(FactRow(words=[], variants=[]))] == [["words"]]
    one = Variant(said="12", tellings=[Report(outlet="A", spans=[])])
    assert table_of(FactRow(words=[], variants=[]), FactRow(words=["w"], variants=[one])) == [
        {"words": "", "variants_said": "", "variants_tellings_outlet": ""},
        {"words": "w", "variants_said": "12", "variants_tellings_outlet": "A"},
    ]


def test_values_of_nested_lists_stay_together_in_csv() -> None:
    tellings = [
        [("Packet ; Sons", ["|", ";"]), ("A | B", [])],
        [("C", [", x , y ", "a,b; c"])],
        [],
    ]
    variants = [
        Variant(
            said=f"| {number} |",
            tellings=[Report(outlet=name, spans=[span(each) for each in said]) for name, said in own],
        )
        for number, own in enumerate(tellings)
    ]
    (row,) = table_of(FactRow(words=["a | b"], variants=variants))
    assert row["words"] == "a | b"
    assert row["variants_said"].split(" | ") == ["/ 0 /", "/ 1 /", "/ 2 /"]
    assert [each.split(" ; ") for each in row["variants_tellings_outlet"].split(" | ")] == [
        ["Packet / Sons", "A / B"], ["C"], [""],
    ]  # fmt: skip
    assert [
        [one.split(" , ") for one in each.split(" ; ")] for each in row["variants_tellings_spans_text"].split(" | ")
    ] == [[["/", "/"], [""]], [["/ x / y ", "a,b; c"]], [[""]]]


def test_csv_rows_of_facts_name_the_variant_of_each_report(client: FlaskClient, service: Parallax) -> None:
    facts = client.get(address(service)).json["facts"]
    lines = {each["id"]: each for each in csv.DictReader(io.StringIO(client.get(f"{address(service)}.csv").text))}
    assert any(len(each["variants"]) > 1 and len(each["variants"][0]["tellings"]) > 1 for each in facts)
    for fact in facts:
        told = lines[fact["id"]]["variants_tellings_outlet"]
        assert [each.split(" ; ") for each in told.split(" | ")] == [
            [one["outlet"] for one in each["tellings"]] for each in fact["variants"]
        ]
