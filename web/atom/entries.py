"""New items of the archive as entries of Atom feeds; items that no longer exist have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from compare.comparison.diff.revisions import is_silent
from compare.comparison.event_comparison import fold
from compare.comparison.facts.facts import Fact, disputed, facts_of, reason_of
from compare.errors import NotFoundError
from compare.model.article import Article
from compare.model.bylines import UNKNOWN_OUTLET, distinct_names
from compare.model.match import Kind
from compare.services.service import Parallax
from compare.services.stores.operations.activity import Activity
from compare.services.summaries import EventSummary
from web.atom.document import Entry, permanent_id
from web.atom.excerpts import changed_html, excerpt
from web.views.filters import KIND_NAMES, counts, moment, number, titled

_OUTLETS = 12  # maximum number of outlets that an entry names


class Entries:
    """Makes entries; `base` is the URL of this server, without a trailing slash."""

    def __init__(self, service: Parallax, base: str) -> None:
        self._service = service
        self._base = base
        self._contested: dict[str, tuple[EventSummary, dict[str, Fact]]] = {}

    def event(self, each: Activity, kinds: Sequence[Kind] = ()) -> Entry | None:
        """A new event: the outlets that cover it, and their main differences; if kinds are given, only an event with
        one of these."""
        found = self._event(each.subject)
        if found is None or (kinds and found[0].totals.keys().isdisjoint(kinds)):
            return None
        summary, _ = found
        names = [article.outlet.name or UNKNOWN_OUTLET for article in summary.articles]
        outlets = list(dict.fromkeys(names))
        told = [finding.divergence.reason for finding in summary.top]
        shown = [kind for kind in summary.totals if kind != "detail"]
        return Entry(
            id=permanent_id("event", each.subject),
            title=titled(summary.headline.title),
            link=f"{self._base}/events/{each.subject}",
            updated=each.noted,
            published=each.noted,
            summary=counts(summary.counts),
            html=_paragraph(counts(summary.counts))
            + _paragraph(f"Covered by {_listed(outlets)}.")
            + _items([*told, *(f"{KIND_NAMES[kind]}: {summary.totals[kind]}" for kind in shown)]),
            categories=tuple(shown),
        )

    def fact(self, each: Activity, kinds: Sequence[Kind] = ()) -> Entry | None:
        """A contested fact and how each outlet reports it; if kinds are given, only one of these kinds."""
        found = self._event(each.context)
        if found is None or each.subject not in found[1]:
            return None
        summary, fact = found[0], found[1][each.subject]
        if kinds and fact.kind not in kinds:
            return None
        names, variants = distinct_names(summary.articles), fact.variants()
        told = [f"{_listed([names[one] for one in v.article_ids])}: “{excerpt(v.lead.text)}”" for v in variants]
        return Entry(
            id=permanent_id("fact", each.subject),
            title=reason_of(fact, variants, names) or excerpt(fact.headline.text),
            link=f"{self._base}/events/{each.context}#diverge",
            updated=each.noted,
            published=each.noted,
            summary=f"{titled(summary.headline.title)}: {excerpt(fact.headline.text)}",
            html=_paragraph(titled(summary.headline.title)) + _items(told),
            categories=(fact.kind,) if fact.kind else (),
        )

    def article(self, each: Activity) -> Entry | None:
        """A new article: its beginning, and a link to the original."""
        article = self._article(each.subject)
        if article is None:
            return None
        return Entry(
            id=permanent_id("article", each.subject),
            title=titled(article.title),
            link=f"{self._base}/articles/{each.subject}",
            updated=each.noted,
            published=article.published.earliest if article.published else None,
            summary=excerpt(article.text),
            html=_paragraph(f"{article.outlet.name or UNKNOWN_OUTLET}, {moment(article.published)}")
            + _paragraph(excerpt(article.text)),
            authors=(article.outlet.name or UNKNOWN_OUTLET,),
            via=article.url,
        )

    def revision(self, each: Activity, silent: bool = True) -> Entry | None:
        """A changed text: removed and added words; if `silent`, only one that does not mention the change."""
        try:
            history = self._service.history(each.subject)
        except NotFoundError:
            return None
        place = next((place for place, one in enumerate(history) if one.revision == each.context), 0)
        if not place or (silent and not is_silent(history[place - 1], history[place])):
            return None
        old, new = history[place - 1], history[place]
        what = "Silent edit" if is_silent(old, new) else "Revised"
        outlet = new.outlet.name or UNKNOWN_OUTLET
        return Entry(
            id=permanent_id("revision", each.subject, each.context),
            title=f"{what}: {titled(new.title)}",
            link=f"{self._base}/articles/{each.subject}/revisions",
            updated=each.noted,
            published=each.noted,
            summary=f"{outlet} changed {'the title and the text' if old.title != new.title else 'the text'}.",
            html=_paragraph(outlet) + changed_html(old.title, new.title) + changed_html(old.text, new.text),
            authors=(outlet,),
            via=new.url,
        )

    def _event(self, event_id: str) -> tuple[EventSummary, dict[str, Fact]] | None:
        """An event with its contested facts by id, looked up once; None if it no longer exists."""
        if event_id not in self._contested:
            try:
                summary, comparison = self._service.event(event_id)
            except NotFoundError:
                return None
            facts = {fact.id: fact for fact in disputed(facts_of(fold(comparison)))}
            self._contested[event_id] = (summary, facts)
        return self._contested[event_id]

    def _article(self, article_id: str) -> Article | None:
        try:
            return self._service.article(article_id).article
        except NotFoundError:
            return None


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>\n").format(text)


def _items(texts: Iterable[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>\n").format(each) for each in texts)
    return Markup("<ul>{}</ul>\n").format(items) if items else escape("")


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(names[:_OUTLETS])
    return f"{listed} and {number(len(names) - _OUTLETS, 'other')}" if len(names) > _OUTLETS else listed
