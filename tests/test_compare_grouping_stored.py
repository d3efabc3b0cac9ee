"""Clustering over stored profiles gives the same events as over those in memory, whichever processes added the
articles.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from compare.clustering.online import OnlineClusterer, profile
from compare.clustering.profile_index import ProfileArchive
from compare.embedded_article import EmbeddedArticle
from compare.errors import StorageError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports.profiles import ArticleProfile
from compare.services.adding.cluster import make_profiles
from compare.text.passages import split
from indexes.storage.sql.catalogue import SqlCatalogue
from tests.fakes import FakeEmbedder

EVENTS, OUTLETS = 14, 4
PLACES = ["Selm", "Corran", "Ravno", "Kalmeth", "Tidewell", "Oster"]
DEEDS = ["opened the gates of the dam", "voted for the tram line", "closed the bridge", "flooded two schools"]
DETAILS = ["after a week of rain", "while the mayor watched", "at dawn", "in spite of protests", "for 12 hours"]


def articles() -> list[Article]:
    """Reports of a few similar events by several outlets, mixed, some without a date."""
    chance, found = random.Random(1), []
    for event in range(EVENTS):
        place, deed, number = PLACES[event % len(PLACES)], DEEDS[event % len(DEEDS)], 3 * event + 2
        for outlet in range(chance.randint(1, OUTLETS)):
            details = chance.sample(DETAILS, 2)
            text = f"Workers in {place} {deed} {details[0]}. {number} people left {place} {details[1]}."
            day = None if chance.random() < 0.2 else Moment.parse(f"2026-0{1 + event % 4}-{3 + outlet:02}")
            found.append(Article(Outlet(f"Outlet {outlet}"), f"{place}: {deed}", text, published=day))
    return chance.sample(found, len(found))


def profiles_of(given: Sequence[Article]) -> list[ArticleProfile]:
    embedder = FakeEmbedder()
    passages = [tuple(split(each)) for each in given]
    return [
        profile(EmbeddedArticle(each, own, embedder.encode([passage.text for passage in own])))
        for each, own in zip(given, passages, strict=True)
    ]


def events_in(catalogue: SqlCatalogue, given: Sequence[Article]) -> dict[str, str]:
    return catalogue.events.of_articles([each.id for each in given])


@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_events_do_not_depend_on_the_batch_size_of_adding(tmp_path: Path, at_once: int) -> None:
    given, whole = articles(), OnlineClusterer()
    profiles = profiles_of(given)
    for each in profiles:
        whole.add(each)
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    make_profiles(catalogue, FakeEmbedder())
    for start in range(0, len(given), at_once):
        some = slice(start, start + at_once)
        with catalogue.transaction():
            catalogue.articles.add([(each, tuple(split(each))) for each in given[some]])
            clusterer, changed = OnlineClusterer(store=catalogue.profiles), set()
            clusterer.prefetch(profiles[some])
            for each in profiles[some]:
                changed.update(event.id for event in clusterer.add(each).changed)
            clusterer.save()
            catalogue.events.put(clusterer.events_of(sorted(changed)))
    assert events_in(catalogue, given) == {one: event.id for event in whole.events() for one in event.article_ids}
    assert 1 < len(whole.events()) < len(given)
    stored, held = ProfileArchive(catalogue.profiles), whole._archive
    assert catalogue.profiles.documents() == len(given)
    ids = [each.id for each in given]
    rows, own = list(stored.rows_of(ids).values()), list(held.rows_of(ids).values())
    found, wanted = stored.features(rows, rows), held.features(own, own)
    for name, values in wanted.items():
        assert np.array_equal(found[name], values), name
    for row, other in zip(rows, own, strict=True):
        near = [ids[rows.index(each)] for each in stored.near(row).rows]
        assert near == [ids[own.index(each)] for each in held.near(other).rows]


def test_reclustering_a_period_from_stored_profiles_equals_reclustering_in_memory(tmp_path: Path) -> None:
    given = articles()
    profiles, whole = profiles_of(given), OnlineClusterer()
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    make_profiles(catalogue, FakeEmbedder())
    with catalogue.transaction():
        catalogue.articles.add([(each, tuple(split(each))) for each in given])
        clusterer = OnlineClusterer(store=catalogue.profiles)
        for each in profiles:
            clusterer.add(each)
            whole.add(each)
        clusterer.save()
        catalogue.events.put(clusterer.events())
    ids = [each.id for each in given[::3]]
    assert OnlineClusterer(store=catalogue.profiles).recluster(ids) == whole.recluster(ids)


def test_profiles_are_kept_until_all_passages_have_vectors_of_a_new_model(tmp_path: Path) -> None:
    old, new = FakeEmbedder(), FakeEmbedder("fake-32", 32)
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    given = articles()[:3]
    texts = sorted({passage.text for each in given for passage in split(each)})
    catalogue.articles.add([(each, tuple(split(each))) for each in given])
    catalogue.vectors.put(old.fingerprint, texts, old.encode(texts))
    make_profiles(catalogue, old)
    assert catalogue.profiles.documents() == len(given)
    with pytest.raises(StorageError, match="reindex"):
        make_profiles(catalogue, new)
    assert catalogue.profiles.documents() == len(given)
    catalogue.vectors.put(new.fingerprint, texts, new.encode(texts))
    make_profiles(catalogue, new)
    rows = catalogue.profiles.rows_of([each.id for each in given])
    assert {len(each.vector) for each in catalogue.profiles.profiles(list(rows.values())).values()} == {32}


def test_the_reads_of_adding_do_not_grow_with_the_archive(tmp_path: Path) -> None:
    """Counts the rows of profiles, neighbours and events that are read to add one article; posting lists have a
    separate limit."""
    given = articles()
    profiles = profiles_of(given)
    read: dict[int, int] = {}
    for copies in (8, 16):
        catalogue = SqlCatalogue(tmp_path / f"{copies}.sqlite")
        make_profiles(catalogue, FakeEmbedder())
        with catalogue.transaction():
            for number in range(copies):
                several = [
                    Article(
                        each.outlet, each.title, each.text, f"https://a.example/{number}/{at}", published=each.published
                    )
                    for at, each in enumerate(given)
                ]
                catalogue.articles.add([(each, tuple(split(each))) for each in several])
                clusterer, coming = OnlineClusterer(store=catalogue.profiles), profiles_of(several)
                clusterer.prefetch(coming)
                for each in coming:
                    clusterer.add(each)
                clusterer.save()
                catalogue.events.put(clusterer.events())
            lookups = Lookups(catalogue)
            catalogue.articles.add([(given[0], tuple(split(given[0])))])
            OnlineClusterer(store=lookups).add(profiles[0])  # type: ignore[arg-type]
            read[copies] = lookups.rows
    assert 0 < read[16] <= 1.2 * read[8]


class Lookups:
    """A store of profiles that counts lookups of profiles and events."""

    def __init__(self, catalogue: SqlCatalogue) -> None:
        self._profiles = catalogue.profiles
        self.rows = 0

    def __getattr__(self, name: str):
        method = getattr(self._profiles, name)

        def counted(*given):
            found = method(*given)
            if name in {"profiles", "nearest", "members", "events_of"}:
                self.rows += len(found)
            return found

        return counted
