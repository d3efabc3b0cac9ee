"""Copies and origins: reprints are one report, independent reports are not."""

from __future__ import annotations

import gzip
import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from compare.comparison.build import build
from compare.duplicates.near_duplicates import find_copy, origins, prepare_reuse
from compare.duplicates.paraphrases import paraphrased
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.event import Copy
from compare.model.match import Match
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.text.passages import split
from tests.fakes import FakeEmbedder

REPORT = """\
The ferry Alma sank off Port Teven on Sunday afternoon with 41 people aboard, the coastguard said.
Two lifeboats and a helicopter searched the bay until nightfall and brought 38 survivors to the harbour hall.
Captain Rosa Hild told reporters that a wave had broken the bow door while the ship was turning for the channel.
Inspectors had warned in March that the hinges of the door were rusting, according to papers seen by the council.
The owner of the Alma, a small family firm, runs three other ferries between the islands and the mainland.
All of them were ordered to stay in port while divers look at the wreck, which lies in eleven metres of water.
A public inquiry will begin next month and is expected to hear from the crew, the builders and the port."""

OTHER = """\
Three people are missing after a passenger ship went down near Teven late on Sunday.
Rescue teams found most of those on board within hours, and the injured were flown to Brackley.
The skipper blamed heavy seas; a maintenance report from spring had spoken of corrosion on the forward gate.
Sister vessels have been kept in harbour since, and an official investigation is to open in a few weeks.
Families waited through the night outside the town hall, where volunteers handed out soup and blankets."""


def article(outlet: str, text: str, published: str | None = None) -> Article:
    return Article(Outlet(outlet), "", text, published=Moment.parse(published) if published else None)


def copy_of(a: Article, b: Article):
    return find_copy(prepare_reuse(a), prepare_reuse(b))


def lines(*kept: int) -> str:
    return "\n".join(REPORT.split("\n")[k] for k in kept)


def test_a_reprint_with_an_added_agency_line_is_a_verbatim_copy():
    source = article("A", REPORT, "2026-03-02")
    reprint = article("B", f"PORT TEVEN (Newswire) — {REPORT}\nThe Newswire contributed to this report.", "2026-03-01")
    found = copy_of(source, reprint)
    assert (found.source_id, found.copy_id, found.kind) == (source.id, reprint.id, "verbatim")
    assert found.contained > 0.95


def test_an_agency_that_names_itself_is_still_the_source():
    source = article("Union Wire", f"PORT TEVEN (UW) — {REPORT}", "2026-03-02")
    reprint = article("B", f"PORT TEVEN (UW) — {REPORT}", "2026-03-01")
    assert copy_of(source, reprint).source_id == source.id


def test_contributing_reporters_are_not_an_agency():
    early = article("A", f"{REPORT}\nRosa Lind contributed to this report.", "2026-03-01")
    late = article("B", REPORT, "2026-03-02")
    assert copy_of(early, late).source_id == early.id


def test_the_earlier_of_two_equal_texts_is_the_source():
    early, late = article("A", REPORT, "2026-03-01"), article("B", REPORT, "2026-03-02")
    assert copy_of(early, late) == copy_of(late, early)
    assert copy_of(early, late).source_id == early.id


def test_a_reprint_with_omitted_sentences_and_changed_words_is_an_edited_copy():
    source = article("A", REPORT)
    edited = article("B", lines(0, 1, 3, 5, 6).replace("said", "reported").replace("searched", "combed"))
    found = copy_of(source, edited)
    assert (found.source_id, found.kind) == (source.id, "edited")


def test_the_beginning_of_a_text_is_an_excerpt_even_if_published_first():
    source, excerpt = article("A", REPORT, "2026-03-02"), article("B", lines(0, 1), "2026-03-01")
    found = copy_of(source, excerpt)
    assert (found.source_id, found.kind) == (source.id, "excerpt")


def test_an_independent_report_is_not_a_copy():
    assert copy_of(article("A", REPORT), article("B", OTHER)) is None


def test_a_long_shared_quotation_does_not_make_a_copy():
    statement = "“" + lines(2, 3, 4) + "”"
    a, b = article("A", f"{lines(0, 1)}\n{statement}"), article("B", f"{OTHER}\n{statement}")
    assert copy_of(a, b) is None


def test_the_same_sentences_in_another_order_are_contained_less():
    source = article("A", REPORT)
    kept, turned = article("B", lines(0, 1, 2, 3, 4, 5)), article("C", lines(5, 4, 3, 2, 1, 0))
    assert copy_of(source, kept).contained > 0.95
    assert copy_of(source, turned) is None


@pytest.mark.parametrize("text", ["", "Ferry sinks.", "…", "\n\n"])
def test_very_short_texts_are_not_copies(text):
    assert copy_of(article("A", text), article("B", text)) is None


GOLD = Path(__file__).parents[2] / "shared" / "gold" / "copies.jsonl.gz"


@pytest.mark.skipif(not GOLD.exists(), reason=f"the evaluation data is not there: {GOLD}")
def test_copies_in_the_gold_data_are_distinguished_from_independent_reports():
    with gzip.open(GOLD, "rt", encoding="utf-8") as file:
        gold = [json.loads(line) for line in file]
    found = [copy_of(*(article(pair[side]["outlet"], pair[side]["text"]) for side in "ab")) for pair in gold]
    kinds = [(pair["kind"], copy.kind if copy else "independent") for pair, copy in zip(gold, found, strict=True)]
    called = [pair for pair in kinds if pair[1] != "independent"]
    copies = [pair for pair in kinds if pair[0] != "independent"]
    both = [pair for pair in called if pair[0] != "independent"]
    assert len(both) >= 0.98 * len(called)
    assert len(both) >= 0.97 * len(copies)
    assert sum(gold_kind == kind for gold_kind, kind in both) >= 0.9 * len(both)


FACTS = ("The dam at Weir broke at dawn", "Two farms were flooded", "No one was hurt", "Engineers had warned in May",
         "The mayor wants an inquiry", "Rain is forecast for Sunday", "The road to Orly is closed")  # fmt: skip


RETOLD = ("At first light the dam at Weir gave way", "Two farms were under water", "It seems that no one was hurt",
          "Cracks were what engineers had warned of", "An inquiry is what the mayor wants", "More rain is forecast for today",
          "Closed, too, is the road to Orly")  # fmt: skip


def retelling(credit: str = "", order: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> Copy | None:
    """The result for an article that paraphrases seven facts in this order."""
    source = Article(Outlet("The Weir Herald"), "", "\n".join(f"{fact}, it is reported." for fact in FACTS))
    told = [f"{RETOLD[number]}, people say{credit if place == 0 else ''}." for place, number in enumerate(order)]
    copy = Article(Outlet("Orly Post"), "", "\n".join(told))
    a, b = split(source), split(copy)
    matches = [Match(a[number], b[place], 0.9, 0.9, "strong") for place, number in enumerate(order)]
    return paraphrased((source, a), (copy, b), matches)


def test_a_retelling_in_the_same_order_that_names_its_source_is_a_paraphrased_copy():
    found = retelling(", as The Weir Herald reported")
    assert found is not None
    assert (found.kind, found.contained) == ("paraphrased", 1.0)


def test_a_retelling_without_a_source_or_in_another_order_is_independent():
    assert retelling() is None
    assert retelling(", as The Weir Herald reported", (6, 3, 1, 5, 0, 2, 4)) is None


def test_a_reprint_that_names_its_source_is_not_a_paraphrase():
    source = Article(Outlet("The Weir Herald"), "", "\n".join(f"{fact}, it is reported." for fact in FACTS))
    copy = Article(Outlet("Orly Post"), "", f"{source.text}\nThe Weir Herald wrote this text.")
    a, b = split(source), split(copy)
    assert (
        paraphrased((source, a), (copy, b), [Match(*each, 0.9, 0.9, "strong") for each in zip(a, b, strict=False)])
        is None
    )
    (voice,) = build(
        [EmbeddedArticle(source, tuple(a), vectors(a)), EmbeddedArticle(copy, tuple(b), vectors(b))]
    ).origins
    assert voice.copies == (copy_of(source, copy),)


def vectors(passages: list[Passage]) -> NDArray[np.float32]:
    return FakeEmbedder().encode([each.text for each in passages])


def test_a_paraphrased_copy_is_of_the_same_origin_as_its_source():
    found = retelling(", as The Weir Herald reported")
    source, other = article("A", REPORT), article("D", OTHER)
    told = Copy(source.id, other.id, "paraphrased", found.contained)
    (voice,) = origins([other, source], [told])
    assert voice.article_ids == (source.id, other.id)
    assert voice.copies == (told,)
    assert len(origins([other, source])) == 2


def test_origins_contain_every_article_once_and_copies_are_one_origin():
    source, edited = article("A", REPORT, "2026-03-01"), article("B", lines(0, 1, 2, 4, 6), "2026-03-02")
    excerpt, other = article("C", lines(0, 1)), article("D", OTHER)
    found = origins([other, excerpt, edited, source])
    assert [each.article_ids for each in found] == [(other.id,), (source.id, excerpt.id, edited.id)]
    assert [(copy.copy_id, copy.kind) for copy in found[1].copies] == [(excerpt.id, "excerpt"), (edited.id, "edited")]


def test_origins_do_not_depend_on_the_order_of_the_articles():
    articles = [
        article("A", REPORT),
        article("B", lines(0, 1, 2, 4, 6)),
        article("C", lines(3, 4)),
        article("D", OTHER),
    ]
    seen = {
        frozenset((each.article_ids[0], frozenset(each.article_ids)) for each in origins(order))
        for order in permutations(articles)
    }
    assert len(seen) == 1


def test_no_articles_have_no_origins():
    assert origins([]) == []
