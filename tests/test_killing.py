"""Whenever a process is killed, what it acknowledged is stored, nothing is half done, and the next start repairs the
rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPARE = 3  # where a run ends before its moment, however often it is tried
MOMENTS = {"add": 30, "regroup": 30, "rebuild": 30, "correct": 30, "remove": 30, "backup": 15, "restore": 15}


@pytest.mark.parametrize("operation", MOMENTS)
def test_a_process_killed_at_any_moment_loses_nothing_and_the_next_start_repairs_the_archive(
    operation: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", operation, str(tmp_path), str(MOMENTS[operation] + SPARE)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},  # a process with threads may not fork
        capture_output=True,
        text=True,
        timeout=1200,  # seconds of processor, on a busy machine minutes
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["killed"] >= MOMENTS[operation]
    assert found["torch"] is False
