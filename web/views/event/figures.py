"""The figures table of an event: one row per counted or measured quantity, one column per outlet."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compare.comparison.event_comparison import Comparison
from compare.comparison.facts.figure_outliers import Consensus, FigureRows, OutlierRow, is_contested, outlier_rows
from compare.comparison.facts.figures_table import Figure, FigureRow
from compare.model.article import Article
from compare.model.passage import Passage
from web.views.highlighting import anchor

_LONGEST_LABEL = 36  # characters of a figure in its article's words

_CONVERTED = frozenset({"m", "kg", "m²", "l", "km/h", "W", "kWh", "°C", "days", "years", "unknown"})
"""Units that figures are converted to for comparison. Cells show such figures in the words of the article."""

_CALLED = {
    "killed": "deaths", "injured": "injuries", "arrested": "arrests", "sentenced": "sentences", "charged": "charges",
    "vaccinated": "vaccinations", "infected": "infections", "hired": "hires", "dismissed": "dismissals",
    "gathered": "participants", "aboard": "people aboard", "taken hostage": "hostages", "cancelled": "cancellations",
    "without power": "without power", "count": "number", "percent": "share", "unknown": "amount",
}  # fmt: skip
"""Names of rows that differ from the lexicon or consist of several words."""

_TERM = re.compile(rf"(?:{'|'.join(map(re.escape, _CALLED))})(?!\S)|\S+")


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure in a cell: `label` is the value with hedge and unit, `words` are those of the article.

    `anchor` is its passage, and `is_outlier` is whether most independent reports give a different figure.
    """

    label: str
    words: str
    article: Article
    anchor: str
    is_outlier: bool

    def repeats(self, other: FigureValue) -> bool:
        """Whether an earlier article of the outlet gives the same value, which a cell contains only once."""
        return (self.label, self.is_outlier) == (other.label, other.is_outlier)


@dataclass(frozen=True, slots=True)
class FigureRowContext:
    """A quantity: `name` is its name, `lead` the headline of the fact, and `cells` are the values of each outlet.

    `most` is the figure of most independent reports ("": there is no majority), `most_reports` their number, and
    `independent_reports` the number of those that give a figure.
    """

    name: str
    fact_id: str
    lead: str
    cells: tuple[tuple[FigureValue, ...], ...]
    is_contested: bool
    most: str
    most_reports: int
    independent_reports: int


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """The figures of one event, with a column for each of `outlets`; `left_out` is the number of rows left out.

    `problem` says why the event could not be compared ("": it could).
    """

    event_id: str
    title: str
    outlets: tuple[str, ...]
    rows: tuple[FigureRowContext, ...]
    left_out: int = 0
    problem: str = ""

    @property
    def outliers(self) -> int:
        """The number of rows with an outlier."""
        return sum(any(value.is_outlier for cell in row.cells for value in cell) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A quantity (`name`), the figure of `most` reports, and the other figures with the articles that give them."""

    name: str
    most: str
    others: tuple[tuple[str, tuple[str, ...]], ...]


def outliers_of(comparison: Comparison, names: Mapping[str, str]) -> dict[str, tuple[Outlier, ...]]:
    """The outliers among the counts in facts, by the id of the fact. `names` are by article."""
    return {
        fact: tuple(_outlier(each, names) for each in own) for fact, own in outlier_rows(comparison).items()
    }  # fmt: skip


def _outlier(each: OutlierRow, names: Mapping[str, str]) -> Outlier:
    by_label: dict[str, list[str]] = defaultdict(list)
    for article_id in (one for one in names if one in each.consensus.outliers):
        for label in {label_of(figure): None for figure in each.row.figures[article_id]}:
            by_label[label].append(names[article_id])
    by_names: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for label, own in by_label.items():
        by_names[tuple(own)].append(label)
    others = tuple((", ".join(labels), own) for own, labels in by_names.items())
    return Outlier(_name_of(each.row), label_of(each.consensus.figure), others)


def figures_table(event_id: str, title: str, comparison: Comparison, outlets: Sequence[str], most: int) -> FiguresTable:
    """The figures of an event, with columns for these outlets and at most `most` rows."""
    articles = {each.id: each for each in comparison.articles}
    origin_of = comparison.origin_of()
    wanted, found = frozenset(outlets), comparison.once(FigureRows)
    numbers = [
        number
        for number, row in enumerate(found.rows)
        if any(articles[article].outlet.name in wanted for article in row.figures)
    ]
    shown = tuple(
        _row(found.rows[each], found.consensus(each), articles, origin_of, outlets) for each in numbers[:most]
    )
    return FiguresTable(event_id, title, tuple(outlets), shown, len(numbers) - len(shown), comparison.problem)


def quantity_name(dimension_or_status: str) -> str:
    """The name of a counted or measured quantity."""
    if dimension_or_status.startswith("money"):
        return "amount"
    if " per " in dimension_or_status:
        return dimension_or_status
    return " or ".join(_CALLED.get(each, each) for each in _TERM.findall(dimension_or_status))


def _name_of(row: FigureRow) -> str:
    """The name of what a row counts: a noun in the form of the first article that uses it, as in “14 computers”."""
    every = (figure for own in row.figures.values() for figure in own)
    counting = next((each for each in every if each.unit == row.of and each.quantity.counted == row.of), None)
    return (_unit_as_reported(counting) or counting.unit) if counting else quantity_name(row.of)


def label_of(figure: Figure) -> str:
    """A figure as cells show it: hedge, number and unit, or the words of the article if the number was converted."""
    quantity = figure.quantity
    is_converted = figure.unit in _CONVERTED or quantity.second is not None
    if figure.value is None or is_converted or not _is_as_reported(figure.value, quantity.grain):
        return _cut(figure.span.text)
    number = f"{figure.value:,.12g}"
    if quantity.dimension == "percent":
        number += "%"
    elif figure.unit == quantity.dimension and quantity.dimension != "count":
        return _cut(figure.span.text) if not _is_number(figure.span.text) else f"{number} ({figure.unit})"
    elif figure.unit:
        unit = _unit_as_reported(figure)
        if figure.value == 1 and not unit:
            return _cut(figure.span.text)  # such as “one lorry”, which is counted among vehicles
        number += f" {unit or figure.unit}"
    return f"{figure.hedge} {number}".strip()


def _row(
    row: FigureRow,
    consensus: Consensus | None,
    articles: Mapping[str, Article],
    origin_of: Mapping[str, int],
    outlets: Sequence[str],
) -> FigureRowContext:
    outliers = consensus.outliers if consensus else frozenset()
    by_outlet: dict[str, list[FigureValue]] = defaultdict(list)
    for article_id in sorted(row.figures, key=lambda each: _time(articles[each])):
        article = articles[article_id]
        for figure in {label_of(each): each for each in row.figures[article_id]}.values():
            value = _value(figure, figure.passage, article, article_id in outliers)
            if not any(value.repeats(each) for each in by_outlet[article.outlet.name]):
                by_outlet[article.outlet.name].append(value)
    return FigureRowContext(
        name=_name_of(row),
        fact_id=row.fact.id,
        lead=row.fact.headline.text,
        cells=tuple(tuple(by_outlet.get(each, ())) for each in outlets),
        is_contested=is_contested(row.fact) and (consensus is None or bool(outliers)),
        most=label_of(consensus.figure) if consensus else "",
        most_reports=consensus.reports if consensus else 0,
        independent_reports=len({origin_of[article] for article in row.figures}),
    )


def _value(figure: Figure, passage: Passage, article: Article, is_outlier: bool) -> FigureValue:
    return FigureValue(label_of(figure), " ".join(figure.span.text.split()), article, anchor(passage), is_outlier)


def _time(article: Article) -> tuple[bool, object]:
    return (article.published is None, article.published and article.published.earliest)


def _is_as_reported(value: float, grain: float) -> bool:
    """False if `value` has more digits than the article gave: “a third” is not 33.333 %."""
    step = 10.0 ** math.floor(math.log10(grain)) if grain > 0 else 1e-6
    return math.isclose(value, round(value / step) * step, rel_tol=1e-9, abs_tol=1e-9)


def _unit_as_reported(figure: Figure) -> str:
    """The unit, a noun or a group, in the form that the article uses ("": it uses another word)."""
    stem = figure.unit.casefold()[:-1]
    words = (each.strip(",.;:") for each in reversed(figure.span.text.split()))
    return next((each for each in words if stem and each.casefold().startswith(stem)), "")


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").isdecimal()


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1].rstrip()}…"
