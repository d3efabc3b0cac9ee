"""The blueprint of the JSON API, with the error schemas and the body check shared by all endpoints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import request
from flask_openapi3 import APIBlueprint
from flask_openapi3.types import ParametersTuple
from flask_openapi3.utils import parse_parameters
from pydantic import BaseModel

from compare.errors import InputError

PREFIX = "/api/v1"


class _Api(APIBlueprint):
    """A blueprint whose endpoints are described when their document is first requested. Generating the schemas took a
    tenth of the time between the start of a process and its first page.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._undescribed: list[Callable[[], object]] = []

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **told: Any) -> ParametersTuple:
        """Called for each endpoint, which is identified by the types of its parameters."""
        self._undescribed.append(partial(super()._collect_openapi_info, rule, func, **told))
        return parse_parameters(func, doc_ui=False)

    def describe(self) -> None:
        """Fill `paths` and `components_schemas`."""
        while self._undescribed:
            self._undescribed[0]()
            self._undescribed.pop(0)


api = _Api("api", __name__, url_prefix=PREFIX, operation_id_callback=lambda *, name, **_: name)


_PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}

NOT_COMPARED: dict[Any, Any] = {
    409: _PROBLEM
    | {"description": "The articles could not be compared; only local users see why. Each request tries again."}
}
"""An additional response of endpoints that return results: an empty list would mean that there are none."""


def answers(model: type[BaseModel] | dict[str, Any], status: int = 200) -> dict[Any, Any]:
    """The responses of an endpoint: a schema, or a response that is not JSON, and problem documents."""
    return {
        status: model,
        400: _PROBLEM | {"description": "The request is invalid."},
        414: _PROBLEM | {"description": "The URL and the headers have more than 16,384 bytes."},
        "default": _PROBLEM | {"description": "Any other error."},
    }


@api.before_request
def _check_body() -> None:
    """Check a body before its fields are validated.

    Raises InputError if it is too deeply nested or not an object, BadRequest or UnsupportedMediaType if it is not JSON.
    """
    if request.method not in {"POST", "PUT", "DELETE"} or not (request.content_length or request.content_type):
        return
    try:
        body = request.get_json()
    except RecursionError:
        raise InputError("The body is too deeply nested.") from None
    if not isinstance(body, dict):
        raise InputError("The body must be a JSON object.")
