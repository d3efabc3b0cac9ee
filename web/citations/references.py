"""References to articles, events and findings, independent of the citation format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from compare.comparison.facts.facts import Fact, reason_of
from compare.comparison.method import METHOD
from compare.model.article import Article
from compare.model.bylines import UNKNOWN_OUTLET, distinct_names
from compare.model.moment import Moment
from compare.services.summaries import EventSummary
from web.views.filters import titled

ReferenceKind = Literal["article", "page"]

_LONGEST_QUOTE = 500
_ID_IN_KEY = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """An article of an outlet, or (`page`) a page of Parallax; `key` is a citation key in plain ASCII.

    `container` is the outlet or "Parallax", `accessed` the day of the request; each text is one line.
    """

    key: str
    kind: ReferenceKind
    title: str
    container: str
    url: str
    accessed: date
    issued: Moment | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    note: str = ""


class Citing:
    """Makes references; `base` is the URL of this server, without a trailing slash, `today` the day."""

    def __init__(self, base: str, today: date) -> None:
        self._base = base
        self._today = today

    def article(self, article: Article) -> Reference:
        """An article, with its own URL if browsers can open it."""
        own = f"{self._base}/articles/{article.id}"
        outlet = _line(article.outlet.name) or UNKNOWN_OUTLET
        year = str(article.published.earliest.year) if article.published else ""
        return Reference(
            key=f"{_slug(outlet)}{year}-{article.id[:_ID_IN_KEY]}",
            kind="article",
            title=titled(_line(article.title)),
            container=outlet,
            url=article.url if article.url and article.url.lower().startswith(("http://", "https://")) else own,
            accessed=self._today,
            issued=article.published,
            authors=tuple(filter(None, map(_line, article.metadata.get("author", "").split(";")))),
            language=article.language,
            note=f"Revision {article.revision} as held at {own}",
        )

    def event(self, summary: EventSummary) -> list[Reference]:
        """An event and, after it, the articles about it."""
        outlets = list(dict.fromkeys(_line(each.outlet.name) or UNKNOWN_OUTLET for each in summary.articles))
        page = Reference(
            key=f"parallax-event-{summary.event.id[:_ID_IN_KEY]}",
            kind="page",
            title=f"How outlets report the same event: {titled(_line(summary.headline.title))}",
            container="Parallax",
            url=f"{self._base}/events/{summary.event.id}",
            accessed=self._today,
            note=f"{summary.counts.articles} articles of {', '.join(outlets)}. {_METHOD}",
        )
        return [page, *map(self.article, summary.articles)]

    def fact(self, articles: Sequence[Article], fact: Fact, page: str) -> list[Reference]:
        """A fact that some of these articles report differently and, after it, those that report it. `page` is the path
        of a page that shows it.
        """
        names, variants = distinct_names(articles), fact.variants()
        told = [
            f"{', '.join(names[each] for each in variant.article_ids)}: “{_line(variant.lead.text)[:_LONGEST_QUOTE]}”"
            for variant in variants
        ]
        found = Reference(
            key=f"parallax-finding-{fact.id[:_ID_IN_KEY]}",
            kind="page",
            title=_line(reason_of(fact, variants, names)) or _line(fact.headline.text)[:_LONGEST_QUOTE],
            container="Parallax",
            url=f"{self._base}{page}",
            accessed=self._today,
            note=f"{'; '.join(told)}. {_METHOD}",
        )
        return [found, *map(self.article, _tellers(articles, fact))]


_METHOD = f"Method version {METHOD}."


def _tellers(articles: Sequence[Article], fact: Fact) -> list[Article]:
    telling = {each.article_id for each in fact.passages}
    return [each for each in articles if each.id in telling]


def _line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join("".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in text).split())


def _slug(name: str) -> str:
    """Letters and digits in ASCII; "outlet" if there are none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]", "", plain)[:20] or "outlet"
