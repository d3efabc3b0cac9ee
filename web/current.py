"""The context of the current request."""

from __future__ import annotations

from flask import current_app

from compare.services.service import Parallax


def current_service() -> Parallax:
    """The service of the application that handles the current request."""
    service: Parallax = current_app.extensions["parallax"]
    return service
