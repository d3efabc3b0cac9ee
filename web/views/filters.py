"""Filters and globals of templates: dates, counts and kinds in words."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from babel import Locale
from flask import Flask
from markupsafe import Markup

from compare.comparison.event_comparison import Counts
from compare.comparison.method import METHOD
from compare.comparison.ranking import CONSEQUENCE
from compare.divergence.reasons import shortened
from compare.divergence.rules import RULES
from compare.model.bylines import UNKNOWN_OUTLET
from compare.model.match import KINDS, Kind
from compare.model.moment import Moment
from compare.text.language import base
from web.server.permissions import cause, not_compared

_SHORT = 90  # maximum number of characters of a passage that is quoted in passing

KIND_SIGNS = {
    "contradiction": "≠",
    "figures": "#",
    "update": "↻",
    "attribution": "@",
    "quotation": "❝",
    "wording": "≈",
    "placement": "¶",
    "omission": "∅",
    "detail": "+",
}
"""A sign for each kind. With signs, names and underlines, kinds are never distinguished by colour alone."""

KIND_NAMES = {kind: "coverage gap" if kind == "omission" else kind for kind in KINDS}
"""The name of each kind on pages."""

KIND_MEANINGS = {
    "contradiction": "one says something is true, the other says it is not",
    "figures": "different numbers, dates or times for the same thing",
    "update": "the later report supersedes the earlier one",
    "attribution": "a different source, or stated as fact in one and attributed in the other",
    "quotation": "the same statement, cut or quoted differently",
    "wording": "different words for the same thing, with a different slant",
    "placement": "in the headline or opening of one, further down in the other",
    "omission": "reported by one, no match in the other",
    "detail": "one gives more detail than the other",
}


@lru_cache(maxsize=4096)
def moment(value: Moment | None) -> Markup | str:
    """“4 March 2026, 09:10 UTC” as a `time` element, which page.js converts to the visitor's zone; or “undated”."""
    if value is None:
        return "undated"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), written(value))


def iso_moment(text: str) -> Markup | str:
    """`moment` of a time that is stored as text (ISO 8601), such as the publication time of a saved quotation."""
    return moment(Moment.parse(text)) if text else moment(None)


def written(value: Moment) -> str:
    """“4 March 2026” or “4 March 2026, 09:10 UTC”."""
    day = f"{value.earliest.day} {value.earliest:%B %Y}"
    return day if value.is_day else f"{day}, {value.earliest:%H:%M} UTC"


def number(count: int, noun: str) -> str:
    """“1 article”, “2 articles”, “3 matches”, “4 entries”."""
    return f"{count:,} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("ry"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("ch") else f"{noun}s"


def counts(value: Counts) -> str:
    """The numbers of articles, distinct texts (if different), outlets and independent reports, in words."""
    parts = [number(value.articles, "article")]
    if value.texts != value.articles:
        parts.append(number(value.texts, "distinct text"))
    parts += [number(value.outlets, "outlet"), number(value.origins, "independent report")]
    return " · ".join(parts)


def counts_apart(value: Counts) -> Markup:
    """The same for pages, where lines may break between two counts, but not within one."""
    parts = (Markup('<span class="when">{}</span>').format(each) for each in counts(value).split(" · "))
    return Markup(" · ").join(parts)


def outlet(name: str) -> str:
    """The name of an outlet, or a placeholder if it has none."""
    return name or UNKNOWN_OUTLET


def titled(title: str) -> str:
    """The title of an article or an event, or a placeholder if it has none, because links need a name."""
    return title or "Untitled"


def short(text: str) -> str:
    """The text, cut after a word and with an ellipsis if it is longer than `_SHORT`."""
    return shortened(text, _SHORT)


def kind_name(kind: Kind) -> str:
    """The name of a kind on pages."""
    return KIND_NAMES[kind]


def first_upper(text: str) -> str:
    """The text with a capital first letter; unlike `capitalize`, other letters are unchanged."""
    return text[:1].upper() + text[1:]


def coded(text: str) -> Markup:
    """The text, escaped, with words in backticks as `code` elements."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(each) if n % 2 else each for n, each in enumerate(parts))


def language(code: str | None) -> str:
    """The English name of a language; its code if it has none, “an unknown language” if there is no code."""
    found = base(code)
    return str(Locale("en").languages.get(found, found)) or "an unknown language"


def web_address(url: str | None) -> str:
    """The URL if it is safe as a link (http or https), else ""."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


@lru_cache(maxsize=64)
def quoted(address: str) -> str:
    """The address percent-encoded; cached, since all links that lead back to a page have the same one."""
    return quote(address)


def register(app: Flask) -> None:
    """Add the filters and globals to the templates of `app`."""
    app.jinja_env.filters.update(
        coded=coded,
        cause=cause,
        first_upper=first_upper,
        kind_name=kind_name,
        language=language,
        iso_moment=iso_moment,
        moment=moment,
        not_compared=not_compared,
        number=number,
        counts=counts_apart,
        outlet=outlet,
        quoted=quoted,
        short=short,
        titled=titled,
        web_address=web_address,
    )
    app.jinja_env.globals.update(
        KIND_SIGNS=KIND_SIGNS,
        KIND_MEANINGS=KIND_MEANINGS,
        KIND_NAMES=KIND_NAMES,
        KINDS=KINDS,
        CONSEQUENCE=CONSEQUENCE,
        zip=zip,
        METHOD=METHOD,
        RULES=RULES,
    )
