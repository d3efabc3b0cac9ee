"""PDF, with pypdf: the text of its pages as paragraphs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from compare.errors import InputError, TooLargeError, UnreadableError
from compare.model.article import Article
from indexes.ingest.article_of import MAX_TEXT, Defaults, Fault, article_of
from indexes.ingest.decode.streams import whole
from indexes.ingest.documents.lines import paragraphs_of, without_running_titles
from indexes.ingest.documents.pdf_lines import Line, lines_of, title_of

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # we report problems with a file ourselves

MAX_PAGES = 500
"""Maximum number of pages of one document: a report of a commission."""
_FEWEST_WORDS = 10  # minimum characters of a page with text: fewer are a stamp on a scan
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document\d*|powerpoint|.*\.(?:docx?|indd|pdf|odt|pages))\b.*", re.IGNORECASE
)
_LONGEST_TITLE = 300
_HEAD = 8  # lines that may contain the title


def read_pdf(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Article | Fault]:
    """The article in a PDF. Raises UnreadableError if it is encrypted, damaged or contains only
    images, TooLargeError.
    """
    data = whole(stream)
    try:
        pages, known = _pages(data)
        row = _row(pages, known)
    except InputError:
        raise
    except Exception as error:  # pypdf has no common base class for its errors on hostile files
        raise UnreadableError(f"this PDF cannot be read ({type(error).__name__}).") from None
    if sum(len(line.text.split()) for page in pages for line in page) < _FEWEST_WORDS:
        raise UnreadableError("this PDF has no text, probably because it is a scan: run OCR on it first.")
    article, problems = article_of(row, defaults)
    yield article
    yield from (Fault(name, None, problem) for problem in problems)


def _pages(data: bytes) -> tuple[list[list[Line]], dict[str, str]]:
    """The lines of each page, and the metadata of the document."""
    from pypdf import PdfReader  # only PDF needs it

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("this PDF is protected by a password.")
    if (number := len(reader.pages)) > MAX_PAGES:
        raise TooLargeError(f"this PDF has {number:,} pages; at most {MAX_PAGES:,} are supported.")
    pages: list[list[Line]] = []
    characters = 0
    for page in reader.pages:
        pages.append(lines_of(page))
        characters += sum(len(line.text) for line in pages[-1])
        if characters > MAX_TEXT:
            raise TooLargeError(f"this PDF has more than {MAX_TEXT:,} characters.")
    return pages, _metadata(reader)


def _metadata(reader: Any) -> dict[str, str]:
    """Title, author and creation date, if they are present and readable."""
    said = reader.metadata
    known = {name: str((said or {}).get(key) or "") for name, key in {"title": "/Title", "author": "/Author"}.items()}
    try:
        made = said.creation_date.isoformat() if said and said.creation_date else ""
    except Exception:  # dates have any format, and pypdf has no common base class for its errors
        made = ""
    return {name: value.strip() for name, value in (known | {"created": made}).items() if value.strip()}


def _row(pages: list[list[Line]], known: dict[str, str]) -> dict[str, str]:
    """The title by type size, by metadata, or from the first line; and the text without it."""
    plain = [[line.text for line in page] for page in pages]
    text = paragraphs_of(line for page in without_running_titles(plain) for line in page)
    declared = known.pop("title", "")
    is_meant = bool(declared) and not _NO_TITLE.fullmatch(declared) and _is_in(declared, text[: 10 * _LONGEST_TITLE])
    title = title_of(pages[0]) or (declared if is_meant else "")
    first, _, rest = text.partition("\n")
    if not title and rest and len(first) <= _LONGEST_TITLE:
        return known | {"title": first, "text": rest}
    lines = text.split("\n")
    kept = [line for line in lines[:_HEAD] if not _is_in(line, title)] + lines[_HEAD:]
    return known | {"title": title, "text": "\n".join(kept) or text}


def _is_in(part: str, whole_text: str) -> bool:
    """Whether the letters of one text occur in another, ignoring line breaks."""
    return _letters(part) in _letters(whole_text)


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
