"""Several processes over one archive: readers see additions at once and completely; writers do not harm each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from compare.ports import Filter
from tests.killing import opened

ROOT = Path(__file__).resolve().parents[1]

BEGIN = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from compare.ports import Filter
from tests.killing import _PLACES, _STORIES, article, opened
folder, number, batches = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
service = opened(folder)

def batch(writer, which):
    "Three reports on a happening of its own: all of a batch are added at once."
    made = [article(which % 5, outlet, 1000 * (writer + 1) + 50 * which) for outlet in range(3)]
    return [replace(each, url=f"{each.url}/{writer}/{which}") for each in made]

print("ready", flush=True)
sys.stdin.readline()
"""
ADDS = """
added = {}
for which in range(batches):
    service.add(batch(number, which))
    added[which] = time.time()
    if which % 4 == 3:
        service.maintenance.rebuild()
print(json.dumps(added))
"""
READS = """
wanted = {which: {each.id for each in batch(0, which)} for which in range(batches)}
seen, missed, wrong, looks = set(), {}, [], 0
until = time.time() + 240
while len(seen) < batches and time.time() < until:
    looks += 1
    began = time.time()
    held = {each.id for each in service.articles(Filter(), 10_000)}
    which = min(set(wanted) - seen)
    story = _STORIES[which % 5].format(_PLACES[which % 5], 31 + 7 * (which % 5) + 1000 + 50 * which)
    found = {hit.article.id for hit in service.search(story, Filter(), 200, folded=False)}
    for each in wanted.values():
        if held & each and not each <= held:
            wrong.append("half a batch is listed")
    if (held & wanted[which]) - found:
        wrong.append("what is listed is not found")
    events = service.events_of(sorted(held))
    if set(events) != held:
        wrong.append("an article without an event")
    if wanted[which] <= found:
        seen.add(which)
    else:
        missed[which] = began
    for event in service.events(Filter(), 3):
        if {each.id for each in event.articles} != set(event.event.article_ids):
            wrong.append("an event with other articles than its own")
print(json.dumps([len(seen), missed, sorted(set(wrong)), looks]))
"""


def start_process(code: str, folder: Path, number: int, batches: int) -> subprocess.Popen[str]:
    """A process that waits for a start signal."""
    command = [sys.executable, "-c", BEGIN + code, str(folder), str(number), str(batches)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def reports_of(processes: list[subprocess.Popen[str]]) -> list[object]:
    """The reports of processes that all start now."""
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    answers = [each.communicate(timeout=300)[0] for each in processes]
    assert [each.returncode for each in processes] == [0] * len(processes)
    return [json.loads(each) for each in answers]


def test_every_reader_sees_complete_additions_of_another_process_immediately(tmp_path: Path) -> None:
    batches = 8
    readers = [start_process(READS, tmp_path, number, batches) for number in range(3)]
    added, *found = reports_of([start_process(ADDS, tmp_path, 0, batches), *readers])
    assert isinstance(added, dict)
    for each in found:
        assert isinstance(each, list)
        seen, missed, wrong, looks = each
        assert wrong == []
        assert looks > batches
        assert seen == len(added)
        assert {which: began for which, began in missed.items() if began > added[which]} == {}


def test_concurrent_writers_do_not_corrupt_each_other(tmp_path: Path) -> None:
    batches = 6
    # Two of the three add the same articles.
    reports_of([start_process(ADDS, tmp_path, number, batches) for number in (0, 1, 1)])
    service = opened(tmp_path)
    assert service.count()[0] == 2 * 3 * batches
    service.maintenance.warm()
    assert service.maintenance.faults() == []
    service.add([])
    assert service.maintenance.rebuild() == len(service._catalogue.articles.passage_keys(Filter()))
    assert service.maintenance.faults() == []
