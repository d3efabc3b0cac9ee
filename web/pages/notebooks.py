"""The pages of notebooks: what was saved with ☆, and its export as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError, NotFoundError
from compare.model.notebook import Entry, Item, Notebook
from web.current import current_service
from web.export import notebooks as files
from web.export.responses import attachment, stand_alone
from web.export.tables import as_csv_lines
from web.pages.queries import Arguments
from web.pages.reviews import own_page
from web.server.concurrency import working
from web.server.permissions import check_may_change
from web.views.page import Page

notebooks = Blueprint("notebooks", __name__)

FORMATS = {"docx": "Word (.docx)", "md": "Markdown", "csv": "CSV", "html": "HTML, one file"}
_SAVED = ("divergence", "link", "fact", "event", "index")


@dataclass(frozen=True, slots=True)
class NotebooksPage(Page):
    """All `notebooks`, and a form to create one."""

    template: ClassVar[str] = "notebooks.html"
    notebooks: Sequence[Notebook]


@dataclass(frozen=True, slots=True)
class NotebookPage(Page):
    """One `notebook` with its `entries`, in the order in which they were saved.

    `formats` are the formats of its export, by suffix. `back` is the page from which an item was just saved ("": none).
    """

    template: ClassVar[str] = "notebook.html"
    notebook: Notebook
    entries: Sequence[Entry]
    formats: Mapping[str, str]
    back: str


@dataclass(frozen=True, slots=True)
class SavePage(Page):
    """The form that saves an `item` to one of the `notebooks`, or to a new one.

    `hidden_fields` are the names and values of the hidden fields that identify the item, `back` is the page that linked
    here ("": unknown).
    """

    template: ClassVar[str] = "save.html"
    item: Item
    notebooks: Sequence[Notebook]
    hidden_fields: Sequence[tuple[str, str]]
    back: str


@notebooks.get("/notebooks")
def listing() -> ResponseReturnValue:
    """All notebooks."""
    return NotebooksPage(current_service().notebooks.all(), twin="/api/v1/notebooks").render()


@notebooks.post("/notebooks")
def make() -> ResponseReturnValue:
    """Create a notebook."""
    check_may_change(request, current_app.config["CHANGES"])
    return redirect(f"/notebooks/{current_service().notebooks.make(request.form.get('name', '')).id}", 303)


@notebooks.get("/notebooks/<notebook_id>")
def notebook(notebook_id: str) -> ResponseReturnValue:
    """One notebook with its entries. Raises NotFoundError if there is none with this id."""
    return _page(notebook_id)


def _page(notebook_id: str) -> str:
    back = request.args.get("back", "")
    return NotebookPage(
        notebook=current_service().notebooks.get(notebook_id),
        entries=current_service().notebooks.entries(notebook_id),
        formats=FORMATS,
        back=own_page(back) if back else "",
        twin=f"/api/v1/notebooks/{notebook_id}",
    ).render()


@notebooks.post("/notebooks/<notebook_id>")
def change(notebook_id: str) -> ResponseReturnValue:
    """Rename or delete a notebook, depending on the button."""
    check_may_change(request, current_app.config["CHANGES"])
    if request.form.get("do") == "delete":
        current_service().notebooks.drop(notebook_id)
        return redirect("/notebooks", 303)
    current_service().notebooks.rename(notebook_id, request.form.get("name", ""))
    return redirect(f"/notebooks/{notebook_id}", 303)


@notebooks.post("/notebooks/<notebook_id>/entries/<int:number>")
def change_entry(notebook_id: str, number: int) -> ResponseReturnValue:
    """Change the note of an entry, or remove the entry, depending on the button."""
    check_may_change(request, current_app.config["CHANGES"])
    if request.form.get("do") == "remove":
        current_service().notebooks.remove(notebook_id, number)
        return redirect(f"/notebooks/{notebook_id}", 303)
    current_service().notebooks.annotate(notebook_id, number, request.form.get("note", ""))
    return redirect(f"/notebooks/{notebook_id}#e-{number}", 303)


@notebooks.get("/notebooks/save")
def saving() -> ResponseReturnValue:
    """The form that ☆ opens. Raises InputError if the URL identifies no item, NotFoundError if the item no longer
    exists."""
    back = request.args.get("back", "")
    return SavePage(
        item=_item(request.args),
        notebooks=current_service().notebooks.all(),
        hidden_fields=[
            (name, value) for name, value in request.args.items(multi=True) if name in {*_SAVED, "article", "back"}
        ],
        back=own_page(back) if back else "",
    ).render()


@notebooks.post("/notebooks/save")
def save() -> ResponseReturnValue:
    """Save the item in the form; then redirect to the notebook, which links back. Raises the same errors as
    `saving`."""
    check_may_change(request, current_app.config["CHANGES"])
    service, form = current_service(), request.form
    item, back = _item(form), form.get("back", "")
    asked = f"?{urlencode({'back': own_page(back)})}" if back else ""
    chosen = form.get("notebook") or service.notebooks.make(form.get("name", "")).id
    made = service.notebooks.save(chosen, item, form.get("note", ""))
    return redirect(f"/notebooks/{chosen}{asked}#e-{made.number}", 303)


@notebooks.get("/notebooks/<notebook_id>/export.<suffix>")
def export(notebook_id: str, suffix: str) -> ResponseReturnValue:
    """A notebook as a file. Raises NotFoundError for an unknown notebook or format."""
    found, entries = current_service().notebooks.get(notebook_id), current_service().notebooks.entries(notebook_id)
    site = request.host_url.rstrip("/")
    if suffix == "docx":
        return attachment(files.as_docx(found, entries, site), files.DOCX, found.name, suffix)
    if suffix == "md":
        return attachment(files.as_markdown(found, entries, site), "text/markdown", found.name, suffix)
    if suffix == "csv":
        lines = as_csv_lines(files.COLUMNS, files.rows(found, entries, site))
        return attachment("".join(lines), "text/csv", found.name, suffix)
    if suffix == "html":
        return stand_alone(_page(notebook_id), found.name)
    raise NotFoundError(f"Notebooks can be exported as {', '.join(FORMATS)}.")


def _item(asked: Arguments) -> Item:
    """The item identified by a URL or form. Raises InputError if there is none, NotFoundError if it no longer
    exists."""
    items, articles = current_service().items, asked.getlist("article")
    if asked.get("divergence") or asked.get("link"):
        with working():
            if asked.get("divergence"):
                return items.finding(articles, asked["divergence"])
            return items.match(articles, asked["link"])
    if asked.get("fact"):
        return items.fact(asked.get("event", ""), asked["fact"])
    if asked.get("event"):
        return items.event(asked["event"])
    index = asked.get("index", "")
    if len(articles) == 1 and index.isascii() and index.isdigit() and len(index) < 6:
        return items.passage(articles[0], int(index))
    raise InputError(
        "There is nothing to save at this address. Select ☆ next to an event, a difference, a fact, a match or a "
        "sentence."
    )
