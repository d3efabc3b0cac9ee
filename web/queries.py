"""What addresses ask for: filters, limits and cursors, checked."""

from __future__ import annotations

import re
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from werkzeug.datastructures import MultiDict

from compare.article import Article, Outlet
from compare.errors import InputError
from compare.event import CorrectionKind, EventOrder
from compare.match import KINDS, Kind, Verdict
from compare.moment import Moment
from compare.ports import Filter

Arguments = MultiDict[str, str]
Model = TypeVar("Model", bound=BaseModel)
FORMATS = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}
MOST = 200
Place = tuple[str, int, str, int]
"""Where a match stands: article and number of the one passage, and of the other."""
_PLACE = re.compile(r"([0-9a-f]{1,64})\.(\d{1,9})\.([0-9a-f]{1,64})\.(\d{1,9})", re.ASCII)
MOST_TEXTS = 20
MOST_CHARACTERS = 200_000  # of a text that is compared without being held, while the client waits


class GivenArticle(BaseModel):
    """An article as `POST /api/v1/compare` takes it."""

    model_config = ConfigDict(extra="ignore", str_max_length=MOST_CHARACTERS)

    text: str
    title: str = Field("", max_length=1000)
    outlet: str = Field("", max_length=200)
    url: str | None = Field(None, max_length=4000, pattern=r"^https?://[^\s]+$")
    published: Moment | None = None
    language: str | None = Field(None, max_length=20)

    @field_validator("published", mode="before")
    @classmethod
    def _read_moment(cls, value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return Moment.parse(value)
        except InputError as error:
            raise ValueError(str(error)) from None

    def article(self) -> Article:
        """The article itself. Raises InputError if its text has no word."""
        if not any(character.isalnum() for character in self.text):
            raise InputError("One of the texts is empty: give the text of each article.")
        return Article(Outlet(self.outlet), self.title, self.text, self.url, self.language, self.published)


class GivenComparison(BaseModel):
    """The body of `POST /api/v1/compare`."""

    articles: list[GivenArticle] = Field(max_length=MOST_TEXTS)


class GivenCorrection(BaseModel):
    """The body of `POST /api/v1/corrections`: which articles or events, and into which event."""

    model_config = ConfigDict(extra="forbid", str_max_length=200)

    kind: CorrectionKind
    events: list[str] = Field(default=[], max_length=MOST)
    event: str = ""
    articles: list[str] = Field(default=[], max_length=MOST)


def given_correction(body: Any) -> GivenCorrection:
    """A correction of a request body. Raises InputError that names what is wrong with it, and where."""
    return _validated(GivenCorrection, body)


class GivenJudgement(BaseModel):
    """The body of `PUT /api/v1/divergences/<id>`: the two articles, and the verdict (null takes it back)."""

    model_config = ConfigDict(extra="forbid", str_max_length=200)

    articles: list[str] = Field(min_length=2, max_length=2)
    verdict: Verdict | None


def given_judgement(body: Any) -> GivenJudgement:
    """A judgement of a request body. Raises InputError that names what is wrong with it, and where."""
    return _validated(GivenJudgement, body)


def json_of(request: Request) -> Any:
    """The JSON body of a request. Raises InputError if it is nested too deeply, BadRequest if it is none."""
    try:
        return request.get_json()
    except RecursionError:
        raise InputError("The body is nested too deeply.") from None


def given_articles(body: Any) -> list[Article]:
    """The articles of a request body. Raises InputError that names what is wrong with it, and where."""
    return [each.article() for each in _validated(GivenComparison, body).articles]


def _validated(model: type[Model], body: Any) -> Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise InputError(f"{place}: {first['msg']}") from None


def filter_of(arguments: Arguments) -> Filter:
    """`outlet` (may be repeated), `since` and `until`. Raises InputError for a date that is none."""
    outlets = tuple(dict.fromkeys(Outlet(name).id for name in arguments.getlist("outlet") if name.strip()))
    return Filter(outlets, _moment(arguments, "since"), _moment(arguments, "until"))


def _moment(arguments: Arguments, name: str) -> Moment | None:
    value = arguments.get(name, "").strip()
    return Moment.parse(value) if value else None


def kinds_of(arguments: Arguments) -> list[Kind]:
    """`kind` (may be repeated). Raises InputError for one that there is not."""
    wanted = [each for each in arguments.getlist("kind") if each]
    for each in wanted:
        if each not in KINDS:
            raise InputError(f"There is no kind “{each[:30]}”: choose one of {', '.join(KINDS)}.")
    return [kind for kind in KINDS if kind in wanted]


def order_of(arguments: Arguments) -> EventOrder:
    """`sort`: latest or divergence. Raises InputError for anything else."""
    order = arguments.get("sort") or "latest"
    if order not in get_args(EventOrder):
        raise InputError(f"Events are sorted by {' or '.join(get_args(EventOrder))}.")
    return "divergence" if order == "divergence" else "latest"


def place_of(arguments: Arguments) -> Place | None:
    """`after`: the place of a match, out of the `next` of a page. Raises InputError for any other text."""
    after = text_of(arguments, "after")
    found = _PLACE.fullmatch(after)
    if after and found is None:
        raise InputError("after must be the “next” of an earlier page.")
    return (found[1], int(found[2]), found[3], int(found[4])) if found else None


def format_of(request: Request) -> str:
    """json, jsonl or csv: by `format`, or by what the client accepts. Raises InputError for another one."""
    wanted = request.args.get("format")
    if wanted and wanted not in FORMATS:
        raise InputError(f"There is no format “{wanted[:30]}”: choose one of {', '.join(FORMATS)}.")
    best = request.accept_mimetypes.best_match(list(FORMATS.values()), default="application/json")
    return wanted or next(name for name, mimetype in FORMATS.items() if mimetype == best)


def limit_of(arguments: Arguments, default: int = 20) -> int:
    """`limit`, from 1 to `MOST`. Raises InputError for anything else."""
    value = arguments.get("limit", "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST):
        raise InputError(f"limit must be a whole number from 1 to {MOST}.")
    return int(value)


def text_of(arguments: Arguments, name: str) -> str:
    """A text without control characters, "" if it is not given."""
    return "".join(" " if ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF else c for c in arguments.get(name, "")).strip()


def required(arguments: Arguments, name: str) -> str:
    """As `text_of`. Raises InputError if it is not given."""
    value = text_of(arguments, name)
    if not value:
        raise InputError(f"Say what you want by ?{name}=…")
    return value


def address(path: str, arguments: Arguments, **changed: str | None) -> str:
    """`path` with the arguments, some of them changed (None: left out)."""
    pairs = [(key, value) for key, value in arguments.items(multi=True) if key not in changed and value]
    pairs += [(key, value) for key, value in changed.items() if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path
