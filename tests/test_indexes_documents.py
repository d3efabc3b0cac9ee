"""PDF, Word and mail: their text as paragraphs, their metadata, and limits for hostile files."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.model.article import Article
from compare.model.moment import Moment
from indexes.ingest import Defaults, Fault
from indexes.ingest.documents import docx as docx_module
from indexes.ingest.documents import pdf as pdf_module
from indexes.ingest.documents.lines import paragraphs_of, without_running_titles
from indexes.ingest.readers import Found, read_document
from tests.documents import PARTS, TITLE, docx_of, mbox_of, message, pdf_of, press_release
from tests.inputs import found, zip_of

TEXT = "\n".join(PARTS)


def here(data: bytes, kind: str) -> list[Found]:
    """Read a document in this process, so that tests can lower the limits."""
    results, error = read_document(data, kind, "input", Defaults())  # type: ignore[arg-type]
    return [*results, *([Fault("input", None, str(error))] if error else [])]


def only(results: list[Found]) -> Article:
    (article,) = results
    assert isinstance(article, Article), article
    return article


def fault(results: list[Found]) -> str:
    (only_one,) = results
    assert isinstance(only_one, Fault), only_one
    return only_one.message


# -- PDF


@pytest.mark.parametrize("width", [60, 80, 110])
def test_pdf_lines_are_joined_to_paragraphs_without_running_titles_and_page_numbers(width: int) -> None:
    article = only(found(press_release(width)))
    assert article.title == TITLE
    assert article.text == TEXT
    assert article.metadata["author"] == "Una Lind"
    assert article.metadata["created"].startswith("2026-03-02")
    assert article.published is None


def test_a_declared_pdf_title_is_used_if_it_is_in_the_text() -> None:
    lines = ["PRESS RELEASE", "", *(TITLE, "", PARTS[0])]
    assert only(found(pdf_of([lines], title=TITLE))).title == TITLE
    assert only(found(pdf_of([lines], title="Microsoft Word - release_final2.docx"))).title == "PRESS RELEASE"
    assert only(found(pdf_of([lines], title="Something else"))).title == "PRESS RELEASE"


def test_a_pdf_of_pictures_is_refused_with_advice() -> None:
    assert "OCR" in fault(found(pdf_of([[], []])))


def test_a_pdf_with_a_password_is_refused() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(press_release())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "password" in fault(found(out.getvalue()))


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 3)
    assert "4 pages" in fault(here(pdf_of([["A line."]] * 4), "pdf"))


def test_a_page_that_would_unpack_to_hundreds_of_megabytes_is_refused_early() -> None:
    bomb = zlib.compress(b"(x) Tj " * 60_000_000, 9)
    lines = press_release()
    start = lines.index(b"stream\n") + 7
    end = lines.index(b"\nendstream")
    data = lines[:start] + bomb + lines[end:]
    data = data.replace(b"/Length %d" % (end - start), b"/Length %d" % len(bomb), 1)
    assert len(data) < 1_000_000
    assert "cannot be read" in fault(found(data))


@pytest.mark.parametrize("cut", [20, 200, 900])
def test_a_truncated_pdf_is_read_as_far_as_possible_or_refused(cut: int) -> None:
    assert all(isinstance(each, Article | Fault) for each in found(press_release()[:-cut]))


# -- Word


def test_a_word_document_gives_its_heading_paragraphs_and_table_rows() -> None:
    article = only(found(docx_of(table=[["Basin", "Days"], ["North", "9"]])))
    assert (article.title, article.text) == (TITLE, f"{TEXT}\nBasin · Days\nNorth · 9")
    assert article.metadata["author"] == "Una Lind"


def test_tracked_deletions_in_a_word_document_are_skipped_and_insertions_read() -> None:
    article = only(found(docx_of(deleted="This was taken out.")))
    assert "taken out" not in article.text
    assert article.text.endswith("It was put in.")


def test_a_word_document_in_an_archive_is_read_and_a_spreadsheet_is_named() -> None:
    results = found(zip_of({"release.docx": docx_of(), "a.txt": b"One\n\nAn otter was seen."}))
    assert [each.title for each in results if isinstance(each, Article)] == ["One", TITLE] or [
        each.title for each in results if isinstance(each, Article)
    ] == [TITLE, "One"]
    sheet = zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    assert "office document" in fault(found(sheet))


def test_a_word_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO(docx_of())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\0" * 110_000_000)
    assert "too large when unpacked" in fault(found(out.getvalue()))
    monkeypatch.setattr(docx_module, "_MAX_XML", 1_000)
    assert "too large when unpacked" in fault(here(docx_of(), "docx"))


def test_external_entities_in_a_word_document_are_not_resolved() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_of())) as before, zipfile.ZipFile(out, "w") as after:
        for each in before.infolist():
            data = before.read(each)
            if each.filename == "word/document.xml":
                data = data.replace(b"<w:document", entity + b"<w:document", 1).replace(b"Monday", b"Monday &e;", 1)
            after.writestr(each.filename, data)
    assert all("root:" not in str(getattr(each, "text", each)) for each in found(out.getvalue()))


# -- mail


def test_a_message_is_an_article_of_its_sender_with_its_subject_and_time() -> None:
    article = only(found(message().as_bytes()))
    assert (article.title, article.text) == (TITLE, TEXT)
    assert article.outlet.name == "Harbour Authority of Lund"
    assert article.published == Moment.parse("2026-03-02T09:30:00Z")
    assert article.url is None


def test_an_html_newsletter_is_read_without_its_furniture() -> None:
    page = "<html><head><style>p {color: red}</style></head><body><p>View this email in your browser</p>" + "".join(
        f"<p>{part}</p>" for part in PARTS
    )
    page += "<p><a href='https://x.example/u'>Unsubscribe</a> from this list</p></body></html>"
    for text in (None, "https://news.example/view?id=1"):
        article = only(found(message(text, page, Archived_At="<https://weir.example/letters/7>").as_bytes()))
        assert article.text == TEXT
        assert article.url == "https://weir.example/letters/7"


def test_attached_press_releases_are_articles_with_the_sender_and_time_of_the_message() -> None:
    mail = message(
        "See the attached release.",
        attached=[("release.pdf", press_release()), ("a.DOCX", docx_of()), ("b.png", b"\x89PNG")],
    )
    results = found(mail.as_bytes())
    assert [(each.title, each.text) for each in results if isinstance(each, Article)] == [(TITLE, TEXT)] * 2
    assert {each.outlet.name for each in results if isinstance(each, Article)} == {"Harbour Authority of Lund"}
    assert {each.published for each in results if isinstance(each, Article)} == {Moment.parse("2026-03-02T09:30:00Z")}


def test_a_damaged_attachment_does_not_affect_the_rest() -> None:
    results = found(message(attached=[("release.pdf", b"%PDF-1.7 nothing")]).as_bytes())
    assert isinstance(results[0], Article)
    assert isinstance(results[1], Fault)
    assert "release.pdf" in str(results[1])


def test_a_mailbox_is_read_message_by_message_and_a_bad_message_does_not_affect_the_others() -> None:
    quoted = message(f"From now on the basin is closed.\n\n{TEXT}", Subject="Second")
    results = found(mbox_of([message(), message("Short.", Subject="Lunch?"), quoted]))
    articles = [each for each in results if isinstance(each, Article)]
    assert [each.title for each in articles] == [TITLE, "Second"]
    assert articles[1].text.startswith("From now on the basin")
    assert [str(each) for each in results if isinstance(each, Fault)] == [
        "input, message 2: this message contains no article, and none is attached."
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "yesterday"},
        {"From": ""},
        {"From": "<<<>>>"},
        {"Subject": ""},
        {"Archived_At": "<javascript:alert(1)>"},
    ],
    ids=str,
)
def test_invalid_mail_headers_are_ignored_and_the_text_is_read(headers: dict[str, str]) -> None:
    results = found(message(**headers).as_bytes(), "eml")
    assert [each.text for each in results if isinstance(each, Article)] == [TEXT]
    assert all(each.url is None for each in results if isinstance(each, Article))


def test_endlessly_nested_parts_are_refused() -> None:
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000))
    results = found(b"From: a@b.example\nSubject: x\nDate: Mon, 02 Mar 2026 10:30:00 +0100\n" + parts, "eml")
    assert isinstance(results[0], Fault)


def test_a_text_with_headings_that_end_in_a_colon_is_not_mail() -> None:
    text = b"Date: a report on dates\n\nFrom: the desk. Dates are eaten in Lund on Tuesdays, the growers said."
    assert only(found(text)).title == "Date: a report on dates"


# -- lines


@given(st.lists(st.text(alphabet="abc .-\n\t“”1", max_size=90), max_size=40))
@settings(max_examples=150)
def test_paragraphs_keep_every_letter_in_order(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(each for each in text if each.isalnum())

    assert letters(paragraphs_of(lines)) == letters("".join(lines))


@given(st.lists(st.lists(st.text(alphabet="abc 12", max_size=20), max_size=8), max_size=6))
@settings(max_examples=100)
def test_only_page_headers_and_footers_are_left_out(pages: list[list[str]]) -> None:
    for before, after in zip(pages, without_running_titles(pages), strict=True):
        inner = [line for line in before if line.strip()][2:-2]
        assert [line for line in after if line.strip()] == [] or set(inner) <= set(after)
        assert len(after) >= len(before) - 4
