"""The contract of copying with a PostgreSQL as the target, and `parallax migrate` there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import postgresql
from tests.test_copying import *  # noqa: F403 (the contract: it runs here with the fixtures of this module)
from web.cli.main import parallax

pytestmark = pytest.mark.scale


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql.running() as address:
        yield address


@pytest.fixture
def target(server: str) -> Iterator[str]:
    with postgresql.database(server) as address:
        yield address


def test_an_archive_migrated_to_a_server_and_back_gives_the_same_answers(
    command: Callable[..., str], target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = command("events", "--limit", "100"), command("search", "the minister resigned", "--json")
    assert "holds the same" in command("migrate", "--to", target, "--vectors", "faiss")
    with monkeypatch.context() as there:
        there.setenv("PARALLAX_DATABASE", target)
        there.setenv("PARALLAX_DATA", str(tmp_path / "elsewhere"))
        run = CliRunner().invoke
        assert run(parallax, ["events", "--limit", "100"], catch_exceptions=False).output == before[0]
        assert run(parallax, ["search", "the minister resigned", "--json"], catch_exceptions=False).output == before[1]
        assert "No problems found" in run(parallax, ["doctor"], catch_exceptions=False).output
        refused = run(parallax, ["backup", str(tmp_path / "kept")])
        assert "pg_dump" in str(refused.exception)
        back = run(parallax, ["migrate", "--to", str(tmp_path / "back")], catch_exceptions=False)
        assert "holds the same" in back.output
    run = CliRunner().invoke
    again = run(parallax, ["--data", str(tmp_path / "back"), "events", "--limit", "100"], catch_exceptions=False)
    assert again.output == before[0]
