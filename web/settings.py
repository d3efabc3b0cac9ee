"""Settings: read once from the environment (PARALLAX_*), validated, and then frozen."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from compare.errors import InputError
from indexes.fetching.settings import USER_AGENT
from web.setting_types import (
    Budget,
    Count,
    Database,
    Floors,
    HostNames,
    Languages,
    LogFormat,
    Networks,
    Origins,
    OwnAddress,
    Port,
    Precision,
    Proxy,
    Rate,
    Sources,
    Umask,
    UserAgent,
    Vectors,
    Who,
)  # fmt: skip


def _setting(default: Any, description: str) -> Any:
    return field(default=default, metadata={"help": description})


@dataclass(frozen=True, slots=True, config=ConfigDict(validate_default=True))
class Settings:
    """All settings with their defaults. The environment variable for `data` is PARALLAX_DATA, and so on.

    Values are text, as in the environment, or already converted. Raises InputError, whose message names the variable
    and the allowed values.
    """

    data: Path = _setting(Path("parallax-data"), "folder that holds the catalogue and the vector index")
    umask: Umask = _setting(
        "077",
        "umask for the files of the archive, in octal: 077 for their owner only; 027 lets the group read them",
    )
    model: str = _setting("", "embedding model: empty for the packaged one, or a sentence-transformers name or path")
    precision: Precision = _setting("auto", "arithmetic of the model: auto, fp32, bf16 or int8")
    languages: Languages = _setting(
        "", "languages of the model, such as en,de; empty: English for the packaged model, any for other models"
    )
    reader: str = _setting(
        "trained",
        "what decides on matches and divergences: trained; none for structure and rules alone; a folder with a "
        "cross-encoder or your own weights; or the URL of an OpenAI-compatible API, such as https://host/v1",
    )
    reader_model: str = _setting("", "name of the model to request from that API")
    reader_key: str = _setting("", "API key for that API; empty: none")
    reader_private: Networks = _setting("", "non-public networks where that API may run, such as 127.0.0.1, ::1")
    reader_show: Floors = _setting(
        "",
        "kinds of divergence from that API that pages show, each with its minimum probability, such as "
        "quotation=0.9, update=0.8; empty: none",
    )
    reader_requests: Budget = _setting(500, "maximum requests to that API per day")
    reader_tokens: Budget = _setting(1_000_000, "maximum tokens used by that API per day")
    reader_seconds: Count = _setting(60, "timeout for one response of that API, in seconds")
    database: Database = _setting(
        "",
        "where the catalogue is stored: empty for a file in the data folder, or "
        "postgresql+psycopg://user:password@host/database",
    )
    vectors: Vectors = _setting("faiss", "vector index: faiss or exact, or milvus://host:19530 for one on a server")
    host: str = _setting("127.0.0.1", "address that the server listens on")
    port: Port = _setting(8000, "port that the server listens on")
    hosts: HostNames = _setting(
        "",
        "host names that the server answers to, besides localhost, separated by commas; *: any, if a proxy in front "
        "checks them",
    )
    proxy: Proxy = _setting(
        "", "address of the proxy whose X-Forwarded-* headers are trusted, such as 127.0.0.1; empty: none"
    )
    threads: Count = _setting(8, "requests that a process handles at the same time")
    max_request_mb: Count = _setting(8, "maximum size of a request, in megabytes")
    changes: Who = _setting(
        "local",
        "who may change things without an API key: local (only this machine) or all; none: nobody, even with a key",
    )
    workers: Count = _setting(1, "server processes; each loads the model and needs about 0.7 GB")
    log: LogFormat = _setting(
        "text", "format of the log on standard error, one line per request and job: text, json or none"
    )
    metrics: Who = _setting("local", "who may read /metrics: local (only this machine), all or none")
    cors: Origins = _setting(
        "", "origins whose pages may use the JSON API, separated by commas, or * for all; empty: none"
    )
    rate_limit: Rate = _setting("", "requests allowed per client address, such as “60 per minute”; empty: no limit")
    max_articles: Count = _setting(60, "maximum articles compared at once; in a larger event, the last added")
    user_agent: UserAgent = _setting(
        USER_AGENT, "user agent sent to the hosts that Parallax fetches from; add a contact address"
    )
    fetch_private: Networks = _setting(
        "", "non-public networks that may be fetched from, separated by commas: 10.1.0.0/16, ::1"
    )

    fetch_seconds: Count = _setting(30, "timeout for one response from the web, in seconds")
    webhook_private: Networks = _setting(
        "", "non-public networks that alerts may post to, separated by commas: 10.1.0.0/16, ::1"
    )
    url: OwnAddress = _setting("", "public URL of this server, such as https://news.example, for links in alerts")
    coverage: Sources = _setting(
        "",
        "sources searched for other reports, separated by spaces: feeds, gdelt, google-news, mediacloud, newsapi, "
        "and URLs with {query} in them; empty: none",
    )
    mediacloud_key: str = _setting("", "API key for Media Cloud")
    newsapi_key: str = _setting("", "API key for NewsAPI")

    @model_validator(mode="wrap")
    @classmethod
    def _in_words(cls, values: Any, handler: Callable[[Any], Settings]) -> Settings:
        try:
            return handler(values)
        except ValidationError as error:
            raise InputError(_told(error)) from None

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
        """Read PARALLAX_* variables; values in `given` that are not None override them. Raises InputError."""
        variables = {each.name: environment.get(_variable(each.name)) for each in fields(cls)}
        values = {name: text for name, text in variables.items() if text}
        return cls(**(values | {name: value for name, value in given.items() if value is not None}))


def _variable(name: str) -> str:
    return f"PARALLAX_{name.upper()}"


def _told(error: ValidationError) -> str:
    """The first invalid setting: its variable, and what is allowed."""
    first = error.errors(include_url=False)[0]
    variable, context = _variable(str(first["loc"][0])), first.get("ctx", {})
    match first["type"]:
        case "value_error":
            text = str(context["error"])
            return text if variable in text else f"{variable} {text}" if text[:1].islower() else f"{variable}: {text}"
        case "literal_error":
            choices = str(context["expected"]).replace("'", "")
            return f"{variable} is {choices}, not “{str(first['input'])[:80]}”."
        case "greater_than_equal":
            return f"{variable} is {context['ge']} or more."
        case "less_than_equal":
            return f"{variable} is {context['le']} or less."
        case _:
            return f"{variable}: {first['msg']}."
