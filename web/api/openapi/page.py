"""The OpenAPI document as data for a page: operations with working examples, and schemas in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from web.views.page import Page

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldContext:
    """A parameter of an operation or a field of a schema; `schema` is the name of the schema of its type, or ""."""

    name: str
    place: str
    type: str
    schema: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationContext:
    """An operation; `address` and `body` are an example that works on the sample stories."""

    id: str
    method: str
    path: str
    summary: str
    needs_api_key: bool
    parameters: tuple[FieldContext, ...]
    request_schema: str
    response_schema: str
    formats: tuple[str, ...]
    address: str
    body: str


@dataclass(frozen=True, slots=True)
class SchemaContext:
    """A schema with its fields; `choices` are its alternatives."""

    name: str
    description: str
    fields: tuple[FieldContext, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApiPage(Page):
    """The documentation of the JSON API: its `operations` with examples, and its `schemas`."""

    template: ClassVar[str] = "api.html"
    operations: Sequence[OperationContext]
    schemas: Sequence[SchemaContext]


def operations(document: Json) -> list[OperationContext]:
    """All operations, by path."""
    return [
        _operation(path, method.upper(), operation)
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]


def schemas(document: Json) -> list[SchemaContext]:
    """All schemas, by name."""
    return [_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]


def _operation(path: str, method: str, operation: Json) -> OperationContext:
    parameters = operation.get("parameters", [])
    said = {each["name"]: each["example"] for each in parameters if "example" in each}
    query = [(each["name"], said.get(each["name"])) for each in parameters if each["in"] == "query"]
    asked = urlencode([(name, value) for name, value in query if value is not None], doseq=True)
    address = path.format_map({each["name"]: said.get(each["name"], each["name"].upper()) for each in parameters})
    request_body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    content = next(each["content"] for status, each in operation["responses"].items() if status.startswith("2"))
    return OperationContext(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        needs_api_key=bool(operation.get("security")),
        parameters=tuple(
            _field(each["name"], each["in"], each["schema"], each["required"], each.get("description", ""))
            for each in parameters
        ),
        request_schema=_named(request_body.get("schema", {})),
        response_schema=_named(content.get("application/json", {}).get("schema", {})),
        formats=tuple(each for each in content if each != "application/json"),
        address=f"{address}?{asked}" if asked else address,
        body=json.dumps(request_body["example"], ensure_ascii=False, indent=1) if "example" in request_body else "",
    )


def _schema(name: str, schema: Json) -> SchemaContext:
    required = schema.get("required", [])
    fields = (
        _field(field, "", each, field in required, each.get("description", ""))
        for field, each in schema.get("properties", {}).items()
    )
    choices = [_named(each) for key in ("oneOf", "anyOf") for each in schema.get(key, [])]
    return SchemaContext(name, schema.get("description", ""), tuple(fields), tuple(choices))


def _field(name: str, place: str, schema: Json, is_required: bool, description: str) -> FieldContext:
    return FieldContext(name, place, _type(schema), _named(schema), is_required, description)


def _named(schema: Json) -> str:
    """The name of the schema that this one refers to, directly or in a nested schema; "" if none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inside = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return next(filter(None, map(_named, inside)), "")


def _type(schema: Json) -> str:
    """A type in words: “list of Match”, “text or null”."""
    if "$ref" in schema:
        return _named(schema)
    if "const" in schema or "enum" in schema:
        return " | ".join(map(json.dumps, schema.get("enum") or [schema["const"]]))
    if "items" in schema:
        return f"list of {_type(schema['items'])}"
    choices = schema.get("anyOf") or schema.get("oneOf") or []
    if choices and "format" not in choices[0]:
        return " or ".join(_type(each) for each in choices)
    if choices:
        return " or ".join(each["format"] for each in choices)
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    name = str(schema.get("type", "anything"))
    return words.get(name, name)
