"""The blueprint of the JSON API, and what all its addresses share: schemas of errors, and bodies that are JSON."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from compare.errors import InputError

PREFIX = "/api/v1"

api = APIBlueprint("api", __name__, url_prefix=PREFIX, operation_id_callback=lambda *, name, **_: name)


_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def answers(model: type[BaseModel] | dict[str, Any], status: int = 200) -> dict[Any, Any]:
    """What an address answers when all is well (a schema, or an answer that is no JSON); else a problem document."""
    return {
        status: model,
        400: _PROBLEM | {"description": "What was asked for is not right."},
        414: _PROBLEM | {"description": "The address, with the headers, has more than 16,384 bytes."},
        "default": _PROBLEM | {"description": "Any other error."},
    }


@api.before_request
def _check_body() -> None:
    """Say what is wrong with a body before its fields are looked at.

    Raises InputError if it is nested too deeply or no object, BadRequest or UnsupportedMediaType if it is no JSON.
    """
    if request.method not in {"POST", "PUT", "DELETE"} or not (request.content_length or request.content_type):
        return
    try:
        body = request.get_json()
    except RecursionError:
        raise InputError("The body is too deeply nested.") from None
    if not isinstance(body, dict):
        raise InputError("The body must be a JSON object.")
