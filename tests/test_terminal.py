"""A terminal displays what articles contain, and executes none of it."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.ports.harvesting import Feed
from compare.services.service import Parallax
from compare.services.stores.outlets import OutletFact
from web.cli import main
from web.cli.terminal import clean

ESCAPES = "\x1b[2J\x1b]0;pwned\x07\x1b[31m\x9b1A\x1bP$q\x1b\\\x90x\x9c\x1bc\x08\r\x7f\u202e\u2066"
TEXTS = (
    f"The harbour at Lund{ESCAPES} closed at 7 on Monday, the mayor{ESCAPES} said. “It is {ESCAPES}shut,” he said. Rain fell.",
    f"The harbour at Lund{ESCAPES} closed at 8 on Monday, the mayor{ESCAPES} said. “It is shut,” he said. Snow fell.",
)
OWN = re.compile(r"\x1b\[[01]m")  # bold, which Parallax writes itself
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(service: Parallax, monkeypatch: pytest.MonkeyPatch) -> Parallax:
    """An archive with escape sequences in every text field, and the command that uses it."""
    day = Moment.parse("2026-01-05")
    service.add(
        Article(Outlet(f"Gull {n}{ESCAPES}"), f"Harbour{ESCAPES} closes", text, None, None, day)
        for n, text in enumerate(TEXTS)
    )
    service.outlets.add_facts(
        [OutletFact(Outlet(f"Gull 0{ESCAPES}"), f"owner{ESCAPES}", f"x{ESCAPES}", f"me{ESCAPES}", day)]
    )
    service.feed_watcher.follow([Feed(f"https://a.example/{ESCAPES}", f"Feed{ESCAPES}", problem=f"no{ESCAPES}")])
    service._catalogue.removals.note("feed", f"https://b.example/{ESCAPES}")
    monkeypatch.setattr("web.cli.options.build_service", lambda settings: service)
    return service


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Runs the command with standard output and error on a terminal, and returns what the terminal received."""

    def run(*arguments: str) -> str:
        main_end, other_end = pty.openpty()
        received = bytearray()

        def read() -> None:
            try:
                while part := os.read(main_end, 65536):
                    received.extend(part)
            except OSError:  # the other end was closed
                pass

        reader = Thread(target=read)
        reader.start()
        with monkeypatch.context() as patch:
            for name in ("stdout", "stderr"):
                patch.setattr(sys, name, os.fdopen(os.dup(other_end), "w", encoding="utf-8"))
            patch.setattr(sys, "argv", ["parallax", "--data", str(tmp_path / "archive"), *arguments])
            with suppress(SystemExit):
                main.main()
            for stream in (sys.stdout, sys.stderr):
                stream.close()
        os.close(other_end)
        reader.join(20)
        os.close(main_end)
        return received.decode()

    return run


def commands(service: Parallax) -> Iterator[list[str]]:
    ids = [each.id for each in service.articles(Filter(), 9)]
    event = service.events(Filter(), 1)[0].event.id
    yield from (["events"], ["events", event], ["compare", *ids], ["search", "harbour closed"], ["outlets", "list"])
    yield from (["feeds", "list"], ["api-key", "list"], ["remove", "list"], ["reviews", "list"], ["correct", "list"])
    yield from (["events", "--json"], ["search", "--json", "harbour closed"], ["outlets", "call", f"no{ESCAPES}", "x"])
    yield from (
        ["search", " "],
        ["events", f"none{ESCAPES}"],
        ["remove", "feed", "--yes", f"none{ESCAPES}"],
        ["doctor"],
    )


def test_no_command_prints_escape_sequences_of_an_article(hostile: Parallax, on_terminal: Callable[..., str]) -> None:
    for arguments in commands(hostile):
        shown = OWN.sub("", on_terminal(*arguments).replace("\r\n", "\n"))
        assert shown.strip(), arguments
        assert not FORBIDDEN.search(shown), (arguments, shown)
        assert "pwned" not in shown.replace("\\u001b]0;pwned", ""), arguments


def test_input_that_cannot_be_added_is_named_without_escape_sequences(
    hostile: Parallax, on_terminal: Callable[..., str], tmp_path: Path
) -> None:
    bad = tmp_path / f"bad{ESCAPES.replace('/', '')}.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    table = tmp_path / "e.jsonl"
    table.write_text(json.dumps({"title": f"T{ESCAPES}", "text": f"words{ESCAPES} here"}) + "\n{broken\n")
    shown = on_terminal("add", str(bad), str(table))
    assert "bad" in shown
    assert "Added 1 article" in shown
    assert not re.search(r"\x1b(?!\[[01]?m)|\x07|\x9b|\x90|\u202e", shown), shown


def test_headings_are_bold_on_a_terminal(hostile: Parallax, on_terminal: Callable[..., str]) -> None:
    assert "\x1b[1mHarbour closes\x1b[0m" in on_terminal("events")


@given(st.text(st.sampled_from("\x1b[]P_^X\\;0123mJ~ \x07\x9b\x9d\x90\x98\x9c\n\tab\x08\x7f\u202eé"), max_size=80))
def test_terminal_control_characters_are_removed_from_any_text(text: str) -> None:
    left = clean(text)
    assert not FORBIDDEN.search(left)
    assert "\r" not in left
    assert clean(left) == left
    assert left.count("é") <= text.count("é")


@pytest.mark.parametrize("text", ["plain", "two\nlines\tand a tab", "“Zürich” – 東京 עברית", "a[31m]"])
def test_text_without_control_characters_is_unchanged(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("part", ["\x1b]", "\x9d", "\x1b[0", "\x1bP", "\x90\x1b", "\x1b"])
def test_cleaning_takes_linear_time(part: str) -> None:
    began = time.process_time()
    clean(part * 200_000)
    assert time.process_time() - began < 5


def test_output_to_a_file_is_unchanged(hostile: Parallax, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "out.jsonl"
    with closing(place.open("w", encoding="utf-8")) as out:
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "argv", ["parallax", "--data", str(tmp_path / "archive"), "export"])
        with pytest.raises(SystemExit):
            main.main()
    titles = [json.loads(line)["title"] for line in place.read_text("utf-8").splitlines()]
    assert titles == [each.title for each in hostile.articles(Filter(), 9)]
