"""The architecture page refers to paths and names that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md"]
_TOPS = ("compare", "indexes", "web", "training", "benchmarks", "tests", "docs", "requirements")
_CODE = ("compare", "indexes", "web", "training", "benchmarks")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_documented_path_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(rf"(?<![\w/.-])((?:{'|'.join(_TOPS)})(?:/[\w.-]+)+)", text)
    assert len(named) > 5
    assert sorted({each for each in named if not (ROOT / each.rstrip(".")).exists()}) == []


def test_every_package_is_described() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = {
        f"{top}/{each.name}"
        for top in ("compare", "indexes", "web")
        for each in (ROOT / top).iterdir()
        if (each / "__init__.py").is_file()
    }
    small = {"indexes/samples", "web/alerts", "web/atom", "web/citations", "web/export"}
    assert sorted(each for each in packages - small if each not in text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_documented_name_is_defined(page: Path) -> None:
    named = set(re.findall(r"`([A-Za-z_]\w*)`", page.read_text("utf-8")))
    assert sorted(named - defined_names()) == []


def test_names_of_the_architecture_are_checked() -> None:
    named = re.findall(r"`([A-Za-z_]\w*)`", (ROOT / "docs/architecture.md").read_text("utf-8"))
    assert {"Article", "Kind", "Embedder", "index_term"} <= set(named)


@cache
def defined_names() -> frozenset[str]:
    """The classes, functions, variables and packages of the code."""
    names = {each for top in _CODE for path in (ROOT / top).rglob("*.py") for each in defined_in(path)}
    return frozenset(names.union(_TOPS, settings_and_targets()))


def defined_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = {each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef | ast.FunctionDef)}
    return found | {
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def settings_and_targets() -> set[str]:
    """The environment variables of settings, and the targets of the Makefile."""
    settings, makefile = ((ROOT / each).read_text("utf-8") for each in ("docs/settings.md", "Makefile"))
    return {*re.findall(r"PARALLAX_\w+", settings), *re.findall(r"^([a-z]\w*):", makefile, re.MULTILINE)}
