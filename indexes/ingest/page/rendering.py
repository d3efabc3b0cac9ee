"""Inline elements as browsers render them: marks that are shown become characters, what is struck out is gone."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_STRUCK = ("del", "s", "strike", "rt", "rp")
_PHRASING = (
    "abbr", "bdi", "bdo", "data", "dfn", "font", "ins", "kbd", "mark", "output", "samp", "small", "u", "var", "wbr",
)  # fmt: skip
"""Elements that change how words look, not which words are read; extractors drop some of them with their words."""
_RUNS = frozenset({"p", "li", "td", "dd", "blockquote", "h1", "h2", "h3", "h4"})
_INLINE = frozenset({"a", "b", "em", "i", "span", "strong", "sup", "sub", *_PHRASING})
_NUMBER = re.compile(r"[+−-]?\d{1,4}")
_BASE = re.compile(r"\d$")
_UNIT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])[\])]?")
_SENTENCE = re.compile(r"[.!?][\"”’)]*\s*$")
_FEWEST_WORDS = 6
_STAMP = re.compile(r"\s*(?:first |last )?(?:published|updated|posted|modified|date)\b", re.IGNORECASE)


def render_inline(tree: Any) -> None:
    """Change `tree` so that the text of each element is what a browser shows of it."""
    for element in list(tree.iter(*_STRUCK)):
        _drop(element)
    for element in [each for each in tree.iter(*_INLINE) if _is_hidden(each)]:
        _drop(element)
    for element in list(tree.iter("sup")):
        _raise(element)
    for element in list(tree.iter("q")):
        element.text = f"“{element.text or ''}"
        _append(element, "”")
        element.tag = "span"
    _keep_times(tree)
    etree.strip_tags(tree, *_PHRASING)


def _keep_times(tree: Any) -> None:
    """Make words of the times in sentences of the text; those in lines that say when it was published stay times."""
    known: dict[Any, bool] = {}  # each run of text is read once, however many times are in it
    for element in list(tree.iter("time")):
        run = next((each for each in element.iterancestors() if each.tag in _RUNS), None)
        if run is not None and run not in known:
            known[run] = is_sentence(run.text_content())
        if run is not None and known[run]:
            element.tag = "ins"


def is_sentence(text: str) -> bool:
    """True for words that end like a sentence, unless they say when something was published."""
    return len(text.split()) >= _FEWEST_WORDS and bool(_SENTENCE.search(text)) and not _STAMP.match(text)


def _is_hidden(element: Any) -> bool:
    style = "".join((element.get("style") or "").split()).lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _raise(element: Any) -> None:
    """A power or a unit's exponent in characters; the mark of a note is taken away; all else stays as it is."""
    text = "".join(element.itertext()).strip()
    before = _text_before(element)
    if _NUMBER.fullmatch(text) and not len(element) and _BASE.search(before):
        element.text = f"^{text}"
    elif _NUMBER.fullmatch(text) and not len(element) and _UNIT.search(before):
        element.text = text.translate(_RAISED)
    elif _NOTE.fullmatch(text) and not _BASE.search(before):
        _drop(element)
        return
    element.tag = "ins"


def _text_before(element: Any) -> str:
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return previous.tail or "".join(previous.itertext())


def _append(element: Any, text: str) -> None:
    """Put `text` at the end of what is inside an element."""
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{text}"
    else:
        element.text = f"{element.text or ''}{text}"


def _drop(element: Any) -> None:
    """Empty an element, but for what follows it; its tag goes with those of the phrasing elements."""
    element.clear(keep_tail=True)
    element.tag = "wbr"
