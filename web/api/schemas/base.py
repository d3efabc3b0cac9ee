"""The base classes of all schemas."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Next = Annotated[str | None, Field(description="`after` of the next page; null on the last one.")]
Start = Annotated[int, Field(ge=0, description="Offset in Unicode code points into the article's text.")]
End = Annotated[int, Field(ge=0, description="Offset of the first code point after it.")]
Share = Annotated[float, Field(ge=0, le=1)]


class OpenApiConfig(ConfigDict, total=False):
    """The configuration of a model with the additions of flask-openapi3 to the description of its body or response."""

    openapi_extra: dict[str, Any]


class Schema(BaseModel):
    """The base of all schemas: read from attributes, frozen, without undeclared fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Rows(Schema):
    """The base of lists: one list, with an optional `next` page; also available as JSON Lines and CSV."""

    model_config = OpenApiConfig(
        openapi_extra={
            "content": {
                "application/jsonl": {"schema": {"type": "string", "description": "One JSON object per line."}},
                "text/csv": {"schema": {"type": "string", "description": "RFC 4180, with a header."}},
            }
        }
    )


class Problem(Schema):
    """An error (RFC 9457): `detail` describes the problem and how to solve it."""

    type: str
    title: str
    status: int
    detail: str
