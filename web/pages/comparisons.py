"""The pages of comparisons: stored articles or pasted texts, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.comparison.event_comparison import Comparison
from compare.errors import ComparisonError, InputError, NotFoundError, StorageError
from compare.model.article import Article
from compare.model.match import Kind
from compare.services.stores.operations.jobs import Job
from compare.text.headline import with_headline
from web.api.requests import bodies
from web.api.requests.types import MOST_LISTED
from web.current import current_service
from web.pages import queries
from web.pages.queries import PageAddress, address
from web.server.concurrency import working
from web.server.permissions import message
from web.views.comparison.aligned_rows import RowContext
from web.views.comparison.page import ComparisonContext, View, comparison_context
from web.views.comparison.side_by_side import ReviewedLink, SideRow
from web.views.page import MessagePage, Page

comparisons = Blueprint("comparisons", __name__)

_COLUMNS = 4
_LOOK_AGAIN_S = 3
_FIELDS = ("outlet", "title", "published", "text")
_LABELS = {"outlet": "Outlet", "title": "Headline", "published": "Published", "text": "Text"}
_PLACE = re.compile(rf"(?:({'|'.join(_FIELDS)}) of )?article (\d+): ")
_LISTED = 60  # articles of a selection that is shown again


@dataclass(frozen=True, slots=True)
class SideBySidePage(Page):
    """Articles or pasted texts side by side.

    `compared` are the rows that pass the filters: `kind` is the only kind of difference shown (None: all), `hide`
    whether rows without a difference are hidden, and `weaker` whether weaker differences are listed. `here` builds the
    URL with other filters (None: the page has no URL, and its filters submit the texts again).

    `stored` is whether the articles are stored. If so, `back` is the URL to which forms redirect, `bases` are the URLs
    with each article as the reference, `reviewed` is the link that was just reviewed (None: none was), and `most` is
    the maximum number of rows in a download. If not, `form_texts` are the texts by form field, and `link` is the URL of
    the result, which is available for an hour ("": it could not be stored).
    """

    template: ClassVar[str] = "compare.html"
    compared: ComparisonContext
    kind: Kind | None
    hide: bool
    weaker: bool
    here: PageAddress | None
    stored: bool
    back: str = ""
    bases: Sequence[str] = ()
    reviewed: ReviewedLink | None = None
    most: int = MOST_LISTED
    form_texts: Sequence[Mapping[str, str]] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class LinearPage(Page):
    """Articles in a single column: `compared` are the rows, and `here` builds the URL with other filters."""

    template: ClassVar[str] = "linear.html"
    compared: ComparisonContext
    here: PageAddress


@dataclass(frozen=True, slots=True)
class ChoosePage(Page):
    """The selection again, if it has too few or too many articles.

    `listed` are the articles that can be selected, and `wanted` are the ids of the selected ones. `event_id` is the
    event that linked here ("": none), `most` the maximum number of articles that can be compared.
    """

    template: ClassVar[str] = "choose.html"
    listed: Sequence[Article]
    wanted: Sequence[str]
    event_id: str
    most: int


@dataclass(frozen=True, slots=True)
class TextsPage(Page):
    """The form for pasting texts: `form_texts` are the texts by form field, and `problem` is an error message."""

    template: ClassVar[str] = "texts.html"
    form_texts: Sequence[Mapping[str, str]]
    problem: str = ""


@comparisons.get("/compare")
def compare() -> ResponseReturnValue:
    """Stored articles side by side; the first is the reference. Raises NotFoundError for an unknown article."""
    wanted = list(dict.fromkeys(request.args.getlist("article")))
    if not 2 <= len(wanted) <= _COLUMNS:
        return _choose_again(wanted)
    with working():
        comparison = current_service().compare_soon(wanted)
    kind, hide, weaker = _rows_wanted(request.args)
    view, part = _view_of(request.args), queries.part_of(request.args)
    compared = comparison_context(comparison, _wanted(kind, hide), weaker, part, view=view)
    here, twin = partial(address, "/compare", request.args, reviewed=None), address("/api/v1/compare", _based(wanted))
    page = (
        LinearPage(compared, here, twin=twin)
        if view == "linear"
        else SideBySidePage(
            compared=compared,
            kind=kind,
            hide=hide,
            weaker=weaker,
            here=here,
            stored=True,
            back=here(),
            bases=[
                address("/compare", _based(wanted, each), kind=kind, weaker="1" if weaker else None) for each in wanted
            ],
            reviewed=compared.reviewed(request.args.get("reviewed", "")),
            twin=twin,
        )
    )
    if not comparison.pending:
        return page.render()
    current_app.extensions["worker"].wake()
    return page.render(), {"Refresh": str(_LOOK_AGAIN_S)}


def _choose_again(wanted: list[str]) -> ResponseReturnValue:
    """The selection again, among the articles of the event that linked here, or of the event of the only selected
    article, or else among the selected articles.
    """
    service, event_id = current_service(), request.args.get("from", "")
    if not event_id and len(wanted) == 1:
        event_id = service.events_of(wanted).get(wanted[0], "")
    try:
        listed: tuple[Article, ...] = service.event(event_id)[0].articles
    except NotFoundError:
        listed = tuple(service.article(each).article for each in wanted[:_LISTED])
    return ChoosePage(listed, wanted, event_id, _COLUMNS).render(), 400


def _rows_wanted(arguments: queries.Arguments) -> tuple[Kind | None, bool, bool]:
    """The only kind of difference to show, whether to hide rows without one, and whether to list weaker ones."""
    kind = next(iter(queries.kinds_of(arguments)), None)
    return kind, arguments.get("hide") == "agreement", arguments.get("weaker") == "1"


def _view_of(arguments: queries.Arguments) -> View:
    """`view`: rows, linear or (any other value) the order of the articles."""
    asked = arguments.get("view")
    return "rows" if asked == "rows" else "linear" if asked == "linear" else "order"


def _wanted(kind: Kind | None, hide: bool) -> Callable[[RowContext | SideRow], bool]:
    """A predicate for the rows to show: those with this kind of difference, and with `hide` only those with a
    difference."""
    return lambda row: (not kind or row.shows(kind)) and (not hide or bool(row.number) or row.reporting_articles == 1)


def _based(wanted: list[str], base: str = "") -> queries.Arguments:
    """The URL arguments for these articles, with the article `base` first if it is given."""
    return queries.Arguments([("article", each) for each in sorted(wanted, key=lambda each: each != base)])


@comparisons.get("/compare/texts")
def compare_form() -> ResponseReturnValue:
    """The form for pasting texts."""
    return TextsPage(_filled([])).render()


@comparisons.post("/compare/texts")
def compare_texts() -> ResponseReturnValue:
    """Pasted texts side by side; nothing is stored. In case of an error, the form is shown again with its contents."""
    fields = [request.form.getlist(name) for name in _FIELDS]
    form_texts = [dict(zip(_FIELDS, each, strict=True)) for each in zip(*fields, strict=False)]
    try:
        texts = [_with_headline(each) for each in form_texts if each["text"].strip()]
        if len(texts) < 2:
            raise InputError(f"Paste at least two texts; there is {'only one' if texts else 'none'}.")
        body = {"articles": [{k: v for k, v in each.items() if v.strip()} for each in texts]}
        parsed = bodies.validated(bodies.ComparisonInput, body).articles
        articles = [each.article() for each in parsed if isinstance(each, bodies.ArticleInput)]
        if len(articles) > _COLUMNS:
            raise InputError(f"At most {_COLUMNS} texts can be compared at once.")
        with working():
            found = current_service().compare_texts_soon(articles)
    except InputError as error:
        return TextsPage(_filled(form_texts), _in_words(message(error), form_texts)).render(), 400
    if isinstance(found, Job):
        current_app.extensions["worker"].wake()
        return redirect(f"/compare/jobs/{found.id}", 303)
    return _texts_compared(found, [each for each in form_texts if each["text"].strip()], None, _address_of(found))


def _filled(form_texts: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The submitted texts, padded to the number of texts in the form."""
    empty = dict.fromkeys(_FIELDS, "")
    return [*form_texts, *(empty for _ in range(_COLUMNS))][:_COLUMNS]


def _with_headline(form_texts: dict[str, str]) -> dict[str, str]:
    """The submitted text. Without a headline, its first line becomes the headline, as in a file, unless it is a
    sentence."""
    title, text = with_headline(form_texts["title"], form_texts["text"])
    return form_texts | {"title": title, "text": text}


def _in_words(problem: str, form_texts: Sequence[Mapping[str, str]]) -> str:
    """The error message, with the number of the text and the name of the field in the form."""
    if not (found := _PLACE.match(problem)):
        return problem
    numbers = [number for number, each in enumerate(form_texts, start=1) if each["text"].strip()]
    field = f", {_LABELS[found[1]]}" if found[1] else ""
    return f"Text {numbers[int(found[2]) - 1]}{field}: {problem[found.end() :]}"


def _address_of(comparison: Comparison) -> str:
    """The URL where the comparison is available for an hour; "" if it cannot be stored."""
    try:
        return f"/compare/jobs/{current_service().store_compared(comparison).id}"
    except StorageError:
        return ""


@comparisons.get("/compare/jobs/<job_id>")
def compare_job(job_id: str) -> ResponseReturnValue:
    """Pasted texts side by side, or a message while they are compared in the background.

    Raises NotFoundError if there is no such job, or if it has expired, ComparisonError if it failed.
    """
    service = current_service()
    job = service.jobs.get(job_id)
    if job.kind != "compare":
        raise NotFoundError("The result has expired. Paste the texts again.")
    if job.state == "failed":
        raise ComparisonError.of("These texts", job.problem)
    if not job.ended:
        told = "These texts are long, so they are compared in the background. This page refreshes automatically."
        return MessagePage("Comparing", 202, told).render(), 202, {"Refresh": str(_LOOK_AGAIN_S)}
    comparison = service.compared_texts(job_id)
    form_texts = [
        {"outlet": each.outlet.name, "title": each.title, "text": each.text}
        | {"published": each.published.isoformat() if each.published else ""}
        for each in comparison.articles
    ]
    return _texts_compared(comparison, form_texts, f"/compare/jobs/{job_id}")


def _texts_compared(
    comparison: Comparison, form_texts: list[dict[str, str]], own: str | None, link: str = ""
) -> ResponseReturnValue:
    """Texts side by side.

    Filters are links if the page has a URL (`own`), and otherwise buttons that submit the texts again. `link` is the
    URL of the result.
    """
    kind, hide, weaker = _rows_wanted(request.values)
    view, part = _view_of(request.values), queries.part_of(request.values)
    here = partial(address, own, request.args) if own else None
    if view == "linear" and not here:
        view = "order"  # the single column is only reached by a link, which this page does not have
    compared = comparison_context(comparison, _wanted(kind, hide), weaker, part, view=view)
    link = link or own or ""
    twin = f"/api/v1{link.removeprefix('/compare')}/comparison" if link else ""
    if view == "linear" and here:
        return LinearPage(compared, here, twin=twin).render()
    return SideBySidePage(
        compared, kind, hide, weaker, here, stored=False, form_texts=form_texts, link=link, twin=twin
    ).render()
