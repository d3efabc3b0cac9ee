"""The architecture page refers to paths and names that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md"]
_TOPS = ("compare", "indexes", "web", "training", "benchmarks", "tests", "docs", "requirements")


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


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("Article", "compare/model/article.py"),
        ("Kind", "compare/model/match.py"),
        ("Embedder", "compare/ports/models.py"),
    ],
)
def test_every_documented_class_exists(name: str, module: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert re.search(rf"^(class )?{name}\b", (ROOT / module).read_text(encoding="utf-8"), re.MULTILINE)
