"""Tables that benchmarks write into the documentation, and ratios that are reported or rejected."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.documented_tables import PAGE, table, write
from benchmarks.rounds import Machine, Ratio, interleaved, ratio


def test_a_table_replaces_only_the_previous_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    marks = "<!-- measured: lists -->\nan old table\n<!-- end of measured: lists -->\n"
    page.write_text(f"before\n{marks}after\n", "utf-8")
    for _ in range(2):
        write("lists", [{"list": "home", "ms": 1200}, {"list": "events"}], Machine(), page)
    written = page.read_text("utf-8")
    assert written.startswith("before\n<!-- measured: lists -->\n")
    assert written.endswith("<!-- end of measured: lists -->\nafter\n")
    assert "| home | 1,200 |\n| events |  |\n" in written
    assert "old table" not in written
    assert written.count("Measured on 20") == 1
    assert " % stolen" in written
    assert "torch " in written


def test_a_missing_section_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", "utf-8")
    with pytest.raises(ValueError, match="no section lists"):
        write("lists", [{"ms": 1}], Machine(), page)
    assert page.read_text("utf-8") == "nothing\n"


@pytest.mark.parametrize("section", ["growth", "lists", "reading", "search", "start"])
def test_the_documentation_has_a_section_for_every_table(section: str, tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    write(section, [{"a column": "a value"}], Machine(), page)
    assert page.read_text("utf-8").count("| a column |") == 1


def test_csv_columns_are_those_of_the_first_row() -> None:
    assert table([{"a": 1, "b": "x"}, {"b": "y"}]) == "| a | b |\n| --- | --- |\n| 1 | x |\n|  | y |\n"


def test_a_ratio_is_rejected_if_its_rounds_differ_by_more_than_a_factor_of_two() -> None:
    assert str(Ratio((1.0, 1.1, 1.2, 1.3))) == "1.15 (1.10 to 1.20)"
    assert str(Ratio((1.0, 1.0, 2.5, 2.5))).startswith("refused")


def test_operations_are_interleaved_and_ratios_computed_per_round() -> None:
    order: list[str] = []
    taken = interleaved({"a": lambda n: order.append(f"a{n}"), "b": lambda n: order.append(f"b{n}")}, rounds=2, warm=0)
    assert order == ["a0", "b0", "b1", "a1"]
    assert {name: len(seconds) for name, seconds in taken.items()} == {"a": 2, "b": 2}
    assert ratio({"a": [2.0, 9.0], "b": [1.0, 2.0], "c": [1.0, 1.0]}, "a", "b", "c").rounds == (1.0, 3.0)
