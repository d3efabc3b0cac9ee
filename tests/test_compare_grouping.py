"""Grouping the sample stories: in any order, with dates and without; look-alikes stay apart."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from compare.clustering.online import OnlineClusterer, profile
from compare.embedded_article import EmbeddedArticle
from compare.evaluation.metrics import b_cubed
from compare.ports import Embedder
from compare.services.adding.cluster import embedded
from indexes.ingest import read
from indexes.samples import STORIES, expected
from indexes.storage.sql.catalogue import SqlCatalogue

ORDERS = 5


@pytest.fixture(scope="module")
def stories(sample_archive: Path, embedder: Embedder) -> dict[str, EmbeddedArticle]:
    """The sample articles with their vectors, by their name `<event>/<file>`."""
    catalogue = SqlCatalogue(sample_archive / "catalogue.sqlite", read_only=True)
    found = {}
    for event in expected()["events"]:
        for name in event["articles"]:
            (article,) = read([Path(str(STORIES)) / name])
            passages = tuple(catalogue.articles.passages(article.id))
            vectors = catalogue.vectors.get(embedder.fingerprint, [passage.text for passage in passages])
            found[name] = embedded(article, passages, vectors, embedder.dimension)
    return found


def events_of(articles: list[EmbeddedArticle]) -> dict[str, str]:
    """The event of each article by its id, added one by one in this order."""
    clusterer = OnlineClusterer()
    for each in articles:
        clusterer.add(profile(each))
    return {article: event.id for event in clusterer.events() for article in event.article_ids}


def shuffled(stories: dict[str, EmbeddedArticle], seed: int) -> list[EmbeddedArticle]:
    return random.Random(seed).sample(list(stories.values()), len(stories))


def test_events_hardly_depend_on_the_order_of_adding(stories: dict[str, EmbeddedArticle]) -> None:
    results = [events_of(shuffled(stories, seed)) for seed in range(ORDERS)]
    for one in results:
        for other in results:
            assert b_cubed(one, other).f1 >= 0.95


def test_the_sample_events_are_found_in_any_order(stories: dict[str, EmbeddedArticle]) -> None:
    gold = {stories[name].article.id: event["name"] for event in expected()["events"] for name in event["articles"]}
    for seed in range(ORDERS):
        score = b_cubed(events_of(shuffled(stories, seed)), gold)
        assert score.precision == 1
        assert score.f1 >= 0.98


def test_two_earthquakes_without_dates_stay_separate(stories: dict[str, EmbeddedArticle]) -> None:
    undated = {
        name: replace(each, article=replace(each.article, published=None, url=each.article.url or name))
        for name, each in stories.items()
    }
    for seed in range(ORDERS):
        events = events_of(shuffled(undated, seed))
        here, there = (
            {events[each.article.id] for name, each in undated.items() if name.startswith(f"earthquake-{place}")}
            for place in ("ravno", "kalmeth")
        )
        assert here.isdisjoint(there)
