"""The pages of comparisons: articles that are held, or pasted texts, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from compare.comparison.event_comparison import Comparison
from compare.errors import InputError, NotFoundError, StorageError
from compare.model.article import Article
from compare.model.match import Kind
from compare.services.service import Parallax
from compare.services.stores.jobs import Job
from compare.text.headline import with_headline
from web.api.requests import bodies
from web.api.requests.types import MOST_LISTED
from web.pages import queries
from web.pages.queries import address
from web.server.concurrency import working
from web.views.aligned_rows import RowContext
from web.views.comparison import View, comparison_context
from web.views.side_by_side import SideRow

comparisons = Blueprint("comparisons", __name__)

_COLUMNS = 4
_LOOK_AGAIN_S = 3
_FIELDS = ("outlet", "title", "published", "text")
_LABELS = {"outlet": "Outlet", "title": "Headline", "published": "Published", "text": "Text"}
_PLACE = re.compile(rf"articles\.(\d+)\.({'|'.join(_FIELDS)})(?:\.\S+)?: ")
_LISTED = 60  # articles of a selection that is shown again
_TEMPLATES: dict[View, str] = {"order": "compare.html", "rows": "compare.html", "linear": "linear.html"}


def _service() -> Parallax:
    service: Parallax = current_app.extensions["parallax"]
    return service


@comparisons.get("/compare")
def compare() -> ResponseReturnValue:
    """Articles side by side; the first is the base."""
    wanted = list(dict.fromkeys(request.args.getlist("article")))
    if not 2 <= len(wanted) <= _COLUMNS:
        return _choose_again(wanted)
    with working():
        comparison = _service().compare_soon(wanted)
    kind, hide, weaker = _rows_wanted(request.args)
    view, part = _view_of(request.args), queries.part_of(request.args)
    compared = comparison_context(comparison, _wanted(kind, hide), weaker, part, view=view)
    page = render_template(
        _TEMPLATES[view],
        compared=compared,
        stored=True,
        most=MOST_LISTED,
        back=address("/compare", request.args, reviewed=None),
        reviewed=compared.reviewed(request.args.get("reviewed", "")),
        kind=kind,
        hide=hide,
        weaker=weaker,
        bases=[address("/compare", _based(wanted, each), kind=kind, weaker="1" if weaker else None) for each in wanted],
        here=lambda **changed: address("/compare", request.args, **{"reviewed": None, **changed}),
        twin=address("/api/v1/compare", _based(wanted, wanted[0])),
    )
    if not comparison.pending:
        return page
    current_app.extensions["worker"].wake()
    return page, {"Refresh": str(_LOOK_AGAIN_S)}


def _choose_again(wanted: list[str]) -> ResponseReturnValue:
    """The selection again, where it holds too few articles or too many: those of its event, or those that it names."""
    service, event_id = _service(), request.args.get("from", "")
    try:
        listed: tuple[Article, ...] = service.event(event_id)[0].articles
    except NotFoundError:
        listed = tuple(service.article(each).article for each in wanted[:_LISTED])
    page = render_template("choose.html", listed=listed, wanted=wanted, event_id=event_id, most=_COLUMNS, twin=None)
    return page, 400


def _rows_wanted(arguments: queries.Arguments) -> tuple[Kind | None, bool, bool]:
    """Rows of which kind, whether those that agree are hidden, and whether weaker divergences are listed, too."""
    kind = next(iter(queries.kinds_of(arguments)), None)
    return kind, arguments.get("hide") == "agreement", arguments.get("weaker") == "1"


def _view_of(arguments: queries.Arguments) -> View:
    """`view`: the order of the articles, unless another one is asked for."""
    asked = arguments.get("view")
    return "rows" if asked == "rows" else "linear" if asked == "linear" else "order"


def _wanted(kind: Kind | None, hide: bool) -> Callable[[RowContext | SideRow], bool]:
    """Whether a row is shown: of one kind only, or only where articles do not agree."""
    return lambda row: (not kind or row.shows(kind)) and (not hide or bool(row.number) or row.carriers == 1)


def _based(wanted: list[str], base: str) -> queries.Arguments:
    """The addresses' arguments with another base article in front."""
    return queries.Arguments([("article", each) for each in [base, *(each for each in wanted if each != base)]])


@comparisons.get("/compare/texts")
def compare_form() -> ResponseReturnValue:
    """The form to paste texts into."""
    return render_template("texts.html", places=range(_COLUMNS), given=None, problem="")


@comparisons.post("/compare/texts")
def compare_texts() -> ResponseReturnValue:
    """Pasted texts side by side; nothing is stored. A problem shows the form again, with what was typed."""
    fields = [request.form.getlist(name) for name in _FIELDS]
    given = [
        dict(zip(("outlet", "title", "published", "text"), each, strict=True)) for each in zip(*fields, strict=False)
    ]
    try:
        texts = [_with_headline(each) for each in given if each["text"].strip()]
        body = {"articles": [{k: v for k, v in each.items() if v.strip()} for each in texts]}
        parsed = bodies.validated(bodies.GivenComparison, body).articles
        articles = [each.article() for each in parsed if isinstance(each, bodies.GivenArticle)]
        if len(articles) > _COLUMNS:
            raise InputError(f"At most {_COLUMNS} texts can be compared at once.")
        with working():
            found = _service().compare_texts_soon(articles)
    except InputError as error:
        return render_template("texts.html", places=range(_COLUMNS), given=given, problem=_in_words(str(error))), 400
    if isinstance(found, Job):
        current_app.extensions["worker"].wake()
        return redirect(f"/compare/jobs/{found.id}", 303)
    return _texts_compared(found, [each for each in given if each["text"].strip()], None, _address_of(found))


def _with_headline(given: dict[str, str]) -> dict[str, str]:
    """What was typed; without a headline, the first line is it, as in a file that is added, unless it is a sentence."""
    title, text = with_headline(given["title"], given["text"])
    return given | {"title": title, "text": text}


def _in_words(problem: str) -> str:
    """What is wrong with a field of the form, by the name that the form gives it."""
    found = _PLACE.match(problem)
    return f"Text {int(found[1]) + 1}, {_LABELS[found[2]]}: {problem[found.end() :]}" if found else problem


def _address_of(comparison: Comparison) -> str:
    """Where the comparison can be read for an hour; "" where nothing can be kept."""
    try:
        return f"/compare/jobs/{_service().keep_compared(comparison).id}"
    except StorageError:
        return ""


@comparisons.get("/compare/jobs/<job_id>")
def compare_job(job_id: str) -> ResponseReturnValue:
    """Pasted texts side by side, or, as long as they are being compared in the background, that they are."""
    service = _service()
    job = service.jobs.get(job_id)
    if job.kind != "compare":
        raise NotFoundError("The result has expired. Paste the texts again.")
    if job.state == "failed":
        raise NotFoundError(f"These texts could not be compared. {job.problem}")
    if not job.ended:
        told = "These texts are long, so they are compared in the background. This page refreshes automatically."
        page = render_template("error.html", title="Comparing", status=202, detail=told)
        return page, 202, {"Refresh": str(_LOOK_AGAIN_S)}
    comparison = service.compared_texts(job_id)
    given = [
        {"outlet": each.outlet.name, "title": each.title, "text": each.text}
        | {"published": each.published.isoformat() if each.published else ""}
        for each in comparison.articles
    ]
    return _texts_compared(comparison, given, f"/compare/jobs/{job_id}")


def _texts_compared(
    comparison: Comparison, given: list[dict[str, str]], own: str | None, link: str = ""
) -> ResponseReturnValue:
    """Texts side by side; filters are links where the page has an address of its `own`, else they send them again.

    `link` is where the result can be read again.
    """
    kind, hide, weaker = _rows_wanted(request.values)
    view, part = _view_of(request.values), queries.part_of(request.values)
    return render_template(
        _TEMPLATES[view],
        compared=comparison_context(comparison, _wanted(kind, hide), weaker, part, view=view),
        here=(lambda **changed: address(own, request.args, **changed)) if own else None,
        stored=False,
        link=link or own,
        given=given,
        back="",
        kind=kind,
        hide=hide,
        weaker=weaker,
        twin=None,
    )
