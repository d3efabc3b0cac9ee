"""A reader behind an API: sends cells in batches, each cell once, within a budget."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from compare.model.article import Article, digest
from compare.model.match import Kind
from compare.model.passage import Passage
from compare.model.reader_scores import KINDS, MARKED, Reading, TokenMarks
from indexes.reader.endpoint import prompt
from indexes.reader.endpoint.answers import KEPT, FoundKind, Judgement, completion, judgements
from indexes.reader.endpoint.client import ChatClient, EndpointError
from indexes.reader.endpoint.settings import EndpointSettings
from indexes.reader.endpoint.store import JudgementStore

BATCH = 8
"""Maximum number of cells of a request (set by hand)."""

_BYTES_PER_TOKEN = 3
"""A low estimate for English text, so that the budget holds if the API does not report the cost of a request."""

_UNLIKELY = -6.0
"""The logit of a kind that the model did not name."""

_WORD = re.compile(r"\S+")

Side = tuple[Article, Sequence[Passage]]


class EndpointReader:
    """Implements `compare.ports.Reader`; cells that the API did not judge are missing from the reading."""

    def __init__(self, settings: EndpointSettings, store: JudgementStore, client: ChatClient | None = None) -> None:
        self._settings = settings
        self._store = store
        self._client = client or ChatClient(settings)

    @property
    def fingerprint(self) -> str:
        """Identifies the API, its model and the prompt."""
        return f"endpoint:{digest(self._settings.address, self._settings.model)[:12]}-{prompt.VERSION}"

    @property
    def name(self) -> str:
        """The model and the host."""
        return f"{self._settings.model} at {self._settings.host}"

    @property
    def languages(self) -> frozenset[str]:
        """English: it judges candidates of models that were trained on English."""
        return frozenset({"en"})

    @property
    def floors(self) -> Mapping[Kind, float]:
        """The minimum probabilities that the operator set."""
        return self._settings.floors

    def read(self, a: Side, b: Side, cells: NDArray[np.int64]) -> Reading:
        """The judgements of these cells (n, 2), stored or new; the first cells are sent first."""
        articles = {"article_a": prompt.article_data(a[0]), "article_b": prompt.article_data(b[0])}
        asked = [(int(i), int(j)) for i, j in cells]
        data = [prompt.cell_data(a, b, cell) for cell in asked]
        keys = [digest(json.dumps(articles | each, sort_keys=True)) for each in data]
        kept = self._store.cell_judgements(self.fingerprint, keys)
        found = {key: _restored(text) for key, text in kept.items()}
        missing = iter([place for place, key in enumerate(keys) if key not in found])
        problem = ""
        while not problem and (batch := list(islice(missing, BATCH))):
            texts = {place: (a[1][asked[place][0]].text, b[1][asked[place][1]].text) for place in batch}
            try:
                answered = self._asked(articles, {place: data[place] for place in batch}, texts)
            except EndpointError as error:
                problem = str(error)
                continue
            new = {keys[place]: answered.get(place) for place in batch}
            found |= new
            dumped = {key: KEPT.dump_json(each).decode() for key, each in new.items()}
            self._store.store_cell_judgements(self.fingerprint, (a[0].id, b[0].id), dumped)
        judged = [(place, each) for place, key in enumerate(keys) if (each := found.get(key)) is not None]
        if not problem and len(judged) < len(cells):
            problem = f"{len(cells) - len(judged)} answers could not be used"
        return _reading(a[1], b[1], cells, judged, problem)

    def _asked(
        self, articles: dict[str, dict[str, str]], cells: Mapping[int, object], texts: Mapping[int, tuple[str, str]]
    ) -> dict[int, Judgement]:
        """The valid judgements of these cells, by their indices. Raises EndpointError."""
        ids = {f"c{number}": place for number, place in enumerate(cells)}
        body = prompt.request(
            self._settings.model,
            articles,
            [{"id": name, "cell": cells[place]} for name, place in ids.items()],
        )
        expected = len(body) // _BYTES_PER_TOKEN
        if not self._store.spend_request(expected, self._settings.requests, self._settings.tokens):
            raise EndpointError("today’s budget is spent")
        answer = completion(self._client.post(body))
        if answer is None:
            raise EndpointError(f"{self._settings.host}: the response is not a chat completion")
        cost = expected + len(answer.text) // _BYTES_PER_TOKEN if answer.tokens is None else answer.tokens
        self._store.correct_tokens(cost - expected)
        found = judgements(answer.text, {name: texts[place] for name, place in ids.items()})
        return {ids[name]: each for name, each in found.items()}


def _restored(text: str) -> Judgement | None:
    try:
        return KEPT.validate_json(text)
    except ValidationError:
        return None


def _reading(
    a: Sequence[Passage],
    b: Sequence[Passage],
    cells: NDArray[np.int64],
    judged: Sequence[tuple[int, Judgement]],
    problem: str,
) -> Reading:
    """The judgements as logits, so that the decisions use the probabilities of the model."""
    chosen = cells[[place for place, _ in judged]]
    strength = np.array([[_logit(each.link), _logit(each.strong)] for _, each in judged], np.float32).reshape(-1, 2)
    kinds = np.full((len(judged), len(KINDS) + 1), _UNLIKELY, np.float32)
    marks = []
    for row, ((_, judgement), (i, j)) in enumerate(zip(judged, chosen.tolist(), strict=True)):
        for each in judgement.kinds:
            kinds[row, KINDS.index(each.kind)] = _logit(each.probability)
        marks.append((_marks(a[i].text, judgement.kinds, "a"), _marks(b[j].text, judgement.kinds, "b")))
    return Reading(chosen, strength, np.zeros_like(strength), kinds, marks, problem=problem)


def _marks(text: str, found: Sequence[FoundKind], side: str) -> TokenMarks:
    """The words of a passage, and the kinds for which each was named."""
    words = [each.span() for each in _WORD.finditer(text)]
    named = np.zeros((len(words), len(MARKED)), np.float32)
    for kind in found:
        for start, end in _spans(kind, side):
            for row, word in enumerate(words):
                if word[0] < end and word[1] > start:
                    named[row, MARKED.index(kind.kind)] = 1.0
    return TokenMarks(np.array(words, np.int64).reshape(-1, 2), named)


def _spans(kind: FoundKind, side: str) -> Iterator[tuple[int, int]]:
    return iter(kind.a if side == "a" else kind.b)


def _logit(chance: float) -> float:
    chance = min(max(chance, 1e-3), 1 - 1e-3)
    return float(np.log(chance / (1 - chance)))
