"""Chooses the name of the outlet from several candidates: the one that matches its domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from indexes.ingest.decode.url import registered

_PARTS = re.compile(r"\s+[|–—•·»«›‹:>-]+\s+|\s*[|»›]\s*|:\s+")
_WORDS = re.compile(r"[^\W_]+")
_SMALL = frozenset(["the", "of", "and", "a", "la", "le", "les", "el", "los", "de", "der", "die", "das", "il"])
_MOST_WORDS = 8
_NAMES = re.compile(r"(?<![\w&’'-])[A-Z][\w&’'-]*+(?: (?:of|the|and|&|[A-Z][\w&’'-]*+)){1,5}+")
_LONGEST = 200_000
_FEWEST_SPELLED = 8
MOST_OF = 0.75
"""Minimum number of letters of a domain that the words of a text spell, and their minimum share of the domain, so that
the match is not chance.
"""
_FEWEST = 3
"""Minimum number of letters of a name that counts if it is only part of the domain."""


def outlet_of(names: Sequence[str], host: str, title: str = "") -> str:
    """The name of the outlet at `host`, or "": of `names` and the parts of a page's `title`, the first that resembles
    the host, otherwise the first of `names`. Reprints name their agency as the publisher, and publishing systems name
    themselves, so a name that matches the domain is more reliable than the first one.
    """
    names = [name for each in names if (name := _clean(each)) and not _is_subdomain(name, host)]
    label = domain_label(host)
    parts = [part for name in names for part in (parts_of(name) or [name])]
    akin = next((part for part in parts if is_akin(part, label)), "")
    return _with_section(akin, parts, host) or name_in_title(title, label) or (names[0] if names else "")


def _with_section(name: str, parts: Sequence[str], host: str) -> str:
    """`name`, or the one of `parts` that adds words of its host to it: "Weir News" for "Weir" at news.weir.example."""
    labels = host.casefold().split(".")
    for part in parts if name else ():
        before, _, more = part.casefold().partition(f"{name.casefold()} ")
        if more and not before and all(word in labels for word in more.split()):
            return part
    return name


def name_in_text(text: str, label: str) -> str:
    """Capitalised words of a text that spell a domain's `label`, or most of it from its beginning; "" if none do:
    "Valley Herald" for "valleyherald", "valleyheraldonline"."""
    found = ""
    for run in _NAMES.findall(text[:_LONGEST]) if len(label) >= _FEWEST_SPELLED else ():
        words = run.split()
        for first, last in combinations(range(len(words) + 1), 2):
            letters = "".join(_WORDS.findall("".join(words[first:last]))).casefold()
            is_most = label.startswith(letters) and len(letters) >= MOST_OF * len(label)
            if is_most and last - first > 1 and len(letters) > len(found.replace(" ", "")):
                found = " ".join(words[first:last])
    return found


def name_in_title(title: str, label: str) -> str:
    """The part of a page's title that is completely contained in its domain's `label`; "" if there is none."""
    parts = parts_of(title)
    if len(label) <= _FEWEST or len(parts) < 2:
        return ""
    return next((part for part in reversed(parts) if is_akin(part, label, wholly=True)), "")


def parts_of(title: str) -> list[str]:
    """The parts of a title that are separated by bars, dashes and similar characters."""
    return [part.strip() for part in _PARTS.split(" ".join(title.split())) if part and part.strip()]


def is_akin(name: str, label: str, *, wholly: bool = False, share: float = 1.0) -> bool:
    """True if a domain's `label` is made of beginnings of the words of `name`, in order ("weirnews" of "The Weir News",
    "wt" of "Weir Times"), or if it contains the name. `wholly`: only articles and the like may be missing. A match of
    `share` of the label, from its beginning, is enough.
    """
    words = [word.casefold() for word in _WORDS.findall(name)]
    letters = "".join(words)
    if len(letters) >= _FEWEST and letters in label:
        return True
    reached = {0}
    for word in words[:_MOST_WORDS]:
        taken = {
            start + length
            for start in reached
            for length in range(1, min(len(word), len(label) - start) + 1)
            if label.startswith(word[:length], start)
        }
        reached = taken if wholly and word not in _SMALL else reached | taken
    return bool(label) and max(reached, default=0) >= share * len(label) and len(words) <= _MOST_WORDS


def domain_label(host: str) -> str:
    """The letters of the registered domain of a host: "weir-news" of "blog.weir-news.co.uk" is "weirnews"."""
    known = registered(host.casefold())
    labels = [label for label in host.casefold().split(".") if label]
    label = known.split(".")[0] if known else "".join(labels[-2:-1])
    return "".join(_WORDS.findall(label))


def _is_subdomain(name: str, host: str) -> bool:
    """True for a name that is only a subdomain, such as "Hosted" or "Blog"."""
    return name.casefold() in host.split(".")[:-2] and name.casefold() != domain_label(host)


def _clean(name: str) -> str:
    """A name on one line; "" for an address or a handle."""
    name = " ".join(name.split()).lstrip("@").strip(" |-–—")
    return "" if name.casefold().startswith(("http:", "https:", "www.", "//")) else name[:200]
