"""The catalogue as `compare` needs it: the truth about articles, vectors and events, and what people said."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from compare.services.stores.activity import ActivityStore
from compare.services.stores.alerts import AlertStore
from compare.services.stores.api_keys import ApiKeyStore
from compare.services.stores.articles import ArticleStore, SearchStore, VectorStore
from compare.services.stores.comparisons import ComparisonStore
from compare.services.stores.events import CorrectionStore, EventResultStore, EventStore
from compare.services.stores.feeds import FeedStore
from compare.services.stores.jobs import JobStore
from compare.services.stores.notebooks import NotebookStore
from compare.services.stores.outlets import OutletStore
from compare.services.stores.removals import RemovalStore
from compare.services.stores.reviews import LinkReviewStore, ReviewStore


class Catalogue(Protocol):
    """The truth: articles, revisions, passages, vectors, events, and what people said of them, a store for each.

    Every method of a store is one transaction, unless it runs inside `transaction`.
    """

    @property
    def identity(self) -> str:
        """Names this very catalogue: another one that is made in its place has another name."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside succeed together or not at all."""
        ...

    def patient(self) -> AbstractContextManager[None]:
        """Inside, this thread waits long for another process that writes: for work that nobody is waiting for.

        Outside it raises LockedError within two seconds.
        """
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and so reads what others do not see yet."""
        ...

    def version(self) -> int | None:
        """Stays the same only while nobody changes anything; None if the database cannot tell at once."""
        ...

    @property
    def articles(self) -> ArticleStore:
        """Articles and their passages."""
        ...

    @property
    def vectors(self) -> VectorStore:
        """Vectors of passages."""
        ...

    @property
    def search(self) -> SearchStore:
        """Passages by their words."""
        ...

    @property
    def events(self) -> EventStore:
        """Events."""
        ...

    @property
    def corrections(self) -> CorrectionStore:
        """Corrections of events."""
        ...

    @property
    def reviews(self) -> ReviewStore:
        """Reviews of divergences."""
        ...

    @property
    def link_reviews(self) -> LinkReviewStore:
        """Reviews of matches."""
        ...

    @property
    def results(self) -> EventResultStore:
        """What is kept of events that were compared."""
        ...

    @property
    def comparisons(self) -> ComparisonStore:
        """What is kept of pairs, and the queue of events."""
        ...

    @property
    def feeds(self) -> FeedStore:
        """Feeds that are watched."""
        ...

    @property
    def jobs(self) -> JobStore:
        """Jobs."""
        ...

    @property
    def notebooks(self) -> NotebookStore:
        """Notebooks."""
        ...

    @property
    def outlets(self) -> OutletStore:
        """What is said of outlets."""
        ...

    @property
    def removals(self) -> RemovalStore:
        """What was removed."""
        ...

    @property
    def api_keys(self) -> ApiKeyStore:
        """API keys."""
        ...

    @property
    def alerts(self) -> AlertStore:
        """Alerts and their deliveries."""
        ...

    @property
    def activity(self) -> ActivityStore:
        """The log of what changed."""
        ...

    def get_meta(self, key: str) -> str | None:
        """What was put under `key`."""
        ...

    def put_meta(self, key: str, value: str) -> None:
        """Keep a small text under `key`."""
        ...

    def faults(self) -> list[str]:
        """What is wrong in here, each in a sentence; [] if nothing is."""
        ...
