"""Responses that browsers save as files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask import Response, current_app, request
from werkzeug.http import dump_options_header

from web.export.self_contained import self_contained

_UNSAFE = re.compile(r"[^\w .,()–-]+")


def attachment(content: bytes | str | Iterable[str], mimetype: str, name: str, suffix: str) -> Response:
    """A response that is saved as `name`, with characters replaced that file systems do not allow."""
    safe = " ".join(_UNSAFE.sub(" ", name).split())[:80].strip(". ") or "parallax"
    plain = safe.encode("ascii", "ignore").decode().strip() or "parallax"
    header = dump_options_header("attachment", {"filename": f"{plain}.{suffix}"})
    if plain != safe:
        header = dump_options_header("attachment", {"filename": f"{plain}.{suffix}", "filename*": f"{safe}.{suffix}"})
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": header})


def stand_alone(page: str, name: str) -> Response:
    """A page as one self-contained HTML file."""
    return attachment(
        self_contained(page, _style(current_app.static_folder or ""), request.url), "text/html", name, "html"
    )


@cache
def _style(folder: str) -> str:
    return "\n".join((Path(folder) / f"{name}.css").read_text("utf-8") for name in ("parallax", "event", "compare"))
