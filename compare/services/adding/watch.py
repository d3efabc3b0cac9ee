"""Watching feeds: fetches each when it is due, follows its links, adds new articles, and records failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from compare.errors import NotFoundError
from compare.model.article import Article
from compare.ports import Failed
from compare.ports.harvesting import Feed, FeedAnswer, Harvester, LinkOutcome
from compare.services.clock import utc_now
from compare.services.stores.operations.feeds import FeedStore, FollowedLink
from compare.services.stores.operations.jobs import AddReport
from compare.services.stores.operations.removals import RemovalStore

_FIRST_S = 15 * 60.0
_SHORTEST_S = 5 * 60.0
_LONGEST_S = 6 * 3600.0
"""The interval after which a feed is fetched again: halved after a fetch with new articles and doubled otherwise,
within these bounds.
"""

_GIVEN_UP_AFTER = 5  # consecutive failures of a link
_LONGEST_BACK_OFF_S = 24 * 3600.0
_LEASE_S = 15 * 60.0
"""How long a feed or link is claimed: longer than fetching takes, so that no two processes fetch the same one."""

_LINKS = 20
"""Maximum number of links followed at a time: even if all are on one host, with a wait of up to 30 s each, they finish
within the lease.
"""

GIVEN = Feed("given", "URLs submitted individually")
"""A pseudo-feed for URLs that users submitted and that could not be fetched then."""

Add = Callable[[Sequence[Article]], AddReport]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Watched:
    """An event of the watcher, as a line for users."""

    kind: Literal["feed", "pages", "problem"]
    source: str
    said: str

    def __str__(self) -> str:
        """The line."""
        return f"{self.source}: {self.said}"


class FeedWatcher:
    """Manages feeds, and fetches those that are due."""

    def __init__(self, store: FeedStore, removals: RemovalStore, add: Add, now: Clock = utc_now) -> None:
        self._store = store
        self._removals = removals
        self._add = add
        self._now = now

    def follow(self, feeds: Sequence[Feed]) -> int:
        """Watch these feeds, except removed ones; returns how many were not watched yet."""
        gone = self._removals.removed("feed", [each.url for each in feeds])
        new = [each for each in feeds if each.url not in gone]
        return self._store.put([replace(each, due=self._now(), interval_s=_FIRST_S) for each in new])

    def feeds(self) -> list[Feed]:
        """All watched feeds, by title and URL."""
        return self._store.all()

    def keep(self, failed: Sequence[LinkOutcome]) -> list[FollowedLink]:
        """Store submitted URLs that failed; later rounds retry those that are worth it."""
        link_outcomes = [self._outcome(each, 0) for each in failed]
        again = {each.url for each in link_outcomes if each.again}
        if again:
            self._store.put([GIVEN])
            self._store.put_links(GIVEN.url, [each.link for each in failed if each.link.url in again])
            self._store.update_links([each for each in link_outcomes if each.again])
        return link_outcomes

    def unfollow(self, url: str) -> None:
        """Stop watching a feed; its articles stay. Raises NotFoundError."""
        if not self._store.drop(url):
            raise NotFoundError(f"There is no feed “{url[:200]}”.")

    def round(self, harvester: Harvester) -> Iterator[Watched]:
        """Fetch every feed that is due and follow waiting links, once each; yields each event as it happens."""
        while feed := self._store.claim(self._now(), _LEASE_S):
            yield from self._check(feed, harvester)
            yield from self._follow_links(harvester)
        yield from self._follow_links(harvester)

    def _check(self, feed: Feed, harvester: Harvester) -> Iterator[Watched]:
        try:
            answer = harvester.feed(feed)
        except KeyboardInterrupt:
            self._store.update(feed)  # it stays due, so that the next start does not have to wait for the lease
            raise
        if isinstance(answer, Failed):
            after = self._failed(feed, answer)
            self._store.update(after)
            yield Watched("problem", feed.url, f"{answer.reason}; again at {_clock(after.due)}")
            return
        yield from (Watched("problem", feed.url, each) for each in answer.problems)
        report = self._add(answer.articles) if answer.articles else AddReport()
        new = report.added + report.revised
        waiting = self._store.put_links(feed.url, answer.links)
        self._store.note_articles(feed.url, [each.id for each in answer.articles])
        self._store.update(self._succeeded(feed, answer, bool(new or waiting)))
        yield Watched("feed", feed.url, _summary(report, waiting, answer.not_modified))

    def _succeeded(self, feed: Feed, answer: FeedAnswer, is_lively: bool) -> Feed:
        interval_s = min(max(feed.interval_s * (0.5 if is_lively else 2), _SHORTEST_S), _LONGEST_S)
        now = self._now()
        return replace(
            feed,
            checked=now,
            succeeded=now,
            due=now + timedelta(seconds=interval_s),
            interval_s=interval_s,
            problem="",
            failures=0,
            etag=answer.etag,
            last_modified=answer.last_modified,
        )

    def _failed(self, feed: Feed, failed: Failed) -> Feed:
        due = self._again(failed, feed.failures)
        return replace(feed, checked=self._now(), due=due, problem=failed.reason, failures=feed.failures + 1)

    def _again(self, failed: Failed, failures: int) -> datetime:
        """The time of the next attempt: the delay doubles with each failure, and is at least what the server asks
        for.
        """
        back_off = timedelta(seconds=min(_FIRST_S * 2**failures, _LONGEST_BACK_OFF_S))
        return max(self._now() + back_off, failed.not_before or self._now())

    def _follow_links(self, harvester: Harvester) -> Iterator[Watched]:
        while waiting := self._store.claim_links(self._now(), _LEASE_S, _LINKS):
            failures = {each.link.url: each.failures for each in waiting}
            try:
                outcomes = list(harvester.pages(each.link for each in waiting))
            except KeyboardInterrupt:
                self._store.give_back_links(list(failures), self._now())
                raise
            articles = [each.article for each in outcomes if each.article is not None]
            report = self._add(articles) if articles else AddReport()
            link_outcomes = [self._outcome(each, failures[each.link.url]) for each in outcomes]
            self._store.update_links(link_outcomes)
            for each in link_outcomes:
                if each.problem:
                    when = f"; again at {_clock(each.again)}" if each.again else ""
                    yield Watched("problem", each.url, f"{each.problem}{when}")
            yield Watched("pages", f"{len(waiting)} pages", _summary(report))

    def _outcome(self, outcome: LinkOutcome, failures: int) -> FollowedLink:
        failed = outcome.failed
        if failed is None:
            return FollowedLink(outcome.link.url, outcome.article.id if outcome.article else None)
        worth_it = failed.retry and failures + 1 < _GIVEN_UP_AFTER
        again = self._again(failed, failures) if worth_it else None
        return FollowedLink(outcome.link.url, None, failed.reason, again)


def _summary(report: AddReport, waiting: int = 0, not_modified: bool = False) -> str:
    if not_modified:
        return "nothing new"
    parts = [(report.added, "added"), (report.revised, "revised"), (waiting, "to be fetched")]
    return ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing new"


def _clock(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "once"
