"""JSON API for notebooks; the permissions are those of all other changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from flask import Response
from pydantic import ConfigDict, Field, RootModel

from compare.model import notebook as model
from compare.services.notebooks.notebooks import LONGEST_NAME, LONGEST_NOTE
from web.api import schemas
from web.api.blueprint import answers, api
from web.api.requests import examples
from web.api.requests.types import Different, Named, Place, Request
from web.api.responses import listed, one
from web.api.schemas.base import OpenApiConfig
from web.api.write_views import check_permission
from web.current import current_service

Note = Annotated[str, Field(max_length=LONGEST_NOTE)]


class NotebookPath(Request):
    """A notebook."""

    notebook_id: str = Field(description="The id of a notebook.")


class EntryPath(NotebookPath):
    """An entry of a notebook."""

    number: int = Field(ge=0, lt=2**31, description="The number of an entry.")


class NotebookInput(Request):
    """The name of a notebook."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": {"name": "Minister"}})

    name: str = Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^[!-~¡-퟿][ -~¡-퟿]*$")


class NoteInput(Request):
    """The note of an entry."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": {"note": "Ask the ministry."}})

    note: Note


class FindingInput(Request):
    """A divergence between two articles."""

    model_config = ConfigDict(extra="forbid")

    divergence: Named
    articles: Different = Field(min_length=2, max_length=2)
    note: Note = ""


class MatchInput(Request):
    """A match between two articles."""

    model_config = ConfigDict(extra="forbid")

    link: Named
    articles: Different = Field(min_length=2, max_length=2)
    note: Note = ""


class FactInput(Request):
    """A fact of an event."""

    model_config = ConfigDict(extra="forbid")

    fact: Named
    event: Named
    note: Note = ""


class EventInput(Request):
    """An event."""

    model_config = ConfigDict(extra="forbid")

    event: Named
    note: Note = ""


class SentenceOfInput(Request):
    """A sentence of an article, by its number from 0."""

    model_config = ConfigDict(extra="forbid")

    article: Named
    index: Place
    note: Note = ""


class ItemInput(RootModel[FindingInput | MatchInput | FactInput | EventInput | SentenceOfInput]):
    """The item to save, and its note."""

    model_config = OpenApiConfig(openapi_extra={"example": {"article": examples.ARTICLE, "index": 0, "note": "Check."}})


@api.get("/notebooks", responses=answers(schemas.NotebookList))
def list_notebooks() -> Response:
    """All notebooks, latest first."""
    return listed(schemas.NotebookList(notebooks=[_notebook(each) for each in current_service().notebooks.all()]))


@api.post("/notebooks", responses=answers(schemas.Notebook, 201))
def make_notebook(body: NotebookInput) -> Response:
    """Create a notebook, or return the one with this name."""
    check_permission()
    return one(_notebook(current_service().notebooks.make(body.name)), 201)


@api.get("/notebooks/<notebook_id>", responses=answers(schemas.NotebookEntries))
def notebook_entries(path: NotebookPath) -> Response:
    """The entries of a notebook, in the order in which they were saved."""
    found = current_service().notebooks.entries(path.notebook_id)
    return listed(schemas.NotebookEntries(entries=[_entry(each) for each in found]))


@api.put("/notebooks/<notebook_id>", responses=answers(schemas.Notebook))
def rename_notebook(path: NotebookPath, body: NotebookInput) -> Response:
    """Rename a notebook."""
    check_permission()
    return one(_notebook(current_service().notebooks.rename(path.notebook_id, body.name)))


@api.delete("/notebooks/<notebook_id>", responses=answers(schemas.Removed))
def delete_notebook(path: NotebookPath) -> Response:
    """Delete a notebook with its entries."""
    check_permission()
    current_service().notebooks.drop(path.notebook_id)
    return one(schemas.Removed(removed=path.notebook_id))


@api.post("/notebooks/<notebook_id>/entries", responses=answers(schemas.NotebookEntry, 201))
def save_entry(path: NotebookPath, body: ItemInput) -> Response:
    """Save an event, a divergence, a match, a fact or a sentence with a note."""
    check_permission()
    service = current_service()
    service.notebooks.get(path.notebook_id)
    return one(_entry(service.notebooks.save(path.notebook_id, _item(body), body.root.note)), 201)


@api.put("/notebooks/<notebook_id>/entries/<int:number>", responses=answers(schemas.NotebookEntry))
def annotate_entry(path: EntryPath, body: NoteInput) -> Response:
    """Change the note of an entry."""
    check_permission()
    notebooks = current_service().notebooks
    notebooks.annotate(path.notebook_id, path.number, body.note)
    return one(_entry(next(each for each in notebooks.entries(path.notebook_id) if each.number == path.number)))


@api.delete("/notebooks/<notebook_id>/entries/<int:number>", responses=answers(schemas.Removed))
def remove_entry(path: EntryPath) -> Response:
    """Delete an entry of a notebook."""
    check_permission()
    current_service().notebooks.remove(path.notebook_id, path.number)
    return one(schemas.Removed(removed=str(path.number)))


def _item(body: ItemInput) -> model.Item:
    root, items = body.root, current_service().items
    if isinstance(root, FindingInput):
        return items.finding(root.articles, root.divergence)
    if isinstance(root, MatchInput):
        return items.match(root.articles, root.link)
    if isinstance(root, FactInput):
        return items.fact(root.event, root.fact)
    if isinstance(root, EventInput):
        return items.event(root.event)
    return items.passage(root.article, root.index)


def _notebook(each: model.Notebook) -> schemas.Notebook:
    return schemas.Notebook(id=each.id, name=each.name, made=each.made.isoformat(), entries=each.entries)


def _entry(each: model.Entry) -> schemas.NotebookEntry:
    item = each.item
    return schemas.NotebookEntry(
        number=each.number,
        kind=item.kind,
        label=item.label,
        reason=item.reason,
        note=each.note,
        saved=each.saved.isoformat(),
        method=item.method,
        address=item.address,
        quotations=[schemas.NotebookQuotation(**asdict(quotation)) for quotation in item.quotations],
    )
