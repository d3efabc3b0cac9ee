"""The OpenAPI document of the JSON API, and an HTML page made from it."""

from __future__ import annotations

from importlib.metadata import version
from threading import Lock
from typing import Any

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError

from web.api import (
    citation_views,  # noqa: F401 (for the addresses that it declares)
    link_views,  # noqa: F401 (the same)
    notebook_views,  # noqa: F401 (the same)
    read_views,  # noqa: F401 (the same)
    write_views,  # noqa: F401 (the same)
)
from web.api.alerts import views as alerts  # noqa: F401 (the same)
from web.api.atom import views as atom  # noqa: F401 (the same)
from web.api.blueprint import PREFIX, api
from web.api.openapi.page import ApiPage, operations, schemas
from web.api.requests import bodies
from web.api.schemas import Problem

DOCUMENT = f"{PREFIX}/openapi.json"

documents = Blueprint("documents", __name__)

_describing = Lock()

_TITLE = "Parallax"
_DESCRIPTION = (
    "How different outlets report the same event: events, articles, matching passages and where they diverge. "
    "Lists are paginated (`limit`, `after`, `next`), and also available as JSON Lines and CSV, by `Accept` or by the "
    "suffix .jsonl or .csv. Responses to GET have a strong ETag. Errors are problem documents (RFC 9457)."
)


def new_app(import_name: str) -> OpenAPI:
    """A Flask application that checks requests of the API by its schemas."""
    return OpenAPI(
        import_name,
        info=Info(title=_TITLE, version=version("parallax-news"), description=_DESCRIPTION),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=_refuse,
        doc_ui=False,
    )


def register(app: OpenAPI) -> None:
    """Serve the API and its document."""
    app.register_api(api)
    app.register_blueprint(documents)


def _refuse(error: ValidationError) -> Response:
    raise bodies.told(error)


@documents.get(DOCUMENT)
def document() -> ResponseReturnValue:
    """The OpenAPI document."""
    return _document()


@documents.get("/api")
def page() -> ResponseReturnValue:
    """The API as an HTML page."""
    doc = _document()
    return ApiPage(operations(doc), schemas(doc), twin=DOCUMENT).render()


def _document() -> dict[str, Any]:
    app: Any = current_app
    with _describing:
        api.describe()
        app.paths.update(api.paths)
        app.components_schemas.update(api.components_schemas)
        made: dict[str, Any] = app.api_doc  # which the application keeps
    return made
