"""What is sent to the JSON API: bodies as typed schemas, which check and document them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.match import Verdict
from compare.services.link_reviews import Said
from compare.services.search import LONGEST_PASSAGE
from compare.text.cleaning.zero_width import without_invisible
from web.api import examples
from web.api.request_parameters import MOST, VISIBLE, Different, Named, Request, When

MOST_TEXTS = 20
MOST_ADDED = 1000
MOST_CHARACTERS = 200_000  # of a text

Model = TypeVar("Model", bound=BaseModel)


class GivenArticle(Request):
    """An article in the body of a request; `text` is kept exactly as it is given."""

    text: str = Field(max_length=MOST_CHARACTERS, pattern=VISIBLE)
    title: str = Field("", max_length=1000)
    outlet: str = Field("", max_length=200)
    url: str | None = Field(None, max_length=4000, pattern=r"^https?://[A-Za-z0-9][^\x00-\x20\x7f-\xa0]*$")
    published: When | None = None
    modified: When | None = None
    language: str | None = Field(None, max_length=20)

    def article(self) -> Article:
        """The article itself, without soft hyphens and other characters that nobody sees."""
        title, text = without_invisible(self.title), without_invisible(self.text)
        return Article(Outlet(self.outlet), title, text, self.url, self.language, self.published, self.modified)


class GivenComparison(Request):
    """Articles that are compared, and not stored."""

    model_config = ConfigDict(openapi_extra={"example": examples.COMPARISON})

    articles: list[GivenArticle] = Field(min_length=2, max_length=MOST_TEXTS)


class GivenArticles(Request):
    """Articles that are added."""

    model_config = ConfigDict(openapi_extra={"example": examples.ARTICLES})

    articles: list[GivenArticle] = Field(min_length=1, max_length=MOST_ADDED)


class GivenText(Request):
    """A passage that need not be held."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST_PASSAGE, pattern=VISIBLE)


class GivenPlace(Request):
    """Characters `start` to `end` of an article that is held."""

    model_config = ConfigDict(extra="forbid")

    article: Named
    start: int = Field(ge=0, lt=2**31)
    end: int = Field(ge=1, lt=2**31)


class GivenPassage(RootModel[GivenText | GivenPlace]):
    """A passage: by its text, or by its place in an article."""

    model_config = ConfigDict(openapi_extra={"example": examples.PASSAGE})


class GivenMerge(Request):
    """Make one event of several."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["merge"]
    events: Different = Field(min_length=2, max_length=MOST)


class GivenSplit(Request):
    """Put articles of an event into one of their own."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["split"]
    event: Named
    articles: Different = Field(min_length=1, max_length=MOST)


class GivenMove(Request):
    """Put articles into another event."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["move"]
    articles: Different = Field(min_length=1, max_length=MOST)
    event: Named


class GivenCorrection(RootModel[Annotated[GivenMerge | GivenSplit | GivenMove, Field(discriminator="kind")]]):
    """A correction: merge, split or move."""

    model_config = ConfigDict(openapi_extra={"example": examples.SPLIT})


class GivenJudgement(Request):
    """What a reader says of a divergence between two articles; null takes it back."""

    model_config = ConfigDict(extra="forbid", openapi_extra={"example": examples.JUDGEMENT})

    articles: Different = Field(min_length=2, max_length=2)
    verdict: Verdict | None


class GivenLinkReview(Request):
    """What a reader says of a match between two articles; null takes it back."""

    model_config = ConfigDict(extra="forbid", openapi_extra={"example": examples.LINK_REVIEW})

    articles: Different = Field(min_length=2, max_length=2)
    verdict: Said | None


class GivenSentence(Request):
    """A sentence of an article that is held, by its number from 0."""

    model_config = ConfigDict(extra="forbid")

    article: Named
    index: int = Field(ge=0, lt=2**31)


class GivenLink(Request):
    """Two sentences of two articles that report the same thing."""

    model_config = ConfigDict(extra="forbid", openapi_extra={"example": examples.LINK})

    a: GivenSentence
    b: GivenSentence


def validated(model: type[Model], body: Any) -> Model:
    """The body as this model. Raises InputError that names what is wrong with it, and where."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise told(error) from None


def told(error: ValidationError) -> InputError:
    """The first thing that is wrong, in a line."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(map(str, first["loc"])) or "the body"
    return InputError(f"{place}: {first['msg'].removeprefix('Value error, ')}")
