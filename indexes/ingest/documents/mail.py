"""Mail, with Python's email package: messages (EML) and mailboxes (MBOX) of newsletters and press releases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from io import BytesIO
from typing import IO

from compare.errors import InputError, TooLargeError, UnreadableError
from compare.model.article import Article
from compare.text.cleaning.furniture import is_furniture
from indexes.ingest.article_of import Defaults, Fault, article_of
from indexes.ingest.deadline import within
from indexes.ingest.decode.encodings import decode
from indexes.ingest.decode.streams import MAX_FILE, whole
from indexes.ingest.decode.url import is_web
from indexes.ingest.documents.docx import read_docx
from indexes.ingest.documents.lines import paragraphs_of
from indexes.ingest.documents.pdf import read_pdf
from indexes.ingest.page.markup import text_of

MESSAGE_S = 60.0
"""Seconds within which one message of a mailbox must be read, with its attachments."""
_FEWEST_WORDS = 25  # minimum characters of a message that is an article: shorter ones only announce an attachment
_MOST_ATTACHMENTS = 20
_MOST_PARTS = 500
_LONGEST_NOTICE = 300
_LINE = 1 << 20
_READERS = {".pdf": read_pdf, ".docx": read_docx}
_ADDRESS_ALONE = re.compile(r"\W*(?:https?://\S+|\S+@\S+)\W*")
_LONG_ADDRESS = re.compile(r"[(<\[]\s*https?://\S{1,4000}?\s*[)>\]]")
_FURNITURE = re.compile(
    r".*\b(?:unsubscribe|view (?:this|in|it)\b.*\bbrowser|manage (?:your )?(?:subscription|preferences)|"
    r"email preferences|forward to a friend|this (?:e-?mail|message) was sent to)\b.*",
    re.IGNORECASE,
)

Found = Article | Fault


def read_eml(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    """The article of a message and its attached articles. Raises UnreadableError if there is none, TooLargeError."""
    yield from read_message(whole(stream), name, defaults)


def read_mbox(stream: IO[bytes], name: str, defaults: Defaults) -> Iterator[Found]:
    """The articles of a mailbox, message by message; only one message is in memory at a time."""
    number = 0
    for number, message in enumerate(_messages(stream), 1):
        place = f"{name}, message {number}"
        try:
            if message is None:
                raise TooLargeError(f"this message is larger than {MAX_FILE // 1_000_000} MB.")
            yield from within(MESSAGE_S, read_message, message, place, defaults)
        except InputError as error:
            yield Fault(place, None, str(error))
    if not number:
        yield Fault(name, None, "this mailbox contains no messages.")


def _messages(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The messages of a mailbox (RFC 4155); None in place of a message that is too large."""
    held: list[bytes] = []
    size, is_inside, after_blank = 0, False, True
    while line := stream.readline(_LINE):
        if after_blank and line.startswith(b"From "):
            if is_inside:
                yield b"".join(held) if size <= MAX_FILE else None
            held, size, is_inside = [], 0, True
        elif is_inside:
            size += len(line)
            if size <= MAX_FILE:
                held.append(line[1:] if line.startswith(b">From ") else line)
        after_blank = not line.strip(b"\r\n")
    if is_inside:
        yield b"".join(held) if size <= MAX_FILE else None


def read_message(data: bytes, name: str, defaults: Defaults) -> list[Found]:
    """The content of a message. Raises UnreadableError if there is nothing readable."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        found = _found(message, name, defaults)
    except InputError:
        raise
    except Exception as error:  # the parser is lazy: damaged headers and parts raise any error when they are accessed
        raise UnreadableError(f"this message cannot be read ({type(error).__name__}).") from None
    if not found:
        raise UnreadableError("this message contains no article, and none is attached.")
    return found


def _found(message: EmailMessage, name: str, defaults: Defaults) -> list[Found]:
    known = _known(message)
    found: list[Found] = []
    text = _text(message)
    if len(text.split()) >= _FEWEST_WORDS:
        article, problems = article_of(known | {"text": text}, defaults)
        found = [article, *(Fault(name, None, each) for each in problems)]
    elif text and not known["title"]:
        raise UnreadableError("this message has neither a subject nor a text.")
    for number, part in enumerate(_attached(message)):
        if number >= _MOST_ATTACHMENTS:
            found.append(Fault(name, None, f"only the first {_MOST_ATTACHMENTS} attachments are read."))
            break
        found += _read_attached(part, name, known, defaults)
    return found


def _known(message: EmailMessage) -> dict[str, str]:
    """The headers of a message: sender, subject, date, and its URL on the web (RFC 5064)."""
    senders = getattr(message["from"], "addresses", ())
    sender = senders[0] if senders else None
    date = getattr(message["date"], "datetime", None)
    archived = str(message["archived-at"] or "").strip().strip("<>")
    known = {
        "title": " ".join(str(message["subject"] or "").split()),
        "outlet": (sender.display_name or sender.domain) if sender else "",
        "published": date.isoformat() if date else "",
        "url": archived if is_web(archived) else "",
        "sender": sender.addr_spec if sender else "",
    }
    return {key: value for key, value in known.items() if value or key == "title"}


def _text(message: EmailMessage) -> str:
    """The text of a message as paragraphs: the plain-text part unless it is empty, otherwise the HTML part."""
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    text = paragraphs_of(_content(plain).splitlines()) if plain is not None else ""
    if page is not None and len(text.split()) < _FEWEST_WORDS:
        text = text_of(_content(page))
    lines = (_LONG_ADDRESS.sub("", line).rstrip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not _is_furniture(line))


def _content(part: MIMEPart) -> str:
    """The text of a part in its declared encoding, or the one that its bytes indicate."""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError, KeyError):
        content = decode(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
    return content if isinstance(content, str) else ""


def _is_furniture(line: str) -> bool:
    is_notice = len(line) < _LONGEST_NOTICE and _FURNITURE.fullmatch(line)
    return bool(is_notice or _ADDRESS_ALONE.fullmatch(line) or is_furniture(line))


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            return
        if part.get_filename() and not part.is_multipart():
            yield part


def _read_attached(part: EmailMessage, name: str, known: dict[str, str], defaults: Defaults) -> list[Found]:
    """The article in an attachment, with the sender and time of its message; pictures and the like have none."""
    file = " ".join(str(part.get_filename()).split())[:200]
    reader = next((each for suffix, each in _READERS.items() if file.lower().endswith(suffix)), None)
    if reader is None:
        return []
    said = {name: known[name] for name in ("outlet", "published") if name in known}
    own, _ = article_of(said | {"text": "attached"}, defaults)
    place = f"{name}, {file}"
    try:
        data = part.get_payload(decode=True) or b""
        return list(reader(BytesIO(data), place, Defaults(own.outlet.name, None, own.published)))  # type: ignore[arg-type]
    except InputError as error:
        return [Fault(place, None, str(error))]
