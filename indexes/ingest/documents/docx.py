"""Word documents (DOCX), by python-docx: paragraphs and table rows in document order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from compare.errors import InputError, TooLargeError, UnreadableError
from compare.model.article import Article
from indexes.ingest.article_of import MAX_TEXT, Defaults, Fault, article_of
from indexes.ingest.decode.streams import whole

MAX_UNPACKED = 100_000_000
"""Maximum number of bytes to which all parts of a document may unpack, including pictures."""
_MAX_XML = 20_000_000
"""Maximum number of bytes of markup in one part."""
_MAX_MEMBERS = 5_000
_MOST_PARAGRAPHS = 100_000
_TITLES = ("Title", "Heading 1")
_SHOWN = ".//w:t | .//w:tab | .//w:br | .//w:cr | .//w:noBreakHyphen"
"""The visible text of a paragraph: text that was deleted with changes tracked is in differently named elements."""
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Fault]:
    """The article in a Word document. Raises UnreadableError if it is damaged or has no text, TooLargeError."""
    data = whole(stream)
    try:
        _check(data)
        row = _row(data)
    except InputError:
        raise
    except Exception as error:  # python-docx has no common base class for its errors on damaged files
        raise UnreadableError(f"this Word document cannot be read ({type(error).__name__}).") from None
    article, problems = article_of(row, defaults)
    yield article
    yield from (Fault(name, None, problem) for problem in problems)


def _check(data: bytes) -> None:
    """Raises TooLargeError if a document decompresses to more than the limit; no part can exceed its declared size."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    xml = max((each.file_size for each in parts if each.filename.endswith((".xml", ".rels"))), default=0)
    if len(parts) > _MAX_MEMBERS or sum(each.file_size for each in parts) > MAX_UNPACKED or xml > _MAX_XML:
        raise TooLargeError(
            f"this Word document is too large when unpacked (more than {MAX_UNPACKED // 1_000_000} MB)."
        )


def _row(data: bytes) -> dict[str, str]:
    import docx  # only Word documents need it

    document = docx.Document(BytesIO(data))
    title, characters = "", 0
    lines: list[str] = []
    for number, (text, style) in enumerate(_blocks(document)):
        characters += len(text)
        if number > _MOST_PARAGRAPHS or characters > MAX_TEXT:
            raise TooLargeError(f"this Word document has more than {MAX_TEXT:,} characters.")
        if not title and style in _TITLES and len(lines) < 3:
            title = text
        else:
            lines.append(text)
    if not title and len(lines) > 1 and "\n" not in lines[0]:
        title, lines = lines[0], lines[1:]
    return _known(document.core_properties) | {"title": title, "text": "\n".join(lines)}


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """The text of each non-empty paragraph and table row, with the style of a paragraph."""
    from docx.oxml.ns import qn

    styles = {each.style_id: each.name or "" for each in document.styles}
    for element in document.element.body.iterchildren(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            yield from ((row, "") for row in _rows(element))
        elif text := "\n".join(" ".join(line.split()) for line in _text(element).split("\n")).strip():
            yield text, styles.get(element.style or "", "")


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table, one per line; a merged cell is included once."""
    for row in table.tr_lst:
        cells = (" ".join(map(_text, cell.xpath(".//w:p"))) for cell in row.tc_lst)
        if text := " · ".join(" ".join(each.split()) for each in cells if each.strip()):
            yield text


def _text(element: Any) -> str:
    return "".join(_SIGNS.get(each.tag.rpartition("}")[2], each.text or "") for each in element.xpath(_SHOWN))


def _known(properties: Any) -> dict[str, str]:
    """The metadata of the document."""
    said = {"author": properties.author, "language": properties.language}
    days = {"created": properties.created, "last_saved": properties.modified}
    known = {name: " ".join(str(value).split()) for name, value in said.items() if value}
    return known | {name: value.isoformat() for name, value in days.items() if value}
