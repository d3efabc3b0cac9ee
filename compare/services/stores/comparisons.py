"""Background comparison: the queue of events, the process that works on each, and the results of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.model.failure import Failure

LEASE_S = 30.0
"""Seconds without progress after which another process takes over an event."""
ATTEMPTS = 3
"""Maximum number of claims of an event that end without a result: its texts may be what kills the process."""


@dataclass(frozen=True, slots=True)
class StoredPair:
    """The stored result of comparing two articles (ids, in the order in which they were compared) in these revisions.

    `method` is the fingerprint of the method; `text` is serialised by `compare.comparison.codec.dump_pair`.
    """

    a: str
    b: str
    a_revision: str
    b_revision: str
    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that this process is comparing; `asked` changes if the event is queued again meanwhile.

    With `again`, a second reader should also judge it. `is_last` means that it will not be claimed again if this
    process dies without a result.
    """

    event_id: str
    asked: int
    again: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """The number of events that are queued or being compared; and, of those being compared, the pairs done and in
    total.
    """

    events: int
    done: int
    total: int


class ComparisonStore(Protocol):
    """Stores the results of pairs and the queue of events to compare; part of the catalogue.

    In a read-only catalogue nothing is stored or queued.
    """

    def stored_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """The stored results of pairs of these articles, of any revision and method."""
        ...

    def compared_pairs(self, article_ids: Sequence[str], method: str) -> list[tuple[str, str]]:
        """The pairs of these articles whose stored result is by this method and of their current revisions."""
        ...

    def store_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """Store results, replacing earlier ones of the same pairs, if both articles are stored in these revisions."""
        ...

    def second_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """As `stored_pairs`, for the results of a second reader."""
        ...

    def store_second_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """As `store_pairs`, for the results of a second reader."""
        ...

    def second_version(self) -> str:
        """A number that changes whenever a result of a second reader is stored."""
        ...

    def request_second_reading(self, event_ids: Sequence[str]) -> None:
        """As `request_comparison`; a second reader will judge the events, too."""
        ...

    def request_comparison(self, event_ids: Sequence[str]) -> None:
        """Queue events, or move queued ones to the front, because a user is looking at them. Nothing is written for
        events that were dropped from the queue.
        """
        ...

    def request_outdated(self, method: str) -> None:
        """Queue the events that were never compared, compared by another method, or given up under another method."""
        ...

    def claim_event(self, lease_s: float) -> Claim | None:
        """Claim the first queued event that no process is comparing: last opened first, then last published.

        An event that was claimed `ATTEMPTS` times without a result is dropped from the queue until its articles or the
        method change.
        """
        ...

    def renew_claim(self, claim: Claim, lease_s: float) -> None:
        """Renew the claim of an event."""
        ...

    def report_progress(self, claim: Claim, done: int, total: int, lease_s: float) -> None:
        """Store how many pairs of an event are done, and renew its claim."""
        ...

    def release_claim(self, claim: Claim, after_s: float = 0.0) -> None:
        """Release an event; it can be claimed again after this number of seconds."""
        ...

    def finish_comparison(self, claim: Claim) -> None:
        """Remove an event from the queue, unless it was queued again after it was claimed."""
        ...

    def give_up(self, claim: Claim) -> None:
        """Do not claim an event again until its articles or the method change, or if it was queued again meanwhile."""
        ...

    def pending(self) -> Pending:
        """The state of the queue, without events that were dropped from it."""
        ...

    def store_failures(self, event_id: str, failures: Sequence[Failure]) -> None:
        """Store the failures of comparing an event, replacing earlier ones."""
        ...

    def store_failure(self, event_id: str, failure: Failure) -> None:
        """Store a failure of reading an event, replacing an earlier one of the same step; the others are kept."""
        ...

    def stored_failures(self, event_id: str | None = None) -> list[Failure]:
        """The failures of comparing an event, or all events."""
        ...
