"""Reasons name the outlets and state the difference in one line."""

import pytest

from compare.divergence.reasons import cut_source, names_of, shortened
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.match import Kind
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from tests.test_compare_divergence import article, between

DAY = "2026-05-04T09:00:00Z"
NEXT_DAY = "2026-05-05T09:00:00Z"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Two former engineers of Northline", "two former engineers of Northline"),
        ("The coast guard", "the coast guard"),
        ("Critics", "critics"),
        ("Northline officials", "Northline officials"),
        ("UN officials", "UN officials"),
        ("US officials", "US officials"),
        ("WHO officials", "WHO officials"),
        ("NATO", "NATO"),
        ("Pentagon officials", "Pentagon officials"),
        ("Will Mott", "Will Mott"),
        ("May Beck", "May Beck"),
        ("Ten Hag", "Ten Hag"),
        ("The Home Office", "the Home Office"),
        ("Most of the crew", "most of the crew"),
        ("President Ada Roe", "President Ada Roe"),
        ("Harbour master Tomas Reyl", "Harbour master Tomas Reyl"),
    ],
)
def test_a_source_from_the_beginning_of_a_sentence_has_no_capital_in_a_reason(said: str, told: str) -> None:
    assert cut_source(said) == told


def reasons(a: EmbeddedArticle, b: EmbeddedArticle, kind: Kind) -> list[str]:
    return [each.reason for each in between(a, b) if each.kind == kind]


@pytest.mark.parametrize(
    ("kind", "a", "b", "reason"),
    [
        (
            "figures",
            "The ferry fire in Thornmouth killed 12 people.",
            "Fourteen people died in the Thornmouth ferry fire.",
            "Courier: 12 people · Flare: Fourteen people died (deaths)",
        ),
        (
            "figures",
            "The council spent 40 million crowns on the tram depot.",
            "The council spent 55 million crowns on the tram depot.",
            "Courier: 40 million crowns · Flare: 55 million crowns (amount)",
        ),
        (
            "attribution",
            "The valve had been open all night, inspector Dana Garrity said.",
            "The valve had been open all night.",
            "Courier cites inspector Dana Garrity; Flare cites no one",
        ),
        (
            "attribution",
            "The valve had been open all night, inspector Dana Garrity said.",
            "The valve had been open all night, the Harbour Union said.",
            "Courier cites inspector Dana Garrity; Flare cites the Harbour Union",
        ),
        (
            "attribution",
            "The valve had reportedly been open all night in Thornmouth.",
            "The valve had been open all night in Thornmouth.",
            "Courier hedges (“reportedly”); Flare does not",
        ),
        (
            "quotation",
            "“It was luck and not a miracle, and I thank the crew,” Ilse Kamp said.",
            "“It was luck,” Ilse Kamp said.",
            "Flare drops “and not a miracle, and I thank the crew”",
        ),
        (
            "quotation",
            "“It was luck,” Ilse Kamp said.",
            "“It was pure luck and it was luck,” Ilse Kamp said.",
            "Courier drops “It was pure luck and”",
        ),
        (
            "quotation",
            "“We will never forgive the board,” Ilse Kamp said.",
            "“We will not forgive this board,” Ilse Kamp said.",
            "Courier: “We will never forgive the board” · Flare: “We will not forgive this board” (quoted differently)",
        ),
    ],
)
def test_a_reason_gives_the_words_of_each_outlet(kind: Kind, a: str, b: str, reason: str) -> None:
    assert reasons(article("Courier", a), article("Flare", b), kind) == [reason]


def test_a_pronoun_is_shown_as_the_person_who_spoke_before() -> None:
    a = article("Courier", "Dana Garrity said she was tired.", "The valve had been open all night, she said.")
    b = article("Flare", "The valve had been open all night.")
    (found,) = (each for each in between(a, b, 1) if each.kind == "attribution")
    assert found.reason == "Courier cites Dana Garrity; Flare cites no one"


def test_an_update_names_the_later_outlet_on_either_side() -> None:
    early = article("Courier", "The ferry fire in Thornmouth killed 12 people.", published=DAY)
    late = article("Flare", "The ferry fire in Thornmouth killed 14 people.", published=NEXT_DAY)
    assert reasons(early, late, "update") == ["Courier: 12 people · Flare: 14 people (deaths; Flare is later)"]
    assert reasons(late, early, "update") == ["Flare: 14 people · Courier: 12 people (deaths; Flare is later)"]


def test_a_long_passage_is_truncated_in_a_reason() -> None:
    a = article("Courier", f"“It was luck {'and more luck ' * 20},” Ilse Kamp said.")
    b = article("Flare", "“It was luck,” Ilse Kamp said.")
    assert all(each.endswith("…”") and len(each) < 100 for each in reasons(a, b, "quotation"))
    assert reasons(a, b, "quotation")


def test_two_articles_of_one_outlet_and_unnamed_outlets_are_distinguished() -> None:
    first, second = (Article(Outlet("Courier"), "", text, published=Moment.parse(day)) for text, day in
                     (("Rain.", DAY), ("Snow.", NEXT_DAY)))  # fmt: skip
    assert names_of(first, second) == ("Courier 4 May, 09:00", "Courier 5 May, 09:00")
    unnamed = [Article(Outlet(""), "", text) for text in ("Rain.", "Snow.")]
    assert names_of(*unnamed) == ("Unknown outlet (1)", "Unknown outlet (2)")


def test_a_renamed_outlet_has_its_new_name_in_cached_comparisons(service: Parallax) -> None:
    told = "The ferry fire in Thornmouth killed {} people before dawn, rescuers said."
    service.add([Article(Outlet(name), "", told.format(dead)) for name, dead in (("Courier", 12), ("Flare", 19))])
    (event,) = service.events(Filter(), 10)
    reason = "{}: 12 people · Flare: 19 people (deaths)"
    assert [each.divergence.reason for each in event.top] == [reason.format("Courier")]
    service.outlets.rename("Courier", "The Harbour Courier")
    (event,) = service.events(Filter(), 10)
    assert [each.divergence.reason for each in event.top] == [reason.format("The Harbour Courier")]


def test_a_long_passage_is_truncated_after_a_word() -> None:
    assert shortened("It was luck and more luck", 14) == "It was luck…"
    assert shortened("It was luck", 11) == "It was luck"
    assert shortened("Donaudampfschifffahrt", 8) == "Donauda…"
