"""The contract of every vector index, and of the one that follows the catalogue."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.errors import IndexMismatchError, InputError
from compare.model.article import Article, Outlet
from compare.model.passage import Passage
from compare.ports import Ids, Vectors
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.vectors import faiss, store
from indexes.vectors.backend import AdditionalVectors, Backend
from indexes.vectors.exact import ExactIndex
from indexes.vectors.faiss import FaissIndex
from indexes.vectors.live import BACKENDS, LiveIndex
from tests.fakes import FakeEmbedder

DIMENSION = 32


def unit_vectors(number: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((number, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def numbers(*ids: int) -> Ids:
    return np.array(ids, np.int64)


class MappedIndex(FaissIndex):
    """An index that is written and mapped again after each addition, so that its tail stays nearly empty."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        super().add(ids, vectors)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            self.write(path)
            read = type(self).read(path, self.fingerprint, self.dimension)
            self.__dict__.clear()  # including what is cached of the base
            self.__dict__.update(read.__dict__)


@pytest.fixture(params=[*sorted(BACKENDS), "mapped", "lists"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """All backends; FAISS also memory-mapped, flat and with inverted lists (by lowering their threshold)."""
    monkeypatch.setitem(BACKENDS, "mapped", MappedIndex)
    monkeypatch.setitem(BACKENDS, "lists", MappedIndex)
    if request.param == "lists":
        monkeypatch.setattr(faiss, "LARGE", 1)
        monkeypatch.setattr(faiss, "PROBED", 1.0)
    return str(request.param)


@pytest.fixture
def index(backend: str) -> Backend:
    return BACKENDS[backend]("model", DIMENSION)


# -- the contract of all


def test_a_vector_finds_itself_first(index: Backend) -> None:
    vectors = unit_vectors(50)
    index.add(np.arange(50, dtype=np.int64) * 7, vectors)
    scores, ids = index.search(vectors, 3)
    assert list(ids[:, 0]) == list(range(0, 350, 7))
    assert scores[:, 0] == pytest.approx(np.ones(50), abs=1e-3)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert scores.shape == ids.shape == (50, 3)
    assert scores.dtype == np.float32
    assert ids.dtype == np.int64
    assert len(index) == 50
    assert set(index.ids()) == set(range(0, 350, 7))


def test_missing_results_have_the_id_minus_one(index: Backend) -> None:
    nothing_scores, nothing = index.search(unit_vectors(2), 3)
    assert (nothing == -1).all()
    assert np.isneginf(nothing_scores).all()
    index.add(numbers(5, 9), unit_vectors(2))
    scores, ids = index.search(unit_vectors(1), 4)
    assert list(ids[0]) == [5, 9, -1, -1]
    assert np.isneginf(scores[0, 2:]).all()
    assert index.search(unit_vectors(0), 4)[1].shape == (0, 4)


def test_only_allowed_ids_are_found(index: Backend) -> None:
    index.add(np.arange(100, dtype=np.int64), unit_vectors(100))
    _, ids = index.search(unit_vectors(5, seed=1), 10, allowed=numbers(3, 40, 41, 1000))
    assert all(set(row) == {3, 40, 41, -1} for row in ids)
    _, ids = index.search(unit_vectors(5, seed=1), 2, allowed=numbers())
    assert (ids == -1).all()


def test_a_vector_added_again_under_its_id_is_replaced(index: Backend) -> None:
    vectors = unit_vectors(3)
    index.add(numbers(1, 2), vectors[:2])
    index.add(numbers(2, 2, 3), vectors[[0, 2, 1]])
    assert len(index) == 3
    _, ids = index.search(vectors, 1)
    assert list(ids[:, 0]) == [1, 3, 2]


def test_removed_vectors_are_not_found_and_unknown_ids_are_ignored(index: Backend) -> None:
    assert index.remove(numbers(1)) == 0
    vectors = unit_vectors(10)
    index.add(np.arange(10, dtype=np.int64), vectors)
    assert index.remove(numbers(0, 3, 77)) == 2
    assert len(index) == 8
    _, ids = index.search(vectors, 10)
    assert not {0, 3} & set(ids.ravel().tolist())
    index.add(numbers(3), vectors[3:4])
    assert index.search(vectors[3:4], 1)[1][0, 0] == 3


def test_vectors_are_returned_by_id(index: Backend) -> None:
    vectors = unit_vectors(10)
    index.add(np.arange(10, dtype=np.int64), vectors)
    index.remove(numbers(3))
    found, held = index.vectors(numbers(3, 7, 0, 77))
    assert set(found.tolist()) == {0, 7}
    assert held == pytest.approx(vectors[found], abs=1e-3)
    assert held.dtype == np.float32
    assert index.vectors(numbers())[1].shape == (0, DIMENSION)


def test_loaded_and_later_added_vectors_are_returned(index: Backend, tmp_path: Path) -> None:
    assert index.vectors(numbers(1))[0].tolist() == []
    vectors = unit_vectors(9)
    index.add(np.arange(6, dtype=np.int64), vectors[:6])
    index.write(tmp_path / "index")
    read = type(index).read(tmp_path / "index", "model", DIMENSION)
    read.add(numbers(2, 7), vectors[7:9])
    found, held = read.vectors(numbers(7, 2, 5, 8))
    assert dict(zip(found.tolist(), held.argmax(1).tolist(), strict=True)) == {
        2: vectors[7].argmax(), 7: vectors[8].argmax(), 5: vectors[5].argmax(),
    }  # fmt: skip


def test_a_wrong_array_shape_is_refused(index: Backend) -> None:
    with pytest.raises(IndexMismatchError):
        index.add(numbers(1), np.zeros((1, DIMENSION + 1), np.float32))
    with pytest.raises(IndexMismatchError):
        index.add(numbers(1, 2), unit_vectors(1))
    with pytest.raises(IndexMismatchError):
        index.search(np.zeros((1, 3), np.float32), 1)
    assert len(index) == 0


def test_a_written_index_is_read_back(index: Backend, tmp_path: Path) -> None:
    vectors = unit_vectors(20)
    index.add(np.arange(20, dtype=np.int64), vectors)
    index.write(tmp_path / "file")
    again = type(index).read(tmp_path / "file", "model", DIMENSION)
    assert np.array_equal(again.search(vectors, 5)[1], index.search(vectors, 5)[1])
    again.add(numbers(99), unit_vectors(1, seed=9))
    assert len(again) == 21
    (tmp_path / "other").write_bytes(b"something else")
    with pytest.raises(IndexMismatchError, match="parallax reindex"):
        type(index).read(tmp_path / "other", "model", DIMENSION)


def test_vectors_not_in_the_index_are_written_with_it(index: Backend, tmp_path: Path) -> None:
    vectors, ids = unit_vectors(30), np.arange(30, dtype=np.int64)
    index.add(ids[:12], vectors[:12])
    index.remove(ids[:2])
    told: list[tuple[int, int]] = []
    more = AdditionalVectors(18, lambda: [(ids[12:20], vectors[12:20]), (ids[20:], vectors[20:])])
    assert index.write(tmp_path / "file", more, lambda done, total: told.append((done, total))) == 28
    assert told[-1] == (28, 28)
    again = type(index).read(tmp_path / "file", "model", DIMENSION)
    assert sorted(again.ids()) == list(range(2, 30))
    assert again.search(vectors[2:], 1)[1][:, 0].tolist() == list(range(2, 30))
    assert len(index) == 10


steps = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "search"]), st.lists(st.integers(0, 30), max_size=8)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(steps=steps, seed=st.integers(0, 1000))
def test_faiss_finds_what_the_exact_index_finds(steps: list[tuple[str, list[int]]], seed: int) -> None:
    exact, other = ExactIndex("model", DIMENSION), BACKENDS["faiss"]("model", DIMENSION)
    for number, (step, found) in enumerate(steps):
        ids = numbers(*found)
        if step == "add":
            for each in (exact, other):
                each.add(ids, unit_vectors(len(ids), seed + number))
        elif step == "remove":
            assert exact.remove(ids) == other.remove(ids)
        else:
            queries = unit_vectors(2, seed + number)
            for allowed in (None, ids):
                wanted, got = exact.search(queries, 5, allowed), other.search(queries, 5, allowed)
                assert got[0] == pytest.approx(wanted[0], abs=2e-3)
                assert np.array_equal(got[1] == -1, wanted[1] == -1)
        assert len(exact) == len(other)
        assert set(exact.ids()) == set(other.ids())


# -- the index that follows the catalogue


class Archive:
    """A catalogue with articles of one passage each, embedded by a fake model, and its live index."""

    def __init__(self, folder: Path, backend: str = "faiss", embedder: FakeEmbedder | None = None) -> None:
        self.folder = folder
        self.embedder = embedder or FakeEmbedder()
        self.catalogue = SqlCatalogue(folder / "catalogue.sqlite")
        self.backend = backend
        self.live = self.opened()

    def opened(self) -> LiveIndex:
        """The index as opened by another process."""
        fingerprint, dimension = self.embedder.fingerprint, self.embedder.dimension
        return LiveIndex(self.folder / "vectors", self.catalogue, fingerprint, dimension, self.backend)

    def add(self, *texts: str, name: str | None = None) -> list[int]:
        articles = [Article(Outlet("Gull"), "", text, url=f"https://example.org/{name or text}") for text in texts]
        held = [(each, [Passage(each.id, 0, 0, 0, len(each.text), each.text)]) for each in articles]
        with self.catalogue.transaction():
            keys = self.catalogue.articles.add(held)
            self.catalogue.vectors.put(self.embedder.fingerprint, texts, self.embedder.encode(texts))
        return [keys[each.id][0] for each in articles]

    def nearest(self, text: str, live: LiveIndex | None = None) -> int:
        return int((live or self.live).search(self.embedder.encode([text]), 1)[1][0, 0])


@pytest.fixture
def archive(tmp_path: Path, backend: str) -> Archive:
    return Archive(tmp_path, backend)


def saved(archive: Archive) -> store.Manifest:
    made = store.manifest(archive.folder / "vectors")
    assert made is not None
    return made


def test_added_vectors_are_found_without_an_explicit_refresh(archive: Archive) -> None:
    assert archive.nearest("rain") == -1
    (rain, frost) = archive.add("rain fell", "frost came")
    assert archive.nearest("rain") == rain
    (hail,) = archive.add("hail fell at noon")
    assert archive.nearest("hail at noon") == hail
    assert archive.nearest("frost") == frost


def test_another_process_sees_added_and_removed_passages(archive: Archive) -> None:
    (rain, frost) = archive.add("rain fell", "frost came")
    archive.live.publish()
    other = archive.opened()
    assert archive.nearest("rain", other) == rain
    (changed,) = archive.add("hail fell", name="rain fell")
    assert archive.nearest("hail", other) == changed
    assert archive.nearest("rain fell", other) in (changed, frost)
    archive.catalogue.articles.remove(Article(Outlet(""), "", "", url="https://example.org/frost came").id)
    assert archive.nearest("frost", other) == changed


def test_a_newer_generation_is_swapped_in(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    archive.add("rain fell")
    archive.live.publish()
    other = archive.opened()
    archive.nearest("rain", other)
    assert archive.live.rebuild() == 1
    assert saved(archive).generation == 2
    files = sorted(path.name for path in (archive.folder / "vectors").iterdir())
    assert files == sorted([store.MANIFEST, saved(archive).file])
    assert archive.nearest("rain", other) == 1
    assert not [record for record in caplog.records if "damaged" in record.message]


def test_an_index_generation_is_saved_after_enough_changes(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexes.vectors.live._WORTH_SAVING", 3)
    archive.live.publish()
    assert saved(archive).count == 0
    archive.add("one", "two")
    archive.live.publish()
    assert (saved(archive).generation, saved(archive).count) == (1, 0)
    archive.add("three")
    archive.live.publish()
    assert (saved(archive).generation, saved(archive).count) == (2, 3)
    assert saved(archive).last_key == 3


def test_a_large_index_is_rewritten_only_after_a_share_of_it_changed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.vectors.live._WORTH_SAVING", 1)
    monkeypatch.setattr("indexes.vectors.live._SHARE_WORTH_SAVING", 0.5)
    archive.add("one", "two", "three", "four")
    archive.live.publish()
    assert saved(archive).count == 4
    archive.add("five")
    archive.live.publish()
    assert saved(archive).count == 4
    archive.add("six")
    archive.live.publish()
    assert saved(archive).count == 6


def test_changes_not_yet_loaded_by_a_search_are_saved(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexes.vectors.live._WORTH_SAVING", 1)
    archive.add("rain fell", "hail fell")
    archive.live.publish()
    (frost,) = archive.add("frost came")
    archive.catalogue.articles.remove(Article(Outlet(""), "", "", url="https://example.org/rain fell").id)
    archive.live.publish()
    assert saved(archive).count == 2
    assert saved(archive).state == archive.catalogue.articles.passages_state()
    for live in (archive.live, archive.opened()):
        assert archive.nearest("frost came", live) == frost
        assert archive.nearest("rain fell", live) == 2


def test_nothing_is_published_over_an_index_generation_ahead_of_the_catalogue(archive: Archive) -> None:
    archive.add("rain fell")
    archive.live.rebuild()
    made = saved(archive)
    ahead = made.state._replace(last_key=made.last_key + 5)
    store.save(archive.folder / "vectors", made.backend, BACKENDS[made.backend]("fake-64", 64), ahead)
    other = archive.opened()
    other.publish()
    assert (saved(archive).state, saved(archive).count) == (made.state, 1)


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("before", [(), ("rain fell",)])
def test_rolled_back_articles_are_not_indexed(archive: Archive, opened: bool, before: tuple[str, ...]) -> None:
    archive.add(*before)
    if opened:
        archive.live.refresh()
    with pytest.raises(ZeroDivisionError), archive.catalogue.transaction():
        archive.add("frost came")
        archive.live.search(archive.embedder.encode(["frost"]), 1)
        _ = 1 / 0
    assert archive.add("hail stones") == [len(before) + 1]
    scores, _ = archive.live.search(archive.embedder.encode(["hail stones"]), 1)
    assert scores[0, 0] == pytest.approx(1, abs=1e-3)


def damage_cut(archive: Archive) -> None:
    file = archive.folder / "vectors" / saved(archive).file
    file.write_bytes(file.read_bytes()[:-7])


def damage_altered(archive: Archive) -> None:
    file = archive.folder / "vectors" / saved(archive).file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def damage_missing(archive: Archive) -> None:
    (archive.folder / "vectors" / saved(archive).file).unlink()


def damage_manifest(archive: Archive) -> None:
    (archive.folder / "vectors" / store.MANIFEST).write_text('{"format": 1, "backend": ')


def damage_of_another_catalogue(archive: Archive) -> None:
    manifest = archive.folder / "vectors" / store.MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"catalogue": "another"}))


@pytest.mark.parametrize(
    "damage", [damage_cut, damage_altered, damage_missing, damage_manifest, damage_of_another_catalogue]
)
def test_a_damaged_index_is_rebuilt_and_never_served(
    archive: Archive, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    (rain, frost) = archive.add("rain fell", "frost came")
    archive.live.rebuild()
    assert callable(damage)
    damage(archive)
    other = archive.opened()
    if damage is not damage_of_another_catalogue:
        assert any("parallax reindex" in fault for fault in other.faults())
    with caplog.at_level(logging.WARNING):
        assert archive.nearest("rain", other) == rain
        assert archive.nearest("frost", other) == frost
    assert "made from the catalogue" in caplog.text
    assert other.faults() == []
    assert store.load(archive.folder / "vectors", saved(archive), BACKENDS[archive.backend], "fake-64", 64)


def test_a_catalogue_replaced_by_an_older_copy_is_detected(archive: Archive, tmp_path: Path) -> None:
    archive.add("rain fell")
    archive.catalogue.close()
    older = Path(archive.catalogue.location).read_bytes()
    archive.add("frost came", "hail fell")
    archive.live.rebuild()
    archive.catalogue.close()
    for file in tmp_path.glob("catalogue.sqlite*"):
        file.unlink()
    Path(archive.catalogue.location).write_bytes(older)
    other = Archive(tmp_path, archive.backend)
    assert any("does not fit" in fault for fault in other.live.faults())
    _, ids = other.live.search(other.embedder.encode(["frost came"]), 3)
    assert sorted(ids[0].tolist()) == [-1, -1, 1]
    assert other.live.faults() == []


def test_an_index_of_another_model_is_refused_until_rebuilt(archive: Archive) -> None:
    archive.add("rain fell", "frost came")
    archive.live.rebuild()
    other = Archive(archive.folder, archive.backend, FakeEmbedder("another model", 48))
    with pytest.raises(IndexMismatchError, match="parallax reindex"):
        other.nearest("rain")
    assert any("parallax reindex" in fault for fault in other.live.faults())
    texts = other.catalogue.vectors.texts_without("another model", 10)
    other.catalogue.vectors.put("another model", texts, other.embedder.encode(texts))
    told: list[tuple[int, int]] = []
    assert other.live.rebuild(lambda done, total: told.append((done, total))) == 2
    assert told[-1] == (2, 2)
    assert other.nearest("rain") == 1
    assert other.live.faults() == []
    with pytest.raises(IndexMismatchError):
        archive.nearest("rain")


def test_passages_without_vectors_are_never_silently_omitted(archive: Archive) -> None:
    archive.add("rain fell")
    other = Archive(archive.folder, archive.backend, FakeEmbedder("another model"))
    with pytest.raises(IndexMismatchError, match="have no vector of the model"):
        other.nearest("rain")


def test_one_backend_can_replace_the_other(tmp_path: Path) -> None:
    first = Archive(tmp_path, "exact")
    first.add("rain fell")
    first.live.publish()
    second = Archive(tmp_path, "faiss")
    assert second.nearest("rain") == 1
    assert saved(second).backend == "faiss"
    assert saved(second).dtype == "float16"


def test_an_unknown_backend_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="exact"):
        Archive(tmp_path, "abacus")


def test_a_process_that_dies_while_saving_leaves_the_previous_index(archive: Archive) -> None:
    archive.add("rain fell")
    archive.live.publish()
    folder = archive.folder / "vectors"
    leftover = folder / "vectors-dead.faiss.part"
    leftover.write_bytes(b"half")
    assert archive.nearest("rain", archive.opened()) == 1
    assert archive.opened().faults() == []
    os.utime(leftover, (0, 0))
    archive.live.rebuild()
    assert not leftover.exists()


def test_many_threads_search_while_one_adds(archive: Archive) -> None:
    archive.add("rain fell")
    errors: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                assert archive.nearest("rain fell") == 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(15):
        archive.add(f"frost number {number}")
        archive.live.refresh()
    archive.live.rebuild()
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert archive.nearest("frost number 14") == 16


def test_faiss_is_imported_at_the_first_use_and_works_after_a_fork(tmp_path: Path) -> None:
    code = """
import os, sys
import numpy as np
from indexes.vectors.live import BACKENDS
assert "faiss" not in sys.modules
def use():
    index = BACKENDS["faiss"]("model", 8)
    index.add(np.arange(5000), np.random.default_rng(0).standard_normal((5000, 8)).astype(np.float32))
    assert index.search(np.ones((1, 8), np.float32), 3)[1].shape == (1, 3)
use()
child = os.fork()
if child == 0:
    use()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


# -- many vectors


def clustered(number: int, groups: int = 300) -> Vectors:
    """Vectors in clusters, like passages about the same topic."""
    chance = np.random.default_rng(3)
    means = chance.standard_normal((groups, DIMENSION))
    vectors = means[chance.integers(0, groups, number)] + 0.6 * chance.standard_normal((number, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_inverted_lists_find_what_an_exact_search_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss, "LARGE", 20_000)
    vectors, ids = clustered(24_000), np.arange(24_000, dtype=np.int64)
    exact, made = ExactIndex("model", DIMENSION), FaissIndex("model", DIMENSION)
    for index in (exact, made):
        index.add(ids, vectors)
    made.write(tmp_path / "index")
    mapped = FaissIndex.read(tmp_path / "index", "model", DIMENSION)
    mapped.remove(ids[::10])
    exact.remove(ids[::10])
    mapped.add(ids[:5], vectors[:5])
    exact.add(ids[:5], vectors[:5])
    queries = clustered(500)[:200]
    wanted, found = exact.search(queries, 20)[1], mapped.search(queries, 20)[1]
    assert np.mean([len(set(one) & set(other)) / 20 for one, other in zip(wanted, found, strict=True)]) >= 0.99
    allowed = ids[1::50]
    wanted, found = (each.search(queries, 5, allowed)[1] for each in (exact, mapped))
    assert (wanted == found).mean() > 0.99
    mapped.write(tmp_path / "again")
    again = FaissIndex.read(tmp_path / "again", "model", DIMENSION)
    assert set(again.ids()) == set(exact.ids())
    assert (again.search(queries, 1)[1] == exact.search(queries, 1)[1]).mean() > 0.98


def test_inverted_lists_are_retrained_when_the_index_has_grown_many_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss, "LARGE", 400)
    index, lists = FaissIndex("model", DIMENSION), []
    for number in (300, 700, 900, 6400):
        index.add(np.arange(len(index), number, dtype=np.int64), clustered(number)[len(index) :])
        index.write(tmp_path / f"{number}")
        index = FaissIndex.read(tmp_path / f"{number}", "model", DIMENSION)
        lists.append(getattr(index._base, "nlist", 0))
        assert len(index) == number
    assert lists == [0, 26, 26, 80]
