"""Finding coverage: query the sources, fetch the reports they list, and select those of the same event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import zip_longest

from compare.clustering.online import cluster
from compare.duplicates.urls import page_key
from compare.errors import InputError
from compare.model.article import Article
from compare.ports import Progress
from compare.ports.coverage import CoverageAnswer, CoverageQuery, CoverageSource
from compare.ports.harvesting import Harvester, Link
from compare.ports.profiles import ArticleProfile

MOST_FETCHED = 60
"""Maximum number of pages that are fetched for one query."""
_AT_ONCE = 8

Profiles = Callable[[Sequence[Article]], list[ArticleProfile]]
"""Computes clustering profiles of articles, which need not be stored."""


@dataclass(frozen=True, slots=True)
class FoundCoverage:
    """The result of a search: the answer of each source, reports of the event, other articles, and what was refused.

    `refused` has a line for each URL that was not accepted.
    """

    answers: tuple[CoverageAnswer, ...] = ()
    articles: tuple[Article, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class _FoundPages:
    articles: list[Article] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def ask(sources: Sequence[CoverageSource], query: CoverageQuery) -> tuple[CoverageAnswer, ...]:
    """The answers of all sources, in their order; they are queried in parallel. Raises InputError if there are no
    sources.
    """
    if not sources:
        raise InputError(
            "No coverage source is enabled. Set PARALLAX_COVERAGE, for example to “gdelt google-news”"
            " (docs/add-articles.md)."
        )
    with ThreadPoolExecutor(_AT_ONCE, "coverage") as pool:
        return tuple(pool.map(lambda source: source.search(query), sources))


def find(
    sources: Sequence[CoverageSource],
    harvester: Harvester,
    query: CoverageQuery,
    seed: Sequence[Article],
    profiles: Profiles,
    on_progress: Progress = lambda done, total: None,
) -> FoundCoverage:
    """Reports of the event of `seed`, or, without `seed`, of the largest event found. Pages that `seed` already
    contains are not fetched.

    Raises InputError if there are no sources.
    """
    answers = ask(sources, query)
    gathered = _gathered(answers, harvester, {page_key(each.url) for each in seed if each.url}, on_progress)
    same = same_event(seed, gathered.articles, profiles)
    others = [each for each in gathered.articles if each.id not in {one.id for one in same}]
    refused = [f"{each.url or each.title}: about another event (“{each.title[:100]}”)." for each in others]
    return FoundCoverage(answers, tuple(same), (*gathered.refused, *refused))


def same_event(seed: Sequence[Article], found: Sequence[Article], profiles: Profiles) -> list[Article]:
    """The articles of `found` that are clustered with `seed`; without `seed`, the largest cluster."""
    if not found:
        return []
    own = {each.id for each in seed}
    new = [each for each in found if each.id not in own]
    events = [set(each.article_ids) for each in cluster(profiles([*seed, *new]))]
    wanted = [each for each in events if each & own] if seed else [max(events, key=len)]
    together = set().union(*wanted)
    return [each for each in new if each.id in together]


def _gathered(
    answers: Sequence[CoverageAnswer], harvester: Harvester, held: set[str], on_progress: Progress
) -> _FoundPages:
    """The articles that sources return or link to, each page once."""
    gathered = _FoundPages()
    for article in (article for answer in answers for article in answer.articles):
        if not article.url or page_key(article.url) not in held:
            gathered.articles.append(article)
            held.update({page_key(article.url)} if article.url else ())
    wanted = list(_in_turn(answers, held))
    for each in wanted[MOST_FETCHED:]:
        gathered.refused.append(f"{each.url}: not fetched, as {MOST_FETCHED} pages are fetched for one query.")
    wanted = wanted[:MOST_FETCHED]
    on_progress(0, len(wanted))
    for done, outcome in enumerate(harvester.pages(wanted), 1):
        if outcome.article is not None:
            gathered.articles.append(outcome.article)
        elif outcome.failed is not None:
            gathered.refused.append(f"{outcome.link.url}: {outcome.failed.reason.rstrip('.')}.")
        on_progress(done, len(wanted))
    return gathered


def _in_turn(answers: Sequence[CoverageAnswer], held: set[str]) -> Iterator[Link]:
    """The links of all sources, interleaved so that no source crowds out the others; each page once."""
    for links in zip_longest(*(answer.links for answer in answers)):
        for link in links:
            if link is not None and page_key(link.url) not in held:
                held.add(page_key(link.url))
                yield link
