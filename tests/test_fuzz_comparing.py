"""Hostile texts are compared without an error: for seconds here, for minutes in `make fuzz`."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from compare.model.article import Article
from compare.model.moment import Moment
from compare.text.analysis import facts_of
from tests.hostile import articles, check, texts

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=25, suppress_health_check=SLOW)
@given(articles())
def test_hostile_articles_are_compared_completely(found: list[Article]) -> None:
    check(found)


@settings(max_examples=100, suppress_health_check=SLOW)
@given(texts)
def test_spans_found_in_hostile_text_are_inside_it(text: str) -> None:
    text = text[:1000]
    facts = facts_of(text, Moment.parse("2026-03-04"))
    for each in (*facts.tokens, *facts.quantities, *facts.dates, *facts.names, *facts.quotations, *facts.sources):
        assert 0 <= each.start <= each.end <= len(text)
