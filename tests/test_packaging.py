"""The installed packages are the pinned ones: every package by version and by the hashes of its files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LISTS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "indexes/reader/mpnet/requirements.txt"]
ENVIRONMENT = ("run", "dev", "servers", "others")


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)
    return {normalised(name): version for name, version in found}


@pytest.mark.parametrize("place", LISTS, ids=lambda each: each.stem)
def test_every_package_has_one_version_and_hashes_and_no_list_names_an_index(place: Path) -> None:
    text = re.sub(r"^#.*\n", "", place.read_text("utf-8"), flags=re.MULTILINE)
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert re.fullmatch(
            r"[A-Za-z0-9._-]+==[^\s;\\]+( ;[^\\]+)?(\s*\\\n    --hash=sha256:[0-9a-f]{64})+ *\n?", block
        ), block
    assert "://" not in text


def test_every_dependency_is_pinned_in_the_list_that_installs_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"run": project["dependencies"], **project["optional-dependencies"]}
    run = pinned((ROOT / "requirements" / "run.txt").read_text("utf-8"))
    for name in ENVIRONMENT:
        held = run | pinned((ROOT / "requirements" / f"{name}.txt").read_text("utf-8"))
        for each in wanted[name]:
            assert normalised(re.split(r"[\[<>=;! ]", each)[0]) in held, (name, each, "run `make lock`")


def test_the_requirement_lists_have_the_versions_of_the_constraints() -> None:
    constraints = pinned((ROOT / "constraints.txt").read_text("utf-8"))
    for name in ENVIRONMENT:
        for package, version in pinned((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")).items():
            assert constraints.get(package, version) == version, (name, package, "run `make lock`")


def test_the_environment_is_installed_with_hashes_only() -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    installs = [each for each in lines if re.search(r"\bpip\b.*\binstall\b|\$\(PIP\)|^\w+ := install", each)]
    assert len(installs) >= 8
    for each in installs:
        assert re.search(
            r"\$\(LOCKED\)/|\$\(OWN\)|--require-hashes|--no-deps --no-build-isolation --editable \.|freeze", each
        ), each
