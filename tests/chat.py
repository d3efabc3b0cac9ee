"""A fake chat model on loopback, which records requests and gives the answers that a test chooses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from random import Random
from typing import Any

from compare.model.match import Kind
from indexes.reader.endpoint.client import ChatClient
from indexes.reader.endpoint.reader import EndpointReader
from indexes.reader.endpoint.settings import EndpointSettings
from indexes.reader.endpoint.store import JudgementStore
from tests.fetching import LOOPBACK, FakeClock, Page, Site, answer, serving

PATH = "/v1/chat/completions"
Judge = Callable[[dict[str, Any]], dict[str, Any]]
"""The judgement of a cell in the answer, without its id."""


def same(cell: dict[str, Any]) -> dict[str, Any]:
    """A judgement: the passages match, and nothing differs."""
    return {"link": 0.9, "strong": 0.8, "divergences": []}


def completion(content: str, tokens: int | None = 100) -> Page:
    """The response of a chat API with this content."""
    body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": content}}]}
    if tokens is not None:
        body["usage"] = {"total_tokens": tokens}
    return answer(200, json.dumps(body).encode(), Content_Type="application/json")


def judging(site: Site, judge: Judge, tokens: int | None = 100) -> Page:
    """A page that judges each cell in a request."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        cells = question(site.bodies[-1])["cells"]
        answers = [{"id": each["id"]} | judge(each["cell"]) for each in cells]
        completion(json.dumps({"answers": answers}), tokens)(handler)

    return page


def question(body: bytes) -> dict[str, Any]:
    """The user message of a request."""
    sent = json.loads(body)["messages"]
    assert [each["role"] for each in sent] == ["system", "user"]
    return dict(json.loads(sent[1]["content"]))


@contextmanager
def chat(judge: Judge = same, tokens: int | None = 100) -> Iterator[Site]:
    """A chat API that judges every cell with `judge`."""
    with serving() as site:
        site.pages[PATH] = judging(site, judge, tokens)
        yield site


def endpoint(site: Site, **also: Any) -> EndpointSettings:
    """The settings of that API."""
    settings: dict[str, Any] = {"url": site.url("/v1"), "model": "judge-1", "private": (LOOPBACK,), "total_s": 5.0}
    return EndpointSettings(**settings | also)


def reader(
    site: Site, store: JudgementStore | None = None, clock: FakeClock | None = None, **also: Any
) -> EndpointReader:
    """A reader that uses that API, with a fake clock."""
    settings = endpoint(site, **also)
    client = ChatClient(settings, clock=clock or FakeClock(), random=Random(7))
    return EndpointReader(settings, store or MemoryStore(), client)


class MemoryStore:
    """Implements `indexes.reader.endpoint.store.JudgementStore` in memory, for one day."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.requests = self.tokens = 0

    def cell_judgements(self, reader: str, cells: Sequence[str]) -> dict[str, str]:
        return {each: self.kept[reader, each] for each in cells if (reader, each) in self.kept}

    def store_cell_judgements(self, reader: str, articles: tuple[str, str], judgements: Mapping[str, str]) -> None:
        self.kept |= {(reader, cell): review for cell, review in judgements.items()}

    def spend_request(self, tokens: int, most_requests: int, most_tokens: int) -> bool:
        if self.requests >= most_requests or self.tokens + tokens > most_tokens:
            return False
        self.requests, self.tokens = self.requests + 1, self.tokens + tokens
        return True

    def correct_tokens(self, more: int) -> None:
        self.tokens += more


def difference(kind: Kind, probability: float, a: Sequence[str] = (), b: Sequence[str] = ()) -> dict[str, Any]:
    """A divergence in the format of a model's answer."""
    return {"kind": kind, "probability": probability, "a": list(a), "b": list(b)}
