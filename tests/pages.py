"""Reads lists of the API page by page."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def every_page(client: FlaskClient, address: str, name: str, limit: int = 3) -> list[dict]:
    """All rows of a list, `limit` at a time; asserts that each page links to the next one."""
    found, place = [], f"{address}{'&' if '?' in address else '?'}limit={limit}"
    while place:
        answer = client.get(place)
        assert len(answer.json[name]) <= limit
        assert ("Link" in answer.headers) == (answer.json["next"] is not None)
        found += answer.json[name]
        link = re.search(r"<(.*?)>", answer.headers.get("Link", ""))
        place = f"{address.partition('?')[0]}{link[1]}" if link else ""
    return found
