"""Commands and API fields under their former names: they work, and print what to use instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli.main import parallax

RENAMED = {
    ("token", "list"): ("api-key", "list"),
    ("judge", "list"): ("reviews", "list"),
    ("outlets", "forget", "nobody"): ("outlets", "remove-source", "nobody"),
    ("remove", "lift", "feed", "https://a.example"): ("remove", "undo", "feed", "https://a.example"),
    ("regroup",): ("recluster",),
    ("rebuild",): ("reindex",),
    ("move", "--help"): ("migrate", "--help"),
}


@pytest.mark.parametrize("old", RENAMED, ids=" ".join)
def test_a_command_works_under_its_old_name_and_warns(old: tuple[str, ...], tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(parallax, ["--data", str(tmp_path), *arguments])

    before, after = run(*old), run(*RENAMED[old])
    assert before.exit_code == after.exit_code and type(before.exception) is type(after.exception)
    if "--help" in old:
        return
    assert before.stdout == after.stdout
    assert "deprecated" in before.stderr and "`parallax " in before.stderr
    assert "deprecated" not in after.stderr


def test_help_lists_only_the_new_names() -> None:
    lines = CliRunner().invoke(parallax, ["--help"]).stdout.partition("Commands:")[2].splitlines()
    shown = {line.split()[0] for line in lines if line.strip()}
    assert {"api-key", "reviews", "migrate", "reindex", "recluster"} <= shown
    assert not {"token", "judge", "move", "rebuild", "regroup"} & shown
