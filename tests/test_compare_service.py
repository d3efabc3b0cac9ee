"""The use cases over real storage and a fake embedder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compare.alignment import AlignmentSide, align_prepared
from compare.clustering.profile import profile
from compare.comparison import codec
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy
from compare.embedded_article import EmbeddedArticle
from compare.errors import InputError, NotFoundError, StorageError, TooLargeError
from compare.model.article import Article, Outlet, digest
from compare.model.limits import PASSAGES
from compare.model.match import Match
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Filter, Reader, Tagger
from compare.ports.profiles import ArticleProfile
from compare.services.service import Parallax
from compare.text import passages as text_passages
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.live import LiveIndex
from tests.fakes import FakeEmbedder

DAM = "Engineers opened the gates of the Corran dam on Tuesday after a week of rain. Farms below the dam were warned."
WEIR = "The gates of the Corran dam were opened on Tuesday by engineers, and farms below the dam got a warning."
VOTE = "Parliament in Selm voted for the new tram line. The mayor praised the vote and the tram."


def article(outlet: str, text: str, url: str | None = None, day: str = "2026-02-03") -> Article:
    return Article(Outlet(outlet), text.split(".")[0], text, url, published=Moment.parse(day))


def service_in(
    folder: Path,
    embedder: FakeEmbedder,
    max_articles: int = 60,
    policy: DisplayPolicy = SHOW_ALL,
    tagger: Tagger | None = None,
    reader: Reader | None = None,
) -> Parallax:
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    index = LiveIndex(folder / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
    search = Searcher(catalogue, index, embedder)
    return Parallax(catalogue, embedder, index, search, max_articles, reader, policy=policy, tagger=tagger)


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Parallax:
    return service_in(tmp_path, embedder)


def test_articles_about_one_happening_become_one_event(service: Parallax) -> None:
    report = service.add([article("A", DAM), article("B", WEIR), article("C", VOTE)])
    assert (report.added, report.known, report.revised) == (3, 0, 0)
    assert sorted(len(each.articles) for each in service.events(Filter(), 10)) == [1, 2]


def test_adding_again_embeds_nothing_and_changes_nothing(service: Parallax, embedder: FakeEmbedder) -> None:
    service.add([article("A", DAM), article("B", WEIR)])
    before, events = len(embedder.encoded), service.events(Filter(), 10)
    report = service.add([article("A", DAM), article("B", WEIR)])
    assert (report.added, report.known) == (0, 2)
    assert len(embedder.encoded) == before
    assert service.events(Filter(), 10) == events


def test_a_known_sentence_is_not_embedded_again(service: Parallax, embedder: FakeEmbedder) -> None:
    service.add([article("A", DAM)])
    embedder.encoded.clear()
    service.add([article("B", f"{DAM} It was the first time in nine years.")])
    assert embedder.encoded == ["It was the first time in nine years."]


def test_another_text_at_the_same_address_is_a_revision_in_the_same_event(service: Parallax) -> None:
    first = article("A", DAM, "https://a.example/dam")
    service.add([first, article("B", WEIR)])
    event_id = service.article(first.id).event_id
    revised = article("A", f"{DAM} Nobody was hurt.", "https://a.example/dam")
    report = service.add([revised])
    assert (report.added, report.revised) == (0, 1)
    view = service.article(first.id)
    assert view.article.text == revised.text
    assert view.event_id == event_id
    assert "Nobody was hurt." in {passage.text for passage in service.event(event_id)[1].passages[first.id]}


def test_two_revisions_in_one_add_leave_the_last_as_current(service: Parallax) -> None:
    texts = [DAM, f"{DAM} Nobody was hurt."]
    service.add(article("A", text, "https://a.example/dam") for text in texts)
    assert service.articles(Filter(), 10)[0].text == texts[1]


def test_an_event_is_compared_when_an_article_joins_and_readers_never_wait(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_in(tmp_path, embedder)
    service.add([article("A", DAM), article("B", WEIR)])

    def never(*_: object) -> None:
        raise AssertionError("compared again")

    monkeypatch.setattr("compare.services.comparing.models.build", never)
    reader = service_in(tmp_path, embedder)
    event_id = reader.events(Filter(), 1)[0].event.id
    assert reader.event(event_id)[1].matches


def test_only_a_joining_article_is_aligned_not_the_others_again(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_in(tmp_path, embedder)
    one, two = article("A", DAM), article("B", WEIR)
    service.add([one, two])
    aligned = []

    def noted(a: AlignmentSide, b: AlignmentSide, unrelated: float) -> list[Match]:
        aligned.append({a.article_id, b.article_id})
        return align_prepared(a, b, unrelated)

    monkeypatch.setattr("compare.comparison.pair_comparison.align_prepared", noted)
    three = article("D", f"{WEIR} It rained.")
    service.add([three])
    assert {one.id, two.id} not in aligned
    assert len(aligned) == 2
    assert service.event(service.article(one.id).event_id or "")[1] == service.compare([one.id, two.id, three.id])


def profiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records the ids of the articles whose profiles are computed from now on."""
    made: list[str] = []

    def noted(article: EmbeddedArticle) -> ArticleProfile:
        made.append(article.article.id)
        return profile(article)

    monkeypatch.setattr("compare.services.adding.cluster.profile", noted)
    return made


def test_profiles_are_computed_once_and_reused_by_the_next_process(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    service_in(tmp_path, embedder).add([article("A", DAM), article("C", VOTE)])
    made, joining = profiled(monkeypatch), article("B", WEIR)
    service = service_in(tmp_path, embedder)
    service.add([joining])
    assert made == [joining.id]
    assert sorted(len(each.articles) for each in service.events(Filter(), 10)) == [1, 2]


def test_missing_profiles_of_an_earlier_version_are_computed_in_batches(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compare.services.adding.cluster._MADE_AT_ONCE", 1)
    held = [article("A", DAM), article("C", VOTE)]
    service_in(tmp_path, embedder).add(held)
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    with catalogue.transaction():
        catalogue.profiles.begin("an earlier method")
    made, joining = profiled(monkeypatch), article("B", WEIR)
    service = service_in(tmp_path, embedder)
    service.add([joining])
    assert sorted(made) == sorted(each.id for each in [*held, joining])
    assert sorted(len(each.articles) for each in service.events(Filter(), 10)) == [1, 2]


def test_a_removed_article_leaves_no_profile_and_is_new_when_added_again(service: Parallax) -> None:
    one, other = article("A", DAM), article("B", WEIR)
    service.add([one])
    profiles = service._catalogue.profiles
    terms = profiles.profiles(profiles.rows_of([one.id]).values()).popitem()[1].terms.ids
    service.add([other])
    before = profiles.counts(terms)
    service.removals.article(other.id)
    assert profiles.documents() == 1
    assert set(profiles.rows_of([one.id, other.id])) == {one.id}
    assert profiles.counts(terms).tolist() == [1] * len(terms) != before.tolist()
    assert {row for each in profiles.postings(terms.tolist(), 9).values() for row in each.rows.tolist()} == {
        profiles.rows_of([one.id])[one.id]
    }


def test_a_revision_is_aligned_again(tmp_path: Path, embedder: FakeEmbedder) -> None:
    service = service_in(tmp_path, embedder)
    one, two = article("A", DAM, "https://a.example/dam"), article("B", WEIR)
    service.add([one, two])
    service.add([article("A", f"{WEIR} Nobody was hurt.", "https://a.example/dam")])
    assert service.event(service.article(one.id).event_id or "")[1] == service.compare([one.id, two.id])


def test_a_cached_comparison_is_restored_unchanged(service: Parallax) -> None:
    service.add([article("A", DAM), article("B", WEIR), article("D", f"{WEIR} It rained.")])
    summary = next(each for each in service.events(Filter(), 10) if len(each.articles) == 3)
    comparison = service.event(summary.event.id)[1]
    passages = [comparison.passages[each.id] for each in comparison.articles]
    assert codec.load(codec.dump(comparison, "m"), comparison.articles, passages) == comparison


def test_the_signature_changes_with_revision_and_model() -> None:
    one, other = article("A", DAM, "https://a.example/1"), article("A", WEIR, "https://a.example/1")
    assert len({codec.signature([one], "m"), codec.signature([other], "m"), codec.signature([one], "n")}) == 3


def test_matches_of_an_article_have_it_on_their_first_side(service: Parallax) -> None:
    service.add([article("A", DAM), article("B", WEIR)])
    for each in service.articles(Filter(), 10):
        matches = service.counterparts(each.id).matches
        assert matches
        assert {match.a.article_id for match in matches} == {each.id}


def test_texts_are_compared_without_being_stored(service: Parallax) -> None:
    comparison = service.compare_texts([article("A", DAM), article("B", WEIR)])
    assert comparison.matches
    assert service.count() == (0, 0)


def test_comparing_requires_two_stored_articles(service: Parallax) -> None:
    service.add([article("A", DAM)])
    held = service.articles(Filter(), 1)[0].id
    with pytest.raises(InputError, match="two"):
        service.compare([held, held])
    with pytest.raises(NotFoundError):
        service.compare([held, "nothing"])
    with pytest.raises(InputError, match="same"):
        service.compare_texts([article("A", DAM), article("A", DAM)])
    with pytest.raises(TooLargeError, match="At most 60"):
        service.compare_texts([article("A", f"{DAM} {number}") for number in range(61)])


@pytest.mark.parametrize(
    "text",
    ["One sentence only.", "Предложение на другом языке. И ещё одно.", "。" * 3 + "她走了。她回来了。", "word " * 3000],
)
def test_any_text_is_added_and_compared(service: Parallax, text: str) -> None:
    service.add([article("A", text), article("B", DAM)])
    ids = [each.id for each in service.articles(Filter(), 10)]
    assert len(service.compare(ids).articles) == 2


def test_an_article_of_5000_sentences_is_added_and_compared(service: Parallax) -> None:
    long = " ".join(f"Witness number {n} saw the gates of dam {n % 97} open." for n in range(5000))
    service.add([article("A", long), article("B", DAM)])
    comparison = service.compare([each.id for each in service.articles(Filter(), 10)])
    assert max(len(each) for each in comparison.passages.values()) == PASSAGES
    assert list(comparison.not_compared) == [each.id for each in comparison.articles if each.outlet.name == "A"]


def test_another_model_is_refused_until_the_archive_is_rebuilt(tmp_path: Path, embedder: FakeEmbedder) -> None:
    service_in(tmp_path, embedder).add([article("A", DAM), article("B", WEIR)])
    other = service_in(tmp_path, FakeEmbedder("fake-32", 32))
    with pytest.raises(StorageError, match="reindex"):
        other.search("dam", Filter(), 5)
    assert other.maintenance.faults()
    assert other.maintenance.rebuild() == 3
    assert other.search("the gates of the dam", Filter(), 5)
    assert other.maintenance.faults() == []


def test_a_missing_index_is_rebuilt_from_the_catalogue(tmp_path: Path, embedder: FakeEmbedder) -> None:
    service_in(tmp_path, embedder).add([article("A", DAM), article("B", WEIR)])
    for path in (tmp_path / "vectors").iterdir():
        path.write_bytes(b"damaged")
    assert service_in(tmp_path, embedder).search("gates of the dam", Filter(), 5)


def test_progress_counts_articles_and_passages(service: Parallax) -> None:
    seen = []
    service.add((article("A", f"{DAM} Number {n}.", day="2026-02-03") for n in range(5)), seen.append)
    assert (seen[-1].added, seen[-1].passages) == (5, 15)
    assert [each.passages for each in seen] == sorted(each.passages for each in seen)


@pytest.mark.parametrize("number", [10, 12])
def test_an_export_leaves_no_article_out(service: Parallax, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Whether its last page is full or not."""
    monkeypatch.setattr("compare.services.maintenance._EXPORT_BATCH", 5)
    unknown = (" ".join(digest(str(each), str(place)) for place in range(6)) for each in range(number))
    report = service.add(article("A", text) for text in unknown)
    exported = [view.article.id for view in service.maintenance.export()]
    assert len(exported) == len(set(exported)) == report.added == number


def test_only_the_latest_articles_of_a_too_large_event_are_compared_with_a_note(
    tmp_path: Path, embedder: FakeEmbedder
) -> None:
    service = service_in(tmp_path, embedder, max_articles=3)
    service.add(article(name, f"{DAM} {name} was there.") for name in ("A", "B", "C", "D", "E"))
    (summary,) = service.events(Filter(), 5)
    assert summary.left_out == 2
    assert [each.id for each in summary.articles] == list(summary.event.article_ids[2:])
    _, comparison = service.event(summary.event.id)
    assert len(comparison.articles) == 3
    assert service.counterparts(summary.event.article_ids[0]).matches == ()


def test_a_vector_of_a_removed_article_is_kept_if_an_article_being_added_needs_it(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The ferry ran aground in fog on Monday. Nobody was hurt."
    first, second = (Article(Outlet(name), "Ferry aground", text, f"https://{name}.example/1") for name in ("a", "b"))
    service.add([first])
    get = service._catalogue.vectors.get

    def removed_meanwhile(*arguments: Any) -> Any:
        """Simulates another process that removes an article while texts are embedded."""
        found = get(*arguments)
        monkeypatch.undo()
        service.removals.article(first.id)
        return found

    monkeypatch.setattr(service._catalogue.vectors, "get", removed_meanwhile)
    service.add([second])
    assert service.maintenance.faults() == []
    assert {hit.article.id for hit in service.search("ferry aground in fog", Filter(), 5)} == {second.id}


def test_a_text_is_split_once(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    split_texts: list[str] = []
    split = text_passages.split

    def counted(article: Article) -> list[Passage]:
        split_texts.append(article.text)
        return split(article)

    monkeypatch.setattr(text_passages, "split", counted)
    service.add([article("A", DAM), article("B", WEIR)])
    (event,) = service.events(Filter(), 9)
    service.compare([each.id for each in event.articles])
    service.event(event.event.id)
    service.search("gates of the dam", Filter(), 5)
    assert sorted(split_texts) == sorted([DAM, WEIR])
