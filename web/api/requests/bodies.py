"""Schemas of request bodies of the JSON API; they validate and document them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag, ValidationError

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.match import Verdict
from compare.ports.coverage import CoverageQuery
from compare.services.coverage.query import query_of_words
from compare.services.jobs.fetch_jobs import MOST_URLS, SubmittedFile
from compare.services.reviewing.link_reviews import Said
from compare.services.search import LONGEST_PASSAGE
from compare.text.cleaning.zero_width import without_invisible
from web.api.requests import examples
from web.api.requests.types import MOST, VISIBLE, Different, End, Named, Place, Request, When
from web.api.schemas.base import OpenApiConfig

MOST_TEXTS = 20
MOST_ADDED = 1000
MOST_CHARACTERS = 200_000  # of a text
_LETTER = r"[0-9A-Za-z\u00c0-\u024f\u0370-\ud7ff]"
MOST_PAGE = 4_000_000  # characters of a page
_ADDRESS = r"^https?://[A-Za-z0-9][^\x00-\x20\x7f-\xa0/?#\[\]\\]*([/?#][^\x00-\x20\x7f-\xa0]*)?$"

Model = TypeVar("Model", bound=BaseModel)


class ArticleInput(Request):
    """An article in the body of a request; `text` is stored unchanged."""

    text: str = Field(max_length=MOST_CHARACTERS, pattern=VISIBLE)
    title: str = Field("", max_length=1000)
    outlet: str = Field("", max_length=200)
    url: str | None = Field(None, max_length=4000, pattern=_ADDRESS)
    published: When | None = None
    modified: When | None = None
    language: str | None = Field(None, max_length=20)

    def article(self) -> Article:
        """The article itself, without soft hyphens and other invisible characters."""
        title, text = without_invisible(self.title), without_invisible(self.text)
        return Article(Outlet(self.outlet), title, text, self.url, self.language, self.published, self.modified)


class PageInput(Request):
    """A page as a browser shows it, instead of a text: title, text and time are extracted from it."""

    html: str = Field(max_length=MOST_PAGE, pattern=VISIBLE, description="The whole page, as returned by `outerHTML`.")
    url: str = Field(max_length=2000, pattern=_ADDRESS, description="The URL of the page.")
    outlet: str = Field("", max_length=200, description="The outlet, if the page does not give it.")
    published: When | None = Field(None, description="The time of publication, if the page does not give it.")

    def file(self) -> SubmittedFile:
        """The file for the service."""
        return SubmittedFile(self.url, self.html.encode("utf-8", "replace"), self.url, self.outlet, self.published)


def _form(value: Any) -> str:
    """Which of the two models a value is for: an object with a text is an article."""
    is_page = isinstance(value, PageInput) or (isinstance(value, dict) and "html" in value and "text" not in value)
    return "PageInput" if is_page else "ArticleInput"


Given = Annotated[
    Annotated[ArticleInput, Tag("ArticleInput")] | Annotated[PageInput, Tag("PageInput")], Discriminator(_form)
]


class ComparisonInput(Request):
    """Articles to compare without storing them."""

    model_config = OpenApiConfig(openapi_extra={"example": examples.COMPARISON})

    articles: list[Given] = Field(min_length=2, max_length=MOST_TEXTS)


class ArticlesInput(Request):
    """Articles to add."""

    model_config = OpenApiConfig(openapi_extra={"example": examples.ARTICLES})

    articles: list[Given] = Field(min_length=1, max_length=MOST_ADDED)


class UrlsInput(Request):
    """URLs of pages, feeds or sitemaps to fetch and add."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": examples.URLS})

    urls: list[Annotated[str, Field(max_length=2000, pattern=_ADDRESS)]] = Field(min_length=1, max_length=MOST_URLS)


class ArticleToCoverInput(Request):
    """An article; other reports of its event are searched for."""

    model_config = ConfigDict(extra="forbid")

    article: Named


class EventToCoverInput(Request):
    """An event; other reports of it are searched for."""

    model_config = ConfigDict(extra="forbid")

    event: Named


class WordsToCoverInput(Request):
    """Search terms for reports of an event; names in quotation marks."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(min_length=1, max_length=300, pattern=_LETTER)
    since: When | None = Field(None, description="Only published on or after this day.")
    until: When | None = Field(None, description="Only published on or before this day.")

    def query(self) -> CoverageQuery:
        """The query for the service. Raises InputError if it has no content words."""
        since, until = (each.earliest.date() if each else None for each in (self.since, self.until))
        return query_of_words(self.words, since, until)


class CoverageInput(RootModel[ArticleToCoverInput | EventToCoverInput | WordsToCoverInput]):
    """The event to find coverage of."""

    model_config = OpenApiConfig(openapi_extra={"example": examples.COVERAGE})


class TextInput(Request):
    """A passage that need not be stored."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST_PASSAGE, pattern=VISIBLE)


class PlaceInput(Request):
    """Characters `start` to `end` of a stored article."""

    model_config = ConfigDict(extra="forbid")

    article: Named
    start: Place
    end: End


class PassageInput(RootModel[TextInput | PlaceInput]):
    """A passage, given by its text or by its place in an article."""

    model_config = OpenApiConfig(openapi_extra={"example": examples.PASSAGE})


class MergeInput(Request):
    """Merge several events into one."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["merge"]
    events: Different = Field(min_length=2, max_length=MOST)


class SplitInput(Request):
    """Move articles of an event into an event of their own."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["split"]
    event: Named
    articles: Different = Field(min_length=1, max_length=MOST)


class MoveInput(Request):
    """Move articles to another event."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["move"]
    articles: Different = Field(min_length=1, max_length=MOST)
    event: Named


class CorrectionInput(RootModel[Annotated[MergeInput | SplitInput | MoveInput, Field(discriminator="kind")]]):
    """A correction: merge, split or move."""

    model_config = OpenApiConfig(openapi_extra={"example": examples.SPLIT})


class ReviewInput(Request):
    """A review of a divergence between two articles; null withdraws it."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": examples.REVIEW})

    articles: Different = Field(min_length=2, max_length=2)
    verdict: Verdict | None


class LinkReviewInput(Request):
    """A review of a match between two articles; null withdraws it."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": examples.LINK_REVIEW})

    articles: Different = Field(min_length=2, max_length=2)
    verdict: Said | None


class SentenceInput(Request):
    """A sentence of a stored article, by its number from 0."""

    model_config = ConfigDict(extra="forbid")

    article: Named
    index: Place


class LinkInput(Request):
    """Two sentences of two articles that report the same thing."""

    model_config = OpenApiConfig(extra="forbid", openapi_extra={"example": examples.LINK})

    a: SentenceInput
    b: SentenceInput


_FORMS = {"ArticleInput", "PageInput"}
"""Path components that pydantic adds to the location of an error for the chosen model."""


def validated(model: type[Model], body: Any) -> Model:
    """The body as this model. Raises InputError that says what is wrong and where."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise told(error) from None


def told(error: ValidationError) -> InputError:
    """The first problem, in one line."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = _place([each for each in first["loc"] if each not in _FORMS])
    return InputError(f"{place}: {first['msg'].removeprefix('Value error, ')}")


def _place(path: Sequence[str | int]) -> str:
    """The path in the body in words: `articles`, 0, `published` is “published of article 1”."""
    place = ""
    for name, following in zip_longest(path, path[1:]):
        if isinstance(name, str):
            if isinstance(following, int):
                name = name.removesuffix("s") if name.endswith("s") else f"item of {name}"
            place = f"{name} of {place}" if place else name
        else:
            head, of, rest = place.partition(" of ")
            place = f"{head} {name + 1}{of}{rest}"
    return place or "the body"
