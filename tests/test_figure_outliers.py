"""The figure that most independent reports give, and outliers."""

from __future__ import annotations

from collections import Counter

import pytest

from compare.comparison.facts.facts import facts_of
from compare.comparison.facts.figure_outliers import consensus_of
from compare.comparison.facts.figures_table import Figure, FigureRow, figure_rows, figures_in
from compare.model.article import Article, Outlet
from compare.model.event import Event
from compare.model.match import Span
from compare.model.passage import Passage
from compare.services.summaries import summarise
from compare.text.analysis import Quantity
from tests.test_compare_fact import comparison, match, toll_reports
from web.export.research import rows
from web.views.event.figures import Outlier, figures_table, label_of, outliers_of, quantity_name


def row_of(*sayings: str) -> FigureRow:
    """A row with one quantity given by these articles; the fact itself is irrelevant."""
    figures = {}
    for number, saying in enumerate(sayings):
        article = Article(Outlet(f"Outlet {number}"), "", saying)
        passage = Passage(article.id, 0, 0, 0, len(saying), saying)
        figures[f"{number}"] = figures_in(passage, article)
    return FigureRow(None, "killed", figures)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("saying", "days"),
    [("A 24-hour strike", 1), ("A strike of 90 minutes", 0.0625), ("A strike of 43,200 seconds", 0.5)],
)
def test_converting_a_figure_to_its_unit_adds_no_rounding_error(saying: str, days: float) -> None:
    (figure,) = row_of(saying).figures["0"]
    assert (figure.value, figure.low, figure.high, figure.unit) == (days, days, days, "days")


def outliers(*sayings: str, origins: tuple[int, ...] = ()) -> list[int] | None:
    row = row_of(*sayings)
    found = consensus_of(row, {f"{number}": origin for number, origin in enumerate(origins or range(len(sayings)))})
    return None if found is None else sorted(map(int, found.outliers))


@pytest.mark.parametrize(
    ("sayings", "expected"),
    [
        (("12 people were killed",) * 4 + ("14 people were killed",), [4]),
        (("12 people were killed", "Twelve people were killed", "A dozen people were killed"), []),
        (("At least 12 people were killed", "14 people were killed", "14 people were killed"), []),
        (("At least 12 people were killed", "14 people were killed", "19 people were killed"), None),
        (("About 1,000 people were killed", "1,003 people were killed", "12 people were killed"), [2]),
        (("12 people were killed", "14 people were killed"), None),
        (("12 people were killed", "14 people were killed") * 2, None),
        (("12 people were killed",), None),
        (("12 people were killed",) * 2 + ("An earthquake in the same valley killed 310 people in 1964",), []),
        (("310 people were killed in 1964",) * 2 + ("In 1964, 290 people were killed",), [2]),
        (("It carried 184 passengers and 31 crew",) * 2 + ("It had 184 passengers on board",), []),
        (("It carried 184 passengers and 31 crew",) * 2 + ("It had 190 passengers on board",), [2]),
    ],
)
def test_an_outlier_disagrees_with_the_majority(sayings: tuple[str, ...], expected: list[int] | None) -> None:
    assert outliers(*sayings) == expected


def test_reprints_count_as_one_report_for_a_majority() -> None:
    said = ("12 people were killed",) * 3 + ("14 people were killed",)
    assert outliers(*said) == [3]
    assert outliers(*said, origins=(0, 0, 0, 1)) is None


@pytest.mark.parametrize(
    ("said", "value", "grain", "dimension", "unit", "label"),
    [
        ("a third", 100 / 3, 100 / 3, "percent", "%", "a third"),
        ("33.3 percent", 33.3, 0.1, "percent", "%", "33.3%"),
        ("1.5 million people", 1.5e6, 1e5, "count", "people", "1,500,000 people"),
        ("half a million people", 5e5, 5e5, "count", "people", "500,000 people"),
        ("a third of a million people", 1e6 / 3, 1e6 / 3, "count", "people", "a third of a million people"),
        ("fourteen computers", 14, 1, "count", "computer", "14 computers"),
        ("three of five offers,", 3, 1, "count", "offer", "3 offers"),
        ("one lorry", 1, 1, "count", "vehicles", "one lorry"),
        ("one computer", 1, 1, "count", "computer", "1 computer"),
        ("$3.1 billion", 3.1e9, 1e8, "money USD", "USD", "3,100,000,000 USD"),
    ],
)
def test_a_figure_is_shown_no_more_precisely_than_it_was_reported(
    said: str, value: float, grain: float, dimension: str, unit: str, label: str
) -> None:
    quantity = Quantity(0, len(said), value, value, dimension, grain=grain)
    passage = Passage("0", 0, 0, 0, len(said), said)
    figure = Figure(passage, Span(0, len(said), said), value, value, value, unit, "", "", quantity)
    assert label_of(figure) == label


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("killed", "deaths"),
        ("injured killed", "injuries or deaths"),
        ("gathered", "participants"),
        ("without power", "without power"),
        ("killed taken hostage", "deaths or hostages"),
        ("people per day", "people per day"),
        ("percentage", "percentage"),
        ("money USD", "amount"),
    ],
)
def test_a_row_of_the_figures_table_has_a_readable_name(of: str, name: str) -> None:
    assert quantity_name(of) == name


def facts_that_give(*sayings: str) -> dict[str, tuple[Outlier, ...]]:
    """The outliers of a fact reported by these articles, without a shown difference."""
    articles, cells = toll_reports(*sayings)
    matches = [match(a, b) for n, a in enumerate(cells) for b in cells[n + 1 :]]
    names = {each.id: each.outlet.name for each in articles}
    return outliers_of(comparison(articles, [[each] for each in cells], matches), names)


def test_an_outlier_is_shown_with_its_outlet_even_without_a_shown_divergence() -> None:
    (found,) = facts_that_give(
        *["The blast at Quarn killed 9 people."] * 2, "The blast at Quarn killed 11 people."
    ).values()
    assert found == (Outlier("deaths", "9 people", (("11 people", ("O2",)),)),)
    assert facts_that_give(*["The blast at Quarn killed 9 people."] * 3) == {}


def test_rounded_measures_do_not_differ() -> None:
    assert facts_that_give(*["The trial in Quarn lasted 26 months."] * 2, "The trial in Quarn lasted two years.") == {}


def test_exported_figures_are_those_of_the_figures_table() -> None:
    articles, (a, b) = toll_reports(
        *["The storm at Quarn sank 40 boats and 12 buses, and 7 were on the coast road."] * 2
    )
    whole = comparison(articles, [[a], [b]], [match(a, b)])
    held = {each.id: each for each in articles}
    assert [row.of for fact in facts_of(whole) for row in figure_rows(fact, held)].count("count") == 1
    outlets = [each.outlet.name for each in articles]
    shown = figures_table("e", "", whole, outlets, 10)
    summary = summarise(Event("e", tuple(held)), whole)
    exported = Counter((row["outlet"], row["said"]) for row in rows("figures", (summary, whole)))
    assert exported == Counter(
        (value.article.outlet.name, value.words) for row in shown.rows for cell in row.cells for value in cell
    )
    assert len(exported) == 4
