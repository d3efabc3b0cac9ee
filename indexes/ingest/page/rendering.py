"""Inline elements as browsers render them: generated marks become characters, and struck-out text is removed."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import Any

from lxml import etree

_STRUCK = ("del", "s", "strike", "rt", "rp", "template", "annotation", "annotation-xml")
"""Elements whose words are hidden or struck out."""
_UNSEEN = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"})
"""Classes of common style sheets for text that is meant only for screen readers."""
_PHRASING = (
    "abbr", "bdi", "bdo", "data", "dfn", "font", "ins", "kbd", "mark", "output", "samp", "small", "u", "var", "wbr",
)  # fmt: skip
"""Elements that change only the look of words; extractors drop some of them together with their words.
"""
_RUNS = frozenset({"p", "li", "td", "dd", "blockquote", "h1", "h2", "h3", "h4"})
_FORMATTING = (
    "acronym", "b", "big", "cite", "code", "em", "i", "img", "label", "ruby", "span", "strong", "sub", "sup", "tt",
)  # fmt: skip
_MOST_INLINE = 100
"""Maximum number of such elements of a block: the running time of trafilatura is quadratic in their number."""
_INLINE = frozenset({"a", "b", "em", "i", "span", "strong", "sup", "sub", *_PHRASING})
_WITHIN = _INLINE.union(_FORMATTING)
_NUMBER = re.compile(r"[+−-]?\d{1,4}")
_BASE = re.compile(r"\d$")
_UNIT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])[\])]?")
_TO_A_NOTE = re.compile(r"noteref|footnote|endnote|citation|\breference\b|#(?:fn|ref|note|cite|_ftn|_edn)")
_FRACTION_STROKE = re.compile(r"\s*[⁄/]\s*$")
_TRADEMARKS = {"tm": "™", "sm": "℠"}
_PRICE = re.compile(r"[$€£¥]\s?\d{1,5}$")
_CENTS = re.compile(r"\d{2}")
_SENTENCE = re.compile(r"[.!?][\"”’)]*\s*$")
_FEWEST_WORDS = 6
_STAMP = re.compile(r"\s*(?:first |last )?(?:published|updated|posted|modified|date)\b", re.IGNORECASE)


def render_inline(tree: Any) -> None:
    """Change `tree` so that the text of each element is what a browser shows."""
    for element in list(tree.iter(*_STRUCK)):
        _drop(element)
    for element in list(tree.iter(*_INLINE, "center", "footer")):
        if _is_hidden(element):
            _drop(element)
        else:
            _as_shown(element)
    _write_formulas(tree)
    for element in [each for each in tree.iter("a") if _is_mark_of_note(each)]:
        _drop(element)
    for element in list(tree.iter("sup")):
        _raise(element)
    _quote(tree)
    _keep_times(tree)
    etree.strip_tags(tree, *_PHRASING)
    for element in tree.iter("br"):
        element.tail = f" {element.tail or ''}"
    _join_texts(tree)


def merge_crowded(tree: Any) -> None:
    """Turn the formatting of blocks with very many inline elements into text, for extractors."""
    inside: dict[Any, list[Any]] = defaultdict(list)
    for each in tree.iter(*_FORMATTING):
        inside[next((above for above in each.iterancestors() if above.tag not in _WITHIN), tree)].append(each)
    for each in chain.from_iterable(found for found in inside.values() if len(found) > _MOST_INLINE):
        each.tag = "wbr"
    etree.strip_tags(tree, "wbr")
    _join_texts(tree)


def _join_texts(tree: Any) -> None:
    """Join adjacent text nodes, which libxml2 reads in quadratic time."""
    for element in tree.iter("*"):
        element.text, element.tail = element.text, element.tail


def _as_shown(element: Any) -> None:
    """Give an element a tag that extractors read as browsers show it."""
    style = "".join((element.get("style") or "").split()).lower()
    if element.tag == "center" and _is_caption(element):
        element.tag = "figcaption"
    elif element.tag == "center" or (element.tag in {"span", "font"} and "display:block" in style):
        element.tag = "div" if any(child.tag not in _INLINE for child in element) else "p"
    elif element.tag == "footer":
        if next(element.iterancestors("blockquote"), None) is not None:
            element.tag = "p"  # the source of a quotation
    elif element.get("aria-hidden") is not None:
        del element.attrib["aria-hidden"]  # only screen readers skip it


def _is_caption(element: Any) -> bool:
    """Whether an element directly follows an image, and all of its text is in italics."""
    before = element.getprevious()
    is_below = before is not None and before.tag == "img" and not (before.tail or "").strip()
    own = (element.text or "", *(child.tail or "" for child in element))
    return is_below and {child.tag for child in element} <= {"em", "i"} and not "".join(own).strip()


def _quote(tree: Any) -> None:
    """Put quotation marks around <q>: double ones, and single ones inside those."""
    quoted = list(tree.iter("q"))
    depths = [sum(each.tag == "q" for each in element.iterancestors()) for element in quoted]
    for element, depth in zip(quoted, depths, strict=True):
        opening, closing = ("‘", "’") if depth % 2 else ("“", "”")
        element.text = f"{opening}{element.text or ''}"
        _append(element, closing)
        element.tag = "span"


def _keep_times(tree: Any) -> None:
    """Turn <time> in sentences into text; those in lines with the publication date stay elements."""
    known: dict[Any, bool] = {}  # each text is read once, however many times of day are in it
    for element in list(tree.iter("time")):
        run = next((each for each in element.iterancestors() if each.tag in _RUNS), None)
        if run is not None and run not in known:
            known[run] = is_sentence(run.text_content())
        if run is not None and known[run]:
            element.tag = "ins"


def is_sentence(text: str) -> bool:
    """True for text that ends like a sentence, unless it is a publication date."""
    return len(text.split()) >= _FEWEST_WORDS and bool(_SENTENCE.search(text)) and not _STAMP.match(text)


def _is_hidden(element: Any) -> bool:
    style = "".join((element.get("style") or "").split()).lower()
    is_struck = "text-decoration" in style and "line-through" in style
    is_unseen = not _UNSEEN.isdisjoint((element.get("class") or "").split())
    is_gone = "display:none" in style or "visibility:hidden" in style
    return element.get("hidden") is not None or is_gone or is_struck or is_unseen


def _write_formulas(tree: Any) -> None:
    """Write MathML on one line: fractions with a slash, powers with "^"."""
    for tag, mark in (("mfrac", "/"), ("msup", "^")):
        for element in tree.iter(tag):
            if len(element):
                element[0].tail = mark
    for element in tree.iter("msqrt"):
        element.text = f"√{element.text or ''}"
    for element in list(tree.iter("math")):
        etree.strip_tags(element, "*")
        element.text = "".join((element.text or "").split())
        element.tag = "ins"


def _is_mark_of_note(element: Any) -> bool:
    """True for a link such as "[1]" to a note of the same page."""
    if not _NOTE.fullmatch("".join(element.itertext()).strip()):
        return False
    said = " ".join(element.get(name) or "" for name in ("epub:type", "role", "class", "href", "id")).lower()
    return _TO_A_NOTE.search(said) is not None


def _raise(element: Any) -> None:
    """Write exponents of powers and units as characters, and remove footnote marks; other text is not changed."""
    text = "".join(element.itertext()).strip()
    before = _text_before(element)
    if text.lower() in _TRADEMARKS and not len(element):
        element.text = _TRADEMARKS[text.lower()]
    elif _is_numerator(element, text):
        element.text = f" {text}" if _BASE.search(before) else element.text  # "1" of "1⁄3", and of "2 1⁄3"
    elif _CENTS.fullmatch(text) and not len(element) and _PRICE.search(before):
        element.text = f".{text}"
    elif _NUMBER.fullmatch(text) and not len(element) and _BASE.search(before):
        element.text = f"^{text}"
    elif _NUMBER.fullmatch(text) and not len(element) and _UNIT.search(before):
        element.text = text.translate(_RAISED)
    elif _NOTE.fullmatch(text) and not _BASE.search(before):
        _drop(element)
        return
    element.tag = "ins"


def _is_numerator(element: Any, text: str) -> bool:
    following = element.getnext()
    is_over = following is not None and following.tag == "sub" and _FRACTION_STROKE.fullmatch(element.tail or "")
    return bool(text.isdecimal() and is_over)


def _text_before(element: Any) -> str:
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return previous.tail or "".join(previous.itertext())


def _append(element: Any, text: str) -> None:
    """Append `text` to the content of an element."""
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{text}"
    else:
        element.text = f"{element.text or ''}{text}"


def _drop(element: Any) -> None:
    """Remove the content of an element, but not the text after it; phrasing tags are removed later."""
    element.clear(keep_tail=True)
    element.tag = "wbr"
