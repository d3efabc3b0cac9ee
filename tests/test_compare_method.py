"""The version of the method depends on everything that comparisons depend on, and on nothing else."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from compare.comparison.method import METHOD, version


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that tests can modify."""
    with resources.as_file(resources.files("compare")) as source:
        return Path(shutil.copytree(source, tmp_path / "compare"))


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copy_of_the_package_has_the_same_version(package: Path) -> None:
    assert version(package) == METHOD


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("alignment/scorer.py", "return", "return 1 and"),
        ("divergence/rules.py", "import annotations", "import annotations\n\nLIMIT = 3"),
        ("text/cleaning/furniture.py", "_MOST_INTERFACE_WORDS = 14", "_MOST_INTERFACE_WORDS = 15"),
        ("text/cleaning/furniture.py", "toggle tweet", "tweet"),
        ("data/reporting.txt", "\n", "\nproclaimed\n"),
        ("data/decisions.json", "0.", "0.1"),
    ],
    ids=["a function", "a rule", "a threshold", "a word list in code", "a word list", "a trained decision"],
)
def test_the_version_changes_with(package: Path, file: str, old: str, new: str) -> None:
    edited(package / file, old, new)
    assert version(package) != METHOD


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("divergence/rules.py", '"""', '"""Reworded. '),
        ("divergence/rules.py", "from __future__", "# a comment\nfrom __future__"),
        ("divergence/rules.py", "\n", "\n\n\n"),
        ("data/grouping.json", "{", "{ "),
        ("services/service.py", "import annotations", "import annotations\n\nLIMIT = 3"),
    ],
    ids=["a docstring", "a comment", "a blank line", "the data of clustering", "a use case"],
)
def test_the_version_does_not_change_with(package: Path, file: str, old: str, new: str) -> None:
    edited(package / file, old, new)
    assert version(package) == METHOD
