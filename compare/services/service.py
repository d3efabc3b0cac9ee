"""The use cases of Parallax: the only interface for pages, API and command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from compare.comparison.event_comparison import Comparison, central, fold
from compare.comparison.filters import DivergenceFilter
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy
from compare.errors import ConflictError, NotFoundError
from compare.model.article import Article
from compare.model.event import Event, EventOrder
from compare.ports import Embedder, Filter, Hit, LiveIndex, Progress, Reader, Search, Tagger
from compare.services.activity import ActivityLog
from compare.services.adding.add import BatchAdder, stored_ids
from compare.services.adding.cluster import recluster
from compare.services.adding.watch import FeedWatcher
from compare.services.alerts.alerts import Alerts
from compare.services.api_keys import ApiKeys
from compare.services.comparing.compare import Comparer
from compare.services.comparing.event_failures import checked, reported
from compare.services.comparing.event_summaries import EventSummaries
from compare.services.comparing.models import Models
from compare.services.comparing.queue import ComparingQueue
from compare.services.comparing.synchronous import SynchronousComparer
from compare.services.coverage.service import Coverage
from compare.services.jobs.fetch_jobs import FetchJobs
from compare.services.jobs.jobs import Jobs
from compare.services.maintenance import Maintenance
from compare.services.notebooks.items import NotebookItems
from compare.services.notebooks.notebooks import Notebooks
from compare.services.outlets import Outlets
from compare.services.removals import Removals
from compare.services.reviewing.corrections import Corrections
from compare.services.reviewing.divergence_reviews import DivergenceReviewing
from compare.services.reviewing.link_reviews import LinkReviewing
from compare.services.search import Counterparts, SearchService, chosen
from compare.services.stores.catalogue import Catalogue
from compare.services.stores.operations.jobs import AddReport, Job, ReportProgress
from compare.services.summaries import ArticleView, EventSummary, EventTitle
from compare.text.language import Detect, is_read, nothing_detected, with_language

_NEAR_DAYS = 3


class Parallax:
    """The facade of Parallax over its parts; `web.wiring.build_service` assembles them.

    Reading needs no model: the embedder is used to add, to search and to compare texts that are not stored.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        index: LiveIndex,
        search: Search,
        max_articles: int = 60,
        reader: Reader | None = None,
        detect: Detect = nothing_detected,
        policy: DisplayPolicy = SHOW_ALL,
        tagger: Tagger | None = None,
        second: Reader | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._index = index
        self._detect = detect
        self._comparer = Comparer(catalogue, Models(embedder, reader, tagger, policy, second), max_articles)
        self.comparing = ComparingQueue(catalogue, self._comparer)
        self._summaries = EventSummaries(catalogue, self._comparer)
        self._search_service = SearchService(catalogue, search, self._comparer)
        of_texts, of_stored = self._comparer.of_texts_as_text, self._comparer.store_pairs
        self.jobs = Jobs(catalogue.jobs, self.add, of_texts, of_stored, partial(stored_ids, catalogue))
        self.fetch_jobs = FetchJobs(catalogue.jobs)
        self.coverage = Coverage(catalogue, embedder, detect)
        self._soon = SynchronousComparer(self._comparer, self.jobs)
        self.api_keys = ApiKeys(catalogue.api_keys)
        self.outlets = Outlets(catalogue.outlets, self.comparing.follow)
        self.feed_watcher = FeedWatcher(catalogue.feeds, catalogue.removals, self.add)
        self.activity = ActivityLog(catalogue.activity, lambda event_id: self.event(event_id)[1])
        self.alerts = Alerts(catalogue.alerts, self.activity)
        self.removals = Removals(catalogue, index, self.comparing.follow)
        self.notebooks = Notebooks(catalogue.notebooks)
        self.items = NotebookItems(self.compare_soon, self.event, self.article)
        self.corrections = Corrections(catalogue, self.comparing.follow)
        self.reviews = DivergenceReviewing(catalogue, self._comparer, self.compare, self.compare_soon)
        self.maintenance = Maintenance(catalogue, embedder, index, self.article, self._summaries.can_assemble)
        self.links = LinkReviewing(catalogue.link_reviews, self._comparer, self.compare_soon, self.comparing.follow)

    # -- articles

    def add(self, articles: Iterable[Article], progress: ReportProgress | None = None) -> AddReport:
        """Add `articles`, and compare the events that they change; known revisions cost nothing.

        Each batch is stored completely or not at all; after each, `progress` is called with the report so far. If
        comparing is done in the background (see `ComparingQueue.delegate_to`), this does not wait for it.
        """
        parts = (self._catalogue, self._embedder, self._index, self._detect)
        report = BatchAdder(*parts, progress).add(articles)
        self.comparing.follow()
        return report

    def article(self, article_id: str) -> ArticleView:
        """Raises NotFoundError."""
        article = self._catalogue.articles.get(article_id)
        passages = tuple(self._catalogue.articles.passages(article_id))
        event_id = self._catalogue.events.of_articles([article_id]).get(article_id)
        return ArticleView(article, passages, event_id, is_read(article, self._embedder))

    def history(self, article_id: str) -> list[Article]:
        """All stored revisions of an article, the current one last. Raises NotFoundError."""
        return self._catalogue.articles.history(article_id)

    def articles(self, where: Filter, limit: int, after: str | None = None) -> list[Article]:
        """Articles by publication, latest first; `after` is the id of the last one already seen. Raises NotFoundError
        for an unknown one.
        """
        return self._catalogue.articles.page(where, limit, after)

    def count(self) -> tuple[int, int]:
        """The number of stored articles and events."""
        return self._catalogue.articles.count(), self._catalogue.events.count()

    @property
    def reader_name(self) -> str:
        """The display name of the reader; "" for the built-in one."""
        reader = self._comparer.models.reader
        return reader.name if reader else ""

    @property
    def second_reader_name(self) -> str:
        """The display name of the second reader, which judges events that users open; "" if there is none."""
        second = self._comparer.models.second
        return second.name if second else ""

    # -- events

    def events(
        self,
        where: Filter,
        limit: int,
        after: str | None = None,
        having: DivergenceFilter | None = None,
        order: EventOrder = "latest",
    ) -> list[EventSummary]:
        """Events with an article that `where` wants and (unless None) a divergence that `having` wants.

        Latest first, or those that diverge most; `after` is the id of the last one already seen.
        """
        found = self._catalogue.events.page(where, limit, after, having, order)
        return self._summaries.of(found)

    def count_kinds(self, where: Filter) -> dict[str, int]:
        """For each kind, the number of events that `where` wants and that show a divergence of that kind."""
        return self._catalogue.events.count_kinds(where)

    def event(self, event_id: str) -> tuple[EventSummary, Comparison]:
        """An event and the comparison of all its articles. Raises NotFoundError."""
        return self._summaries.with_comparison(self._catalogue.events.get(event_id))

    def open_event(self, event_id: str) -> tuple[EventSummary, Comparison]:
        """As `event`, for a user who reads it: the second reader, if there is one, judges it in the background."""
        summary, comparison = self.event(event_id)
        self.comparing.opened(event_id, comparison)
        return summary, comparison

    def article_ids(self, event_id: str) -> tuple[str, ...]:
        """The articles of an event, in the order in which they joined. Raises NotFoundError."""
        return self._catalogue.events.get(event_id).article_ids

    def titles(self, event_ids: Sequence[str]) -> list[EventTitle]:
        """The titles of those of these events that still exist, as their pages show them."""
        return [
            self._headline(self._catalogue.events.get(each)) for each in event_ids if self._catalogue.events.has(each)
        ]

    def events_near(self, event_id: str, limit: int) -> list[EventTitle]:
        """Other events of about the same days, latest first; of any day if there are none."""
        articles = self._catalogue.articles.many(self._catalogue.events.get(event_id).article_ids)
        days = sorted(article.published for article in articles if article.published)
        near = Filter(since=days[0].moved(-_NEAR_DAYS), until=days[-1].moved(_NEAR_DAYS)) if days else Filter()
        for where in (near, Filter()):
            others = [each for each in self._catalogue.events.page(where, limit + 1) if each.id != event_id]
            if others:
                return [self._title(each) for each in others[:limit]]
        return []

    def events_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The event id of each of these articles that is in an event."""
        return self._catalogue.events.of_articles(article_ids)

    def recluster(self, where: Filter, progress: Progress | None = None) -> list[Event]:
        """Cluster again all events with an article that `where` wants; corrections are kept. Returns the events that
        changed.
        """
        changed = recluster(self._catalogue, self._embedder, where, progress)
        self.comparing.follow()
        return changed

    # -- comparing and searching

    @reported()
    def compare(self, article_ids: Sequence[str], within_s: float | None = None) -> Comparison:
        """Compare stored articles of any events. After `within_s` seconds no further pair is begun: it is `pending`.

        Raises InputError for fewer than two or too many, NotFoundError for an unknown id.
        """
        articles = self._catalogue.articles.many(list(dict.fromkeys(article_ids)))
        self._comparer.selection.check(articles)
        return self._comparer.of_articles(articles) if within_s is None else self._soon.within(articles, within_s)

    def compare_soon(self, article_ids: Sequence[str]) -> Comparison:
        """As `compare`, but what would take too long (see `compare.model.limits`) is compared by a job.

        Until then it has `pending` pairs. Raises TooLargeError for more passages than can be compared, BusyError.
        """
        articles = self._catalogue.articles.many(list(dict.fromkeys(article_ids)))
        self._comparer.selection.check(articles)
        return self._soon.of_stored(articles)

    @reported()
    def compare_texts(self, articles: Sequence[Article]) -> Comparison:
        """Compare articles without storing them. Raises InputError for fewer than two, equal ones, or too many."""
        return self._comparer.of_texts(self._different(articles))

    def compare_texts_soon(self, articles: Sequence[Article]) -> Comparison | Job:
        """As `compare_texts`, or a job for what would take too long (see `compare.model.limits`).

        Raises TooLargeError for more passages than can be compared at all, BusyError if many such jobs wait.
        """
        return self._soon.of_texts(self._different(articles))

    def store_compared(self, comparison: Comparison) -> Job:
        """Store a comparison of texts for an hour, for `compared_texts`. Raises StorageError."""
        return self._soon.keep(comparison)

    @reported()
    def compared_texts(self, job_id: str) -> Comparison:
        """The result of a job of `compare_texts_soon`. Raises NotFoundError if it has not ended, or ended long ago."""
        return self._comparer.from_text(*self.jobs.result(job_id))

    def search(self, query: str, where: Filter, limit: int, folded: bool = True) -> list[Hit]:
        """Passages similar to `query` in meaning or words; [] if nothing is similar enough.

        With `folded`, only the best article of each origin is listed, and the others are its `copies`. Raises
        InputError for an empty or overlong query.
        """
        return self._search_service.search(query, where, limit, folded)

    def spelling(self, query: str) -> str | None:
        """The corrected query if `query` has misspelled words; None if it is spelled as in the articles."""
        return self._search_service.spelling(query)

    def counterparts(self, article_id: str, start: int = 0, end: int | None = None) -> Counterparts:
        """The counterparts of characters `start` to `end` (default: all) of an article in the rest of its event.

        Raises NotFoundError for an unknown article or place, ComparisonError if its event could not be compared.
        """
        view = self.article(article_id)
        last = len(view.article.text) if end is None else end
        meant = {each.index for each in view.passages if each.start < last and start < each.end}
        if not meant:
            raise NotFoundError(f"Article {article_id[:80]} has no passage from character {start} to {last}.")
        if view.event_id is None:
            return Counterparts(view.article, (), ())
        comparison = checked(self.event(view.event_id)[1])
        matches = [each for each in comparison.matches_of(article_id) if each.a.index in meant]
        return chosen(view.article, matches, comparison.articles)

    @reported()
    def counterparts_of_text(self, text: str) -> Counterparts:
        """The counterparts in stored articles of a text of up to 1,000 characters. Raises InputError for any other."""
        return self._search_service.counterparts(text)

    # -- upkeep

    def long_lock_timeout(self) -> AbstractContextManager[None]:
        """Inside, this thread waits longer for other processes that are writing: for work that no user waits for."""
        return self._catalogue.long_lock_timeout()

    # -- inside

    def _different(self, articles: Sequence[Article]) -> list[Article]:
        by_id = {each.id: each for each in articles}
        different = [with_language(each, self._detect) for each in by_id.values()]
        if len(different) < len(articles):
            raise ConflictError("Two of the texts are the same article: give different texts.")
        self._comparer.selection.check(different)
        return different

    def _headline(self, event: Event) -> EventTitle:
        title = central(fold(self._comparer.of_event(event))).title
        return EventTitle(event.id, title, len(event.article_ids))

    def _title(self, event: Event) -> EventTitle:
        return EventTitle(event.id, self._catalogue.articles.get(event.article_ids[0]).title, len(event.article_ids))
