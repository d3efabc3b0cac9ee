"""A notebook as a Word document, Markdown or a table; each entry with everything needed to quote it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from compare.model.notebook import Entry, Notebook, Quotation
from web.export.tables import NOT_IN_XML, Value
from web.views.filters import KIND_NAMES, outlet

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = (
    "notebook", "entry", "what", "kind", "reason", "note", "saved", "method", "outlet", "title", "url", "published",
    "quotation", "said", "article", "parallax",
)  # fmt: skip
"""The columns of the table, which has a row for each quotation of each entry."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~])")
_SOFT = (0x5F, 0x5A, 0x52)  # red, green, blue


def rows(notebook: Notebook, entries: Sequence[Entry], site: str) -> Iterator[dict[str, Value]]:
    """The rows of the table; `site` is the URL of this server."""
    for each in entries:
        item = each.item
        for quotation in item.quotations:
            yield {
                "notebook": notebook.name,
                "entry": each.number,
                "what": item.kind,
                "kind": item.label,
                "reason": item.reason,
                "note": each.note,
                "saved": each.saved.isoformat(),
                "method": item.method,
                "outlet": quotation.outlet,
                "title": quotation.title,
                "url": quotation.url,
                "published": quotation.published,
                "quotation": quotation.text,
                "said": quotation.said,
                "article": quotation.article_id,
                "parallax": f"{site}{item.address}",
            }


def as_docx(notebook: Notebook, entries: Sequence[Entry], site: str) -> bytes:
    """The notebook as a Word document."""
    from docx import Document  # imported late, because only Word documents need it, and a server should start quickly

    document = Document()
    document.core_properties.title = _clean(notebook.name)
    document.core_properties.author = "Parallax"
    document.add_heading(_clean(notebook.name), 0)
    for each in entries:
        _entry(document, each, site)
    if not entries:
        document.add_paragraph("This notebook is empty.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _entry(document: WordDocument, entry: Entry, site: str) -> None:
    document.add_heading(_clean(heading(entry)), 2)
    if entry.note:
        for line in entry.note.split("\n"):
            document.add_paragraph(_clean(line))
    for quotation in entry.item.quotations:
        document.add_paragraph(f"“{_clean(quotation.text)}”", style="Intense Quote")
        _small(document, source(quotation))
    _small(document, told(entry, site))


def _small(document: WordDocument, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(_clean(text))
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor(*_SOFT)


def as_markdown(notebook: Notebook, entries: Sequence[Entry], site: str) -> str:
    """The notebook as Markdown; text from articles is escaped, so that it cannot be markup."""
    parts = [f"# {_escaped(notebook.name)}"]
    for each in entries:
        parts.append(f"## {_escaped(heading(each))}")
        if each.note:
            parts.append(_escaped(each.note, lines=True))
        for quotation in each.item.quotations:
            parts += [f"> {_escaped(quotation.text)}", f"— {_escaped(source(quotation))}"]
        parts.append(f"*{_escaped(told(each, site))}*")
    return "\n\n".join(parts) + "\n"


def heading(entry: Entry) -> str:
    """The heading of an entry."""
    label = KIND_NAMES.get(entry.item.label, "")  # type: ignore[call-overload]
    return f"{label}: {entry.item.reason}" if label else entry.item.reason


def source(quotation: Quotation) -> str:
    """The source of a quotation: outlet, title, date and URL."""
    parts = [
        outlet(quotation.outlet),
        f"“{quotation.title}”" if quotation.title else "",
        quotation.published,
        quotation.url,
    ]
    return ", ".join(filter(None, parts))


def told(entry: Entry, site: str) -> str:
    """The provenance of an entry: when it was saved, the version of the method, and its URL."""
    saved = f"{entry.saved.earliest:%Y-%m-%d %H:%M} UTC"
    return f"Saved {saved} from Parallax, method version {entry.item.method}: {site}{entry.item.address}"


def _clean(text: str) -> str:
    return NOT_IN_XML.sub(" ", text)


def _escaped(text: str, lines: bool = False) -> str:
    """Escaped text, on one line or (`lines`) with its own line breaks."""
    kept = "  \n".join(" ".join(each.split()) for each in text.split("\n")) if lines else " ".join(text.split())
    return _MARKDOWN.sub(r"\\\1", kept)
