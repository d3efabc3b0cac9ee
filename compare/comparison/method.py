"""The version of the method: a digest of the code, word lists and trained decisions that comparisons depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from compare.model.article import digest

_CODE = ("alignment", "attribution", "comparison", "divergence", "duplicates", "model", "text")
_DATA = "data"
_OTHER_DATA = frozenset({"grouping.json"})
"""Data of clustering, which comparisons do not depend on."""

_COMMENT = re.compile(
    r'(?P<kept>[=(,]\s*r?"""[\s\S]*?""")'  # a multi-line value, such as a word list
    r'|^[ \t]*r?"""[\s\S]*?"""[ \t]*\n'  # a docstring
    r"|^[ \t]*#.*\n|[ ]{2}# .*$",
    re.MULTILINE,
)


def version(package: Traversable) -> str:
    """The version of the method in the folder of `compare`, as 8 hexadecimal digits.

    Comments, docstrings and blank lines do not count, so that editing them does not make stored results out of date.
    """
    parts = [part for name in _CODE for part in _sources(package.joinpath(name))]
    data = sorted(package.joinpath(_DATA).iterdir(), key=lambda each: each.name)
    parts += [each.read_text(encoding="utf-8") for each in data if each.is_file() and each.name not in _OTHER_DATA]
    return digest(*parts)[:8]


def _sources(folder: Traversable) -> Iterator[str]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _sources(each)
        elif each.name.endswith(".py"):
            code = _COMMENT.sub(lambda found: found["kept"] or "", each.read_text(encoding="utf-8"))
            yield "\n".join(line for line in code.splitlines() if line.strip())
        elif each.name.endswith((".txt", ".json")):
            yield each.read_text(encoding="utf-8")


METHOD = version(resources.files("compare"))
"""The version of the installed method; results of any other version are computed again."""
