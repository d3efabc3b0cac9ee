"""Builds an article from named fields; shared by all parsers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from types import MappingProxyType
from typing import Any

from compare.duplicates.urls import normalized
from compare.errors import TooLargeError, UnreadableError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports.harvesting import Link
from compare.text.cleaning.truncation import CUT, breaks_off
from compare.text.cleaning.zero_width import without_invisible
from indexes.ingest.columns import COLUMNS
from indexes.ingest.decode.dates import doubt_of, moment_of
from indexes.ingest.decode.mojibake import decoded_once, decoded_title
from indexes.ingest.decode.url import domain_of, host_of, is_web
from indexes.ingest.page.markup import text_of
from indexes.ingest.release import check_embargo_line, check_release

MAX_TEXT = 2_000_000
"""Maximum number of characters of one article: ten chapters of a novel; more is an archive that was not unpacked."""
_MAX_SHORT = 10_000
_MAX_METADATA = 50_000
"""Maximum number of characters of all metadata of one article, including names (set by hand): five fields of the
maximum length.
"""
_MAX_TITLE = 1_000
_TITLE_OF_TEXT = 120
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}")
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]{1,40}\]|\W*(?:(?:article|story|content|page|post|text)\s+)?"
    r"(?:removed|deleted|redacted|withdrawn|unavailable|null|none|n/a|nan|undefined|tbd)\W*",
    re.IGNORECASE,
)
"""A placeholder that services put in place of an article's text."""
_WITHDRAWN = re.compile(
    r"\W*(?:(?:editors?|attention)\W+)*(?:(?:this|the) (?:article|story|report|item|page|post|content)"
    r"(?: you (?:requested|were looking for))? (?:has been|was|is) (?:removed|withdrawn|deleted|retracted|"
    r"unpublished|taken down|not available|unavailable|no longer (?:available|accessible|online))"
    r"(?! from (?:the|an?) (?!(?:web)?site|internet|archive))"
    r"|dieser (?:artikel|inhalt|beitrag) (?:ist|wurde) (?:nicht mehr verfügbar|gelöscht|entfernt|zurückgezogen)"
    r"|(?:cet article|ce contenu) (?:n['’]est plus disponible|a été (?:supprimé|retiré))"
    r"|este (?:artículo|contenido) (?:ya no está disponible|ha sido (?:eliminado|retirado)|fue eliminado)"
    r"|questo (?:articolo|contenuto) (?:non è più disponibile|è stato rimosso))\b",
    re.IGNORECASE,
)
_NOTICE = 250
"""Maximum number of characters of a text that is only a withdrawal notice (set by hand)."""
_MARKUP = re.compile(r"\s*<(p|div|article|section|h[1-6]|ul|ol|blockquote|figure)\b[^<>]*>", re.IGNORECASE)
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\u2028\u2029]")
"""Characters other than "\\n" and "\\r" that end a line or a page, such as those of word processors."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_C1 = {ord(mark): mark.encode("latin-1").decode("cp1252", "ignore") for mark in map(chr, range(0x80, 0xA0))}
"""Control characters that nobody types: bytes of windows-1252, which browsers read as its characters."""


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Selects records of a web archive by host, including subdomains (() for all), and by the day they were fetched.

    `since` and `until` are inclusive.
    """

    hosts: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def wants(self, url: str, fetched: str) -> bool:
        """Whether a record with this URL and this time (ISO 8601; "" if unknown) is selected."""
        host, day = host_of(url), fetched[:10]
        if self.hosts and not any(host == each or host.endswith(f".{each}") for each in self.hosts):
            return False
        after = self.since is None or self.since.isoformat() <= day
        return after and (self.until is None or "" < day <= self.until.isoformat())


@dataclass(frozen=True, slots=True)
class Defaults:
    """Default values for articles, and which records of web archives are `wanted`."""

    outlet: str | None = None
    url: str | None = None
    published: Moment | None = None
    wanted: RecordFilter | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Input that could not be read; `line` counts from 1 if the input has lines."""

    source: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """The place and the problem, for people."""
        return f"{self.source}{f', line {self.line}' if self.line else ''}: {self.message}"


def article_of(row: Mapping[str, Any], defaults: Defaults) -> tuple[Article, list[str]]:
    """The article in a row of named values, and the values that could not be interpreted (stored as metadata).

    Raises UnreadableError if there is no text, TooLargeError if it is too long.
    """
    fields, every = _named(row)
    metadata = _bounded(every)
    left = len(every) - len(metadata)
    problems = (
        [f"{left:,} more fields were omitted: metadata has at most {_MAX_METADATA:,} characters."] if left else []
    )
    fields = _repaired(fields, problems)
    text = fields["text"]
    _check_text(text)
    check_release(row)
    check_embargo_line(text, fields.get("published", ""))
    url = fields.get("url", "") or defaults.url
    if url and not is_web(url):
        problems.append(f"“{url[:60]}” is not an http or https URL; the article is kept without it.")
        metadata["url"], url = url, None
    url = normalized(url) if url else None
    dates: dict[str, Moment | None] = {}
    for name in ("published", "modified"):
        dates[name], problem = _date(fields.get(name, ""), fields.get("language"), host_of(url))
        if problem:
            problems.append(problem)
            metadata[name] = fields[name]
    if fields.get("author"):
        metadata["author"] = fields["author"]
    language = _language(fields.get("language", ""))
    if fields.get("language") and language is None:
        metadata["language"] = fields["language"]
    if breaks_off(text):
        metadata[CUT] = "yes"
    article = Article(
        outlet=Outlet(_outlet(fields) or defaults.outlet or domain_of(host_of(url))),
        title=(without_invisible(fields.get("title", "")) or _first_words(text))[:_MAX_TITLE],
        text=text,
        url=url,
        language=language,
        published=dates["published"] or defaults.published,
        modified=dates["modified"],
        metadata=MappingProxyType(metadata),
    )
    return article, problems


def _repaired(fields: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """The fields, including the text, as they were before they were encoded twice, which is then noted in `problems`.
    Control characters are replaced last, because some are part of double-encoded letters.
    """
    text = without_invisible(fields.get("text", "")).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    repaired = {**fields, "text": decoded_once(text)}
    if repaired["text"] != text:
        problems.append("the text was encoded twice; the second encoding was undone.")
        repaired["title"] = decoded_title(fields.get("title", ""))
    repaired = {name: value.translate(_C1) for name, value in repaired.items()}
    for name in ("title", "text"):
        repaired[name], decoded = _with_characters(repaired.get(name, ""))
        if decoded:
            problems.append(f"{decoded:,} HTML entities in the {name} were decoded.")
    return repaired


def _with_characters(text: str) -> tuple[str, int]:
    """The text with the characters that its HTML entities mean, and the number of those."""
    known = [each for each in _ENTITY.findall(text) if unescape(each) != each]
    return (_ENTITY.sub(lambda found: unescape(found.group()), text) if known else text), len(known)


def link_of(row: Mapping[str, Any]) -> Link | None:
    """The link in a row that has a URL but no text, as in lists of articles; None for other rows."""
    fields, _ = _named(row)
    if not is_web(fields.get("url", "")) or any(character.isalnum() for character in fields.get("text", "")):
        return None
    title = fields.get("title", "")[:_MAX_TITLE]
    published, _ = _date(fields.get("published", ""), fields.get("language"), host_of(fields["url"]))
    return Link(normalized(fields["url"]), title, published, _outlet(fields))


def _named(row: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The known fields of a row as text, and all others as metadata."""
    columns = {str(name).strip().casefold(): name for name in reversed(list(row))}
    fields: dict[str, str] = {}
    taken = set()
    for field, names in COLUMNS.items():
        name = next((columns[each] for each in names if each in columns and _text(row[columns[each]]).strip()), None)
        if name is not None:
            fields[field] = _body(row[name]) if field == "text" else " ".join(_names(row[name]).split())[:_MAX_SHORT]
            taken.add(name)
    rest = {str(name): value for name, value in row.items() if name not in taken and value not in (None, "", [], {})}
    extra = rest.pop("metadata", None)
    rest |= extra if isinstance(extra, Mapping) else {"metadata": extra} if extra else {}
    return fields, {str(name)[:200]: _text(value)[:_MAX_SHORT] for name, value in rest.items()}


def _bounded(metadata: Mapping[str, str]) -> dict[str, str]:
    kept, total = {}, 0
    for name, value in metadata.items():
        total += len(name) + len(value)
        if total > _MAX_METADATA:
            break
        kept[name] = value
    return kept


def _body(value: Any) -> str:
    """The text of an article; a list contains its paragraphs, and text that begins with an HTML element is markup."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "\n\n".join(value)
    text = _text(value)
    opened = _MARKUP.match(text)
    return text_of(text) if opened and f"</{opened.group(1).lower()}>" in text.lower() else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):  # an outlet as {"id": …, "name": …}
        value = next((value[key] for key in ("name", "title") if isinstance(value.get(key), str)), value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return without_invisible(_LINE_ENDS.sub("\n", text.encode("utf-8", "replace").decode("utf-8")))


def _names(value: Any) -> str:
    """A value, or the texts in a list, joined by "; "."""
    return "; ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value)


def _check_text(text: str) -> None:
    if not any(character.isalnum() for character in text):
        raise UnreadableError("there is no text: an article needs a field such as text, body or content.")
    if _PLACEHOLDER.fullmatch(text.strip()):
        raise UnreadableError(f"“{text.strip()[:40]}” replaces a text that its source withdrew.")
    if len(text) <= _NOTICE and _WITHDRAWN.match(text):
        raise UnreadableError("this is only a notice that the source withdrew the article.")
    if len(text) > MAX_TEXT:
        raise TooLargeError(f"the text has {len(text):,} characters; an article can have at most {MAX_TEXT:,}.")


def _outlet(fields: Mapping[str, str]) -> str:
    """The name of the outlet; for a URL or a lower-case host name, its domain."""
    name = fields.get("outlet", "")
    host = host_of(name) or (name.removeprefix("www.") if _HOST.fullmatch(name) else "")
    return domain_of(host) or name


def _language(said: str) -> str | None:
    """The tag of a language given as a tag or by its English name; None for anything else."""
    return said if _TAG.fullmatch(said) else _languages().get(said.casefold())


@cache
def _languages() -> dict[str, str]:
    """The codes of languages by their English names in lower case."""
    from babel import Locale  # only tables with spelled-out languages need it

    return {name.casefold(): code for code, name in Locale("en").languages.items()}


def _date(said: str, language: str | None, host: str) -> tuple[Moment | None, str]:
    """The date, and what is doubtful about it, in words."""
    moment = moment_of(said, language, host) if said else None
    if not said:
        return None, ""
    if moment is None:
        return None, f"“{said[:40]}” is not a date that Parallax recognises; the article is kept without it."
    if doubt := doubt_of(moment):
        return None, f"“{said[:40]}” {doubt}; the article is kept without it."
    if moment.is_day and ":" in said:
        return moment, f"“{said[:40]}” is in an unknown time zone; only the day is kept."
    return moment, ""


def _first_words(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _TITLE_OF_TEXT else line[:_TITLE_OF_TEXT].rsplit(" ", 1)[0] + " …"
