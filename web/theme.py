"""The theme that a visitor chose, light, dark or automatic; it is stored in a cookie and nowhere else."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from compare.errors import InputError

theme = Blueprint("theme", __name__)

_COOKIE = "theme"
_THEMES = ("", "light", "dark")
_KEPT_S = 365 * 24 * 3600


def chosen() -> str:
    """The theme of the request: "light", "dark" or "" (automatic)."""
    value = request.cookies.get(_COOKIE, "")
    return value if value in _THEMES else ""


@theme.post("/theme")
def choose() -> ResponseReturnValue:
    """Set the theme; then redirect to the page of the form. Raises InputError for an unknown theme."""
    wanted, back = request.form.get("theme", ""), request.form.get("back", "/")
    if wanted not in _THEMES:
        raise InputError("A theme is light, dark or automatic.")
    own = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    answer = redirect(back if own else "/", 303)
    if wanted:
        answer.set_cookie(_COOKIE, wanted, max_age=_KEPT_S, httponly=True, samesite="Lax", secure=request.is_secure)
    else:
        answer.delete_cookie(_COOKIE, samesite="Lax")
    return answer
