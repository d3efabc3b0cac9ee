"""The contexts of pages: marks, gaps, context and links agree with the comparison that they show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble, fold
from compare.duplicates.near_duplicates import origins
from compare.model.article import Article, Outlet
from compare.model.bylines import distinct_names
from compare.model.event import Copy, Event, Origin
from compare.model.match import KINDS, Divergence, Match, Omission, Span
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Hit
from compare.services.service import Parallax
from compare.services.summaries import EventTitle, summarise
from compare.text.passages import split
from web import create_app
from web.api.findings import missing
from web.export.research import rows
from web.views import article as reading
from web.views import search_hits
from web.views.comparison.page import comparison_context
from web.views.event.coverage import EventLookup, coverage_gaps
from web.views.filters import number, web_address
from web.views.highlighting import segments, stretches

TEXTS = st.text(st.sampled_from("Ab é—“.\n🌉 "), max_size=60)
READ_MORE = "Sign up for our newsletter"


def article(name: str, text: str, published: str = "2026-03-02T09:00:00Z", url: str | None = None) -> Article:
    return Article(Outlet(name), f"{name} on the bridge", text, url, published=Moment.parse(published))


def passage(of: Article, start: int, end: int, index: int = 0) -> Passage:
    return Passage(of.id, index, index, start, end, of.text[start:end])


@given(TEXTS)
def test_stretches_cover_every_non_blank_character_once_and_in_order(text: str) -> None:
    one = article("One", text)
    found = list(stretches(text, split(one)))
    assert "".join("".join(text for text, _ in found).split()) == "".join(text.split())
    assert [each for _, each in found if each] == split(one)


@given(st.text("ab c.", min_size=1, max_size=30), st.text("ab c.", min_size=1, max_size=30), st.data())
def test_marked_segments_join_to_the_passage(mine: str, other: str, data: st.DataObject) -> None:
    one, two = article("One", mine), article("Two", other)
    a, b = passage(one, 0, len(mine)), passage(two, 0, len(other))
    start, end = sorted(data.draw(st.lists(st.integers(0, len(mine)), min_size=2, max_size=2)))
    divergence = Divergence("figures", "a reason", "rule", 1.0, (Span(start, end, mine[start:end]),), ())
    match = Match(a, b, 0.9, 0.9, "strong", (divergence,))
    for marked, text in ((segments(a, [match]), mine), (segments(b, [match]), other)):
        assert "".join(each.text for each in marked) == text
    if 0 < end - start < len(mine):
        assert "".join(each.text for each in segments(a, [match]) if each.kinds) == mine[start:end]


def three() -> tuple[Comparison, list[Article]]:
    """Reports of three outlets about a bridge: the first two differ in a figure, the third agrees with the first."""
    texts = ["Some 40 buses were turned back.", "Some 90 buses were turned back.", "Forty buses had to turn back."]
    articles = [article(name, text) for name, text in zip(("One", "Two", "Three"), texts, strict=True)]
    cells = [passage(each, 0, len(each.text)) for each in articles]
    spans = [(Span(5, 13, each.text[5:13]),) for each in articles[:2]]
    figures = Divergence("figures", "“40 buses” against “90 buses”", "figures", 0.9, *spans)
    matches = [
        Match(cells[0], cells[1], 0.9, 0.9, "strong", (figures,)),
        Match(cells[0], cells[2], 0.9, 0.9, "strong"),
        Match(cells[1], cells[2], 0.8, 0.8, "strong"),
    ]
    return assemble(articles, [(each,) for each in cells], ComparisonParts(matches, [], origins(articles))), articles


def test_a_cell_shows_a_divergence_only_of_its_own_passage() -> None:
    comparison, _ = three()
    (row,) = comparison_context(comparison, view="rows").rows
    assert [cell.kinds for cell in row.cells] == [("figures",), ("figures",), ()]
    assert row.kinds == ("figures",)


def test_a_row_shows_exactly_the_kinds_of_its_divergences() -> None:
    comparison, _ = three()
    (row,) = comparison_context(comparison, view="rows").rows
    assert [kind for kind in KINDS if row.shows(kind)] == ["figures"]


def test_three_articles_are_labelled_with_letters_and_two_are_not() -> None:
    comparison, articles = three()
    assert list(comparison_context(comparison).letters.items()) == [
        (each.id, letter) for each, letter in zip(articles, "ABC", strict=True)
    ]
    cells = [comparison.passages[each.id] for each in articles[:2]]
    two = assemble(articles[:2], cells, ComparisonParts(comparison.matches[:1], [], origins(articles[:2])))
    assert comparison_context(two).letters == {}


def test_a_weaker_coverage_gap_comes_after_a_clear_one() -> None:
    comparison, articles = three()
    older, lacking = (
        Omission(comparison.passages[each.id][0], "another", verdict, reason, None, 0.0, worth=worth)
        for each, verdict, reason, worth in (
            (articles[0], "cannot tell", "published earlier", 0.9),
            (articles[1], "not found", "no match", 0.5),
        )
    )
    apart = assemble(articles, list(comparison.passages.values()), ComparisonParts([], [], origins(articles)))
    apart = replace(apart, omissions=(older, lacking))
    names = distinct_names(articles) | {"another": "Four"}
    around = EventLookup(apart, {each.id: each for each in articles}, names, apart.origin_of())
    found = [[(name, each.reason) for name, each in gap.gaps] for gap in coverage_gaps(around)]
    assert found == [[("Four", "no match")], [("Four", "published earlier")]]


def test_gaps_that_are_shown_first_come_before_others_of_the_same_passage() -> None:
    comparison, articles = three()
    texts = list(comparison.passages.values())
    shared = [Match(texts[0][0], own[0], 0.9, 0.9, "strong") for own in texts[1:]]
    passages = [(*own, passage(each, 0, 5)) for each, own in zip(articles, texts, strict=True)]
    whole = assemble(articles, passages, ComparisonParts(shared, [], origins(articles)))
    _, rest = passages[0]
    doubtful, clear = (
        Omission(rest, articles[n].id, "not found", "no match", None, 0.0, 0.0, w) for n, w in ((1, 0.6), (2, 0.9))
    )
    whole = replace(whole, omissions=(doubtful, clear))
    around = EventLookup(whole, {each.id: each for each in articles}, distinct_names(articles), whole.origin_of())
    assert [(gap.is_clear, [name for name, _ in gap.gaps]) for gap in coverage_gaps(around)] == [
        (True, ["Three"]),
        (False, ["Two"]),
    ]


def test_api_and_export_mark_the_gaps_shown_on_pages_with_folded_reprints() -> None:
    days = {"A": "01", "B": "01", "R": "04", "C": "04"}
    texts = {"R": "The bridge is shut. Ferries run.", "C": "The bridge is shut. Rain fell."}
    articles = [article(name, texts.get(name, texts["R"]), f"2026-03-{day}T09:00:00Z") for name, day in days.items()]
    passages = [(passage(each, 0, 19), passage(each, 20, len(each.text), 1)) for each in articles]
    (a, ferries), (b, ferries_too), (r, reprinted), (c, _) = passages
    matches = [Match(a, each, 0.9, 0.9, "strong") for each in (b, r, c)]
    matches += [Match(ferries, each, 0.9, 0.9, "strong") for each in (ferries_too, reprinted)]
    ids = [each.id for each in articles]
    voices = [Origin((ids[0], ids[2]), (Copy(ids[0], ids[2], "verbatim", 1.0),)), Origin((ids[1],)), Origin((ids[3],))]
    gap = Omission(ferries, ids[3], "not found", "no match", None, 0.0, worth=1.0)
    whole = replace(assemble(articles, passages, ComparisonParts(matches, [], voices)), omissions=(gap,))
    assert whole.clear_gaps == frozenset()
    folded = fold(whole)
    around = EventLookup(folded, {each.id: each for each in articles}, distinct_names(articles), folded.origin_of())
    assert [each.is_clear for each in coverage_gaps(around)] == [False]
    assert [each.shown for each in missing(whole, 10, "").omissions] == [False]
    summary = summarise(Event("e", tuple(ids)), whole)
    assert [row["shown"] for row in rows("omissions", (summary, whole))] == [False]


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [
        (1, "match", "1 match"),
        (2, "match", "2 matches"),
        (1200, "entry", "1,200 entries"),
        (0, "article", "0 articles"),
    ],
)
def test_a_number_counts_the_noun_that_follows(count: int, noun: str, said: str) -> None:
    assert number(count, noun) == said


def test_a_divergence_between_passages_of_two_rows_is_shown_and_marked_in_both() -> None:
    whole, articles = three()
    (figures,) = whole.matches[0].divergences
    cells = [whole.passages[each.id][0] for each in articles[:2]]
    apart = [Match(*cells, 0.3, 0.3, "weak", (figures,))]
    comparison = assemble(articles[:2], [(each,) for each in cells], ComparisonParts(apart, [], origins(articles[:2])))
    context = comparison_context(comparison, view="rows")
    assert [row.reporting_articles for row in context.rows] == [1, 1]
    assert [[note.divergence for note in row.notes] for row in context.rows] == [[figures], [figures]]
    quotes = [quote for row in context.rows for cell in row.cells for quote in cell.quotes]
    marked = {"".join(each.text for each in quote.segments if each.kinds) for quote in quotes}
    assert marked == {"40 buses", "90 buses"}
    assert all(row.shows(kind) for kind in context.in_rows() for row in context.rows)


def test_a_coverage_gap_gives_its_probability_and_the_nearest_passage(service: Parallax) -> None:
    early = article("One", "The bridge is old. Cracks were found by engineers.", "2026-03-02T09:00:00Z")
    late = article(
        "Two",
        "The bridge is old. The transport minister Dora Lind promised 30 million crowns on Tuesday.",
        "2026-03-03T09:00:00Z",
    )
    comparison = service.compare_texts([early, late])
    gaps = [
        cell.omission for row in comparison_context(comparison, view="rows").rows for cell in row.cells if cell.omission
    ]
    assert {each.article_id for each in gaps} >= {early.id}
    told = next(each for each in gaps if each.article_id == early.id)
    assert isinstance(told, Omission)
    assert told.verdict == "cannot tell"
    assert told.nearest is not None
    form = {
        "outlet": ["One", "Two"],
        "title": ["", ""],
        "published": ["2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"],
        "text": [early.text, late.text],
    }
    page = create_app(service=service).test_client().post("/compare/texts", data=form).text
    assert "published earlier" in page
    assert "closest sentence" in page


def test_text_outside_passages_is_shown_separately(service: Parallax) -> None:
    form = {
        "outlet": ["One", "Two"],
        "title": ["", ""],
        "published": ["", ""],
        "text": [f"Cracks closed the bridge.\n\n{READ_MORE}", "The bridge was closed because of cracks."],
    }
    page = create_app(service=service).test_client().post("/compare/texts", data=form).text
    before, _, after = page.partition("Not compared")
    assert READ_MORE not in before
    assert READ_MORE in after


def test_an_article_page_keeps_a_notice_in_a_separate_paragraph() -> None:
    one = article("One", f"Cracks closed the bridge.\n\n{READ_MORE}\n\nFerries run.")
    view = reading.article_context(_view(one), [], [])
    assert [[piece.text for piece in each.pieces] for each in view.paragraphs] == [
        ["Cracks closed the bridge."], [READ_MORE], ["Ferries run."],
    ]  # fmt: skip
    assert [piece.anchor != "" for each in view.paragraphs for piece in each.pieces] == [True, False, True]


def _view(one: Article) -> reading.ArticleView:
    return reading.ArticleView(one, tuple(split(one)), None)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_context_of_a_hit_stays_in_its_paragraph(before: int, after: int) -> None:
    words = "Another paragraph.\n" + "before " * before + "Found it." + " after" * after + "\nYet another."
    one = article("One", words)
    start = words.index("Found it.")
    hit = Hit(passage(one, start, start + 9), one, 1.0, 0.7, "close", False)
    (group,) = search_hits.search_groups([hit], {}, [])
    (found,) = group.articles[0].hits
    assert set(found.before.split()) <= {"before", "…"}
    assert set(found.after.split()) <= {"after", "…"}
    assert ("…" in found.before) == (7 * before > 139)
    assert len(found.before) < 150
    assert len(found.after) < 150


def test_hits_are_grouped_by_event_and_article_best_first() -> None:
    one, two, apart = article("One", "Cracks. More cracks."), article("Two", "Cracks there."), article("Three", "Rain.")
    found = [
        Hit(passage(one, 0, 7), one, 0.9, 0.9, "close", True),
        Hit(passage(apart, 0, 5), apart, 0.8, 0.8, "close", True),
        Hit(passage(two, 0, 13), two, 0.7, 0.7, "loose", True, (apart,)),
        Hit(passage(one, 8, 20, 1), one, 0.6, 0.6, "loose", True),
    ]
    first, second = search_hits.search_groups(found, {one.id: "e", two.id: "e"}, [EventTitle("e", "The bridge", 2)])
    assert first.event and first.event.title == "The bridge"
    assert [(each.article, [own.hit for own in each.hits]) for each in first.articles] == [
        (one, [found[0], found[3]]), (two, [found[2]]),
    ]  # fmt: skip
    assert first.articles[1].copies == (apart,)
    assert second.event is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//a.example", "", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_address(url) == ""
    assert web_address("HTTPS://a.example/x") == "HTTPS://a.example/x"
