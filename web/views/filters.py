"""How templates write dates, counts and kinds."""

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

_SHORT = 90  # characters of a passage where it is told in passing

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
"""One sign a kind, beside its name and its own underline, so that no colour has to carry it."""

KIND_NAMES = {kind: "coverage gap" if kind == "omission" else kind for kind in KINDS}
"""What pages call a kind."""

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


def moment(value: Moment | None) -> Markup | str:
    """“4 March 2026” or “4 March 2026, 09:10 UTC”, as a `time` element that page.js writes in the reader's own zone."""
    if value is None:
        return "undated"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), written(value))


def written(value: Moment) -> str:
    """“4 March 2026” or “4 March 2026, 09:10 UTC”."""
    day = f"{value.earliest.day} {value.earliest:%B %Y}"
    return day if value.is_day else f"{day}, {value.earliest:%H:%M} UTC"


def number(count: int, noun: str) -> str:
    """“1 article”, “2 articles”."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def counts(value: Counts) -> str:
    """Articles, distinct texts, outlets and origins, in words."""
    parts = [number(value.articles, "article")]
    if value.texts != value.articles:
        parts.append(number(value.texts, "distinct text"))
    parts += [number(value.outlets, "outlet"), number(value.origins, "independent report")]
    return " · ".join(parts)


def outlet(name: str) -> str:
    """An outlet's name, or a word for none."""
    return name or UNKNOWN_OUTLET


def short(text: str) -> str:
    """A text of at most `_SHORT` characters, cut after a word with an ellipsis."""
    return shortened(text, _SHORT)


def kind_name(kind: Kind) -> str:
    """What pages call a kind."""
    return KIND_NAMES[kind]


def first_upper(text: str) -> str:
    """The text with its first letter made a capital; names in it keep theirs."""
    return text[:1].upper() + text[1:]


def coded(text: str) -> Markup:
    """The text with what stands between backticks as code, and everything escaped."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(each) if n % 2 else each for n, each in enumerate(parts))


def language(code: str | None) -> str:
    """The name of a language in English, or its code."""
    found = base(code)
    return str(Locale("en").languages.get(found, found)) or "an unknown language"


def web_address(url: str | None) -> str:
    """The address if a browser may follow it as a link, else ""."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


@lru_cache(maxsize=64)
def quoted(address: str) -> str:
    """An address as the value of an argument; remembered, as each link of a page that leads back has the same one."""
    return quote(address)


def register(app: Flask) -> None:
    """Give the templates of `app` these words."""
    app.jinja_env.filters.update(
        coded=coded,
        first_upper=first_upper,
        kind_name=kind_name,
        language=language,
        moment=moment,
        number=number,
        counts=counts,
        outlet=outlet,
        quoted=quoted,
        short=short,
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
