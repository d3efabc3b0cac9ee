"""Commands report their result first, and then compare for a limited time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from compare.comparison import pair_comparison
from compare.errors import LockedError
from compare.ports import Filter
from compare.services.comparing import queue
from compare.services.service import Parallax
from compare.services.stores.comparisons import ATTEMPTS
from tests.test_compare_service import DAM, WEIR, article
from web.cli import comparing, main
from web.cli.main import parallax

Run = Callable[..., Result]
CHANGING = {
    "add", "find", "recluster", "watch", "correct merge", "correct move", "correct split", "correct undo",
    "outlets rename", "outlets reset-name", "remove article", "remove feed", "remove outlet",
}  # fmt: skip


@pytest.fixture
def run(service: Parallax, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("web.cli.options.build_service", lambda settings: service)
    monkeypatch.setattr("web.cli.options.check_reader", lambda settings: None)
    for name, text in (("a", DAM), ("b", WEIR)):
        (tmp_path / f"{name}.txt").write_text(f"The dam at Weir\n{text}\n", encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(parallax, ["--data", str(tmp_path / "archive"), *arguments])


def two(tmp_path: Path) -> list[str]:
    return [str(tmp_path / f"{name}.txt") for name in "ab"]


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            yield from commands(each, f"{before}{name} ")
        elif not each.hidden:
            yield f"{before}{name}", each


def test_commands_that_change_events_let_the_user_choose_how_long_to_wait() -> None:
    limited = {name for name, each in commands(parallax) if {"wait", "no_compare"} <= {one.name for one in each.params}}
    assert limited - {name for name in limited if name.startswith(("judge", "move", "rebuild"))} == CHANGING


def test_additions_are_reported_before_comparing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare_pair, done = pair_comparison.compare_pair, []
    monkeypatch.setattr("web.cli.output.added", lambda report: done.append(f"added {report.added}") or "Added.")
    monkeypatch.setattr(
        pair_comparison, "compare_pair", lambda *given: (done.append("compared"), compare_pair(*given))[1]
    )
    assert run("add", *two(tmp_path)).exit_code == 0
    assert done == ["added 2", "compared"]


def test_the_command_ends_after_the_time_limit_and_reports_what_is_pending(
    run: Run, service: Parallax, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "COMPARING_S", 0.0)
    result = run("add", *two(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith("Added 2 articles")
    assert "1 event still waiting to be compared" in result.stderr
    assert service.comparing.pending().events == 1
    assert "still waiting" not in run("add", *two(tmp_path), "--wait").stderr
    assert service.comparing.pending().events == 0


def test_no_compare_skips_comparing(run: Run, service: Parallax, tmp_path: Path) -> None:
    assert run("add", *two(tmp_path), "--no-compare").exit_code == 0
    assert service.comparing.pending().events == 1
    assert run("add", *two(tmp_path), "--no-compare", "--wait").exit_code == 2


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_compared(
    run: Run, service: Parallax, tmp_path: Path
) -> None:
    assert run("add", *two(tmp_path), str(tmp_path / "none.txt")).exit_code == 1
    assert service.comparing.pending().events == 0


def three() -> list[Any]:
    return [article("A", DAM), article("B", WEIR), article("C", f"{WEIR} It rained.")]


def test_no_pair_is_started_after_the_time_limit(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, compare_pair = time.monotonic(), pair_comparison.compare_pair

    def slow(*given: Any) -> Any:
        nonlocal clock
        clock += 10
        return compare_pair(*given)

    monkeypatch.setattr(queue.time, "monotonic", lambda: clock)
    monkeypatch.setattr(pair_comparison, "compare_pair", slow)
    service.comparing.delegate_to(lambda: None)
    service.add(three())
    service.comparing.run_all(within_s=15)
    assert service.events(Filter(), 1)[0].progress.done == 2
    service.comparing.run_all()
    assert service.events(Filter(), 1)[0].progress.done == 3


def test_an_event_whose_comparison_a_user_interrupts_is_not_given_up(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.comparing.delegate_to(lambda: None)
    service.add(three())
    with monkeypatch.context() as patched:
        patched.setattr(pair_comparison, "compare_pair", _interrupted)
        for _ in range(ATTEMPTS + 1):
            with pytest.raises(KeyboardInterrupt):
                service.comparing.run_all()
    service.comparing.run_all()
    assert service.maintenance.faults() == []
    assert service.events(Filter(), 1)[0].progress.done == 3


def _interrupted(*given: Any) -> Any:
    raise KeyboardInterrupt


def test_results_that_cannot_be_stored_are_shown_all_the_same(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*given: Any) -> Any:
        raise LockedError("another process is writing")

    service.comparing.delegate_to(lambda: None)
    service.add(three())
    ids = [each.id for each in service.articles(Filter(), 5)]
    monkeypatch.setattr(service._catalogue.comparisons, "store_pairs", locked)
    found = service.compare(ids, 60)
    assert not found.pending
    assert found.matches
    assert len(service.compare(ids, 0).pending) == 3


def test_stored_articles_are_compared_for_a_limited_time(
    run: Run, service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.comparing.delegate_to(lambda: None)
    service.add([article("A", DAM), article("B", WEIR), article("C", f"{DAM} So it was.")])
    ids = [each.id for each in service.articles(Filter(), 5)]
    compare_pair, done = pair_comparison.compare_pair, []
    monkeypatch.setattr(pair_comparison, "compare_pair", lambda *given: (done.append(1), compare_pair(*given))[1])
    monkeypatch.setattr(main, "COMPARING_S", 0.0)
    result = run("compare", *ids)
    assert (result.exit_code, len(done)) == (0, 0)
    assert "3 article pairs still waiting to be compared: repeat the command, or use --wait." in result.stderr
    assert "still waiting" not in run("compare", *ids, "--wait").stderr
    assert len(done) == 3
    monkeypatch.setattr(main, "COMPARING_S", 60.0)
    result = run("compare", *ids)
    assert (result.stderr, len(done)) == ("", 3)  # each pair is stored
    assert result.stdout == run("events", service.events(Filter(), 5)[0].event.id).stdout.split("\n\n", 2)[2]
