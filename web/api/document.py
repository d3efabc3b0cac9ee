"""The OpenAPI document of the JSON API, and a page for people made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError

from web.api import bodies, changing, reading
from web.api.blueprint import PREFIX, api
from web.api.schemas import Problem

DOCUMENT = f"{PREFIX}/openapi.json"

documents = Blueprint("documents", __name__)

_TITLE = "Parallax"
_DESCRIPTION = (
    "How different outlets tell the same event: events, articles, matching passages and where they diverge. Lists come "
    "page by page (`limit`, `after`, `next`) and also as JSON Lines and CSV, by `Accept` or by the suffix .jsonl or "
    ".csv. Answers to GET have a strong ETag. Errors are problem documents (RFC 9457)."
)


@dataclass(frozen=True, slots=True)
class ParameterContext:
    """A parameter of an operation, for the page."""

    name: str
    place: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationContext:
    """An operation for the page: `address` and `body` are an example that works on the sample stories."""

    id: str
    method: str
    path: str
    summary: str
    needs_token: bool
    parameters: tuple[ParameterContext, ...]
    answer: str
    address: str
    body: str


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
    assert reading and changing  # noqa: S101 (imported for the addresses that they declare)
    app.register_api(api)
    app.register_blueprint(documents)


def _refuse(error: ValidationError) -> Response:
    raise bodies.told(error)


@documents.get(DOCUMENT)
def document() -> ResponseReturnValue:
    """The OpenAPI document."""
    return current_app.api_doc  # type: ignore[attr-defined, no-any-return]


@documents.get("/api")
def page() -> ResponseReturnValue:
    """The API for people."""
    doc = current_app.api_doc  # type: ignore[attr-defined]
    return render_template("api.html", operations=operations(doc), description=_DESCRIPTION, twin=DOCUMENT)


def operations(doc: dict[str, Any]) -> list[OperationContext]:
    """What the page says of each operation of an OpenAPI document."""
    return [
        _operation(path, method.upper(), operation)
        for path, methods in doc["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(path: str, method: str, operation: dict[str, Any]) -> OperationContext:
    parameters = operation.get("parameters", [])
    said = {each["name"]: each["example"] for each in parameters if "example" in each}
    query = [(name, said[name]) for each in parameters if each["in"] == "query" and (name := each["name"]) in said]
    address = path.format_map({each["name"]: said.get(each["name"], each["name"]) for each in parameters})
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    return OperationContext(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation.get("summary", ""),
        needs_token=bool(operation.get("security")),
        parameters=tuple(
            ParameterContext(each["name"], each["in"], each["required"], each.get("description", ""))
            for each in parameters
        ),
        answer=_answer(operation),
        address=f"{address}?{urlencode(query, doseq=True)}" if query else address,
        body=json.dumps(body, ensure_ascii=False) if body is not None else "",
    )


def _answer(operation: dict[str, Any]) -> str:
    """The name of the schema of what it answers when all is well."""
    content = next(each["content"] for status, each in operation["responses"].items() if status.startswith("2"))
    return str(content["application/json"]["schema"]["$ref"]).rpartition("/")[2]
