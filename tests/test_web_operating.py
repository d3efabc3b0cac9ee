"""What operators rely on: logs, health checks, metrics, and what is hidden from strangers."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from compare.errors import InputError, StorageError
from compare.model.article import Article, Outlet
from compare.services.service import Parallax
from web import create_app
from web.server import logs
from web.settings import Settings

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
PROXIED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def client(service: Parallax) -> FlaskClient:
    service.add([Article(Outlet("Gull"), "Tram", "A tram line opened on Monday.")])
    return create_app(service=service).test_client()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log output, in the format of `configure`."""
    root, own = logging.getLogger(), logging.getLogger("parallax")
    before, level, own_level = list(root.handlers), root.level, own.level
    stream = io.StringIO()

    def configured(form: str) -> io.StringIO:
        logs.configure(form)
        handler = root.handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
        return stream

    stream.configure = configured  # type: ignore[attr-defined]
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    own.setLevel(own_level)


def test_a_request_is_logged_in_one_line_without_its_parameters(client: FlaskClient, logged: io.StringIO) -> None:
    logged.configure("json")  # type: ignore[attr-defined]
    client.get("/search?q=secret+plans", headers={"Authorization": "Bearer parallax_hush"})
    client.get("/nowhere/hush")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [(each["event"], each["route"], each["status"]) for each in lines] == [
        ("request", "/search", 200),
        ("request", "", 404),
    ]
    assert all(each["ms"] > 0 and each["method"] == "GET" for each in lines)
    assert "secret" not in logged.getvalue()
    assert "hush" not in logged.getvalue()


def test_a_job_is_one_line_without_its_articles(service: Parallax, logged: io.StringIO) -> None:
    logged.configure("text")  # type: ignore[attr-defined]
    app = create_app(service=service)
    job = service.jobs.submit([Article(Outlet("Gull"), "Otter", "An otter was seen on Tuesday.")], "desk")
    assert app.extensions["worker"]._run_next()
    (line,) = logged.getvalue().splitlines()
    assert f"job={job.id} state=done articles=1" in line
    assert "otter" not in line.casefold()


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_logged_on_one_line(form: str, logged: io.StringIO) -> None:
    logged.configure(form)  # type: ignore[attr-defined]
    try:
        raise RuntimeError("broken\nin two lines")
    except RuntimeError:
        logging.getLogger("parallax.requests").exception("unexpected error")
    assert len(logged.getvalue().splitlines()) == 1
    assert "broken" in logged.getvalue()


def test_an_unknown_log_format_is_refused() -> None:
    with pytest.raises(InputError, match="PARALLAX_LOG"):
        Settings(log="xml")


def test_health_checks_the_process_and_readiness_the_archive(
    client: FlaskClient, service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (client.get("/healthz").text, client.get("/readyz").text) == ("ok\n", "ready\n")

    def broken() -> None:
        raise StorageError("The catalogue /home/una/archive cannot be read.")

    monkeypatch.setattr(service._index, "refresh", broken)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_metrics_count_requests_by_route_and_stored_objects(client: FlaskClient) -> None:
    client.get("/articles/unknown")
    told = client.get("/metrics").text
    assert 'parallax_request_seconds_count{method="GET",route="/articles/<article_id>",status="404"} 1.0' in told
    assert "parallax_articles 1.0" in told
    assert "parallax_jobs_waiting 0.0" in told


def test_metrics_are_limited_to_this_machine_unless_a_setting_opens_them(service: Parallax) -> None:
    def status(metrics: str, **how: object) -> int:
        return create_app(Settings(metrics=metrics), service).test_client().get("/metrics", **how).status_code  # type: ignore[arg-type]

    assert [status(each) for each in ("local", "all", "none")] == [200, 200, 403]
    assert [status(each, environ_base=STRANGER) for each in ("local", "all")] == [403, 200]
    assert status("local", headers=PROXIED) == 403
    with pytest.raises(InputError, match="PARALLAX_METRICS"):
        create_app(Settings(metrics="some"), service)


def test_clients_behind_a_local_proxy_may_change_nothing(client: FlaskClient) -> None:
    for name in ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"):
        answer = client.post("/outlets/call", data={"outlet": "Gull", "called": "Tern"}, headers={name: "x"})
        assert answer.status_code == 403, name


def test_remote_clients_see_neither_paths_nor_internal_errors(
    service: Parallax, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "/home/una/archive"

    def broken(*_: object, **__: object) -> None:
        raise StorageError(f"The catalogue {secret} cannot be read.")

    for name in ("articles", "article", "event", "events", "count", "search", "compare_soon", "history"):
        monkeypatch.setattr(service, name, broken)
    monkeypatch.setattr(service.corrections, "page", broken)
    monkeypatch.setattr(service.outlets, "held", broken)
    monkeypatch.setattr(service.feed_watcher, "feeds", broken)
    client = create_app(service=service).test_client()
    paths = ["/", "/events/a", "/articles/a", "/articles/a/revisions", "/compare?article=a&article=b", "/search?q=a",
             "/corrections", "/outlets", "/feeds"]  # fmt: skip
    paths += [f"/api/v1{path}" for path in paths if path != "/"] + ["/api/v1/events", "/api/v1/articles"]
    for path in paths:
        answer = client.get(path, environ_base=STRANGER)
        assert (answer.status_code, secret in answer.text) == (503, False), path
        assert "Something" in answer.text or "is unavailable" in answer.text
        assert secret in client.get(path).text, path


def test_remote_clients_do_not_see_why_a_job_failed_but_the_log_does(
    service: Parallax, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged.configure("text")  # type: ignore[attr-defined]

    def broken(*_: object) -> None:
        raise StorageError("The catalogue /home/una/archive cannot be written.")

    app = create_app(service=service)
    job = service.jobs.submit([Article(Outlet("Gull"), "Otter", "An otter was seen on Tuesday.")], "desk")
    monkeypatch.setattr(service.jobs, "_add", broken)
    assert app.extensions["worker"]._run_next()
    told, client = f"/api/v1/jobs/{job.id}", app.test_client()
    answer = client.get(told, environ_base=STRANGER)
    assert (answer.json["state"], "could not be added" in answer.json["problem"]) == ("failed", True)  # type: ignore[index]
    for page in (told, f"/jobs/{job.id}"):
        assert "una" not in client.get(page, environ_base=STRANGER).text
        assert "una" in client.get(page).text
    assert "una" in logged.getvalue()
    assert "otter" not in logged.getvalue().casefold()


def test_every_page_and_form_is_either_safe_or_refused_from_another_site(service: Parallax) -> None:
    app = create_app(service=service)
    working = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})
    ]
    assert len(working) >= 12
    bodies = {
        "/api/v1/corrections": {"kind": "merge", "events": ["a", "b"]},
        "/api/v1/divergences/<divergence_id>": {"articles": ["a", "b"], "verdict": "confirmed"},
        "/api/v1/articles": {"articles": [{"text": "A tram line."}]},
    }
    client = app.test_client()
    for rule, method in working:
        path = re.sub(r"<(?:\w+:)?\w+>", "1", rule)
        body = bodies.get(rule, {})
        for header in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "http://x.example"},
        ):
            answer = client.open(path, method=method, json=body, headers=header)
            assert answer.status_code == 403, (rule, method, answer.text)


def test_invalid_settings_stop_the_server_before_it_starts(tmp_path: Path) -> None:
    from web.server.serve import serve

    with pytest.raises(InputError, match="PARALLAX_LOG"):
        serve(Settings(data=tmp_path, log="xml"))
    with pytest.raises(InputError, match="PARALLAX_WORKERS"):
        serve(Settings(data=tmp_path, workers=0))
