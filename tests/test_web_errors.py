"""Errors: one table, a page for people, a problem document for programs, and no internal details."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compare import errors
from compare.errors import ParallaxError
from compare.services.service import Parallax
from web import create_app
from web.errors import STATUS

RAISED = [
    (errors.InputError, 400),
    (errors.ComparisonError, 409),
    (errors.ConflictError, 409),
    (errors.ApiKeyError, 401),
    (errors.UnreadableError, 400),
    (errors.TooLargeError, 413),
    (errors.NotFoundError, 404),
    (errors.NotAllowedError, 403),
    (errors.BusyError, 503),
    (errors.ModelError, 503),
    (errors.StorageError, 503),
    (errors.CatalogueError, 503),
    (errors.LockedError, 503),
    (errors.IndexMismatchError, 503),
    (errors.ParallaxError, 500),
]
DEEP = b'{"articles": ' + b"[" * 100_000


@pytest.fixture
def app(service: Parallax) -> Flask:
    return create_app(service=service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def raising(app: Flask, error: Exception) -> FlaskClient:
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    app.add_url_rule("/api/v1/fail", "api_fail", fail)
    return app.test_client()


def test_every_error_that_parallax_raises_has_its_status(app: Flask) -> None:
    named = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ParallaxError)]
    assert {kind for kind, _ in RAISED} == set(named)
    for kind in named:
        assert any(issubclass(kind, listed) for listed, _ in STATUS)


@pytest.mark.parametrize(("kind", "status"), RAISED)
def test_an_error_says_the_same_on_a_page_and_as_a_problem(app: Flask, kind: type[ParallaxError], status: int) -> None:
    client = raising(app, kind("The <b>reason</b>."))
    page, problem = client.get("/fail"), client.get("/api/v1/fail")
    assert page.status_code == problem.status_code == status
    assert page.mimetype == "text/html"
    assert "The &lt;b&gt;reason&lt;/b&gt;." in page.text
    assert problem.content_type == "application/problem+json"
    assert problem.json["detail"] == "The <b>reason</b>."
    assert problem.json["status"] == status


def test_an_unexpected_error_is_logged_and_reveals_no_internals(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = raising(app, ZeroDivisionError("secret inside"))
    with caplog.at_level(logging.ERROR):
        for address in ("/fail", "/api/v1/fail"):
            answer = client.get(address)
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "ZeroDivision" not in answer.text
    assert "secret inside" in caplog.text


def test_an_error_page_links_no_feed(client: FlaskClient) -> None:
    for address in ("/events/none", "/search?outlet=%00&since=never&q=a"):
        answer = client.get(address)
        assert answer.status_code in {400, 404}
        assert "atom" not in answer.text.lower()


def test_a_wrong_http_method_lists_the_allowed_ones(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/compare")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))
    assert answer.content_type == "application/problem+json"


def test_every_response_including_errors_has_security_headers(client: FlaskClient) -> None:
    for address in ("/", "/nothing", "/api/v1/events", "/api/v1/nothing", "/static/parallax.css"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (DEEP, "application/json", 400),
        (DEEP + b"]" * 100_000 + b"}", "application/json", 400),
        (b'{"articles": ' + b"9" * 10_000 + b"}", "application/json", 400),
        (b'\xff\xfe{"articles"', "application/json", 400),
        (b'{"articles": [{"text": "One.", "outlet": "\\u0000"}, {"text": "Two.", "published": 1e999}]}', "application/json", 400),
        (b'{"articles": null}', "application/json", 400),
        (b"articles=1", "application/x-www-form-urlencoded", 415),
        (b"", None, 400),
    ],
)  # fmt: skip
def test_an_invalid_body_is_refused(client: FlaskClient, body: bytes, kind: str | None, status: int) -> None:
    answer = client.post("/api/v1/compare", data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"text": ["One text.", "Another."]},
        {"text": "x" * 200_001},
        {"outlet": ["a"] * 9, "title": [""] * 9, "published": [""] * 9, "text": [f"Text {n}." for n in range(9)]},
        {"outlet": ["", ""], "title": ["", ""], "published": ["", ""], "text": ["x" * 200_001, "Another text."]},
        {"outlet": ["\x00", "\x00"], "title": ["", ""], "published": ["\x00", ""], "text": ["One.", "Another."]},
    ],
)
def test_an_invalid_form_is_shown_again_with_the_problem(client: FlaskClient, form: dict[str, object]) -> None:
    answer = client.post("/compare/texts", data=form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("path", ["/events/{}", "/articles/{}", "/api/v1/events/{}", "/api/v1/articles/{}"])
@pytest.mark.parametrize("identity", ["%00", "%ff", "%ed%a0%80", "..%2f..", "x" * 5000, "%E2%80%AE"])
def test_an_unknown_id_is_not_found(client: FlaskClient, path: str, identity: str) -> None:
    assert client.get(path.format(identity)).status_code == 404
