"""Creates PDF, Word and mail documents about an invented event, for the tests of their readers."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from textwrap import wrap

TITLE = "Northern basin closed after a crane fell"
PARTS = (
    "The Harbour Authority of Lund said on Monday that it had closed the northern basin after a crane fell on two moored "
    "barges, and that it would stay closed until engineers have examined the quay wall, which was built in 1911.",
    "“Nobody was hurt, and that is luck rather than merit,” said Una Brandt, who has led the authority since 2015. She asked "
    "shipping companies to send their vessels to the southern basin for the time being.",
    "The examination is expected to last nine days. Its cost, which the insurer of the crane will bear, is put at 240,000 "
    "crowns. The results will be published, including those of the inspection in May.",
)


def pdf_of(pages: Sequence[Sequence[str]], title: str = "", packed: bool = True, large: str = "") -> bytes:
    """A PDF with these lines on its pages; the line `large` is in large letters."""
    objects: list[bytes] = []

    def put(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    catalogue, tree, font, info = put(b""), put(b""), put(b""), put(b"")
    kids = []
    for lines in pages:
        shown = b"BT 50 780 Td 14 TL\n" + b"".join(
            b"/F1 %d Tf (" % (18 if line == large else 11)
            + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            + b") Tj T*\n"
            for line in lines
        )
        shown = (shown + b"ET") if not packed else zlib.compress(shown + b"ET")
        kind = b"/Filter /FlateDecode " if packed else b""
        content = put(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(shown), shown))
        kids.append(
            put(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>"
                % (tree, content, font)
            )
        )
    objects[catalogue - 1] = b"<< /Type /Catalog /Pages %d 0 R >>" % tree
    objects[tree - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    objects[font - 1] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects[info - 1] = b"<< /Title (%s) /Author (Una Lind) /CreationDate (D:20260302090000Z) >>" % title.encode(
        "cp1252"
    )
    return _written(objects, catalogue, info)


def _written(objects: Sequence[bytes], catalogue: int, info: int) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (len(objects) + 1, catalogue, info))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def press_release(width: int = 80) -> bytes:
    """Two pages with a running title and page numbers, lines wrapped at `width`, and one hyphenated word."""
    lines = [TITLE, ""] + [line for part in PARTS for line in [*wrap(part, width), ""]]
    lines = [line.replace("shipping", "ship-") if line.endswith("shipping") else line for line in lines]
    half = len(lines) // 2
    pages = [["HARBOUR AUTHORITY", *lines[:half], "1"], ["HARBOUR AUTHORITY", *lines[half:], "2"]]
    return pdf_of(pages, large=TITLE)


def docx_of(
    paragraphs: Sequence[str] = PARTS, title: str = TITLE, table: Sequence[Sequence[str]] = (), deleted: str = ""
) -> bytes:
    """A Word document with a heading, these paragraphs, and a table; `deleted` is text deleted with tracked changes."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.core_properties.author = "Una Lind"
    document.add_heading(title, 1)
    for each in paragraphs:
        paragraph = document.add_paragraph(each)
    if deleted:
        paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>{deleted}</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t> It was put in.</w:t></w:r></w:ins>"))
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def message(
    text: str | None = "\n\n".join("\n".join(wrap(part, 72)) for part in PARTS),
    page: str | None = None,
    attached: Sequence[tuple[str, bytes]] = (),
    **headers: str,
) -> EmailMessage:
    """A press release as mail; a header that is "" is left out."""
    made = EmailMessage()
    known = {"From": "Harbour Authority of Lund <press@harbour.example>", "To": "desk@weir.example", "Subject": TITLE,
             "Date": "Mon, 02 Mar 2026 10:30:00 +0100", "Message-ID": "<1@harbour.example>"}  # fmt: skip
    for name, value in (known | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            made[name] = value
    if text is not None:
        made.set_content(text)
    if page is not None:
        made.add_alternative(page, subtype="html") if text is not None else made.set_content(page, subtype="html")
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def mbox_of(messages: Sequence[EmailMessage]) -> bytes:
    """A mailbox with these messages, in which a line that begins with “From ” is quoted."""
    out = io.BytesIO()
    for each in messages:
        out.write(b"From press@harbour.example Mon Mar  2 10:30:00 2026\n")
        out.write(
            b"".join(b">" * line.startswith(b"From ") + line for line in each.as_bytes().splitlines(keepends=True))
        )
        out.write(b"\n")
    return out.getvalue()
