"""The types of the settings: how the text of an environment variable is parsed and validated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import BeforeValidator, Field

from compare.errors import ParallaxError
from compare.model.match import Kind
from compare.text.language import base
from indexes.coverage.configured import check_name
from indexes.embedding.encoder import Precision as Precision
from indexes.fetching.settings import FetchSettings, Network, networks
from indexes.reader.endpoint.settings import floors_of
from indexes.storage.sql.backend import backend_of
from indexes.vectors.live import BACKENDS
from indexes.vectors.milvus import SCHEME as MILVUS
from indexes.vectors.milvus import MilvusAddress

ANY = "*"
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+", re.ASCII)


def _read_by(read: Callable[[str], Any]) -> BeforeValidator:
    """Texts are parsed by `read`, which raises ValueError or ParallaxError; other values are accepted as they are."""

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return read(value)
        except ParallaxError as error:
            raise ValueError(str(error)) from None

    return BeforeValidator(validate)


def _listed(text: str, separator: str | None = ",") -> list[str]:
    return [each.strip() for each in text.split(separator) if each.strip()]


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"must be a whole number, not “{text[:80]}”.")
    return int(text)


def _octal(text: str) -> int:
    try:
        mask = int(text, 8)
    except ValueError:
        mask = -1
    if not 0 <= mask <= 0o77:
        raise ValueError(f"must be an octal number from 0 to 077, not “{text[:80]}”.")
    return mask


def _host_names(text: str) -> frozenset[str]:
    names = frozenset(each.lower().strip("[]") for each in _listed(text))
    for each in names - {ANY}:
        if not _HOST_NAME.fullmatch(each):
            raise ValueError(f"must be host names such as “news.example, 192.0.2.7”, without ports, not “{each[:80]}”.")
    return names


def _proxy(text: str) -> str:
    try:
        return text and str(ip_address(text.strip("[]")))
    except ValueError:
        raise ValueError(f"must be the address of a proxy, such as 127.0.0.1, not “{text[:80]}”.") from None


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(_listed(text))
    for each in () if origins == (ANY,) else origins:
        parts = urlsplit(each)
        if parts.scheme not in {"http", "https"} or not parts.netloc or each != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"must be origins such as https://news.example, not “{each[:80]}”.")
    return origins


def _rate(text: str) -> str:
    try:
        parse_many(text or "1 per day")
    except ValueError:
        raise ValueError(f"must be a rate such as “60 per minute”, not “{text[:80]}”.") from None
    return text


def _own_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query):
        raise ValueError(f"must be a URL such as https://news.example, not “{text[:80]}”.")
    return text.rstrip("/")


def _coverage(text: str) -> tuple[str, ...]:
    named = tuple(text.split())
    for each in named:
        check_name(each)
    return named


def _user_agent(text: str) -> str:
    return FetchSettings(text).user_agent


def _database(text: str) -> str:
    if text:
        backend_of(text)
    return text


def _vectors(text: str) -> str:
    if text.startswith(MILVUS):
        MilvusAddress.parse(text)
    elif text not in BACKENDS:
        raise ValueError(f"is one of {', '.join(BACKENDS)}, or milvus://host:port, not “{text[:80]}”.")
    return text


Who = Literal["local", "all", "none"]
LogFormat = Literal["text", "json", "none"]
Count = Annotated[int, Field(ge=1), _read_by(_whole)]
Budget = Annotated[int, Field(ge=0), _read_by(_whole)]
Port = Annotated[int, Field(ge=0, le=65535), _read_by(_whole)]
Umask = Annotated[int, _read_by(_octal)]
Networks = Annotated[tuple[Network, ...], _read_by(networks)]
Languages = Annotated[frozenset[str], _read_by(lambda text: frozenset(map(base, _listed(text))))]
Floors = Annotated[Mapping[Kind, float], _read_by(floors_of)]
HostNames = Annotated[frozenset[str], _read_by(_host_names)]
Proxy = Annotated[str, _read_by(_proxy)]
Origins = Annotated[tuple[str, ...], _read_by(_origins)]
Rate = Annotated[str, _read_by(_rate)]
OwnAddress = Annotated[str, _read_by(_own_address)]
Sources = Annotated[tuple[str, ...], _read_by(_coverage)]
UserAgent = Annotated[str, _read_by(_user_agent)]
Database = Annotated[str, _read_by(_database)]
Vectors = Annotated[str, _read_by(_vectors)]
