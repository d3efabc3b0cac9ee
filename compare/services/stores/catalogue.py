"""The catalogue: the only source of truth about articles, vectors, events and user data."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from compare.services.stores.articles import ArticleStore, SearchStore, VectorStore
from compare.services.stores.comparisons import ComparisonStore
from compare.services.stores.events import CorrectionStore, EventResultStore, EventStore
from compare.services.stores.notebooks import NotebookStore
from compare.services.stores.operations.activity import ActivityStore
from compare.services.stores.operations.alerts import AlertStore
from compare.services.stores.operations.api_keys import ApiKeyStore
from compare.services.stores.operations.feeds import FeedStore
from compare.services.stores.operations.jobs import JobStore
from compare.services.stores.operations.removals import RemovalStore
from compare.services.stores.outlets import OutletStore
from compare.services.stores.profiles import ProfilesStore
from compare.services.stores.reviews import LinkReviewStore, ReviewStore


class Catalogue(Protocol):
    """Articles, revisions, passages, vectors, events and user data, with a store for each.

    Every method of a store is one transaction, unless it is called inside `transaction`.
    """

    @property
    def identity(self) -> str:
        """Identifies this catalogue; a new catalogue at the same place has a different identity."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside succeed or fail together."""
        ...

    def long_lock_timeout(self) -> AbstractContextManager[None]:
        """Inside, this thread waits longer for another process that is writing: for work that no user waits for.
        Outside, it raises LockedError after two seconds.
        """
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `transaction`, and therefore sees changes that others do not see yet."""
        ...

    def version(self) -> int | None:
        """A number that changes with every change of the data; None if the database cannot tell quickly."""
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
        """Full-text search of passages."""
        ...

    @property
    def events(self) -> EventStore:
        """Events."""
        ...

    @property
    def profiles(self) -> ProfilesStore:
        """Clustering profiles of articles."""
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
        """Results of comparing events."""
        ...

    @property
    def comparisons(self) -> ComparisonStore:
        """Results of comparing pairs, and the queue of events to compare."""
        ...

    @property
    def feeds(self) -> FeedStore:
        """Watched feeds."""
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
        """Facts about outlets."""
        ...

    @property
    def removals(self) -> RemovalStore:
        """Removed articles, outlets and feeds."""
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
        """The activity log."""
        ...

    def get_meta(self, key: str) -> str | None:
        """The value of `key`."""
        ...

    def put_meta(self, key: str, value: str) -> None:
        """Store a small text under `key`."""
        ...

    def faults(self) -> list[str]:
        """Problems with the catalogue, one sentence each; [] if there are none."""
        ...
