"""The only module that opens connections: one request, to a checked address, within its limits.

Every request has its own connection. A host receives one request per second, so keeping connections open would gain
little, and an unshared connection has one deadline and one checked address. Only the location of the system's
certificates is read from the environment: no proxy, no .netrc; and no cookies are stored.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpcore2
import httpx2
import webencodings

from indexes.fetching.addresses import Resolver, checked_addresses
from indexes.fetching.failure import FetchError
from indexes.fetching.settings import FetchSettings
from indexes.fetching.urls import host_of

_MAX_HEADERS = 256_000
"""Maximum number of bytes on the wire beyond the body: headers (of which h11 takes 100 KB at a time) and the framing of
chunks.
"""
_MOST_ADDRESSES = 4
"""Maximum number of addresses of a name that are tried, in the order of the system (RFC 6724)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response with its decompressed body; header names are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    charset: str | None


class Connector:
    """Makes independent requests; thread-safe."""

    def __init__(
        self, settings: FetchSettings, resolve: Resolver | None = None, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._resolve = resolve or resolved
        self._given_context = ssl_context

    @cached_property
    def _ssl_context(self) -> ssl.SSLContext:
        return self._given_context or httpcore2.default_ssl_context()

    def get(self, url: httpx2.URL, headers: Mapping[str, str], max_bytes: int, *, cut: bool = False) -> Reply:
        """The response to a GET. If the body exceeds `max_bytes` (decompressed) and may be `cut`, its beginning is
        kept.

        Raises FetchError if there is no response within the limits.
        """
        return self._answer(url, _request("GET", url, headers), max_bytes, cut)

    def post(self, url: httpx2.URL, headers: Mapping[str, str], body: bytes, max_bytes: int = 0) -> Reply:
        """The response to a POST; without `max_bytes`, only its head is kept. Raises FetchError as `get` does."""
        length = {"Content-Length": str(len(body))}
        return self._answer(url, _request("POST", url, {**headers, **length}, body), max_bytes, cut=not max_bytes)

    def _answer(self, url: httpx2.URL, request: httpcore2.Request, max_bytes: int, cut: bool) -> Reply:
        network = _GuardedNetwork(self._settings, self._resolve, max_bytes + _MAX_HEADERS)
        try:
            context = self._ssl_context if url.scheme == "https" else None
            with httpcore2.HTTPConnection(request.url.origin, context, network_backend=network) as connection:
                return _reply(connection.handle_request(request), max_bytes, cut)
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise _failure(error, host_of(url)) from None
        except httpx2.DecodingError:
            raise FetchError("the compressed body is damaged", retry=False) from None


class _GuardedNetwork(httpcore2.NetworkBackend):
    """Connects only to addresses that were resolved once and checked."""

    def __init__(self, settings: FetchSettings, resolve: Resolver, max_bytes: int) -> None:
        self._settings = settings
        self._resolve = resolve
        self._max_bytes = max_bytes
        self._deadline = time.monotonic() + settings.total_s

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = checked_addresses(host, port, self._resolve, self._settings.private)[:_MOST_ADDRESSES]
        for address in addresses[:-1]:
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return self._connect(address, port)
        return self._connect(addresses[-1], port)

    def _connect(self, address: str, port: int) -> httpcore2.NetworkStream:
        time_left = min(self._settings.connect_s, _time_left(self._deadline))
        stream = httpcore2.SyncBackend().connect_tcp(address, port, time_left, None, ())
        return _BoundedStream(stream, self._deadline, self._max_bytes)


class _BoundedStream(httpcore2.NetworkStream):
    """A stream whose reads end at a deadline, however slowly bytes arrive, and after a maximum number of bytes."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float, max_bytes: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._bytes_left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _time_left(self._deadline))
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise _too_large()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _time_left(self._deadline))
        return _BoundedStream(stream, self._deadline, self._bytes_left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Body(httpx2.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks


def _reply(answer: httpcore2.Response, max_bytes: int, cut: bool) -> Reply:
    if not isinstance(answer.stream, Iterable):
        raise TypeError("a synchronous connection has a synchronous body")
    response = httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))
    body = _body(response, max_bytes, cut) if response.is_success else b""
    return Reply(response.status_code, response.headers, body, _charset(response))


def _body(response: httpx2.Response, max_bytes: int, cut: bool) -> bytes:
    """The decompressed body, in pieces of at most 1 MiB, so that a decompression bomb is detected early."""
    if "," in response.headers.get("Content-Encoding", ""):  # nested compression could hide a bomb from the count
        raise FetchError("the body is compressed more than once", retry=False)
    if not cut and _declared_length(response) > max_bytes:
        raise _too_large()
    chunks: list[bytes] = []
    room = max_bytes
    for chunk in response.iter_bytes():
        chunks.append(chunk[:room])
        room -= len(chunk)
        if room < 0 and not cut:
            raise _too_large()
        if room <= 0 and cut:
            break
    return b"".join(chunks)


def _declared_length(response: httpx2.Response) -> int:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _charset(response: httpx2.Response) -> str | None:
    """The charset declared in the headers, if browsers know it."""
    declared = (response.charset_encoding or "").strip()
    return declared.lower() if webencodings.lookup(declared) else None


def _request(method: str, url: httpx2.URL, headers: Mapping[str, str], body: bytes = b"") -> httpcore2.Request:
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    raw = _raw({"Host": url.netloc.decode("ascii"), **headers})
    return httpcore2.Request(method, target, headers=raw, content=body or None)


def _raw(headers: Mapping[str, str]) -> Sequence[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as resolved by the system. Raises OSError if there are none."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _time_left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left


def _too_large() -> FetchError:
    return FetchError("the response is too large", retry=False)


def _failure(error: Exception, host: str) -> FetchError:
    cause = error.__cause__
    if isinstance(error, httpcore2.TimeoutException):
        passing = isinstance(error, httpcore2.ConnectTimeout)  # another address would last as long, and drip as slowly
        return FetchError(f"{host} did not respond in time", retry=True, passing=passing)
    if isinstance(error, httpcore2.ProtocolError):
        return FetchError(f"{host} did not respond with valid HTTP ({error})", retry=True, passing=True)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(f"the certificate of {host} is not valid ({cause.verify_message})", retry=False)
    reason = getattr(cause, "strerror", None) or str(error) or "no reason given"
    return FetchError(f"the connection to {host} failed ({reason})", retry=True, passing=True)
