"""Types and base classes of requests to the JSON API."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import WithJsonSchema

from compare.errors import InputError
from compare.model.moment import Moment
from web.api.requests import examples

MOST = 200
"""The maximum number of items on a page, and of articles in a request."""
MOST_LISTED = 1_000
"""The maximum number of matches, divergences, omissions or passages in a response: some megabytes."""
VISIBLE = r"[^\s\x00-\x20\x7f-\xa0\ufeff]"
"""A character that is not a space, spelled out because regular expression dialects disagree about spaces."""


_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:[Zz]|[+-]\d\d:\d\d))?")
"""A date, or a time with its zone, as in RFC 3339, to which OpenAPI refers."""


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        known = "a date as 2026-02-28, or a time with its zone as 2026-02-28T09:30:00Z"
        raise ValueError(f"“{str(value)[:40]}” is not a date; use {known}")
    try:
        return Moment.parse(value.upper().replace(":60", ":59", 1) if value[17:19] == "60" else value.upper())
    except InputError as error:
        raise ValueError(str(error)) from None


def _unique(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("the same value is given twice")
    return values


def _whole(value: Any) -> Any:
    """2.0 as 2: JSON has only one type of number, and both are integers in JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def clean(value: Any) -> Any:
    """Remove control characters from a name or query."""
    return "".join(" " if ord(c) < 32 else c for c in value).strip() if isinstance(value, str) else value


def without_default(schema: dict[str, Any]) -> None:
    """Leave the default out of the JSON schema of a field."""
    schema.pop("default", None)


When = Annotated[
    Moment,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}),
]
Place = Annotated[int, Field(ge=0, lt=2**31, strict=True), BeforeValidator(_whole)]
"""The number of a sentence or character, from 0, in a body."""
End = Annotated[int, Field(ge=1, lt=2**31, strict=True), BeforeValidator(_whole)]
"""The number of the character after the last one."""
OutletName = Annotated[str, BeforeValidator(clean)]
OutletAttribute = Annotated[str, Field(pattern=r"^[^:]*[^:\s][^:]*:.*\S", max_length=700)]
"""An attribute of outlets with its value, as in `country:Aldermark`."""
Named = Annotated[str, Field(min_length=1, max_length=200)]
SearchText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1000,
        pattern=VISIBLE,
        description="A few words or a sentence; phrases in “…” must occur verbatim.",
        json_schema_extra={"example": examples.QUERY},
    ),
    BeforeValidator(clean),
]
Different = Annotated[list[Named], AfterValidator(_unique), Field(json_schema_extra={"uniqueItems": True})]


def optional(description: str, **more: Any) -> Any:
    """An optional field; None if it is left out."""
    return Field(None, description=description, json_schema_extra=without_default, **more)


class Request(BaseModel):
    """The base of all request schemas."""

    model_config = ConfigDict(frozen=True)


class Limited(Request):
    """The maximum number of results."""

    limit: int = Field(20, ge=1, le=MOST, description="Maximum number of items.")


class Paged(Limited):
    """A page of a list."""

    after: str = Field("", max_length=200, description="`next` of the previous page.")


class Rows(Request):
    """A page of a long list."""

    limit: int = Field(MOST_LISTED, ge=1, le=MOST_LISTED, description="Maximum number of items.")
    after: str = Field("", max_length=200, description="`next` of the previous page.")
