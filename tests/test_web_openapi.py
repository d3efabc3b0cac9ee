"""The JSON API agrees with its OpenAPI document: examples, formats, errors, API keys, and what schemathesis finds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from compare.services.service import Parallax
from tests.serving import served, wait_for
from tests.waiting import wait_until
from web import create_app
from web.api import schemas
from web.api.openapi.document import DOCUMENT
from web.api.openapi.page import operations
from web.api.requests import examples
from web.settings import Settings
from web.wiring import build_service

ROOT = Path(__file__).resolve().parents[1]
LISTS = [
    "/events", f"/events/{examples.EVENT}/matches", f"/events/{examples.EVENT}/divergences",
    f"/events/{examples.EVENT}/omissions", f"/omissions?article={examples.ARTICLE}&article={examples.OTHER}",
    f"/events/{examples.EVENT}/facts", f"/events/{examples.EVENT}/figures",
    f"/events/{examples.EVENT}/origins", "/articles", f"/articles/{examples.ARTICLE}/passages",
    f"/articles/{examples.ARTICLE}/revisions", "/outlets", "/search?q=agreement", "/corrections", "/judgements",
    f"/divergences?article={examples.ARTICLE}&article={examples.OTHER}",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample archive that tests can modify."""
    folder = tmp_path_factory.mktemp("openapi") / "archive"
    shutil.copytree(sample_archive, folder)
    return folder


@pytest.fixture(scope="module")
def token(archive: Path) -> str:
    return build_service(Settings(data=archive)).api_keys.create("tests")


@pytest.fixture(scope="module")
def client(archive: Path) -> FlaskClient:
    return client_of(archive)


def client_of(archive: Path) -> FlaskClient:
    app = create_app(Settings(data=archive, coverage="feeds"))
    app.extensions["fetch_worker"].wake = lambda: None  # what the examples name is not fetched
    return app.test_client()


@pytest.fixture
def fresh_client(service: Parallax) -> FlaskClient:
    return create_app(service=service).test_client()


def headers(token: str, key: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})


def done(client: FlaskClient, location: str) -> dict:
    wait_until(lambda: client.get(location).json["state"] in {"done", "failed"})
    return client.get(location).json


def test_the_document_is_openapi_3_1_and_lists_every_path(client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json
    assert document["openapi"].startswith("3.1")
    served_here = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule != DOCUMENT
    }
    assert set(document["paths"]) == served_here
    ids = [each.id for each in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_example_of_the_page_works_on_the_sample_stories(sample_archive: Path, tmp_path: Path) -> None:
    own = tmp_path / "archive"  # examples remove and correct what others name
    shutil.copytree(sample_archive, own)
    client, token = client_of(own), build_service(Settings(data=own)).api_keys.create("tests")
    page = client.get("/api").text
    order = {"GET": 0, "POST": 1, "PUT": 2, "DELETE": 3}
    found = operations(client.get(DOCUMENT).json)
    assert len(found) > 20
    for each in sorted(found, key=lambda each: (order[each.method], each.path)):
        assert each.address.replace("&", "&amp;") in page
        if any(name in each.path for name in ("{job_id}", "{alert_id}", "{notebook_id}", "{fact_id}")):
            continue  # nobody knows these ids before there is one: see below, and the tests of alerts and notebooks
        body = json.loads(each.body) if each.body else None
        answer = client.open(each.address, method=each.method, json=body, headers=headers(token))
        assert answer.status_code < 300, (each.address, answer.text)
        if not each.response_schema:
            assert answer.mimetype in each.formats, each.address
            continue
        schema = getattr(schemas, each.response_schema)
        assert schema.model_validate_json(answer.text).model_dump(mode="json") == answer.json


def test_articles_are_added_by_a_job_once_per_idempotency_key(fresh_client: FlaskClient, service: Parallax) -> None:
    secret = service.api_keys.create("me")
    first = fresh_client.post("/api/v1/articles", json=examples.ARTICLES, headers=headers(secret, "k1"))
    again = fresh_client.post("/api/v1/articles", json=examples.ARTICLES, headers=headers(secret, "k1"))
    assert first.status_code == again.status_code == 202
    assert first.headers["Location"] == again.headers["Location"]
    job = done(fresh_client, first.headers["Location"])
    assert (job["state"], job["articles"], job["added"]) == ("done", 1, 1)
    (held,) = fresh_client.get("/api/v1/articles").json["articles"]
    assert held["title"] == examples.ARTICLES["articles"][0]["title"]
    other = {"articles": [examples.ARTICLES["articles"][0] | {"title": "Another"}]}
    assert fresh_client.post("/api/v1/articles", json=other, headers=headers(secret, "k1")).status_code == 409


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer no"}, {"Authorization": "Basic eDp5"}])
def test_adding_requires_a_valid_api_key(fresh_client: FlaskClient, service: Parallax, sent: dict[str, str]) -> None:
    answer = fresh_client.post("/api/v1/articles", json=examples.ARTICLES, headers=sent)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content_type == "application/problem+json"
    assert service.jobs.run_next() is None


def test_an_api_key_lets_a_remote_client_correct_unless_changes_are_disabled(service: Parallax) -> None:
    secret = service.api_keys.create("me")
    body = {"kind": "merge", "events": ["a", "b"]}
    stranger = {"REMOTE_ADDR": "192.0.2.7"}
    for changes, sent, status in (("local", {}, 403), ("local", headers(secret), 404), ("none", headers(secret), 403)):
        client = create_app(Settings(changes=changes), service).test_client()
        answer = client.post("/api/v1/corrections", json=body, headers=sent, environ_base=stranger)
        assert answer.status_code == status
    none = create_app(Settings(changes="none"), service).test_client()
    assert none.post("/api/v1/articles", json=examples.ARTICLES, headers=headers(secret)).status_code == 403


@pytest.mark.parametrize("path", LISTS)
def test_every_list_comes_as_json_lines_and_csv_with_the_same_rows(client: FlaskClient, path: str) -> None:
    plain, question, query = f"/api/v1{path}".partition("?")
    told = client.get(f"/api/v1{path}").json
    (rows,) = (each for each in told.values() if isinstance(each, list))
    lines = client.get(f"{plain}.jsonl{question}{query}")
    assert lines.mimetype == "application/jsonl"
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    table = client.get(f"/api/v1{path}", headers={"Accept": "text/csv"})
    assert table.mimetype == "text/csv"
    assert table.text == client.get(f"{plain}.csv{question}{query}").text
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == len(rows)
    assert client.get(f"{plain}.json{question}{query}").json == told


def test_csv_of_an_answer_that_is_not_a_list_is_not_acceptable(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/events/{examples.EVENT}.csv")
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"


def test_the_link_header_pages_through_the_list(client: FlaskClient) -> None:
    address, seen = "/api/v1/articles.csv?limit=7", []
    while address:
        answer = client.get(address)
        seen += [row["id"] for row in csv.DictReader(io.StringIO(answer.text))]
        found = re.fullmatch(r'<(\?[^>]+)>; rel="next"', answer.headers.get("Link", ""))
        address = f"/api/v1/articles.csv{found[1]}" if found else ""
    assert len(seen) == len(set(seen)) == len(client.get("/api/v1/articles?limit=200").json["articles"])


def passages_in(value: object) -> list[dict]:
    """All objects in a response that have a selector."""
    if isinstance(value, list):
        return [found for each in value for found in passages_in(each)]
    if not isinstance(value, dict):
        return []
    inside = [found for each in value.values() for found in passages_in(each)]
    return [value, *inside] if "selector" in value and "text_sha256" in value else inside


@pytest.mark.parametrize(
    "path",
    [f"/events/{examples.EVENT}", "/events", f"/articles/{examples.ARTICLE}", f"/articles/{examples.ARTICLE}/matches",
     f"/events/{examples.EVENT}/matches", f"/compare?article={examples.ARTICLE}&article={examples.OTHER}",
     "/search?q=minister", f"/articles/{examples.ARTICLE}/passages"],
)  # fmt: skip
def test_every_passage_has_a_unique_text_selector(client: FlaskClient, path: str) -> None:
    found = passages_in(client.get(f"/api/v1{path}").json)
    assert found
    texts: dict[str, str] = {}
    for passage in found:
        text = texts.setdefault(passage["article"], client.get(f"/api/v1/articles/{passage['article']}").json["text"])
        quote, position = passage["selector"]
        assert hashlib.sha256(text.encode()).hexdigest() == passage["text_sha256"]
        assert text[position["start"] : position["end"]] == quote["exact"] == passage["text"]
        assert f"{quote['prefix']}{quote['exact']}{quote['suffix']}" in text


def test_every_url_answers_a_wrong_method_with_a_problem_document(client: FlaskClient) -> None:
    for path, methods in client.get(DOCUMENT).json["paths"].items():
        address = re.sub(r"{number}", "1", re.sub(r"{\w+_id}", "x", path))
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {each.upper() for each in methods}:
            answer = client.open(address, method=method)
            assert answer.status_code == 405, (method, path)
            assert answer.content_type == "application/problem+json"
            assert set(answer.json) == {"type", "title", "status", "detail"}
            assert "Allow" in answer.headers


def test_every_url_with_an_unknown_id_is_a_problem_document(client: FlaskClient) -> None:
    for path, methods in client.get(DOCUMENT).json["paths"].items():
        if "{" in path and "get" in methods:
            answer = client.get(re.sub(r"{\w+}", "nothing", path))
            assert answer.status_code == 404, path
            assert set(answer.json) == {"type", "title", "status", "detail"}


@pytest.fixture(scope="module")
def site(archive: Path) -> object:
    with served(archive, PARALLAX_COVERAGE="feeds") as address:
        wait_for(f"{address}/readyz")  # the first answer of a process that still loads its model would take too long
        yield address


def test_the_documented_client_pages_all_matches_of_an_event(client: FlaskClient, site: str) -> None:
    command = [sys.executable, str(ROOT / "docs" / "client.py"), site, examples.EVENT]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    comparison = client.get(f"/api/v1/events/{examples.EVENT}").json["comparison"]
    matches = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(matches) == len(comparison["matches"]) > 20
    assert sorted(map(json.dumps, matches)) == sorted(map(json.dumps, comparison["matches"]))
    assert len((ROOT / "docs" / "client.py").read_text("utf-8").splitlines()) <= 20


@pytest.fixture(scope="module")
def job_that_compares(client: FlaskClient) -> str:
    """The id of a finished comparison job, with more passages than are compared immediately."""
    texts = [
        {"outlet": outlet, "text": " ".join(f"Officer {n} of {outlet} saw bridge {n % 7} closed." for n in range(61))}
        for outlet in "AB"
    ]
    answer = client.post("/api/v1/compare", json={"articles": texts})
    assert answer.status_code == 202
    job = done(client, answer.headers["Location"])
    assert job["state"] == "done"
    return job["id"]


def test_schemathesis_finds_nothing(site: str, token: str, job_that_compares: str, tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).parent / "st"), "--config-file", str(ROOT / "tests" / "schemathesis.toml"), "run",
        f"{site}{DOCUMENT}", "--header", f"Authorization: Bearer {token}", "--max-examples", "10",
        "--seed", "1", "--request-timeout", "60", "--no-color",
    ]  # fmt: skip
    environment = {**os.environ, "JOB_THAT_COMPARES": job_that_compares}
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stdout[-8000:]
    assert "No issues found" in result.stdout
