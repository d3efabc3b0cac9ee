"""Comparing as background work: which events wait for it, who does it, and the results that are kept of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.model.failure import Failure

LEASE_S = 30.0
"""An event that a process compares, and of which it has told nothing for so long, is taken over by another."""
ATTEMPTS = 3
"""How often an event is claimed whose process ends each time without a result: its texts may be what ends it."""


@dataclass(frozen=True, slots=True)
class StoredPair:
    """The kept result of comparing two articles (ids, in the order in which they were compared) in these revisions.

    `method` is the fingerprint of the method that drew it; `text` is as `compare.comparison.codec.dump_pair` makes it.
    """

    a: str
    b: str
    a_revision: str
    b_revision: str
    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that this process compares; `asked` changes when the event is to be compared anew meanwhile.

    `again` is true if a second reader is to judge it, too; `is_last` if it is not claimed again should this process end
    without a result.
    """

    event_id: str
    asked: int
    again: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """How many events wait to be compared or are being compared, and of those that began: pairs done, of how many."""

    events: int
    done: int
    total: int


class ComparisonStore(Protocol):
    """Keeps the results of pairs and the queue of events to be compared; part of the catalogue.

    Without permission to write, what is to be kept is not, and nothing is queued.
    """

    def stored_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """The kept results of two of these articles, of whichever revision and method."""
        ...

    def compared_pairs(self, article_ids: Sequence[str], method: str) -> list[tuple[str, str]]:
        """The pairs of these articles whose kept result is by this method and of their current revisions."""
        ...

    def keep_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """Keep results in the place of earlier ones of the same two articles, if both are held in these revisions."""
        ...

    def second_pairs(self, article_ids: Sequence[str]) -> list[StoredPair]:
        """As `stored_pairs`, of what a second reader judged."""
        ...

    def keep_second_pairs(self, pairs: Sequence[StoredPair]) -> None:
        """As `keep_pairs`, of what a second reader judged."""
        ...

    def second_version(self) -> str:
        """Changes whenever a result of a second reader is kept."""
        ...

    def ask_second(self, event_ids: Sequence[str]) -> None:
        """As `ask_comparing`, and have a second reader judge them, too."""
        ...

    def ask_comparing(self, event_ids: Sequence[str]) -> None:
        """Queue events, or bring to the front those that are queued: somebody looks at them."""
        ...

    def ask_outdated(self, method: str) -> None:
        """Queue the events that were compared by another method, or never, and those given up under another one."""
        ...

    def claim_event(self, lease_s: float) -> Claim | None:
        """The queued event that comes first and that no process compares: last opened, then last published.

        One that was claimed `ATTEMPTS` times without a result is given up until its articles or the method change.
        """
        ...

    def hold_event(self, claim: Claim, lease_s: float) -> None:
        """Go on claiming an event."""
        ...

    def tell_comparing(self, claim: Claim, done: int, total: int, lease_s: float) -> None:
        """Keep how many pairs of an event are done, and go on claiming it."""
        ...

    def release_event(self, claim: Claim, after_s: float = 0.0) -> None:
        """Leave an event to whoever claims it next, but not before so many seconds."""
        ...

    def end_comparing(self, claim: Claim) -> None:
        """Take an event out of the queue, unless it was asked for anew since it was claimed."""
        ...

    def pending(self) -> Pending:
        """What the queue holds, without events that were given up."""
        ...

    def keep_failures(self, event_id: str, failures: Sequence[Failure]) -> None:
        """Keep what failed in comparing an event, in the place of what was kept before."""
        ...

    def kept_failures(self, event_id: str | None = None) -> list[Failure]:
        """What failed in comparing an event, or all events."""
        ...
