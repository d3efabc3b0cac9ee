"""Watching feeds: looks at each when it is due, follows its links, adds what is new, and remembers what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from compare.errors import NotFoundError
from compare.model.article import Article
from compare.ports import Failed
from compare.services.stores.feeds import Feed, FeedAnswer, FeedStore, FollowedLink, Harvester, LinkOutcome
from compare.services.stores.jobs import AddReport
from compare.services.stores.removals import RemovalStore

_FIRST_S = 15 * 60.0
_SHORTEST_S = 5 * 60.0
_LONGEST_S = 6 * 3600.0
"""A feed is looked at twice as often after it brought something new, half as often after it did not, within these."""

_GIVEN_UP_AFTER = 5  # failures of a link in a row
_LONGEST_BACK_OFF_S = 24 * 3600.0
_LEASE_S = 15 * 60.0
"""For how long a feed or a link belongs to who took it: longer than fetching takes, so that two never do it twice."""

_LINKS = 20
"""Followed at a time: of one host, each after the 30 s for which one waits at most, they are done within the lease."""

GIVEN = Feed("given", "Addresses that were given one by one")
"""Stands for no feed: under it are kept the addresses that people gave and that could not be fetched then."""

Add = Callable[[Sequence[Article]], AddReport]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that watching did, in a line for people."""

    kind: Literal["feed", "pages", "problem"]
    source: str
    said: str

    def __str__(self) -> str:
        """The line."""
        return f"{self.source}: {self.said}"


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class FeedWatcher:
    """What people may do with feeds, and one round of looking at them."""

    def __init__(self, store: FeedStore, removals: RemovalStore, add: Add, now: Clock = utc_now) -> None:
        self._store = store
        self._removals = removals
        self._add = add
        self._now = now

    def follow(self, feeds: Sequence[Feed]) -> int:
        """Watch these feeds from now on, but for removed ones; returns how many were not watched yet."""
        gone = self._removals.removed("feed", [each.url for each in feeds])
        new = [each for each in feeds if each.url not in gone]
        return self._store.put([replace(each, due=self._now(), interval_s=_FIRST_S) for each in new])

    def feeds(self) -> list[Feed]:
        """All feeds that are watched, by title and address."""
        return self._store.all()

    def keep(self, failed: Sequence[LinkOutcome]) -> list[FollowedLink]:
        """Keep addresses that somebody gave and that failed; a round tries them `again`, those that are worth it."""
        told = [self._outcome(each, 0) for each in failed]
        again = {each.url for each in told if each.again}
        if again:
            self._store.put([GIVEN])
            self._store.put_links(GIVEN.url, [each.link for each in failed if each.link.url in again])
            self._store.tell_links([each for each in told if each.again])
        return told

    def unfollow(self, url: str) -> None:
        """Watch a feed no longer; its articles stay. Raises NotFoundError."""
        if not self._store.drop(url):
            raise NotFoundError(f"There is no feed “{url[:200]}”.")

    def round(self, harvester: Harvester) -> Iterator[Watched]:
        """Look at every feed that is due and follow the links that wait, once each; what is done is told as it is."""
        while feed := self._store.claim(self._now(), _LEASE_S):
            yield from self._look_at(feed, harvester)
            yield from self._follow_links(harvester)
        yield from self._follow_links(harvester)

    def _look_at(self, feed: Feed, harvester: Harvester) -> Iterator[Watched]:
        try:
            answer = harvester.feed(feed)
        except KeyboardInterrupt:
            self._store.tell(feed)  # it is due as before, so that the next start need not wait for the lease
            raise
        if isinstance(answer, Failed):
            after = self._failed(feed, answer)
            self._store.tell(after)
            yield Watched("problem", feed.url, f"{answer.reason}; again at {_clock(after.due)}")
            return
        yield from (Watched("problem", feed.url, each) for each in answer.problems)
        report = self._add(answer.articles) if answer.articles else AddReport()
        new = report.added + report.revised
        waiting = self._store.put_links(feed.url, answer.links)
        self._store.note_articles(feed.url, [each.id for each in answer.articles])
        self._store.tell(self._succeeded(feed, answer, bool(new or waiting)))
        yield Watched("feed", feed.url, _told(report, waiting, answer.not_modified))

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
        """When to try again: twice as late after each failure, and never before the other side wants it."""
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
            told = [self._outcome(each, failures[each.link.url]) for each in outcomes]
            self._store.tell_links(told)
            for each in told:
                if each.problem:
                    when = f"; again at {_clock(each.again)}" if each.again else ""
                    yield Watched("problem", each.url, f"{each.problem}{when}")
            yield Watched("pages", f"{len(waiting)} pages", _told(report))

    def _outcome(self, outcome: LinkOutcome, failures: int) -> FollowedLink:
        failed = outcome.failed
        if failed is None:
            return FollowedLink(outcome.link.url, outcome.article.id if outcome.article else None)
        worth_it = failed.retry and failures + 1 < _GIVEN_UP_AFTER
        again = self._again(failed, failures) if worth_it else None
        return FollowedLink(outcome.link.url, None, failed.reason, again)


def _told(report: AddReport, waiting: int = 0, not_modified: bool = False) -> str:
    if not_modified:
        return "nothing new"
    parts = [(report.added, "added"), (report.revised, "revised"), (waiting, "to be fetched")]
    return ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing new"


def _clock(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "once"
