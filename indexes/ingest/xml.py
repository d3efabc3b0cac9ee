"""XML, also where it is not well-formed: what can be put right is, and whatever was done is told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from compare.errors import UnreadableError
from indexes.ingest.decoding import decode_markup
from indexes.ingest.markup import without_controls

_DECLARATION = re.compile(r"^\s*<\?xml\b.*?\?>", re.DOTALL)
_LITERAL = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][\w.-]{0,40});)?")
_DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BARE, _HTML, _CONTROL = "bare “&”", "HTML entities", "control characters"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The first element of a document, and what was done to read it, in lines for people."""

    root: Any
    problems: tuple[str, ...]


def parse_xml(data: bytes) -> Parsed:
    """An XML document; entities that it declares stay unresolved, and nothing is opened.

    What is not well-formed is put right where its meaning is plain (bare ampersands, HTML's entities, control
    characters); of anything else the parser saves what it can, and the problem says that text may be missing.
    Raises UnreadableError if it is no XML.
    """
    decoded = decode_markup(data)
    problems = [decoded.problem] if decoded.problem else []
    text = _DECLARATION.sub("", decoded.text)
    try:
        return Parsed(_parse(text), tuple(problems))
    except etree.XMLSyntaxError:
        mended, changes = _mended(text)
    if changes:
        told = ", ".join(f"{number:,} {what}" for what, number in changes.items())
        problems.append(f"this XML is not well-formed; put right were: {told}.")
    try:
        return Parsed(_parse(mended), tuple(problems))
    except etree.XMLSyntaxError as error:
        message = str(error)
    try:
        root = _parse(mended, recover=True)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableError(f"this is not XML ({message}).")
    problems.append(f"this XML is not well-formed ({message}): what could be read is kept, and text may be missing.")
    return Parsed(root, tuple(problems))


def _parse(text: str, *, recover: bool = False) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=recover,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)


def _mended(text: str) -> tuple[str, Counter[str]]:
    """The text with what is surely meant in the place of what XML does not allow, and how often each was put right."""
    changes: Counter[str] = Counter()
    shorter = without_controls(text)
    changes[_CONTROL] += len(text) - len(shorter)
    declared = _OF_XML.union(_DECLARED_ENTITY.findall(shorter))

    def ampersand(found: re.Match[str]) -> str:
        number, name = found.groups()
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            allowed = code < 0x110000 and bool(without_controls(chr(code)))
            changes[_CONTROL] += not allowed
            return found.group() if allowed else ""
        if name in declared:
            return found.group()
        character = html5.get(f"{name};")
        changes[_HTML if character else _BARE] += 1
        return _escaped(character) if character else f"&amp;{found.group()[1:]}"

    parts = _LITERAL.split(shorter)
    parts[::2] = [_AMPERSAND.sub(ampersand, part) for part in parts[::2]]
    return "".join(parts), +changes


def _escaped(characters: str) -> str:
    return "".join(f"&#{ord(each)};" for each in characters)
