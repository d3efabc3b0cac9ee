"""The `parallax` command as users run it: real parts, in this process, over its own folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compare.errors import ParallaxError
from web.cli.main import parallax

Run = Callable[..., Result]

COURIER = """Bridge at Ostrava Point closed after inspection

Engineers closed the Hallam bridge on Monday after finding cracks in two girders. The bridge carries 14,000 cars a day.
“We will not reopen it until every weld is checked,” said Dora Lind, the county engineer.
"""
HERALD = """County shuts Hallam bridge

The Hallam bridge was closed on Monday when cracks were found in three of its girders, the county said.
“We will not reopen it,” Dora Lind, the county engineer, told reporters. Ferries will run every twenty minutes.
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(parallax, ["--data", str(tmp_path / "archive"), *arguments], input=stdin)

    return invoke


@pytest.fixture
def two_files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "courier.txt").write_text(COURIER, encoding="utf-8")
    (tmp_path / "herald.txt").write_text(HERALD, encoding="utf-8")
    return str(tmp_path / "courier.txt"), str(tmp_path / "herald.txt")


@pytest.mark.model
def test_added_articles_are_listed_found_compared_and_exported(run: Run, two_files: tuple[str, str]) -> None:
    courier, herald = two_files
    assert run("add", courier, "--outlet", "The Courier", "--published", "2026-03-02").exit_code == 0
    report = json.loads(run("add", herald, "--outlet", "The Herald", "--published", "2026-03-02", "--json").stdout)
    assert (report["added"], report["known"], report["faults"]) == (1, 0, [])

    (event,) = json.loads(run("events", "--json").stdout)["events"]
    assert event["counts"] == {"articles": 2, "texts": 2, "outlets": 2, "origins": 2}
    ids = [article["id"] for article in event["articles"]]

    comparison = json.loads(run("compare", *ids, "--json").stdout)
    assert "quotation" in {each["kind"] for match in comparison["matches"] for each in match["divergences"]}

    results = json.loads(run("search", "cracks", "in", "the", "girders", "--json").stdout)["results"]
    assert {hit["article"]["id"] for hit in results} == set(ids)

    exported = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert {article["id"] for article in exported} == set(ids)
    assert run("doctor").exit_code == 0


@pytest.mark.model
def test_adding_twice_adds_once(run: Run, two_files: tuple[str, str]) -> None:
    run("add", *two_files)
    report = json.loads(run("add", *two_files, "--json").stdout)
    assert (report["added"], report["revised"], report["known"]) == (0, 0, 2)


@pytest.mark.model
def test_an_export_can_be_added_and_gives_the_same_articles(
    run: Run, two_files: tuple[str, str], tmp_path: Path
) -> None:
    run("add", *two_files, "--outlet", "The Courier", "--published", "2026-03-02")
    exported = run("export").stdout
    other = CliRunner().invoke(parallax, ["--data", str(tmp_path / "other"), "add", "-"], input=exported.encode())
    assert other.exit_code == 0
    again = CliRunner().invoke(parallax, ["--data", str(tmp_path / "other"), "export"]).stdout
    assert sorted(json.loads(line)["id"] for line in again.splitlines()) == sorted(
        json.loads(line)["id"] for line in exported.splitlines()
    )


@pytest.mark.model
def test_files_are_compared_without_being_stored(run: Run, two_files: tuple[str, str]) -> None:
    result = run("compare", *two_files)
    assert result.exit_code == 0
    assert "Dora Lind" in result.stdout
    assert json.loads(run("events", "--json").stdout)["events"] == []


@pytest.mark.model
def test_a_bad_line_does_not_affect_other_lines(run: Run) -> None:
    lines = [json.dumps({"title": f"Story {n}", "text": f"The mayor of town {n} opened a hall."}) for n in range(3)]
    result = run("add", "-", "--json", stdin="\n".join([lines[0], "{broken", lines[1], lines[2]]).encode())
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["added"] == 3
    assert [fault["line"] for fault in report["faults"]] == [2]
    assert "2" in result.stderr


@pytest.mark.model
def test_a_gzipped_table_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"headline,body,mood\nFerry late,The ferry was an hour late.,grim\n"))
    assert run("add", str(path)).exit_code == 0
    (article,) = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert article["title"] == "Ferry late"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("broken.txt", b"Title\n\n" + b"\xff\xfe\xfd\x80\x81" * 20),
        ("huge.txt", b"Title\n\n" + b"word " * 10_500_000),
    ],
)
def test_a_file_that_is_not_an_article_is_named_and_nothing_is_added(
    run: Run, tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = run("add", str(path))
    assert result.exit_code == 1
    assert name in result.stderr
    assert "Traceback" not in result.output
    assert json.loads(run("events", "--json").stdout)["events"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "0123456789abcdef", "fedcba9876543210"),
        ("events", "nothing"),
        ("compare", "0123456789abcdef"),
        ("search", " "),
    ],
)
def test_a_wrong_request_is_a_parallax_error(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, ParallaxError)
    assert str(result.exception)


@pytest.mark.parametrize("arguments", [("add",), ("serve", "--port", "x"), ("events", "--since", "soon"), ("nothing",)])
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("command", [None, *sorted(parallax.commands)])
def test_every_command_has_help(run: Run, command: str | None) -> None:
    result = run(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout
