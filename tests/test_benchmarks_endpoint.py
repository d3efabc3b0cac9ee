"""Measuring a reader behind an API: floors reach the requested precision, and only its own judgements count."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.endpoint import FEWEST, floor_for, measure
from tests import chat
from tests.chat import difference
from tests.fakes import FakeEmbedder, FakeReader

Raised = st.lists(st.tuples(st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9]), st.booleans()), max_size=80)


@given(Raised, st.sampled_from([0.3, 0.7, 1.0]))
def test_a_floor_is_the_lowest_that_reaches_the_precision_on_enough_divergences(
    raised: list[tuple[float, bool]], precision: float
) -> None:
    def reaches(floor: float) -> bool:
        kept = [right for probability, right in raised if probability >= floor]
        return len(kept) >= FEWEST and sum(kept) / len(kept) >= precision

    possible = [floor for floor in {each for each, _ in raised} if reaches(floor)]
    found = floor_for(raised, precision)
    assert (found is None) == (not possible)
    if found is not None:
        assert found[0] == min(possible)


def pair(**also: Any) -> dict[str, Any]:
    a = ["Twelve people were killed when the ferry Alma sank off Teven.", "A bell rang in the harbour."]
    b = ["Nineteen people were killed as the Alma, a ferry, sank near Teven.", "Schools are closed in Orly today."]
    sides = {
        "a": {"outlet": "A", "title": "Ferry", "sentences": a},
        "b": {"outlet": "B", "title": "Alma", "sentences": b},
    }
    link = {"a": 0, "b": 0, "strength": "strong", "labels": ["figures"]}
    return sides | {"links": [link], "disputed": [], "fold": 1} | also


def test_divergences_of_the_endpoint_are_scored_against_the_labels() -> None:
    def judge(cell: dict[str, Any]) -> dict[str, Any]:
        words = (["Twelve people"], ["Nineteen people"])
        found = [difference("figures", 0.9, *words), difference("wording", 0.8, ["killed"], ["killed"])]
        return {"link": 0.9, "strong": 0.9, "divergences": found}

    with chat.chat(judge) as site:
        alone, together, problems = measure([pair()], FakeEmbedder().encode, FakeReader(), chat.reader(site))
    assert problems == []
    assert together.links == [1, 1, 1]
    assert [each for _, each in together.raised["figures"]] == [True]
    assert [each for _, each in together.raised["wording"]] == [False]
    assert together.labelled["figures"] == 1
    assert not any(alone.raised.values())


def test_without_a_response_nothing_is_counted() -> None:
    with chat.chat() as site:
        _, together, problems = measure([pair()], FakeEmbedder().encode, FakeReader(), chat.reader(site, requests=0))
    assert problems == ["today’s budget is spent"]
    assert not any(together.raised.values())
