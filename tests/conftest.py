"""Fixtures for all tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import settings

from compare.ports import Embedder
from tests.fakes import FakeEmbedder
from tests.serving import add_samples

if TYPE_CHECKING:
    from compare.services.service import Parallax

# Pages, exports and reviews are tested with what structure and rules find, all of which is shown; the trained reader
# is tested separately (test_reader_*).
os.environ["PARALLAX_READER"] = "none"

settings.register_profile("parallax", deadline=None, derandomize=True)
settings.load_profile("parallax")

_GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"


_FIRST = (
    "test_killing.py",
    "test_web_openapi.py",
    "browser/test_access.py",
    "browser/test_walks.py",
    "test_samples_reader.py",
    "test_growth.py",
    "browser/test_reading.py",
    "browser/test_event.py",
    "test_web_server.py",
)
"""Slow files, which run first, so that no process has to run one of them alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow files first, and mark every test that uses the real model: `-m "not model"` runs the others."""
    place = {Path(__file__).parent / name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(_FIRST)))
    for item in items:
        if "embedder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session", autouse=True)
def without_reader() -> Iterator[None]:
    """Settings created in a test use no reader, like those of the commands that tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.wiring.build_reader", lambda settings: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_model_for_all() -> Iterator[None]:
    """Share one embedder between all commands and applications that tests run in this process, so that its model is
    loaded and calibrated for 8 bits only once. It caches no vectors.
    """
    from indexes.embedding.encoder import SentenceEmbedder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.wiring.SentenceEmbedder", cache(SentenceEmbedder))
        yield


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, loaded once for all tests, in full precision, so that results are the same on every
    processor."""
    from indexes.embedding.encoder import SentenceEmbedder

    return SentenceEmbedder(precision="fp32")


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of evaluation data next to the repository; tests that need it are skipped without it."""
    if not _GOLD.is_dir():
        pytest.skip("the evaluation data is not there (../shared/gold)")
    return _GOLD


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample stories, created by the real command; read-only.

    Test processes share it: the first one that needs it creates it, and the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "samples"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            add_samples(folder.with_suffix(".part"))
            folder.with_suffix(".part").rename(folder)
    return folder


@pytest.fixture
def command(sample_archive: Path, tmp_path: Path) -> Callable[..., str]:
    """Runs `parallax` with arguments on a copy of the sample archive, and returns what it prints to standard output."""
    folder = tmp_path / "samples"
    shutil.copytree(sample_archive, folder)

    def run(*arguments: str) -> str:
        from web.cli.main import parallax

        result = CliRunner().invoke(parallax, ["--data", str(folder), *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.fixture
def service(tmp_path: Path) -> Parallax:
    """Parallax with real components and an empty folder, but a fake embedder."""
    from compare.services.service import Parallax
    from indexes.search import Searcher
    from indexes.storage.sql.catalogue import SqlCatalogue
    from indexes.vectors.live import LiveIndex

    embedder = FakeEmbedder()
    catalogue = SqlCatalogue(tmp_path / "archive" / "catalogue.sqlite")
    index = LiveIndex(tmp_path / "archive" / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
    return Parallax(catalogue, embedder, index, Searcher(catalogue, index, embedder))
