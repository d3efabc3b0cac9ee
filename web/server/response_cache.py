"""Responses of lists, cached until the archive changes: many readers request the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import ParamSpec

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from web.current import current_service
from web.server.permissions import sees_causes

_MOST = 64
_LARGEST = 500_000
"""Maximum size of a cached response in bytes: at most 32 MB altogether (set by hand)."""

Parameters = ParamSpec("Parameters")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: Response) -> _Answer:
        return cls(response.status_code, tuple(response.headers.items()), response.get_data())

    @property
    def is_for_all(self) -> bool:
        """Whether the response is the same for everybody."""
        is_personal = any(name.casefold() == "set-cookie" for name, _ in self.headers)
        return self.status == 200 and len(self.body) <= _LARGEST and not is_personal

    def response(self) -> Response:
        return Response(self.body, self.status, list(self.headers))


class ResponseCache:
    """A thread-safe cache of the most recently requested responses. If another thread is computing the response, this
    one waits for it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Future[_Answer]]] = OrderedDict()

    def get(self, name: Hashable, version: Hashable, make: Callable[[], Response]) -> Response:
        """The response with this name for this version of the archive, which was read beforehand; raises whatever
        `make` raises."""
        with self._lock:
            kept = self._kept.get(name)
            coming = kept[1] if kept and kept[0] == version else Future[_Answer]()
            is_new = kept is None or coming is not kept[1]
            self._kept[name] = (version, coming)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        if is_new:
            self._make(name, coming, make)
        answer = coming.result()
        return answer.response() if is_new or answer.is_for_all else make()

    def _make(self, name: Hashable, coming: Future[_Answer], make: Callable[[], Response]) -> None:
        try:
            answer = _Answer.of(make())
        except BaseException as error:
            self._forget(name, coming)
            coming.set_exception(error)
        else:
            if not answer.is_for_all:
                self._forget(name, coming)
            coming.set_result(answer)

    def _forget(self, name: Hashable, coming: Future[_Answer]) -> None:
        with self._lock:
            if self._kept.get(name, (0, None))[1] is coming:
                del self._kept[name]


def cached(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, ResponseReturnValue]:
    """Cache a view that depends only on the archive, the settings, the URL, the header `Accept`, the theme and whether
    the causes of errors are shown. Permissions are checked first. Nothing is cached if the database does not report its
    version.
    """

    @wraps(view)
    def answered(*given: Parameters.args, **named: Parameters.kwargs) -> ResponseReturnValue:
        service = current_service()
        version = service.maintenance.version() if request.method == "GET" else None
        if version is None:
            return view(*given, **named)
        # The number of waiting events also changes without a write, when a process ends and its claims expire.
        state = version, service.comparing.pending()
        answers: ResponseCache = current_app.extensions["answers"]
        return answers.get(_name(), state, lambda: make_response(view(*given, **named)))

    return answered


def _name() -> Hashable:
    """The cache key: everything that responses depend on; the suffix of an API URL is not part of its path."""
    suffix = request.environ.get("parallax.suffix")
    return request.url, suffix, request.headers.get("Accept"), request.cookies.get("theme"), sees_causes()
