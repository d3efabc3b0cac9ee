"""The sample stories are complete, and expected.json agrees with their texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import pytest

from compare.model.match import KINDS
from compare.model.moment import Moment
from indexes.samples import STORIES, expected

FRONT_MATTER_KEYS = {"outlet", "url", "published", "modified", "author"}


@dataclass(frozen=True)
class Story:
    front: dict[str, str]
    title: str
    text: str


@cache
def stories() -> dict[str, Story]:
    """Every sample article by its name `<event>/<file>`."""
    names = [f"{event.name}/{file.name}" for event in STORIES.iterdir() for file in event.iterdir()]
    return {name: read(STORIES.joinpath(name).read_bytes().decode("utf-8")) for name in sorted(names)}


def read(content: str) -> Story:
    assert "\r" not in content
    opening, front, body = content.split("---\n", 2)
    assert opening == ""
    title, text = body.split("\n\n", 1)
    return Story(dict(line.split(": ", 1) for line in front.splitlines()), title, text)


def quotes() -> Iterator[tuple[str, str]]:
    """Every (article, quote) in expected.json."""
    planted = expected()
    for pair in planted["matches"] + planted["not_matches"]:
        for side in (pair["a"], pair["b"]):
            yield side["article"], side["quote"]
    for omission in planted["omissions"]:
        yield omission["article"], omission["quote"]


def shingles(text: str, size: int = 4) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return set(zip(*(words[start:] for start in range(size)), strict=False))


def contained(part: str, whole: str) -> float:
    """The share of the word shingles of article `part` that are also in article `whole`."""
    inner, outer = (shingles(stories()[name].text) for name in (part, whole))
    return len(inner & outer) / len(inner)


def test_the_samples_have_enough_events_outlets_and_articles() -> None:
    assert len(expected()["events"]) >= 6
    assert len({story.front["outlet"] for story in stories().values()}) >= 7
    assert len(stories()) >= 34


@pytest.mark.parametrize("name", stories())
def test_an_article_has_a_title_and_200_to_600_words_in_paragraphs(name: str) -> None:
    story = stories()[name]
    assert story.title
    assert "\n" not in story.title
    assert 200 <= len(story.text.split()) <= 600
    assert story.text.endswith("\n")
    assert "\n\n\n" not in story.text
    assert len(story.text.split("\n\n")) >= 6


@pytest.mark.parametrize("name", stories())
def test_front_matter_has_an_outlet_an_invented_host_and_a_date_of_2026(name: str) -> None:
    front = stories()[name].front
    assert {"outlet", "url", "published"} <= front.keys() <= FRONT_MATTER_KEYS
    url = urlsplit(front["url"])
    assert url.scheme == "https"
    assert (url.hostname or "").endswith(".example")
    moment = Moment.parse(front["published"])
    assert not moment.is_day
    assert moment.earliest.strftime("/%Y/%m/%d/") in url.path
    assert moment.earliest.year == 2026


def test_every_url_is_used_once_and_every_host_is_one_outlet() -> None:
    fronts = [story.front for story in stories().values()]
    assert len({front["url"] for front in fronts}) == len(fronts)
    hosts = {(urlsplit(front["url"]).hostname, front["outlet"]) for front in fronts}
    assert len(hosts) == len({host for host, _ in hosts}) == len({outlet for _, outlet in hosts})


def test_addresses_in_the_samples_are_invented() -> None:
    for name, story in stories().items():
        hosts = re.findall(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?!\.)", story.text)
        assert [host for host in hosts if not host.endswith(".example") and len(host) > 4] == [], name


def test_every_article_belongs_to_exactly_one_event_and_every_named_article_exists() -> None:
    counts = Counter(name for event in expected()["events"] for name in event["articles"])
    assert set(counts) == set(stories())
    assert set(counts.values()) == {1}


def test_the_articles_of_an_event_are_listed_as_they_were_published_within_two_days() -> None:
    for event in expected()["events"]:
        moments = [Moment.parse(stories()[name].front["published"]) for name in event["articles"]]
        assert len(moments) >= 3, event["name"]
        assert moments == sorted(moments)
        assert moments[0].days_apart(moments[-1]) < 2


def test_every_quote_occurs_exactly_once_in_its_article_within_one_sentence() -> None:
    for name, quote in quotes():
        story = stories()[name]
        assert (story.title + "\n" + story.text).count(quote) == 1, (name, quote)
        assert quote in story.text
        assert not re.search(r"[.!?]['\"’”]?\s", quote), (name, quote)


def test_matches_lie_in_two_articles_of_one_event() -> None:
    event_of = {name: event["name"] for event in expected()["events"] for name in event["articles"]}
    for match in expected()["matches"]:
        a, b = match["a"]["article"], match["b"]["article"]
        assert a != b
        assert event_of[a] == event_of[b]
    for omission in expected()["omissions"]:
        assert event_of[omission["article"]] == event_of[omission["not_in"]]


def test_enough_of_every_kind_is_planted_and_nothing_is_both_expected_and_forbidden() -> None:
    planted = expected()
    kinds = Counter(kind for match in planted["matches"] for kind in match["kinds"])
    assert len(planted["matches"]) >= 40
    assert all(kinds[kind] >= 3 for kind in ("figures", "attribution", "quotation", "wording", "update"))
    assert kinds["contradiction"] >= 2
    assert len(planted["not_matches"]) >= 8
    assert len(planted["omissions"]) >= 6
    for match in planted["matches"]:
        assert set(match["kinds"] + match["forbid"]) <= set(KINDS)
        assert not set(match["kinds"]) & set(match["forbid"])
        assert match["why"]


def test_planted_omissions_are_not_in_the_other_text() -> None:
    for omission in expected()["omissions"]:
        shared = shingles(omission["quote"], 5) & shingles(stories()[omission["not_in"]].text, 5)
        assert not shared, omission


def test_figures_and_contradictions_are_planted_at_the_same_hour_and_updates_hours_apart() -> None:
    for match in expected()["matches"]:
        a, b = (Moment.parse(stories()[match[side]["article"]].front["published"]) for side in "ab")
        hours = 24 * a.days_apart(b)
        if {"figures", "contradiction"} & set(match["kinds"]):
            assert hours <= 1, match
        if "update" in match["kinds"]:
            assert hours >= 6, match


def test_the_overlap_of_copies_agrees_with_their_kind() -> None:
    copies = expected()["copies"]
    assert sorted(copy["kind"] for copy in copies) == ["edited", "excerpt", "verbatim"]
    for copy in copies:
        kept = contained(copy["copy"], copy["source"])
        carried = contained(copy["source"], copy["copy"])
        low, high = {"verbatim": (0.95, 1.0), "edited": (0.4, 0.8), "excerpt": (0.2, 0.5)}[copy["kind"]]
        assert kept >= 0.8, copy
        assert low <= carried <= high, copy


def test_independent_reports_of_an_event_do_not_copy_each_other() -> None:
    carried = {copy["copy"] for copy in expected()["copies"]}
    for event in expected()["events"]:
        own = [name for name in event["articles"] if name not in carried]
        for a in own:
            assert all(contained(a, b) < 0.25 for b in own if b != a), (a, event["name"])
