"""An installed server contacts nobody: its contents and queries stay on the machine."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from compare.ports import Filter
from compare.services.service import Parallax
from tests.newsroom import DAY, OUTLETS, article_page, body, title
from tests.test_web_adding import Site


@pytest.fixture
def contacted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Records every name lookup and connection; all of them fail."""
    found: list[Any] = []

    def refuse(*given: Any, **more: Any) -> None:
        found.append(given)
        raise OSError("nobody is to be contacted")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return found


def test_without_settings_no_host_is_contacted(service: Parallax, contacted: list[Any]) -> None:
    site = Site(service)
    given = [
        {"outlet": OUTLETS[number], "title": title(number), "text": "\n".join(body(number)), "published": DAY,
         "url": f"https://outlet{number}.example/crane"}
        for number in range(3)
    ]  # fmt: skip
    page = {"url": "https://dyke.example/crane", "html": article_page(3).decode()}
    assert site.api("/articles", {"articles": [*given, page]}).status_code == 202
    site.gather()
    service.activity.note()
    ids = [each.id for each in service.articles(Filter(), 9)]
    assert len(ids) == 4
    events = [each["id"] for each in site.client.get("/api/v1/events").json["events"]]
    pair = f"article={ids[0]}&article={ids[1]}"
    addresses = ["/", "/add", "/search?q=crane", "/outlets", "/feeds", "/alerts", "/notebooks", "/method",
                 "/api/v1/atom/facts", f"/compare?{pair}", f"/api/v1/divergences?{pair}",
                 *(f"/events/{each}" for each in events), *(f"/articles/{each}" for each in ids)]  # fmt: skip
    for each in addresses:
        assert site.client.get(each).status_code == 200, each
    assert site.client.post("/find", data={"article": ids[0]}).status_code == 400
    assert contacted == []
