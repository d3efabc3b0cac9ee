"""Modules, functions and folders stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("compare", "indexes", "web", "training", "benchmarks")

LINES_OF_MODULE = 300
LINES_OF_FUNCTION = 45
MODULES_OF_FOLDER = 12
"""Not counting `__init__.py` and subfolders."""


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_too_long(package: str) -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules(package)}
    assert {path: count for path, count in lines.items() if count > LINES_OF_MODULE} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_too_long(package: str) -> None:
    lines = {
        f"{name(path)}:{each.name}": (each.end_lineno or each.lineno) - each.lineno + 1
        for path in modules(package)
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert lines
    assert {function: count for function, count in lines.items() if count > LINES_OF_FUNCTION} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_has_too_many_modules(package: str) -> None:
    folders: dict[str, int] = {}
    for path in modules(package):
        if path.name != "__init__.py":
            folders[name(path.parent)] = folders.get(name(path.parent), 0) + 1
    assert {folder: count for folder, count in folders.items() if count > MODULES_OF_FOLDER} == {}


def modules(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
