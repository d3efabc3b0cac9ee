"""The contract of every catalogue: everything once, completely or not at all, and unchanged when read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compare.comparison.filters import DivergenceFilter
from compare.errors import InputError, NotFoundError
from compare.model.article import Article, Outlet
from compare.model.event import Event, EventOrder, Placement
from compare.model.match import KindFound
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Filter
from compare.text.passages import split
from indexes.storage.sql.catalogue import SqlCatalogue
from tests.fakes import FakeEmbedder
from tests.test_event_summaries import statements

ANYTHING = Filter()


def article(
    name: str, text: str = "It rained. It stopped.", published: str | None = None, outlet: str = "Gull"
) -> Article:
    return Article(
        Outlet(outlet),
        f"Title {name}",
        text,
        url=f"https://example.org/{name}",
        published=Moment.parse(published) if published else None,
        metadata={"section": "weather"},
    )


def sentences(of: Article) -> list[Passage]:
    """The text split after each full stop."""
    found: list[Passage] = []
    start = 0
    for part in of.text.split(". "):
        end = min(start + len(part) + 1, len(of.text))
        found.append(Passage(of.id, len(found), 0, start, end, of.text[start:end]))
        start = end + 1
    return found


def store_article(catalogue: SqlCatalogue, *articles: Article) -> dict[str, list[int]]:
    return catalogue.articles.add([(each, sentences(each)) for each in articles])


def embed(catalogue: SqlCatalogue, embedder: FakeEmbedder, texts: Sequence[str]) -> None:
    catalogue.vectors.put(embedder.fingerprint, texts, embedder.encode(texts))


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The location for a new catalogue."""
    return str(tmp_path / "catalogue.sqlite")


@pytest.fixture
def catalogue(place: str) -> Iterator[SqlCatalogue]:
    opened = SqlCatalogue(place)
    yield opened
    opened.close()


# -- articles and revisions


def test_a_stored_article_is_read_back_unchanged(catalogue: SqlCatalogue) -> None:
    given_article = replace(article("a", "Zürich 🌊 froze.\n\nNul \0 too. End.", "2026-02-02T11:30:00Z"), language="en")
    store_article(catalogue, given_article)
    assert catalogue.articles.get(given_article.id) == given_article
    assert catalogue.articles.passages(given_article.id) == sentences(given_article)
    assert dict(catalogue.articles.get(given_article.id).metadata) == {"section": "weather"}
    assert catalogue.faults() == []


def test_an_article_added_twice_is_stored_once(catalogue: SqlCatalogue) -> None:
    first = store_article(catalogue, article("a"), article("a"))
    again = store_article(catalogue, article("a"))
    assert again == first
    assert len(first[article("a").id]) == 2
    assert catalogue.articles.count() == 1
    assert catalogue.articles.passages_state() == (catalogue.identity, 2, 0)


def test_the_keys_of_removed_passages_are_recorded_in_the_order_of_removal(catalogue: SqlCatalogue) -> None:
    keys = [store_article(catalogue, article(name))[article(name).id] for name in "abc"]
    state = catalogue.articles.passages_state()
    assert catalogue.articles.removed_keys(state.removals).tolist() == []  # type: ignore[union-attr]
    catalogue.articles.remove(article("b").id)
    store_article(catalogue, article("a", "Hail fell."))
    assert catalogue.articles.removed_keys(0).tolist() == [*keys[1], *keys[0]]  # type: ignore[union-attr]
    assert catalogue.articles.removed_keys(2).tolist() == keys[0]  # type: ignore[union-attr]
    assert catalogue.articles.count_passages() == 3
    assert catalogue.articles.count_passages(after=keys[2][0]) == 2


def test_removals_beyond_those_recorded_are_unknown(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexes.storage.sql.stores.passage_removals.RECORDED", 3)
    for name in "abc":
        store_article(catalogue, article(name))
        catalogue.articles.remove(article(name).id)
    assert catalogue.articles.removed_keys(2) is None
    assert len(catalogue.articles.removed_keys(3)) == 3  # type: ignore[arg-type]


def test_another_text_at_the_same_address_is_a_new_revision(catalogue: SqlCatalogue) -> None:
    old, new = article("a"), article("a", "Hail fell. It stopped. It froze.")
    keys = store_article(catalogue, old)[old.id]
    new_keys = store_article(catalogue, new)[new.id]
    assert old.id == new.id
    assert catalogue.articles.get(old.id).text == new.text
    assert [each.text for each in catalogue.articles.passages(new.id)] == ["Hail fell.", "It stopped.", "It froze."]
    assert min(new_keys) > max(keys)
    assert list(catalogue.articles.passage_keys(ANYTHING)) == new_keys
    assert catalogue.search.by_words("rained", 10, ANYTHING).scores == []
    assert [each.text for each in catalogue.articles.history(old.id)] == [old.text, new.text]
    assert catalogue.articles.revisions([old.id, "unknown"]) == {old.id: new.revision}
    assert catalogue.faults() == []


def test_an_earlier_revision_can_become_current_again(catalogue: SqlCatalogue) -> None:
    old, new = article("a"), article("a", "Hail fell.")
    store_article(catalogue, old, new, old)
    assert catalogue.articles.get(old.id).text == old.text
    assert [each.text for each in catalogue.articles.history(old.id)] == [new.text, old.text]
    assert [key for key, _ in catalogue.search.by_words("rained", 10, ANYTHING).scores] == [4]
    assert catalogue.faults() == []


def test_a_removed_article_leaves_nothing_behind(catalogue: SqlCatalogue) -> None:
    embedder = FakeEmbedder()
    a, b = article("a", "It rained. Only here."), article("b", "It rained. Elsewhere.")
    store_article(catalogue, a, replace(a, text="It rained. Changed."), b)
    embed(catalogue, embedder, ["It rained.", "Changed.", "Elsewhere."])
    catalogue.events.put([Event("both", (a.id, b.id)), Event("ended", ())])
    catalogue.articles.remove(a.id)
    with pytest.raises(NotFoundError):
        catalogue.articles.get(a.id)
    with pytest.raises(NotFoundError):
        catalogue.articles.history(a.id)
    assert catalogue.events.get("both").article_ids == (b.id,)
    assert set(catalogue.vectors.get(embedder.fingerprint, ["It rained.", "Changed."])) == {"It rained."}
    assert len(catalogue.search.by_words("rained", 10, ANYTHING).scores) == 1
    catalogue.articles.remove(b.id)
    assert catalogue.events.count() == 0
    assert catalogue.faults() == []
    with pytest.raises(NotFoundError):
        catalogue.articles.remove(b.id)


def test_a_passage_key_is_never_reused(catalogue: SqlCatalogue) -> None:
    last = max(store_article(catalogue, article("a"))[article("a").id])
    catalogue.articles.remove(article("a").id)
    assert min(store_article(catalogue, article("a"))[article("a").id]) > last


def test_articles_are_returned_in_the_order_of_the_ids_and_an_unknown_id_is_named(catalogue: SqlCatalogue) -> None:
    a, b = article("a"), article("b")
    store_article(catalogue, a, b)
    assert [each.id for each in catalogue.articles.many([b.id, a.id])] == [b.id, a.id]
    with pytest.raises(NotFoundError, match="nowhere"):
        catalogue.articles.many([a.id, "nowhere"])


def test_invalid_text_is_refused_and_nothing_of_the_batch_is_stored(catalogue: SqlCatalogue) -> None:
    with pytest.raises(InputError, match="surrogates"):
        store_article(catalogue, article("a"), article("b", "Broken \ud800 text."))
    assert catalogue.articles.count() == 0


# -- filters and paging


def test_search_filters_by_outlet_and_date(catalogue: SqlCatalogue) -> None:
    store_article(
        catalogue,
        article("day", published="2026-02-02"),
        article("noon", published="2026-02-02T12:00:00Z", outlet="Heron"),
        article("later", published="2026-02-03T00:00:00Z"),
        article("undated"),
    )

    def found(where: Filter) -> list[str]:
        return sorted(each.title.removeprefix("Title ") for each in catalogue.articles.page(where, 10))

    assert found(Filter(outlets=("heron",))) == ["noon"]
    assert found(Filter(since=Moment.parse("2026-02-02T12:00:00Z"))) == ["day", "later", "noon"]
    assert found(Filter(until=Moment.parse("2026-02-02"))) == ["day", "noon"]
    assert found(Filter(until=Moment.parse("2026-02-02T12:00:00Z"))) == ["day", "noon"]
    assert found(Filter(until=Moment.parse("2026-02-02T11:59:59Z"))) == ["day"]
    assert found(Filter(since=Moment.parse("2026-02-03"))) == ["later"]
    assert catalogue.articles.count(Filter(since=Moment.parse("2026-02-03"))) == 1
    assert len(catalogue.articles.passage_keys(Filter(outlets=("gull",)))) == 6
    assert [(each.name, each.articles) for each in catalogue.outlets.counts()] == [("Gull", 3), ("Heron", 1)]


def test_undated_articles_come_last(catalogue: SqlCatalogue) -> None:
    store_article(
        catalogue, article("undated"), article("old", published="1901-01-01"), article("new", published="2026-01-01")
    )
    assert [each.title for each in catalogue.articles.page(ANYTHING, 10)] == ["Title new", "Title old", "Title undated"]


def test_paging_neither_skips_nor_repeats_while_articles_are_added(catalogue: SqlCatalogue) -> None:
    before = [article(f"n{number}", published=f"2026-01-{number % 5 + 1:02}") for number in range(23)]
    store_article(catalogue, *before)
    seen: list[str] = []
    after = None
    while page := catalogue.articles.page(ANYTHING, 4, after):
        seen += [each.id for each in page]
        after = seen[-1]
        store_article(
            catalogue, *(article(f"new{len(seen)}-{day}", published=f"2026-01-0{day}") for day in (1, 3, 5, 9))
        )
        catalogue.events.put([])
    assert len(set(seen)) == len(seen)
    assert {each.id for each in before} <= set(seen)


def test_paging_through_events_neither_skips_nor_repeats(catalogue: SqlCatalogue) -> None:
    def add(names: Sequence[str], day: int) -> None:
        articles = [article(name, published=f"2026-01-{day:02}") for name in names]
        store_article(catalogue, *articles)
        catalogue.events.put(Event(f"event {each.id}", (each.id,)) for each in articles)

    for day in range(1, 6):
        add([f"{day}-{number}" for number in range(4)], day)
    wanted = {each.id for each in catalogue.events.page(ANYTHING, 100)}
    seen: list[str] = []
    while page := catalogue.events.page(ANYTHING, 3, seen[-1] if seen else None):
        seen += [each.id for each in page]
        add([f"late-{len(seen)}"], len(seen) % 7 + 1)
    assert len(set(seen)) == len(seen)
    assert wanted <= set(seen)


def test_an_unknown_cursor_is_an_error(catalogue: SqlCatalogue) -> None:
    for listing in (catalogue.articles.page, catalogue.events.page):
        with pytest.raises(NotFoundError):
            listing(ANYTHING, 3, "nowhere")


# -- vectors


def test_vectors_are_stored_by_text_and_model(catalogue: SqlCatalogue) -> None:
    embedder = FakeEmbedder()
    store_article(catalogue, article("a", "It rained. It stopped."))
    assert set(catalogue.vectors.texts_without(embedder.fingerprint, 9)) == {"It rained.", "It stopped."}
    embed(catalogue, embedder, ["It rained.", ""])
    assert catalogue.vectors.texts_without(embedder.fingerprint, 9) == ["It stopped."]
    assert catalogue.vectors.count_without(embedder.fingerprint) == 1
    assert catalogue.vectors.get("another model", ["It rained."]) == {}
    kept = catalogue.vectors.get(embedder.fingerprint, ["It rained.", "never seen", ""])
    assert set(kept) == {"It rained.", ""}
    assert kept["It rained."].dtype == np.float32
    assert float(kept["It rained."] @ embedder.encode(["It rained."])[0]) == pytest.approx(1, abs=1e-4)
    assert not kept[""].any()


def test_passage_vectors_come_in_batches_in_the_order_of_the_keys(catalogue: SqlCatalogue) -> None:
    embedder = FakeEmbedder()
    for number in range(7):
        store_article(catalogue, article(f"a{number}", f"It rained {number}. It stopped. Again {number}."))
    texts = catalogue.vectors.texts_without(embedder.fingerprint, 1000)
    embed(catalogue, embedder, texts)
    batches = list(catalogue.vectors.of_passages(embedder.fingerprint, 4))
    keys = np.concatenate([keys for keys, _ in batches])
    assert [len(batch) for batch, _ in batches] == [4, 4, 4, 4, 4, 1]
    assert all(a < b for a, b in pairwise(keys))
    found = {each.key: each.passage.text for each in catalogue.search.found(dict.fromkeys(keys.tolist(), 0.0))}
    for batch, vectors in batches:
        assert np.allclose((vectors * embedder.encode([found[int(key)] for key in batch])).sum(axis=1), 1, atol=1e-3)
    later = np.concatenate(
        [keys for keys, _ in catalogue.vectors.of_passages(embedder.fingerprint, 4, after=int(keys[9]))]
    )
    assert list(later) == list(keys[10:])


def test_passage_vectors_are_returned_by_key(catalogue: SqlCatalogue) -> None:
    embedder = FakeEmbedder()
    store_article(catalogue, article("a", "It rained. It stopped."))
    store_article(catalogue, article("b", "It stopped. It was cold."))
    embed(catalogue, embedder, ["It rained.", "It stopped."])
    texts = {each.key: each.passage.text for each in catalogue.search.found(dict.fromkeys(range(1, 9), 0.0))}
    keys, vectors = catalogue.vectors.of_keys(embedder.fingerprint, np.array([*texts, 99], np.int64))
    assert {key: texts[key] for key in keys.tolist()} == {k: text for k, text in texts.items() if "cold" not in text}
    assert np.allclose((vectors * embedder.encode([texts[key] for key in keys.tolist()])).sum(axis=1), 1, atol=1e-3)
    assert len(catalogue.vectors.of_keys("another model", keys)[0]) == 0


# -- words


def test_full_text_search_ignores_inflection_and_case(catalogue: SqlCatalogue) -> None:
    keys = store_article(catalogue, article("a", "The MINISTERS resigned. Café prices rose. Nothing."))[article("a").id]
    assert [key for key, _ in catalogue.search.by_words("minister resigning", 9, ANYTHING).scores] == keys[:1]
    assert [key for key, _ in catalogue.search.by_words("cafe", 9, ANYTHING).scores] == keys[1:2]
    assert [key for key, _ in catalogue.search.by_words("minister's", 9, ANYTHING).scores] == keys[:1]
    assert [key for key, _ in catalogue.search.by_words("title", 9, ANYTHING).scores] == keys[:1]
    assert [key for key, _ in catalogue.search.by_words("the", 9, ANYTHING).scores] == keys[:1]
    counts = {"minister": 1, "nothing": 1, "zebra": 0}
    assert catalogue.search.by_words("the minister of nothing, zebra", 9, ANYTHING).counts == counts


def test_a_quoted_phrase_must_occur_verbatim(catalogue: SqlCatalogue) -> None:
    keys = store_article(catalogue, article("a", "Interest rates rose. Rates of interest rose. Prices rose."))[
        article("a").id
    ]
    assert [key for key, _ in catalogue.search.by_words('"interest rates" rose', 9, ANYTHING).scores] == keys[:1]
    assert {key for key, _ in catalogue.search.by_words("interest rates rose", 9, ANYTHING).scores} == set(keys)


def test_full_text_search_respects_the_filter(catalogue: SqlCatalogue) -> None:
    store_article(catalogue, article("a"))
    keys = store_article(catalogue, article("b", outlet="Heron"))[article("b").id]
    assert [key for key, _ in catalogue.search.by_words("rained", 9, Filter(outlets=("heron",))).scores] == keys[:1]


# -- events


def test_an_article_leaves_its_event_and_an_empty_event_is_deleted(catalogue: SqlCatalogue) -> None:
    a, b, c = (article(name, published=f"2026-01-0{day}") for day, name in enumerate("abc", 1))
    store_article(catalogue, a, b, c)
    catalogue.events.put([Event("one", (a.id, c.id)), Event("two", (b.id,))])
    assert [each.id for each in catalogue.events.page(ANYTHING, 9)] == ["one", "two"]
    catalogue.events.put([Event("two", (b.id, c.id))])
    assert catalogue.events.get("one").article_ids == (a.id,)
    assert [each.id for each in catalogue.events.page(ANYTHING, 9)] == ["two", "one"]
    catalogue.events.put([Event("two", (c.id, b.id, a.id))])
    assert catalogue.events.get("two").article_ids == (c.id, b.id, a.id)
    assert catalogue.events.of_articles([a.id, "unknown"]) == {a.id: "two"}
    assert catalogue.events.count() == 1
    with pytest.raises(NotFoundError):
        catalogue.events.get("one")
    catalogue.events.put([Event("two", ())])
    assert catalogue.events.page(ANYTHING, 9) == []


def test_a_filter_matches_events_with_at_least_one_matching_article(catalogue: SqlCatalogue) -> None:
    a, b = article("a", outlet="Gull"), article("b", outlet="Heron")
    store_article(catalogue, a, b)
    catalogue.events.put([Event("one", (a.id, b.id)), Event("none", ())])
    assert [each.id for each in catalogue.events.page(Filter(outlets=("heron",)), 9)] == ["one"]
    assert catalogue.events.count(Filter(outlets=("heron",))) == 1
    assert catalogue.events.count(Filter(outlets=("crow",))) == 0


def test_the_events_of_an_outlet_follow_their_articles(catalogue: SqlCatalogue) -> None:
    gulls = [article(name, outlet="Gull", published=f"2026-01-0{day}") for day, name in enumerate("abc", 1)]
    heron = article("d", outlet="Heron", published="2026-01-09")
    store_article(catalogue, *gulls, heron)
    catalogue.events.put([Event("one", (gulls[0].id, heron.id)), Event("two", (gulls[1].id,))])
    catalogue.events.put([Event("three", (gulls[2].id,))])
    catalogue.results.store_rank("two", 0.9, [])

    def listed(outlet: str = "gull", order: EventOrder = "latest", after: str | None = None) -> list[str]:
        return [each.id for each in catalogue.events.page(Filter(outlets=(outlet,)), 9, after, None, order)]

    assert listed() == ["one", "three", "two"]
    assert listed(after="one") == ["three", "two"]
    assert listed(order="divergence") == ["two", "one", "three"]
    assert listed(order="divergence", after="two") == ["one", "three"]
    catalogue.articles.remove(gulls[0].id)
    assert listed() == ["three", "two"]
    assert listed("heron") == ["one"]
    catalogue.outlets.put_name(heron.outlet, Outlet("Tern"))
    assert (listed("heron"), listed("tern")) == ([], ["one"])
    catalogue.events.put([Event("two", (gulls[2].id, gulls[1].id)), Event("three", ())])
    assert listed(order="divergence") == ["two"]


def test_a_cached_comparison_is_deleted_with_its_event(catalogue: SqlCatalogue) -> None:
    store_article(catalogue, article("a"))
    catalogue.events.put([Event("one", (article("a").id,))])
    catalogue.results.store_comparison("one", "s1", "{}")
    catalogue.results.store_comparison("one", "s2", "[]")
    catalogue.results.store_comparison("unknown", "s", "")
    assert catalogue.results.stored_comparison("one") == ("s2", "[]")
    catalogue.events.put([Event("one", ())])
    assert catalogue.results.stored_comparison("one") is None
    assert catalogue.results.stored_comparison("unknown") is None


@pytest.mark.parametrize(
    "few", [1, 1000], ids=["many divergences satisfy a filter", "few divergences satisfy a filter"]
)
def test_events_can_be_sorted_and_filtered_by_divergence(
    few: int, catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.storage.sql.stores.events._FEW", few)
    held = [article(name, published=f"2026-01-0{day}") for day, name in enumerate("abcd", 1)]
    store_article(catalogue, *held)
    catalogue.events.put([Event(f"e{number}", (each.id,)) for number, each in enumerate(held)])
    figures, hidden = KindFound("figures", True, 0.8), KindFound("figures", False, 0.3)
    wording = KindFound("wording", True, 0.6)
    catalogue.results.store_rank("e0", 0.9, [figures, hidden, wording])
    catalogue.results.store_rank("e2", 0.1, [wording])
    catalogue.results.store_rank("e2", 0.4, [hidden])
    catalogue.results.store_rank("unknown", 2.0, [figures])

    def listed(order: EventOrder = "latest", after: str | None = None, **having: Any) -> list[str]:
        wanted = DivergenceFilter(**having) if having else None
        return [each.id for each in catalogue.events.page(ANYTHING, 9, after, wanted, order)]

    assert listed("divergence") == ["e0", "e2", "e1", "e3"]
    assert listed("divergence", after="e2") == ["e1", "e3"]
    assert listed(kinds=("figures",)) == ["e2", "e0"]
    assert listed(kinds=("figures",), shown=True) == ["e0"]
    assert listed(shown=False) == ["e2", "e0"]
    assert listed(kinds=("wording",)) == ["e0"]
    assert listed("divergence", kinds=("wording", "figures")) == ["e0", "e2"]
    assert listed(kinds=("contradiction",)) == []
    assert listed(min_probability=0.3) == ["e2", "e0"]
    assert listed(min_probability=0.31) == ["e0"]
    assert listed(min_probability=0.61, kinds=("wording",)) == []
    catalogue.events.put([Event("e0", ())])
    assert listed(kinds=("figures",)) == ["e2"]
    assert listed(shown=True) == []


def test_a_revision_with_another_date_moves_its_event(catalogue: SqlCatalogue) -> None:
    a, b = article("a", published="2026-01-01"), article("b", published="2026-01-02")
    store_article(catalogue, a, b)
    catalogue.events.put([Event("one", (a.id,)), Event("two", (b.id,))])
    store_article(catalogue, article("a", "It changed.", published="2026-01-03"))
    assert [each.id for each in catalogue.events.page(ANYTHING, 9)] == ["one", "two"]


# -- transactions, threads and processes


def test_a_transaction_is_atomic(catalogue: SqlCatalogue) -> None:
    with pytest.raises(ZeroDivisionError), catalogue.transaction():
        store_article(catalogue, article("a"))
        with catalogue.transaction():
            catalogue.put_meta("seen", "yes")
        assert catalogue.articles.count() == 1
        _ = 1 / 0
    assert catalogue.articles.count() == 0
    assert catalogue.get_meta("seen") is None
    catalogue.put_meta("seen", "yes")
    assert catalogue.get_meta("seen") == "yes"


def test_other_threads_see_only_committed_data(catalogue: SqlCatalogue) -> None:
    counts: list[int] = []

    def count() -> None:
        counts.append(catalogue.articles.count())

    with catalogue.transaction():
        store_article(catalogue, article("a"))
        reader = threading.Thread(target=count)
        reader.start()
        reader.join()
    count()
    assert counts == [0, 1]


def test_many_threads_read_while_one_writes(catalogue: SqlCatalogue) -> None:
    errors: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                for each in catalogue.articles.page(ANYTHING, 50):
                    assert len(catalogue.articles.passages(each.id)) == 2
                    assert catalogue.search.by_words("rained", 5, ANYTHING).scores
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for number in range(20):
        store_article(catalogue, article(f"a{number}"))
    done.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert catalogue.articles.count() == 20


_ADD_AND_DIE = """
import os, signal, sys
from tests.test_indexes_catalogue import SqlCatalogue, article, store_article
catalogue = SqlCatalogue(sys.argv[1])
for number in range(5):
    store_article(catalogue, article(f"whole{number}"))
with catalogue.transaction():
    store_article(catalogue, article("half"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_acknowledged_additions_and_only_those_survive_a_killed_process(place: str) -> None:
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", _ADD_AND_DIE, place],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    catalogue = SqlCatalogue(place)
    assert catalogue.articles.count() == 5
    assert catalogue.faults() == []


def test_several_processes_may_make_the_same_catalogue_at_once(place: str) -> None:
    code = "import sys; from indexes.storage.sql.catalogue import SqlCatalogue as S; S(sys.argv[1]).put_meta(sys.argv[2], 'here')"
    root = Path(__file__).resolve().parents[1]
    processes = [subprocess.Popen([sys.executable, "-c", code, place, str(n)], cwd=root) for n in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    assert [SqlCatalogue(place).get_meta(str(n)) for n in range(4)] == ["here"] * 4


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ('UPDATE passages SET "end" = "end" + 400', "do not match its text"),
        ("UPDATE articles SET current = 0", "belong to no current revision"),
        ("DELETE FROM passages WHERE \"index\" = 1", "full-text index"),
        ("DELETE FROM event_articles", "has no articles"),
        ("UPDATE event_articles SET article_id = 'gone'", "not stored"),
    ],
)  # fmt: skip
def test_faults_are_found(catalogue: SqlCatalogue, damage: str, words: str) -> None:
    store_article(catalogue, article("a"), article("b"))
    catalogue.events.put([Event("one", (article("a").id,))])
    assert catalogue.faults() == []
    with catalogue.writing() as connection:
        connection.exec_driver_sql(damage)
    assert any(words in fault for fault in catalogue.faults())


def test_placements_are_stored_with_their_order_and_who_made_them(catalogue: SqlCatalogue) -> None:
    a, b, c = (article(name) for name in "abc")
    catalogue.articles.add([(each, split(each)) for each in (a, b, c)])
    catalogue.events.put([Event("one", (a.id, b.id)), Event("two", (c.id,))])
    catalogue.corrections.place([])
    catalogue.corrections.place([Placement(c.id, "one", 2, True)])
    assert catalogue.events.get("one").article_ids == (a.id, b.id, c.id)
    assert not catalogue.events.has("two")
    catalogue.events.put([Event("one", (c.id, a.id, b.id))])
    placements = catalogue.corrections.placements([a.id, b.id, c.id])
    assert sorted(placements, key=lambda each: each.position) == [
        Placement(c.id, "one", 0, True),
        Placement(a.id, "one", 1, False),
        Placement(b.id, "one", 2, False),
    ]


def test_corrections_are_listed_latest_first_and_marked_when_undone(catalogue: SqlCatalogue) -> None:
    placed = Placement("x", "one", 0, True)
    made = Moment.parse("2026-03-04T10:00:00Z")
    first = catalogue.corrections.note("split", made, [placed], [])
    second = catalogue.corrections.note("merge", made, [], [placed])
    catalogue.corrections.note_undone(first.number)
    assert catalogue.corrections.page(1) == [second]
    assert [each.undone for each in catalogue.corrections.page(9)] == [False, True]
    assert catalogue.corrections.get(first.number).before == (placed,)
    with pytest.raises(NotFoundError):
        catalogue.corrections.get(99)


def test_articles_without_passages_are_found_in_linear_time(catalogue: SqlCatalogue) -> None:
    bare, other = article("bare", "…"), article("other", "?")
    store_article(catalogue, article("full"))
    catalogue.articles.add([(bare, []), (other, [])])
    with statements() as run:
        assert catalogue.articles.without_passages(5) == [bare.id, other.id]
        assert catalogue.articles.without_passages(1) == [bare.id]
    # PostgreSQL has no anti-join for NOT IN: beyond `work_mem`, it scans all passages for each article.
    assert [each for each in run if "NOT IN" in each] == []
    assert any("NOT (EXISTS" in each for each in run)
