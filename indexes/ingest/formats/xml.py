"""XML, including malformed XML: it is repaired where possible, and repairs are reported."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from compare.errors import UnreadableError
from indexes.ingest.decode.encodings import decode_markup
from indexes.ingest.page.markup import without_controls
from indexes.ingest.page.tag_scan import MOST_ATTRIBUTES, check_attributes

_DECLARATION = re.compile(r"^\s*<\?xml\b.*?\?>", re.DOTALL)
_LITERAL = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
"""Parts without markup. An unterminated one extends to the end of the text, so that no part is scanned twice."""
_AMPERSAND = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][\w.-]{0,40});)?")
_DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)")
_HEAD = 20_000
_MOST_NAMED = 5
_OPENED = re.compile(r"<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>\s*<!\[CDATA\[")
"""An element that begins with a CDATA section."""
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BARE, _HTML, _CONTROL = "bare “&”", "HTML entities", "control characters"
_END = "bare “]]>”"
_LESS, _PREFIX = "bare “<”", "undeclared prefixes"
_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_PAIR = re.compile(r"&#x(d[89ab][0-9a-f]{2});&#x(d[c-f][0-9a-f]{2});", re.IGNORECASE)
_START = re.compile(r"<\?xml\b|<(?:rss|feed|opml|rdf:RDF)\b", re.IGNORECASE)
_OPENED_BADLY = re.compile(r"<!\[cdata\[", re.IGNORECASE)
_UNFINISHED = re.compile(r"<(?:[A-Za-z/]|!(?!\[CDATA\[))[^<>]*\Z")
"""A tag in which a document ends, as after an interrupted download."""
_PREFIXED = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED_PREFIX = re.compile(r"xmlns:([A-Za-z_][\w.-]*)=")
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_][\w.:-]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The root element of a document, and the repairs as lines for users."""

    root: Any
    problems: tuple[str, ...]


def parse_xml(data: bytes) -> Parsed:
    """An XML document; entities that it declares stay unresolved, and nothing is opened.

    Malformed XML is repaired if its meaning is clear (bare ampersands, HTML's entities, control characters); of
    anything else is recovered as far as possible, and the problem says that text may be missing. Raises UnreadableError
    if it is not XML, TooLargeError if an element has too many attributes.
    """
    decoded = decode_markup(data)
    problems = [decoded.problem] if decoded.problem else []
    text, before = _from_first_element(decoded.text)
    if before:
        problems.append("text before this XML was removed.")
    text, closed = _with_sections_closed(_UNFINISHED.sub("", _OPENED_BADLY.sub("<![CDATA[", text)))
    if closed:
        problems.append(f"this XML is not well-formed; {closed:,} unclosed CDATA sections were closed.")
    for mark_up in _LITERAL.split(text)[::2]:
        check_attributes(mark_up)
    if entities := _own_entities(text):
        problems.append(f"this XML declares its own entities, which are not resolved: {', '.join(entities)}.")
    try:
        return Parsed(_parse(text), tuple(problems))
    except etree.XMLSyntaxError:
        mended, changes = _mended(text)
    if changes:
        told = ", ".join(f"{number:,} {what}" for what, number in changes.items())
        problems.append(f"this XML is not well-formed; these errors were corrected: {told}.")
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
    """The text with invalid XML replaced by what is clearly meant, and the number of repairs of each kind."""
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
    for place in range(0, len(parts), 2):
        changes[_END] += parts[place].count("]]>")
        parts[place] = parts[place].replace("]]>", "]]&gt;")
        changes[_LESS] += len(_LESS_THAN.findall(parts[place]))
        parts[place] = _AMPERSAND.sub(ampersand, _PAIR.sub(_joined, _LESS_THAN.sub("&lt;", parts[place])))
    return _with_prefixes("".join(parts), changes), +changes


def _from_first_element(text: str) -> tuple[str, bool]:
    """The document without its declaration, and whether other text, such as a program's warnings, preceded it."""
    start = _START.search(text)
    first = _FIRST_ELEMENT.search(text)
    is_late = start is not None and first is not None and first.start() < start.start()
    return _DECLARATION.sub("", text[start.start() :] if start is not None and is_late else text), is_late


def _with_sections_closed(text: str) -> tuple[str, int]:
    """The document with "]]>" before the end of each element whose CDATA section would otherwise include the next one.
    Also returns how many were inserted.
    """
    parts: list[str] = []
    place, closed = 0, 0
    while (opened := _OPENED.search(text, place)) is not None:
        end = text.find("]]>", opened.end())
        last = end if end >= 0 else len(text)
        closing = text.find(f"</{opened[1]}", opened.end(), last)
        is_open = closing >= 0 and (end < 0 or "<![CDATA[" in text[closing:last])
        stop = closing if is_open else last
        parts.append(text[place:stop] + "]]>" * is_open)
        place, closed = stop, closed + is_open
        if end < 0 and not is_open:  # the document ends in it
            return f"{''.join(parts)}]]>", closed + 1
    return "".join(parts) + text[place:], closed


def _own_entities(text: str) -> list[str]:
    """The entities that the document declares and uses."""
    names = dict.fromkeys(_DECLARED_ENTITY.findall(text[:_HEAD]))
    return [f"&{name};" for name in names if f"&{name};" in text][:_MOST_NAMED]


def _joined(found: re.Match[str]) -> str:
    """The character of a surrogate pair."""
    high, low = (int(each, 16) for each in found.groups())
    return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"


def _with_prefixes(text: str, changes: Counter[str]) -> str:
    """The document with all prefixes declared: a parser would drop elements with an undeclared prefix."""
    unknown = sorted({*_PREFIXED.findall(text)} - {*_DECLARED_PREFIX.findall(text)} - {"xml"})
    if not 0 < len(unknown) <= MOST_ATTRIBUTES:
        return text
    changes[_PREFIX] += len(unknown)
    declared = "".join(f' xmlns:{each}="urn:undeclared:{each}"' for each in unknown)
    return _FIRST_ELEMENT.sub(lambda found: found.group() + declared, text, count=1)


def _escaped(characters: str) -> str:
    return "".join(f"&#{ord(each)};" for each in characters)
