"""The documentation agrees with the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from web import create_app
from web.cli.main import parallax
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_documented_command_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|\n|\| )parallax ([a-z][a-z-]*)", text))
    assert named <= set(parallax.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_documented_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\n)make ([a-z-]+)", page.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_linked_file_exists(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_table_of_settings_lists_every_setting() -> None:
    rows = re.findall(
        r"^\| `(PARALLAX_\w+)` \| (.+?) \| (.+?) \|$", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE
    )
    expected = [
        (f"PARALLAX_{each.name.upper()}", f"`{each.default}`" if str(each.default) else "empty", each.metadata["help"])
        for each in fields(Settings)
    ]
    assert rows == expected


def test_the_table_of_endpoints_lists_every_endpoint(tmp_path: Path) -> None:
    documented = set(
        re.findall(
            r"^\| `(GET|POST|PUT|DELETE) (/api/v1/[A-Za-z/.]+)(?:\?.*?)?` \|",
            (ROOT / "docs/api.md").read_text("utf-8"),
            re.MULTILINE,
        )
    )
    served = {
        (method, re.sub(r"<[^>]+>", "ID", rule.rule))
        for rule in create_app(Settings(data=tmp_path)).url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/v1/") and method in {"GET", "POST", "PUT", "DELETE"}
    }
    assert documented == served


def test_every_security_promise_names_an_existing_test() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [each for each in text.splitlines() if each.startswith("| ")][1:]
    assert len(rows) > 12
    for row in rows:
        shown_by = row.rstrip("| ").rpartition("|")[2]
        named = re.findall(r"`(tests/[\w/]+\.py)`", shown_by)
        assert named or "`make" in shown_by, row
        for each in named:
            assert (ROOT / each).is_file(), each
