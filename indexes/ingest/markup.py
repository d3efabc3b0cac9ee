"""HTML and XML to text, without ever resolving an entity or opening anything."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from compare.errors import UnreadableError
from indexes.ingest.tags import check_attributes

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_NO_TEXT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "svg", "form", "button", "figcaption",
        "head", "title",
    }
)  # fmt: skip


def text_of(fragment: str) -> str:
    """The text of an HTML fragment, a line for each block; scripts, forms and captions have none.

    Raises TooLargeError if an element has too many attributes.
    """
    if "<" not in fragment and "&" not in fragment:
        return _tidy(fragment)
    check_attributes(fragment)
    try:
        root = html.document_fromstring(
            f"<div>{fragment.replace(chr(0), '')}</div>", parser=html.HTMLParser(no_network=True)
        )
    except (etree.ParserError, ValueError):
        return ""
    parts: list[str] = []
    _collect(root, parts)
    return _tidy("".join(parts))


def _collect(root: Any, parts: list[str]) -> None:
    """Append the texts of `root` in order, with line ends around blocks."""
    muted = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        silent = element.tag in _NO_TEXT
        muted += silent if event == "start" else 0
        if event == "start" and not muted:
            parts.append("\n" if element.tag in _BLOCKS else "")
            parts.append(_one_line(element.text))
        if event == "end" and not muted:
            parts.append("\n" if element.tag in _BLOCKS else "")
        muted -= silent if event == "end" else 0
        if event != "start" and not muted:
            parts.append(_one_line(element.tail))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split("\n")).replace("\r", " ")


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def parse_xml(data: bytes) -> Any:
    """The first element of an XML document, read as well as it goes; entities that it declares stay unresolved.

    Raises UnreadableError if it is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"this is not XML ({error}).") from None
    if root is None:
        raise UnreadableError("this is not XML.")
    return root


def name_of(element: Any) -> str:
    """The name of an element without its namespace, in small letters; "" for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def content_of(element: Any) -> str:
    """The text of an element, or, where it holds elements (XHTML), its markup."""
    if len(element) == 0:
        return element.text or ""
    inner = [etree.tostring(child, encoding="unicode") for child in element if isinstance(child.tag, str)]
    return (element.text or "") + "".join(inner)
