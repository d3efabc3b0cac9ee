"""What a page passes to its template: one frozen dataclass, whose fields are the variables of the template."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from flask import render_template


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The base of all pages. A subclass names its `template` and has a field for each variable that it uses.

    `twin` is the URL of the same data as JSON ("": there is none), `query` the content of the search field.
    """

    template: ClassVar[str]
    twin: str = ""
    query: str = ""

    def render(self) -> str:
        """The page as HTML."""
        return render_template(self.template, **{each.name: getattr(self, each.name) for each in fields(self)})


@dataclass(frozen=True, slots=True)
class MessagePage(Page):
    """An error, or another message in place of a page: `status` is the HTTP status, `detail` says what to do."""

    template: ClassVar[str] = "error.html"
    title: str
    status: int
    detail: str
