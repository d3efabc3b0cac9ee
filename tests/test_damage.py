"""Damaged files: derived ones are rebuilt and never served; damage to others is reported in words."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.errors import CatalogueError, ParallaxError, StorageError
from compare.ports import Filter
from compare.services.service import Parallax
from tests.fakes import FakeEmbedder
from tests.killing import ALL, article, opened, state
from web import create_app
from web.cli.main import parallax
from web.settings import Settings

QUERY = "firemen fought the blaze in the bakery"


@pytest.fixture(scope="module")
def intact_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an index, a cache and stored comparisons; tests use copies of it."""
    folder = tmp_path_factory.mktemp("whole") / "archive"
    service = opened(folder)
    service.add(ALL)
    service.corrections.merge([service.events_of([ALL[n].id])[ALL[n].id] for n in (0, 3)])
    service._catalogue.close()  # type: ignore[attr-defined]
    return folder


def contents_of(service: Parallax) -> Any:
    """What users see: hits with their scores, and events with their comparisons."""
    hits = [(hit.article.id, hit.passage.index, round(hit.score, 4)) for hit in service.search(QUERY, Filter(), 50)]
    return hits, [(each.event.id, each.event.article_ids, each.totals) for each in service.events(Filter(), 50)]


@pytest.fixture(scope="module")
def expected(intact_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """What users see in it, before and after adding another article."""
    folder = tmp_path_factory.mktemp("wanted") / "archive"
    shutil.copytree(intact_archive, folder)
    service = opened(folder)
    before = contents_of(service)
    service.add([article(4, 0, 9), article(1, 2, 9)])
    return before, state(folder)


# -- what is derived


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a flipped bit, a byte deleted or inserted, a hole, a truncated end, or completely empty."""
    place = chance.randrange(len(content))
    bit = bytes([content[place] ^ (1 << chance.randrange(8))])
    return chance.choice(
        [
            content[:place] + bit + content[place + 1 :],
            content[:place] + bit + content[place + 1 :],
            content[:place] + content[place + 1 :],
            content[:place] + b"\0" + content[place:],
            content[:place] + bytes(min(512, len(content) - place)) + content[place + 512 :],
            content[:place],
            b"",
        ]
    )


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_derived_file_is_rebuilt_and_never_served(
    seed: int, intact_archive: Path, expected: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("derived") / "archive"
    shutil.copytree(intact_archive, folder)
    chance = random.Random(seed)
    derived = sorted(each for each in folder.rglob("*") if each.is_file() and each.stem != "catalogue")
    assert {"manifest.json"} < {each.name for each in derived}
    for each in chance.sample(derived, chance.choice([1, 1, 2])):
        if chance.random() < 0.1:
            each.unlink()
        else:
            each.write_bytes(damaged(each.read_bytes(), chance))
    service = opened(folder)
    assert contents_of(service) == expected[0]
    service.add([article(4, 0, 9), article(1, 2, 9)])
    assert state(folder) == expected[1]
    assert service.maintenance.faults() == []
    shutil.rmtree(folder)


@pytest.mark.parametrize("table", ["comparisons", "pair_results"])
def test_a_damaged_cached_comparison_is_computed_again(
    intact_archive: Path, expected: tuple[Any, Any], tmp_path: Path, table: str
) -> None:
    shutil.copytree(intact_archive, tmp_path / "archive")
    service = opened(tmp_path / "archive")
    with service._catalogue.writing() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"UPDATE {table} SET text = replace(text, '0.', '1.')")
    contents_of(service)
    service.comparing.run_all()
    assert contents_of(service) == expected[0]
    assert contents_of(opened(tmp_path / "archive")) == expected[0]


# -- the catalogue


COMMANDS = [
    ("doctor",),
    ("events",),
    ("events", "EVENT"),
    ("compare", "ONE", "OTHER"),
    ("search", "blaze", "bakery"),
    ("export",),
    ("outlets", "list"),
    ("feeds", "list"),
    ("remove", "list"),
    ("correct", "list"),
    ("reviews", "list"),
    ("api-key", "list"),
    ("recluster",),
    ("reindex",),
    ("add", "FILE"),
    ("correct", "split", "EVENT", "ONE"),
    ("remove", "outlet", "courier", "--yes"),
    ("api-key", "create", "me"),
    ("backup", "TARGET"),
    ("serve",),
]
PAGES = ["/", "/events/EVENT", "/articles/ONE", "/compare?article=ONE&article=OTHER", "/search?q=blaze", "/outlets"]
PAGES += ["/corrections", "/feeds", "/api/v1/events", "/api/v1/events/EVENT", "/api/v1/articles/ONE/passages"]
PAGES += ["/api/v1/search?q=blaze", "/api/v1/outlets", "/api/v1/corrections", "/api/v1/reviews"]


@pytest.fixture
def archive(intact_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def build(settings: Settings) -> Parallax:
        return opened(settings.data)

    monkeypatch.setattr("web.cli.options.build_service", build)
    monkeypatch.setattr(
        "web.server.serve._Server.run", lambda server: pytest.fail("it serves a catalogue that is none")
    )
    shutil.copytree(intact_archive, tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def named(archive: Path, tmp_path: Path) -> Callable[[str], str]:
    """Fills ids of the archive into a command or a URL."""
    (tmp_path / "new.txt").write_text("A title\n\nThe library in Aldmoor stays open after all.\n", "utf-8")
    event = next(row[0] for row in state(archive)["events"] if row[2] == ALL[0].id)
    ids = {"EVENT": event, "ONE": ALL[0].id, "OTHER": ALL[1].id}
    paths = {"FILE": str(tmp_path / "new.txt"), "TARGET": str(tmp_path / "kept.backup")}

    def put(text: str) -> str:
        for name, value in (ids | paths).items():
            text = text.replace(name, value)
        return text

    return put


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(parallax, ["--data", str(folder), *arguments])


def other(content: bytes) -> bytes:
    return b"Dear diary, " * (len(content) // 12)


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def head(content: bytes) -> bytes:
    return content[:100]


@pytest.mark.parametrize("damage", [other, zeros, half, head])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_reports_a_damaged_catalogue_with_a_message(
    archive: Path, named: Callable[[str], str], command: tuple[str, ...], damage: Callable[[bytes], bytes]
) -> None:
    arguments = [named(each) for each in command]
    place = archive / "catalogue.sqlite"
    place.write_bytes(damage(place.read_bytes()))
    result = run(archive, *arguments)
    assert result.exit_code == 1
    if result.exception and not isinstance(result.exception, SystemExit):
        assert isinstance(result.exception, StorageError), result.exception
        assert any(words in str(result.exception) for words in ("damaged", "not a catalogue"))
    else:
        assert command == ("doctor",)
        assert "is damaged" in result.output
        assert "parallax restore" in result.output


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"News from Eastwick", b"News from Gastwick", "was altered"),
        (b"courier.example/1", b"courier.example/9", "is damaged"),  # it is also in an index, whose order is wrong now
    ],
)
def test_doctor_finds_a_corrupted_character(archive: Path, before: bytes, after: bytes, said: str) -> None:
    place = archive / "catalogue.sqlite"
    content = place.read_bytes()
    assert before in content
    place.write_bytes(content.replace(before, after))
    result = run(archive, "doctor")
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    "damage",
    [
        "CAST(vector || x'0000' AS BLOB)",
        "substr(vector, 1, 64)",
        "x''",
        "CAST(x'007e' || substr(vector, 3) AS BLOB)",
        "'text'",
    ],
    ids=["longer", "half", "empty", "no-number", "text"],
)
def test_doctor_finds_a_vector_of_wrong_length_and_a_rebuild_repairs_it(tmp_path: Path, damage: str) -> None:
    service = opened(tmp_path / "archive")
    service.add(ALL)
    expected = service.search("blaze in the bakery", Filter(), 5)
    assert service.maintenance.faults() == []
    with closing(sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute(f"UPDATE vectors SET vector = {damage} WHERE row IN (2, 5)")
    assert any(
        "2 vectors are damaged or of the wrong length: run `parallax reindex`" in each
        for each in service.maintenance.faults()
    )
    again = opened(tmp_path / "archive")
    again.maintenance.rebuild()
    assert again.maintenance.faults() == []
    assert [hit.passage for hit in again.search("blaze in the bakery", Filter(), 5)] == [
        hit.passage for hit in expected
    ]


def test_vectors_of_wrong_lengths_with_the_right_total_are_not_read_shifted(tmp_path: Path) -> None:
    service = opened(tmp_path / "archive")
    service.add(ALL)
    with closing(sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite")) as catalogue, catalogue:
        catalogue.execute("UPDATE vectors SET vector = CAST(vector || x'0000' AS BLOB) WHERE row = 2")
        catalogue.execute("UPDATE vectors SET vector = substr(vector, 1, length(vector) - 2) WHERE row = 3")
    embedder = FakeEmbedder()
    with pytest.raises(CatalogueError, match="wrong length"):
        list(service._catalogue.vectors.of_passages(embedder.fingerprint))


def test_a_rebuild_stops_if_a_text_has_changed(archive: Path) -> None:
    place = archive / "catalogue.sqlite"
    place.write_bytes(place.read_bytes().replace(b"Witnesses in Eastwick", b"Witnesses in Gastwick"))
    with opened(archive)._catalogue.writing() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("DELETE FROM vectors")
    result = run(archive, "reindex")
    assert isinstance(result.exception, StorageError)
    assert "parallax doctor" in str(result.exception)
    assert run(archive, "doctor").exit_code == 1


@pytest.mark.parametrize("seed", range(12))
def test_a_partly_damaged_catalogue_is_read_without_a_traceback(
    archive: Path, named: Callable[[str], str], seed: int
) -> None:
    commands = [[named(each) for each in command] for command in COMMANDS if command != ("serve",)]
    addresses = [named(each) for each in PAGES]
    place = archive / "catalogue.sqlite"
    chance = random.Random(seed)
    content = bytearray(place.read_bytes())
    for page in chance.sample(range(1, len(content) // 4096), 1 + len(content) // 4096 // 4):
        if seed % 2:
            content[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        else:
            for _ in range(20):
                content[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
    place.write_bytes(content)
    for arguments in commands:
        result = run(archive, *arguments)
        assert result.exit_code in {0, 1}
        if result.exception and not isinstance(result.exception, SystemExit):
            assert isinstance(result.exception, ParallaxError), (arguments, result.exception)
        place.write_bytes(content)
        for suffix in ("-wal", "-shm"):
            Path(f"{place}{suffix}").unlink(missing_ok=True)
    try:
        client = create_app(service=opened(archive)).test_client()
    except CatalogueError:
        return
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {200, 404, 503}, (address, answer.text)
        if answer.status_code == 503:
            assert "damaged" in answer.text or "cannot be used" in answer.text or "no vector" in answer.text
            assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_every_page_reports_a_catalogue_damaged_while_running(
    archive: Path, named: Callable[[str], str], address: str
) -> None:
    client = create_app(service=opened(archive)).test_client()
    place = archive / "catalogue.sqlite"
    with place.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (place.stat().st_size - 4096))
    answer = client.get(named(address))
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    if address.startswith("/api/"):
        assert answer.content_type == "application/problem+json"
        assert json.loads(answer.text)["status"] == 503
    else:
        assert "<h1" in answer.text
