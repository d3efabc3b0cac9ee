"""Vectors on real servers of Milvus: the contract of every vector index, shared by processes, the same answers as FAISS."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from compare.errors import InputError, StorageError
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.ingest import Defaults, Fault, read
from indexes.samples import STORIES
from indexes.search import Searcher
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors.milvus import MilvusAddress, MilvusIndex, Server, make_collection
from indexes.vectors.milvus_live import MilvusLiveIndex
from tests import milvus as servers
from tests import test_indexes_vectors as contract
from tests.fakes import FakeEmbedder
from tests.test_indexes_vectors import (  # noqa: F401 (the contract: it runs here with the fixtures of this module)
    test_a_vector_added_again_under_its_id_is_replaced,
    test_a_vector_finds_itself_first,
    test_a_wrong_array_shape_is_refused,
    test_added_vectors_are_found_without_an_explicit_refresh,
    test_another_process_sees_added_and_removed_passages,
    test_missing_results_have_the_id_minus_one,
    test_only_allowed_ids_are_found,
    test_removed_vectors_are_not_found_and_unknown_ids_are_ignored,
    test_rolled_back_articles_are_not_indexed,
)
from tests.test_scale_sharing import (  # noqa: F401 (place, server and start are fixtures)
    Start,
    add_with_three_processes_and_kill_one,
    place,
    server,
    start,
)

pytestmark = pytest.mark.scale


@pytest.fixture(scope="module", params=servers.SERVERS)
def milvus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server that was started for these tests; each test has separate collections."""
    with servers.running(request.param, tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture
def url(milvus: str) -> str:
    return f"{milvus}/t{uuid4().hex[:10]}"


@pytest.fixture
def index(url: str) -> MilvusIndex:
    there = Server(MilvusAddress.parse(url))
    make_collection(there, there.location.prefix, contract.DIMENSION, 100)
    return MilvusIndex(there, there.location.prefix, "model", contract.DIMENSION)


class Archive(contract.Archive):
    """An `Archive` with its vectors on Milvus."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        super().__init__(folder)

    def opened(self) -> MilvusLiveIndex:  # type: ignore[override]
        return MilvusLiveIndex(self.url, self.catalogue, self.embedder.fingerprint, self.embedder.dimension)


@pytest.fixture
def archive(tmp_path: Path, url: str) -> Archive:
    return Archive(tmp_path, url)


def test_many_allowed_ids_and_many_vectors_are_searched_in_parts(index: MilvusIndex) -> None:
    vectors, ids = contract.unit_vectors(12_000), np.arange(12_000, dtype=np.int64)
    index.add(ids, vectors)
    scores, found = index.search(vectors[7:9], 3, ids[:11_000])
    assert found[:, 0].tolist() == [7, 8]
    expected = np.sort(vectors[:11_000] @ vectors[7])[::-1][:3]
    assert scores[0] == pytest.approx(expected, abs=1e-3)
    assert set(index.ids()) == set(ids)
    assert len(index) == 12_000


def test_a_rebuilt_index_replaces_the_old_one_immediately(archive: Archive) -> None:
    (rain,) = archive.add("rain fell")
    other = archive.opened()
    assert archive.nearest("rain", other) == rain
    (frost,) = archive.add("frost came")
    assert archive.live.rebuild() == 2
    assert archive.nearest("frost", other) == frost
    assert (archive.live.faults(), other.faults()) == ([], [])


def test_an_index_of_another_catalogue_or_older_copy_is_rebuilt(archive: Archive, tmp_path: Path) -> None:
    archive.add("rain fell")
    archive.live.refresh()
    archive.catalogue.close()
    older = Path(archive.catalogue.location).read_bytes()
    archive.add("frost came", "hail fell")
    archive.live.refresh()
    archive.catalogue.close()
    for file in tmp_path.glob("catalogue.sqlite*"):
        file.unlink()
    Path(archive.catalogue.location).write_bytes(older)
    other = Archive(tmp_path, archive.url)
    _, ids = other.live.search(other.embedder.encode(["frost came"]), 3)
    assert sorted(ids[0].tolist()) == [-1, -1, 1]
    assert other.live.faults() == []


ADDER = """
import sys
from pathlib import Path
from tests.test_scale_milvus import Archive
archive = Archive(Path(sys.argv[1]), sys.argv[2])
for number in range(1000):
    archive.add(f"frost number {number}")
    archive.live.refresh()
    print(number, flush=True)
"""


def test_the_next_start_repairs_everything_after_a_kill_while_adding(archive: Archive) -> None:
    adder = subprocess.Popen(
        [sys.executable, "-c", ADDER, str(archive.folder), archive.url],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert adder.stdout is not None
    told = 0
    while told < 4:
        told = int(adder.stdout.readline())
        _, found = archive.live.search(archive.embedder.encode([f"frost number {told}"]), told + 5)
        assert len(set(found[0][found[0] >= 0])) >= told + 1  # a reader meanwhile sees all of it, and nothing twice
    time.sleep(0.05)
    adder.kill()
    adder.wait(10)
    held = set(archive.catalogue.articles.passage_keys(Filter()).tolist())
    assert len(held) > told
    other = archive.opened()
    _, found = other.search(archive.embedder.encode(["frost"]), len(held) + 5)
    assert set(found[0][found[0] >= 0].tolist()) == held
    assert other.faults() == []


def test_the_sample_stories_give_the_same_results_as_with_faiss(url: str, tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    articles = [each for each in read([str(STORIES)], Defaults()) if not isinstance(each, Fault)]
    services = []
    for name in ("faiss", "milvus"):
        (tmp_path / name).mkdir()
        catalogue = SqlCatalogue(tmp_path / name / "catalogue.sqlite")
        known = (catalogue, embedder.fingerprint, embedder.dimension)
        index = MilvusLiveIndex(url, *known) if name == "milvus" else contract.LiveIndex(tmp_path / name / "v", *known)
        search = Searcher(catalogue, index, embedder)
        services.append(Parallax(catalogue, embedder, index, search))
        services[-1].add(articles)
    one, other = services
    queries = [article.title for article in articles] + ["minister resigned over leak", "zzz qqq"]
    for query in queries:
        for where in (Filter(), Filter(outlets=(articles[0].outlet.id,))):
            hits = [each.search(query, where, 20) for each in services]
            assert [hit.passage for hit in hits[0]] == [hit.passage for hit in hits[1]], query
            assert [hit.cosine for hit in hits[0]] == pytest.approx([hit.cosine for hit in hits[1]], abs=1e-3)
    events = [[each.event.id for each in service.events(Filter(), 99)] for service in services]
    assert events[0] == events[1]
    for event in events[0]:
        assert one.event(event)[1].matches == other.event(event)[1].matches


@pytest.mark.parametrize("milvus", ["milvus-server"], indirect=True)
def test_three_adding_processes_on_two_servers_lose_nothing_when_one_is_killed(
    url: str,
    place: str,  # noqa: F811
    start: Start,  # noqa: F811
) -> None:
    add_with_three_processes_and_kill_one(place, start, url)
    with closing(SqlCatalogue(place)) as catalogue:
        embedder = FakeEmbedder()
        index = MilvusLiveIndex(url, catalogue, embedder.fingerprint, embedder.dimension)
        held = catalogue.articles.passage_keys(Filter()).tolist()
        _, found = index.search(embedder.encode(["closed"]), len(held) + 5)
        assert sorted(each for each in found[0].tolist() if each >= 0) == sorted(held)
        assert index.faults() == []


def test_an_unreachable_server_is_reported_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("pymilvus", reason="there is no client of Milvus here: make test-scale installs it")
    archive = Archive(tmp_path, "milvus://una:hush@127.0.0.1:9/p")
    archive.add("rain fell")
    with pytest.raises(StorageError, match=r"Milvus at 127\.0\.0\.1:9 cannot be used") as caught:
        archive.nearest("rain")
    assert "hush" not in str(caught.value)
    assert any("127.0.0.1:9" in fault for fault in archive.live.faults())


@pytest.mark.parametrize("wrong", ["milvus://", "milvus://host/a b", "milvus://host:99999", "milvus://host/1;drop"])
def test_a_milvus_address_without_a_server_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="PARALLAX_VECTORS"):
        MilvusAddress.parse(wrong)


def test_a_database_address_never_shows_its_password() -> None:
    named = MilvusAddress.parse("milvus://una:hu%40sh@host:1/p")
    assert (named.password, named.user) == ("hu@sh", "una")
    assert "hu" not in f"{named} {named!r}"
