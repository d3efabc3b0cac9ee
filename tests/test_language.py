"""Languages are detected from the text; an article in an unsupported language is separate, marked and not garbled."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.errors import ConflictError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from compare.text.language import base
from indexes.language import detect
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex
from tests.fakes import FakeEmbedder
from web import create_app

DAY = Moment.parse("2026-03-03T10:00:00Z")
ENGLISH = (
    "The dam at Weir broke before dawn on Tuesday and flooded two farms in the valley below. Engineers had warned of "
    "cracks in the wall since May, but the council of Orly took no notice, said Una Brandt, who runs the dam."
)
GERMAN = (
    "Der Damm von Weir ist am Dienstag vor Tagesanbruch gebrochen und hat zwei Höfe im Tal überflutet. Ingenieure "
    "hatten seit Mai vor Rissen in der Mauer gewarnt, doch der Rat von Orly habe das nicht beachtet, sagte Una Brandt."
)
FRENCH = (
    "Le barrage de Weir a cédé mardi avant l'aube et inondé deux fermes de la vallée. Les ingénieurs signalaient des "
    "fissures dans le mur depuis le mois de mai, mais le conseil d'Orly n'en a pas tenu compte, a déclaré Una Brandt."
)


def article(outlet: str, text: str, language: str | None = None) -> Article:
    return Article(Outlet(outlet), f"Weir {outlet}", text, None, language, DAY)


def service_that_reads(folder: Path, languages: frozenset[str] | None) -> Parallax:
    embedder = FakeEmbedder()
    embedder.languages = languages
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    index = LiveIndex(folder / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
    search = Searcher(catalogue, index, embedder)
    return Parallax(catalogue, embedder, index, search, detect=detect)


MIXED = [
    article("Courier", ENGLISH), article("Herald", ENGLISH.replace("two farms", "three farms")),
    article("Zeitung", GERMAN), article("Blatt", GERMAN.replace("zwei Höfe", "drei Höfe"), "en"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr")])
def test_the_language_of_a_text_is_detected(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "12 : 9", "The council voted.", "1234567890 " * 40])
def test_short_fragments_have_no_certain_language(text: str) -> None:
    assert detect(text) is None


@given(st.text(max_size=300))
def test_language_detection_accepts_any_text(text: str) -> None:
    found = detect(text)
    assert found is None or found.isascii()


@pytest.mark.parametrize(("code", "plain"), [("en-GB", "en"), ("pt_BR", "pt"), ("DE", "de"), (None, ""), ("", "")])
def test_a_language_is_recognised_by_its_base_tag(code: str | None, plain: str) -> None:
    assert base(code) == plain


def test_the_detected_language_overrides_the_declared_one(tmp_path: Path) -> None:
    service = service_that_reads(tmp_path, None)
    service.add(MIXED)
    told = {each.outlet.name: each.language for each in service.articles(Filter(), 9)}
    assert told == {"Courier": "en", "Herald": "en", "Zeitung": "de", "Blatt": "de"}


def test_articles_in_unsupported_languages_are_kept_separate_and_labelled(tmp_path: Path) -> None:
    service = service_that_reads(tmp_path, frozenset({"en"}))
    service.add(MIXED)
    sizes = sorted(len(each.articles) for each in service.events(Filter(), 9))
    assert sizes == [1, 1, 2]
    client = create_app(service=service).test_client()
    for each in service.articles(Filter(), 9):
        page = client.get(f"/articles/{each.id}").text
        assert ("In German" in page) == (each.language == "de")
    service.recluster(Filter())
    assert sorted(len(each.articles) for each in service.events(Filter(), 9)) == sizes


def test_comparing_an_unsupported_language_is_refused_with_advice(tmp_path: Path) -> None:
    service = service_that_reads(tmp_path, frozenset({"en"}))
    service.add(MIXED)
    ids = [each.id for each in service.articles(Filter(), 9) if each.language == "de"]
    with pytest.raises(ConflictError, match=r"\(de\).*PARALLAX_MODEL"):
        service.compare(ids)
    with pytest.raises(ConflictError, match="PARALLAX_MODEL"):
        service.compare_texts([MIXED[0], MIXED[2]])


def test_a_manually_placed_article_in_another_language_is_left_out_of_the_comparison(tmp_path: Path) -> None:
    service = service_that_reads(tmp_path, frozenset({"en"}))
    service.add(MIXED)
    german = next(each for each in service.articles(Filter(), 9) if each.language == "de")
    english = next(each for each in service.events(Filter(), 9) if len(each.articles) == 2)
    service.corrections.move([german.id], english.event.id)
    summary, comparison = service.event(english.event.id)
    assert summary.left_out == 1
    assert german.id in summary.event.article_ids
    assert {each.language for each in comparison.articles} == {"en"}
    assert not any(each.article_id == german.id for each in comparison.omissions)


def test_a_model_that_reads_all_languages_compares_them(tmp_path: Path) -> None:
    service = service_that_reads(tmp_path, None)
    service.add(MIXED)
    comparison = service.compare([each.id for each in service.articles(Filter(), 9)])
    assert len(comparison.articles) == 4
    assert comparison.matches
