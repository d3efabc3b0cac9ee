"""The composition root: the only place where the parts are connected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from compare.errors import InputError
from compare.ports import Embedder, Fetcher, Poster, Progress, Reader
from compare.ports import LiveIndex as LiveIndexProtocol
from compare.ports.coverage import CoverageQuery, CoverageSource
from compare.ports.harvesting import LinkOutcome
from compare.services.coverage.find import FoundCoverage
from compare.services.jobs.fetch_jobs import Collected, FetchInput
from compare.services.service import Parallax
from compare.services.stores.operations.jobs import Job
from indexes.coverage.configured import sources
from indexes.embedding.encoder import SentenceEmbedder
from indexes.fetching import FetchSettings, HttpFetcher
from indexes.fetching.posting import HttpPoster
from indexes.ingest.discovery import Discovery
from indexes.ingest.fetch_input import collect
from indexes.ingest.harvester import WebHarvester
from indexes.language import detect
from indexes.model_registry import ReaderFiles
from indexes.reader.cross_encoder import CrossEncoderReader
from indexes.reader.endpoint.reader import EndpointReader
from indexes.reader.endpoint.settings import SCHEMES as ENDPOINTS
from indexes.reader.endpoint.settings import EndpointSettings
from indexes.reader.mpnet import package
from indexes.reader.reader import TrainedReader
from indexes.search import Searcher
from indexes.storage.sql.backend import backend_of
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.storage.sql.postgresql import SCHEME as SERVER
from indexes.storage.sql.sqlite import path_of
from indexes.tagger.tagger import TrainedTagger
from indexes.vectors.live import LiveIndex
from indexes.vectors.milvus import SCHEME
from indexes.vectors.milvus_live import MilvusLiveIndex
from web.server.file_permissions import keep_private
from web.settings import Settings

_POST_CONNECT_S, _POST_S = 5.0, 10.0
"""Short, because other alerts have to wait meanwhile."""


def catalogue_location(settings: Settings) -> str | Path:
    """The location of the catalogue: a file, or the URL of a server, which may contain a password."""
    return settings.database or settings.data / "catalogue.sqlite"


def is_shared(settings: Settings) -> bool:
    """Whether the catalogue is on a server, where several machines may add."""
    return settings.database.startswith(SERVER)


def catalogue_name(settings: Settings) -> str:
    """The location of the catalogue for messages, without a password."""
    return backend_of(catalogue_location(settings)).name


def catalogue_file(settings: Settings) -> Path:
    """The file of the catalogue. Raises InputError if it is on a server."""
    if is_shared(settings):
        raise InputError(
            "The catalogue is on a PostgreSQL server: back it up with `pg_dump` and restore it with `pg_restore`, or "
            "copy it into a file with `parallax migrate`."
        )
    return path_of(catalogue_location(settings))


def stored_articles(settings: Settings) -> int:
    """The number of articles in the archive; the archive is closed again. Raises StorageError if it cannot be used."""
    with closing(SqlCatalogue(catalogue_location(settings))) as catalogue:
        return catalogue.articles.count()


def build_service(settings: Settings) -> Parallax:
    """The service for the folder `settings.data`, which is created if it is missing; nothing large is loaded yet.

    Whether the reader's model is there shows when it is first needed; `check_reader` tells it before. Raises
    StorageError if the folder or its contents cannot be used, InputError for an invalid setting.
    """
    keep_private(settings)
    embedder = SentenceEmbedder(settings.model or None, settings.precision, settings.languages or None)
    catalogue = SqlCatalogue(catalogue_location(settings))
    index = build_index(settings, catalogue, embedder)
    search = Searcher(catalogue, index, embedder)
    reader = build_reader(settings)
    second = EndpointReader(endpoint_of(settings), catalogue.judgements) if is_endpoint(settings) else None
    parts = (catalogue, embedder, index, search, settings.max_articles, reader, detect)
    return Parallax(*parts, tagger=TrainedTagger() if reader else None, second=second)


def build_index(settings: Settings, catalogue: SqlCatalogue, embedder: Embedder) -> LiveIndexProtocol:
    """The vector index: files in the data folder, or a server. Raises InputError for an invalid setting."""
    known = (catalogue, embedder.fingerprint, embedder.dimension)
    if settings.vectors.startswith(SCHEME):
        return MilvusLiveIndex(settings.vectors, *known)
    return LiveIndex(settings.data / "vectors", *known, backend=settings.vectors)


def build_reader(settings: Settings) -> Reader | None:
    """The reader; None if only structure and rules decide. Raises InputError for an invalid setting.

    With an endpoint this is the built-in reader, whose results apply to what the endpoint does not judge.
    """
    if settings.reader == "none":
        return None
    if settings.reader == "trained" or is_endpoint(settings):
        return TrainedReader()
    folder = Path(settings.reader)
    if not folder.is_dir():
        raise InputError(
            "PARALLAX_READER is trained, none, a folder with a cross-encoder, or the URL of an API, not "
            f"“{settings.reader[:200]}”."
        )
    own = ReaderFiles.in_folder(folder)
    return TrainedReader(files=own) if own else CrossEncoderReader(folder)


def check_reader(settings: Settings) -> None:
    """Raises ModelError if the reader needs a model that is not installed, InputError for an invalid setting."""
    if needs_model(settings):
        package.parts()


def reader_faults(settings: Settings) -> list[str] | None:
    """What is wrong with the reader's model; None if the reader does not need it. Raises as `build_reader`."""
    return package.faults() if needs_model(settings) else None


def needs_model(settings: Settings) -> bool:
    """Whether the reader needs the model that `parallax install-reader` installs; raises as `build_reader`."""
    return isinstance(build_reader(settings), TrainedReader)


def is_endpoint(settings: Settings) -> bool:
    """Whether PARALLAX_READER is the URL of an API."""
    return settings.reader.startswith(ENDPOINTS)


def endpoint_of(settings: Settings) -> EndpointSettings:
    """The endpoint of the API. Raises InputError for an invalid setting."""
    return EndpointSettings(
        url=settings.reader,
        model=settings.reader_model,
        key=settings.reader_key,
        private=settings.reader_private,
        floors=settings.reader_show,
        requests=settings.reader_requests,
        tokens=settings.reader_tokens,
        total_s=float(settings.reader_seconds),
    )


def build_fetcher(settings: Settings) -> Fetcher:
    """The HTTP client. Build it once, because its politeness towards hosts applies per client."""
    longest_s = float(settings.fetch_seconds)
    return HttpFetcher(FetchSettings(settings.user_agent, settings.fetch_private, total_s=longest_s))


def build_poster(settings: Settings) -> Poster:
    """The HTTP client for the webhooks of alerts."""
    return HttpPoster(FetchSettings(settings.user_agent, settings.webhook_private, _POST_CONNECT_S, _POST_S))


def own_address(settings: Settings) -> str:
    """The URL of the server as users know it, without a trailing slash."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.url or f"http://{host}:{settings.port}"


def build_harvester(settings: Settings) -> WebHarvester:
    """Fetches URLs and reads the articles there."""
    return WebHarvester(build_fetcher(settings))


def build_discovery(settings: Settings) -> Discovery:
    """Discovers the feeds and news sitemaps of a site."""
    return Discovery(build_fetcher(settings))


def build_sources(settings: Settings, service: Parallax) -> tuple[list[CoverageSource], WebHarvester]:
    """The coverage sources, and the harvester of their results, with one HTTP client for both.

    Raises InputError for a missing key; nothing is requested yet.
    """
    fetcher = build_fetcher(settings)
    harvester = WebHarvester(fetcher)
    keys = {"mediacloud": settings.mediacloud_key, "newsapi": settings.newsapi_key}
    return sources(settings.coverage, keys, fetcher, harvester, service.feed_watcher.feeds), harvester


def check_coverage(settings: Settings) -> None:
    """Raises InputError for a missing key of a coverage source; nothing is requested."""
    keys = {"mediacloud": settings.mediacloud_key, "newsapi": settings.newsapi_key}
    fetcher = build_fetcher(settings)
    sources(settings.coverage, keys, fetcher, WebHarvester(fetcher), list)


def build_fetch_jobs(settings: Settings, service: Parallax) -> Callable[[], Job | None]:
    """Runs fetch jobs, with one HTTP client for all of them; raises as `build_sources`."""
    asked, harvester = build_sources(settings, service)

    def find(query: CoverageQuery, seed: Sequence[str], on_progress: Progress) -> FoundCoverage:
        return service.coverage.find(asked, harvester, query, seed, on_progress)

    def gather(wanted: FetchInput, on_progress: Progress) -> Iterator[Collected]:
        return collect(
            wanted, harvester, lambda failed: f"{failed.link.url}: {failure_note(service, failed)}", on_progress
        )

    return lambda: service.fetch_jobs.run_next(gather, find)


def failure_note(service: Parallax, failed: LinkOutcome) -> str:
    """Why a URL that a user gave could not be read; the URL is stored if it may become available later."""
    told = service.feed_watcher.keep([failed])[0]
    when = f": `parallax watch` tries it again from {told.again:%Y-%m-%d %H:%M} UTC on" if told.again else ""
    return f"{told.problem.rstrip('.')}{when}."
