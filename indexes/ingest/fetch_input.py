"""Inputs of users: files, pages as their browsers show them, and URLs, read as articles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from compare.errors import InputError
from compare.model.article import Article
from compare.ports import Progress
from compare.ports.harvesting import Link, LinkOutcome
from compare.services.jobs.fetch_jobs import Collected, FetchInput, Refused, SubmittedFile
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.formats.html import read_page
from indexes.ingest.harvester import WebHarvester, enough
from indexes.ingest.kinds import kind_of_name
from indexes.ingest.readers import Found, read_stream

Keep = Callable[[LinkOutcome], str]
"""Handles a URL that failed: returns a description, and stores the URL if it may respond later."""


def collect(wanted: FetchInput, harvester: WebHarvester, keep: Keep, on_progress: Progress) -> Iterator[Collected]:
    """The articles in files and at URLs, and the inputs that were not accepted, as they arrive."""
    for file in wanted.files:
        yield from map(_collected, _in_file(file))
    links = harvester.all(Link(url) for url in wanted.urls) if wanted.urls else iter(())
    for done, each in enumerate(links, 1):
        on_progress(done, 0)
        yield Refused(keep(each)) if isinstance(each, LinkOutcome) else _collected(each)


def page_of(file: SubmittedFile, seconds: float | None = None) -> tuple[Article, list[str]]:
    """The article of a page as a browser shows it, and how it was read if that differs from what it declares. Raises
    UnreadableError if it contains none, or if reading it takes longer than `seconds`; TooLargeError.
    """
    defaults = Defaults(file.outlet or None, file.url, file.published)
    article, problems = read_page(file.data, defaults, "utf-8", seconds)
    return enough(article), problems


def _in_file(file: SubmittedFile) -> Iterator[Found]:
    if not file.url:
        defaults = Defaults(file.outlet or None, None, file.published)
        yield from read_stream(io.BytesIO(file.data), file.name, kind_of_name(file.name), defaults)
        return
    try:
        article, problems = page_of(file)
    except InputError as error:
        yield Fault(file.url, None, str(error))
        return
    yield article
    yield from (Fault(file.url, None, problem) for problem in problems)


def _collected(found: Found) -> Collected:
    if isinstance(found, Link):
        return Refused(f"{found.url}: only a link; give the URL itself to fetch it.")
    return found if isinstance(found, Article) else Refused(str(found))
