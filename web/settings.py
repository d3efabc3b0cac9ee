"""Settings: read once from the environment (PARALLAX_*), checked there, and frozen from then on."""

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
    """All settings with their defaults; the variable of `data` is PARALLAX_DATA, and so on.

    Values are given as the environment has them, as text, or as what they are read as. Raises InputError that names
    the variable and says what it must be.
    """

    data: Path = _setting(Path("parallax-data"), "folder that holds the catalogue and the vector index")
    umask: Umask = _setting(
        "077",
        "rights that files of the archive lack, in octal: 077, only their owner; 027, the group reads them, too",
    )
    model: str = _setting("", "embedding model: empty for the packaged one, or a sentence-transformers name or path")
    precision: Precision = _setting("auto", "arithmetic of the model: auto, fp32, bf16 or int8")
    languages: Languages = _setting(
        "", "languages that the model reads, as in en,de; empty: English for the packaged model, any for another"
    )
    reader: str = _setting(
        "trained",
        "what judges matches and divergences: trained; none for structure and rules alone; a folder with a "
        "cross-encoder or weights of your own; or the address of an OpenAI-compatible API, as in https://host/v1",
    )
    reader_model: str = _setting("", "model that the API is asked for")
    reader_key: str = _setting("", "API key that is sent there; empty: none")
    reader_private: Networks = _setting(
        "", "networks in which that API may be although they are not public, as in 127.0.0.1, ::1"
    )
    reader_show: Floors = _setting(
        "",
        "kinds that pages show as that API judges them, from which of its probabilities, as in quotation=0.9, "
        "update=0.8; empty: none",
    )
    reader_requests: Budget = _setting(500, "most requests to that API in a day")
    reader_tokens: Budget = _setting(1_000_000, "most tokens that it may use in a day")
    reader_seconds: Count = _setting(60, "seconds that one answer of that API may take")
    database: Database = _setting(
        "",
        "where the catalogue is kept: empty for a file in the data folder, or "
        "postgresql+psycopg://user:password@host/database",
    )
    vectors: Vectors = _setting("faiss", "vector index: faiss or exact, or milvus://host:19530 for one on a server")
    host: str = _setting("127.0.0.1", "address that the server listens on")
    port: Port = _setting(8000, "port that the server listens on")
    hosts: HostNames = _setting(
        "",
        "names that the server is served under besides those of this machine (localhost), with commas between; "
        "*: any, where a proxy in front checks them",
    )
    proxy: Proxy = _setting("", "address of the proxy whose X-Forwarded-* headers count, as in 127.0.0.1; empty: none")
    threads: Count = _setting(8, "requests that the server works on at a time")
    max_request_mb: Count = _setting(8, "largest request that the server reads, in megabytes")
    changes: Who = _setting(
        "local",
        "who may change things without an API key: local (only this machine) or all; none: nobody, with or without one",
    )
    workers: Count = _setting(1, "processes that serve; each loads the model, about 0.7 GB")
    log: LogFormat = _setting("text", "a line for each request and job on standard error: text, json or none")
    metrics: Who = _setting("local", "who may read /metrics: local (only this machine), all or none")
    cors: Origins = _setting(
        "", "origins whose pages may use the JSON API, with commas between, or * for all; empty: none"
    )
    rate_limit: Rate = _setting("", "requests that one address may send, as in “60 per minute”; empty: no limit")
    max_articles: Count = _setting(
        60, "most articles that are compared at once; of a larger event those that joined last"
    )
    user_agent: UserAgent = _setting(
        USER_AGENT, "how Parallax names itself to the hosts it fetches from; add where you can be reached"
    )
    fetch_private: Networks = _setting(
        "", "networks that may be fetched from although they are not public, parted by commas: 10.1.0.0/16, ::1"
    )

    fetch_seconds: Count = _setting(30, "seconds that one answer from the web may take")
    webhook_private: Networks = _setting(
        "", "networks that webhooks of alerts may call although they are not public, parted by commas: 10.1.0.0/16, ::1"
    )
    url: OwnAddress = _setting(
        "", "address that this server has for its readers, as in https://news.example, for links in alerts"
    )
    coverage: Sources = _setting(
        "",
        "who is asked for other reports, with spaces between: feeds, gdelt, google-news, mediacloud, newsapi, "
        "and addresses with {query} in them; empty: nobody",
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
        """Settings from PARALLAX_* variables; what is `given` and not None goes before. Raises InputError."""
        variables = {each.name: environment.get(_variable(each.name)) for each in fields(cls)}
        values = {name: text for name, text in variables.items() if text}
        return cls(**(values | {name: value for name, value in given.items() if value is not None}))


def _variable(name: str) -> str:
    return f"PARALLAX_{name.upper()}"


def _told(error: ValidationError) -> str:
    """The first setting that is wrong: its variable, and what it must be."""
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
