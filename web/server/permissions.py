"""Who may change the archive through pages and API, and who sees the causes of errors."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Request, has_request_context, request

from compare.errors import ComparisonError, NotAllowedError, ParallaxError
from compare.services.stores.operations.jobs import Job
from web.server.hosts import hostname, is_loopback
from web.setting_types import Who

_PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


def check_switched_on(changes: Who) -> None:
    """Raises NotAllowedError if nobody may change anything through pages and API, with or without an API key."""
    if changes == "none":
        raise NotAllowedError("Changes are disabled (PARALLAX_CHANGES=none).")


def check_may_change(request: Request, changes: Who) -> None:
    """Raises NotAllowedError if the setting `changes` does not allow it, or if another site sent the request.

    Browsers report the site that a request comes from in `Sec-Fetch-Site` (older ones in `Origin`), and pages cannot
    change that. If only this machine may make changes, `Host` must be a name of this machine, so that a foreign name
    that resolves to it (DNS rebinding) is refused.
    """
    check_switched_on(changes)
    if changes == "local" and not is_local(request):
        raise NotAllowedError(
            "Changes are allowed only on the machine that runs Parallax (set PARALLAX_CHANGES=all to change that)."
        )
    if not _is_of_this_site(request):
        raise NotAllowedError("This request comes from another site: make the change on this site.")


def check_same_site(request: Request, origins: list[str] | str) -> None:
    """Raises NotAllowedError for a request that causes work and comes from a page of another site.

    Requests with an API key are allowed, because a browser does not send them by itself, and so are those of `origins`.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"} or "Authorization" in request.headers:
        return
    allowed = origins == "*" or request.headers.get("Origin") in origins
    if not _is_of_this_site(request) and not (allowed and request.path.startswith("/api/")):
        raise NotAllowedError("This request comes from another site: send an API key with it.")


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine, to its own name, and not through a proxy.

    Requests through a proxy on this machine would look local. A proxy that does not announce itself cannot be detected.
    """
    if any(name in request.headers for name in _PROXY_HEADERS):
        return False
    return is_loopback(request.remote_addr or "") and is_loopback(hostname(request.host))


def sees_causes() -> bool:
    """Whether to show the causes of errors, which may contain paths: only on this machine, in the browser or on the
    command line."""
    return not has_request_context() or is_local(request)


def message(error: ParallaxError) -> str:
    """The message of an error that ends the request."""
    return error.without_cause if isinstance(error, ComparisonError) and not sees_causes() else str(error)


def not_compared(problem: str) -> str:
    """The message for an event with this `problem`; "" if it has none."""
    return message(ComparisonError.of("This event", problem)) if problem else ""


def cause(problem: str) -> str:
    """The cause of one of several failures, as shown to this user."""
    return problem if sees_causes() else "the error has been logged"


def seen(job: Job) -> Job:
    """A job as the client sees it."""
    if not job.problem or sees_causes():
        return job
    done = "compared" if job.kind in {"compare", "pairs"} else "added"
    return replace(job, problem=f"The articles could not be {done}. It has been noted; please try again later.")


def _is_of_this_site(request: Request) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc == request.host
