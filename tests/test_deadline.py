"""A parser that never returns is killed, and the following input is read; real processes, real files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.errors import UnreadableError
from compare.model.article import Article
from indexes.ingest import Defaults, Fault, deadline, read
from indexes.ingest.deadline import within
from indexes.ingest.rows import Row, read_in_time
from tests.documents import docx_of, mbox_of, message, press_release
from tests.inputs import PAGE, RSS, warc_record
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[1]

HANGS = """
def load_html(page):
    while True:
        pass
"""


@pytest.fixture(autouse=True)
def no_process_before_or_after() -> Iterator[None]:
    deadline.end()
    yield
    deadline.end()


def never() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(why: str) -> None:
    raise UnreadableError(why)


def process() -> int:
    return os.getpid()


def test_work_runs_in_one_subprocess_and_its_exceptions_are_passed_back() -> None:
    first = within(60, process)
    assert first != os.getpid()
    assert within(60, process) == first
    with pytest.raises(UnreadableError, match="no article"):
        within(60, refuse, "no article")


def test_work_that_never_returns_is_killed_and_the_next_is_done() -> None:
    first = within(60, process)
    start = time.monotonic()
    with pytest.raises(UnreadableError, match="took longer than 1 seconds"):
        within(1, never)
    assert time.monotonic() - start < 30
    assert within(60, process) != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_process_that_dies_loses_only_the_row_it_read() -> None:
    with pytest.raises(UnreadableError, match="crashed the process"):
        within(60, die)
    assert within(60, process) != os.getpid()


SCRIPT = """
import sys
from indexes.ingest import read
from indexes.ingest.deadline import within
from indexes.ingest.rows import Row, read_in_time
from tests.test_deadline import never
print([each.title for each in read([sys.argv[1]])])
within(1, never)
"""


def test_pages_are_read_from_a_script_without_a_main_guard(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, str(tmp_path / "script.py"), str(tmp_path / "a.html")]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=300
    )
    assert ran.stdout == "['Dam gates opened early']\n"
    assert ran.stderr.rstrip().endswith("UnreadableError: reading this took longer than 1 seconds and was stopped.")


def test_a_process_whose_owner_is_killed_ends_at_its_deadline() -> None:
    code = "import os, sys; from indexes.ingest.deadline import within; from tests.test_deadline import process, never;"
    code += "print(within(60, process), flush=True); within(2, never)"
    owner = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    other = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    wait_until(lambda: not Path(f"/proc/{other}").exists())


def test_a_page_whose_parser_never_returns_is_refused_and_all_other_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser, files = tmp_path / "parser", tmp_path / "files"
    for folder in (parser, files):
        folder.mkdir()
    (parser / "trafilatura.py").write_text(HANGS)
    (files / "a.html").write_text(PAGE)
    (files / "b.txt").write_text("Otter seen\n\nAn otter was seen in the canal.")
    (files / "c.xml").write_text(RSS)
    monkeypatch.setattr("indexes.ingest.formats.html.PAGE_S", 2.0)
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(parser))
        found = list(read([files]))
    refused = [each.message for each in found if isinstance(each, Fault)]
    assert refused[0].startswith("reading this took longer than 2 seconds and was stopped.")
    assert {each.title for each in found if isinstance(each, Article)} >= {
        "Otter seen",
        "Dam gates opened & farms warned",
    }


def test_the_page_after_one_that_timed_out_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    with pytest.raises(UnreadableError):
        within(0.5, never)
    (article,) = read([tmp_path / "a.html"])
    assert isinstance(article, Article)
    assert article.title == "Dam gates opened early"


def test_a_feed_has_a_deadline_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xml").write_text(RSS.replace("<item>", "<item><title>x</title></item>" * 5_000 + "<item>", 1))
    monkeypatch.setattr("indexes.ingest.readers.DOCUMENT_S", 0.01)
    (fault,) = read([tmp_path / "a.xml"])
    assert isinstance(fault, Fault)
    assert "took longer" in fault.message


@pytest.mark.parametrize(("name", "content"), [
    ("a.pdf", press_release()), ("a.docx", docx_of()), ("a.eml", message().as_bytes()),
])  # fmt: skip
def test_a_document_has_a_deadline_and_does_not_affect_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.html").write_text(PAGE)
    monkeypatch.setattr("indexes.ingest.readers.DOCUMENT_S", 0.000_001)
    found = list(read([tmp_path / name, tmp_path / "b.html"]))
    assert ["took longer" in each.message for each in found if isinstance(each, Fault)] == [True]
    assert [each.title for each in found if isinstance(each, Article)] == ["Dam gates opened early"]


def test_a_mailbox_message_that_takes_too_long_does_not_affect_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.mbox").write_bytes(mbox_of([message(), message()]))
    monkeypatch.setattr("indexes.ingest.documents.mail.MESSAGE_S", 0.000_001)
    assert ["took longer" in each.message for each in read([tmp_path / "a.mbox"])] == [True, True]


def slow(value: str, name: str, line: int, defaults: Defaults) -> list[Fault]:
    """The content of a row; one row never returns."""
    if value == "never":
        never()
    return [Fault(name, line, value)]


def test_a_row_that_takes_too_long_does_not_affect_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexes.ingest.rows.ROWS_S", 1.0)
    rows = [Row(value, line, 9) for line, value in enumerate(["first", "never", "last"], 1)]
    found = [each.message for each in read_in_time(rows, slow, "table", Defaults())]
    assert (found[0], found[2]) == ("first", "last")
    assert found[1].startswith("reading this took longer than 1 seconds and was stopped.")


def test_table_rows_are_read_in_batches_and_in_order() -> None:
    rows = [Row(f"row {number}", number, 100_000 * (number % 30)) for number in range(1, 300)]
    rows[9] = Row(Fault("table", 10, "a row that is broken"), 10, 0)
    found = list(read_in_time(rows, slow, "table", Defaults()))
    assert [each.line for each in found] == list(range(1, 300))
    assert found[9].message == "a row that is broken"


@pytest.mark.parametrize(("name", "text"), [
    ("a.jsonl", '{"title": "Quake", "text": "The mayor spoke on Monday."}\n' * 2),
    ("a.csv", "title,text\n" + "Quake,The mayor spoke on Monday.\n" * 2),
])  # fmt: skip
def test_file_rows_are_read_in_the_subprocess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    assert [each.title for each in read([tmp_path / name])] == ["Quake", "Quake"]
    monkeypatch.setattr("indexes.ingest.rows.ROWS_S", 0.000_001)
    assert all("took longer" in each.message for each in read([tmp_path / name]) if isinstance(each, Fault))


def test_a_web_archive_record_that_takes_too_long_does_not_affect_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.warc").write_bytes(warc_record("https://weir.example/a", PAGE.encode()) * 2)
    monkeypatch.setattr("indexes.ingest.formats.archives.warc.PAGE_S", 0.000_001)
    assert ["took longer" in each.message for each in read([tmp_path / "a.warc"])] == [True, True]
