"""Builds an article from named fields; shared by all parsers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
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
from indexes.ingest.decode.dates import MAY_BE_PLACEHOLDER, doubt_of, moment_of
from indexes.ingest.decode.entities import without_entities
from indexes.ingest.decode.mojibake import decoded_once, decoded_title
from indexes.ingest.decode.url import domain_of, host_of, is_web
from indexes.ingest.page.markup import text_of
from indexes.ingest.release import check_embargo_line, check_notice, check_release

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
_MARKUP = re.compile(r"\s*<(p|div|article|section|h[1-6]|ul|ol|blockquote|figure)\b[^<>]*>", re.IGNORECASE)
_READ = ("title", "text")
"""The fields in which HTML entities are decoded."""
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\u2028\u2029]")
"""Characters other than "\\n" and "\\r" that end a line or a page, such as those of word processors."""
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


def article_of(row: Mapping[str, Any], defaults: Defaults, *, is_escaped: bool = False) -> tuple[Article, list[str]]:
    """The article in a row of named values, and the values that could not be interpreted (stored as metadata).

    HTML entities in the title and the text of an `is_escaped` row are decoded: those of pages and documents are text.
    Raises UnreadableError if there is no text, TooLargeError if it is too long.
    """
    decoded: Counter[str] = Counter()
    fields, every = _named(row, decoded if is_escaped else None)
    metadata, problems = _bounded(every)
    fields = _repaired(fields, problems)
    problems += [f"{decoded[name]:,} HTML entities in the {name} were decoded." for name in _READ if decoded[name]]
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
    return {name: value.translate(_C1) for name, value in repaired.items()}


def link_of(row: Mapping[str, Any]) -> Link | None:
    """The link in a row that has a URL but no text, as in lists of articles; None for other rows."""
    fields, _ = _named(row)
    if not is_web(fields.get("url", "")) or any(character.isalnum() for character in fields.get("text", "")):
        return None
    title = fields.get("title", "")[:_MAX_TITLE]
    published, _ = _date(fields.get("published", ""), fields.get("language"), host_of(fields["url"]))
    return Link(normalized(fields["url"]), title, published, _outlet(fields))


def _named(row: Mapping[str, Any], decoded: Counter[str] | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """The known fields of a row as text, and all others as metadata.

    With `decoded`, HTML entities in the title and the text are decoded, and counted there.
    """
    columns = {str(name).strip().casefold(): name for name in reversed(list(row))}
    fields: dict[str, str] = {}
    taken = set()
    for field, names in COLUMNS.items():
        name = next((columns[each] for each in names if each in columns and _text(row[columns[each]]).strip()), None)
        if name is not None:
            value = _paragraphs(row[name]) if field == "text" else _names(row[name])
            if decoded is not None and field in _READ and not _is_markup(value):
                value, number = without_entities(value)
                decoded += Counter({field: number})
            fields[field] = _body(value) if field == "text" else " ".join(value.split())[:_MAX_SHORT]
            taken.add(name)
    rest = {str(name): value for name, value in row.items() if name not in taken and value not in (None, "", [], {})}
    extra = rest.pop("metadata", None)
    rest |= extra if isinstance(extra, Mapping) else {"metadata": extra} if extra else {}
    return fields, {str(name)[:200]: _text(value)[:_MAX_SHORT] for name, value in rest.items()}


def _bounded(metadata: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The first fields within the maximum length, and how many were omitted, in words."""
    kept, total = {}, 0
    for name, value in metadata.items():
        total += len(name) + len(value)
        if total > _MAX_METADATA:
            break
        kept[name] = value
    left = len(metadata) - len(kept)
    said = f"{left:,} more fields were omitted: metadata has at most {_MAX_METADATA:,} characters."
    return kept, [said] if left else []


def _paragraphs(value: Any) -> str:
    """The text of an article, which a list contains as paragraphs."""
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return _text("\n\n".join(value) if is_list else value)


def _body(text: str) -> str:
    return text_of(text) if _is_markup(text) else _text(text)


def _is_markup(text: str) -> bool:
    """True for a text that begins with an HTML element."""
    opened = _MARKUP.match(text)
    return opened is not None and f"</{opened.group(1).lower()}>" in text.lower()


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
    check_notice(text)
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
    doubt = doubt_of(moment)
    if doubt == MAY_BE_PLACEHOLDER:  # or a day, written as its midnight
        return Moment.parse(moment.earliest.date().isoformat()), f"“{said[:40]}” {doubt}; only the day is kept."
    if doubt:
        return None, f"“{said[:40]}” {doubt}; the article is kept without it."
    if moment.is_day and ":" in said:
        return moment, f"“{said[:40]}” is in an unknown time zone; only the day is kept."
    return moment, ""


def _first_words(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _TITLE_OF_TEXT else line[:_TITLE_OF_TEXT].rsplit(" ", 1)[0] + " …"
