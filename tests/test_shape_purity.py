"""`compare` is pure: protocols are in one place, and only its services read a clock."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORTS = ("compare/ports/", "compare/services/stores/")
CLOCK = "compare/services/clock.py"


def test_protocols_of_compare_are_ports() -> None:
    protocols = {
        name(path): getattr(each, "name", "")
        for path, tree in modules()
        for each in ast.walk(tree)
        if is_protocol(each)
    }
    assert protocols
    assert {path: each for path, each in protocols.items() if not path.startswith(PORTS)} == {}


def test_only_the_clock_of_the_services_reads_the_date() -> None:
    readers = {name(path) for path, tree in modules() for each in ast.walk(tree) if reads_the_date(each)}
    assert readers == {CLOCK}


def is_protocol(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases
    )


def reads_the_date(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    )


def modules() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted((ROOT / "compare").rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
