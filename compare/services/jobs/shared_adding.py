"""Adding together: several processes, on one or more machines, share the work through the jobs of one catalogue."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import reduce

from compare.errors import StorageError
from compare.model.article import Article, digest
from compare.services.adding.add import batches
from compare.services.jobs.jobs import Jobs
from compare.services.stores.operations.jobs import AddReport, Job, ReportProgress

_SUBMITTER = "\tadd"  # no API key has a name with a tab
_WAITING = 8
"""Maximum number of waiting jobs before a submitter works on some itself: enough for as many helpers, with a bounded
queue.
"""
_POLL_S = 0.5  # how often to check whether another process has finished a job


def add_together(jobs: Jobs, articles: Iterable[Article], on_progress: ReportProgress) -> AddReport:
    """Add `articles` by jobs, which are run by every process that calls this, or serves, on the same catalogue.

    Articles that several processes submit at the same time are added once. If a process dies, another runs its job
    again. Returns the report on these articles, whichever process added them. Raises StorageError if a job failed.
    """
    mine: dict[str, Job] = {}
    for batch in batches(articles):
        job = _submitted(jobs, batch)
        mine[job.id] = job
        while jobs.waiting() >= _WAITING and _work(jobs, mine, on_progress):
            pass
    while unfinished := [each for each in mine.values() if not each.ended]:
        if not _work(jobs, mine, on_progress):
            mine.update((each.id, jobs.get(each.id)) for each in unfinished)
            on_progress(_total(mine.values()))
            time.sleep(_POLL_S)
    problem = next((each.problem for each in mine.values() if each.state == "failed"), "")
    if problem:
        raise StorageError(f"Some articles could not be added: {problem} The others were added; add all of them again.")
    return _total(mine.values())


def _submitted(jobs: Jobs, batch: Sequence[Article]) -> Job:
    """The job for these articles: an existing one that waits or runs, or a new one."""
    job = jobs.submit(batch, _SUBMITTER, digest(*(f"{each.id} {each.revision}" for each in batch)))
    return jobs.submit(batch, _SUBMITTER) if job.ended else job  # an article may have been removed since it was added


def _work(jobs: Jobs, mine: dict[str, Job], on_progress: ReportProgress) -> bool:
    """Run the next job, whoever submitted it; False if none waits."""
    done = jobs.run_next()
    if done is None:
        return False
    if done.id in mine:
        mine[done.id] = done
    on_progress(_total(mine.values()))
    return True


def _total(jobs: Iterable[Job]) -> AddReport:
    return reduce(_sum, (each.report for each in jobs), AddReport())


def _sum(one: AddReport, other: AddReport) -> AddReport:
    return AddReport(*(a + b for a, b in zip(astuple(one), astuple(other), strict=True)))
