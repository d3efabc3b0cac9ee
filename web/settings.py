"""Settings: read once from the environment (PARALLAX_*), frozen from then on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from compare.errors import InputError
from indexes.fetching.settings import USER_AGENT


def _setting(default: Any, description: str) -> Any:
    return field(default=default, metadata={"help": description})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; the variable of `data` is PARALLAX_DATA, and so on."""

    data: Path = _setting(Path("parallax-data"), "folder that holds the catalogue and the vector index")
    umask: str = _setting(
        "077",
        "rights that files of the archive lack, in octal: 077, only their owner; 027, the group reads them, too",
    )
    model: str = _setting("", "embedding model: empty for the packaged one, or a sentence-transformers name or path")
    precision: str = _setting("auto", "arithmetic of the model: auto, fp32, bf16 or int8")
    languages: str = _setting(
        "", "languages that the model reads, as in en,de; empty: English for the packaged model, any for another"
    )
    reader: str = _setting(
        "trained",
        "what judges matches and divergences: trained; none for structure and rules alone; a folder with a "
        "cross-encoder or weights of your own; or the address of an OpenAI-compatible API, as in https://host/v1",
    )
    reader_model: str = _setting("", "model that the API is asked for")
    reader_key: str = _setting("", "API key that is sent there; empty: none")
    reader_private: str = _setting(
        "", "networks in which that API may be although they are not public, as in 127.0.0.1, ::1"
    )
    reader_show: str = _setting(
        "",
        "kinds that pages show as that API judges them, from which of its probabilities, as in quotation=0.9, "
        "update=0.8; empty: none",
    )
    reader_requests: int = _setting(500, "most requests to that API in a day")
    reader_tokens: int = _setting(1_000_000, "most tokens that it may use in a day")
    reader_seconds: int = _setting(60, "seconds that one answer of that API may take")
    database: str = _setting(
        "",
        "where the catalogue is kept: empty for a file in the data folder, or "
        "postgresql+psycopg://user:password@host/database",
    )
    vectors: str = _setting("faiss", "vector index: faiss or exact, or milvus://host:19530 for one on a server")
    host: str = _setting("127.0.0.1", "address that the server listens on")
    port: int = _setting(8000, "port that the server listens on")
    hosts: str = _setting(
        "",
        "names that the server is served under besides those of this machine (localhost), with commas between; "
        "*: any, where a proxy in front checks them",
    )
    proxy: str = _setting("", "address of the proxy whose X-Forwarded-* headers count, as in 127.0.0.1; empty: none")
    threads: int = _setting(8, "requests that the server works on at a time")
    max_request_mb: int = _setting(8, "largest request that the server reads, in megabytes")
    changes: str = _setting(
        "local",
        "who may change things without an API key: local (only this machine) or all; none: nobody, with or without one",
    )
    workers: int = _setting(1, "processes that serve; each loads the model, about 0.7 GB")
    log: str = _setting("text", "a line for each request and job on standard error: text, json or none")
    metrics: str = _setting("local", "who may read /metrics: local (only this machine), all or none")
    cors: str = _setting("", "origins whose pages may use the JSON API, with commas between, or * for all; empty: none")
    rate_limit: str = _setting("", "requests that one address may send, as in “60 per minute”; empty: no limit")
    max_articles: int = _setting(
        60, "most articles that are compared at once; of a larger event those that joined last"
    )
    user_agent: str = _setting(
        USER_AGENT, "how Parallax names itself to the hosts it fetches from; add where you can be reached"
    )
    fetch_private: str = _setting(
        "", "networks that may be fetched from although they are not public, parted by commas: 10.1.0.0/16, ::1"
    )

    fetch_seconds: int = _setting(30, "seconds that one answer from the web may take")
    webhook_private: str = _setting(
        "", "networks that webhooks of alerts may call although they are not public, parted by commas: 10.1.0.0/16, ::1"
    )
    url: str = _setting(
        "", "address that this server has for its readers, as in https://news.example, for links in alerts"
    )
    coverage: str = _setting(
        "",
        "who is asked for other reports, with spaces between: feeds, gdelt, google-news, mediacloud, newsapi, "
        "and addresses with {query} in them; empty: nobody",
    )
    mediacloud_key: str = _setting("", "API key for Media Cloud")
    newsapi_key: str = _setting("", "API key for NewsAPI")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
        """Settings from PARALLAX_* variables; what is `given` and not None goes before. Raises InputError."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            name = f"PARALLAX_{each.name.upper()}"
            if given.get(each.name) is not None:
                values[each.name] = given[each.name]
            elif environment.get(name):
                values[each.name] = _convert(name, environment[name], type(each.default))
        return cls(**values)


def _convert(name: str, text: str, kind: type) -> Any:
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise InputError(f"{name} must be a whole number, and is “{text}”.")
        return int(text)
    return Path(text) if issubclass(kind, Path) else text
