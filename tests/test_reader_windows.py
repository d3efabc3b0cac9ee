"""The reader's windows: every passage is read once, completely, with its neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from indexes.reader import weights
from indexes.reader.windows import CLS, PASSAGE_TOKENS, SEP, WINDOW_TOKENS, gap_of, windows_of

TOKENIZER = weights.tokenizer()
_WORDS = ["harbour", "mayor", "said", "12", "flood", "on", "Tuesday,", "“no", "deal”", "Ørsted", "3.5", "—"]
_TEXTS = st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=150).map(" ".join), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(headline=st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join), texts=_TEXTS)
def test_every_passage_is_in_one_window_and_no_window_is_too_long(headline, texts):
    windows = windows_of(headline, texts, TOKENIZER)
    assert len(windows.places) == len(windows.passages) == len(texts)
    for (number, start, end), passage in zip(windows.places, windows.passages, strict=True):
        assert np.array_equal(windows.ids[number][start:end], passage.ids)
        assert len(passage.ids) <= PASSAGE_TOKENS
    for ids in windows.ids:
        assert len(ids) <= WINDOW_TOKENS
        assert ids[0] == CLS and ids[-1] == SEP


@settings(max_examples=40, deadline=None)
@given(texts=_TEXTS)
def test_token_offsets_are_positions_in_the_passage(texts):
    for text, passage in zip(texts, windows_of("", texts, TOKENIZER).passages, strict=True):
        assert len(passage.offsets) == len(passage.ids)
        assert all(0 <= start < end <= len(text) for start, end in passage.offsets.tolist())
        assert passage.offsets[:, 0].tolist() == sorted(passage.offsets[:, 0].tolist())


def test_a_window_after_the_first_repeats_the_passage_before_it():
    texts = [f"{word} " * 80 for word in ("harbour", "mayor", "flood", "deal")]
    windows = windows_of("", texts, TOKENIZER)
    assert len(windows.ids) > 1
    number, start, _ = windows.places[3]
    before = windows.passages[2].ids
    assert number == 1
    assert np.array_equal(windows.ids[1][start - len(before) : start], before)


@pytest.mark.parametrize(
    ("first", "second", "bucket"),
    [
        ("2026-03-01T09:00:00Z", "2026-03-01T09:30:00Z", 1),
        ("2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z", 2),
        ("2026-03-01T09:00:00Z", "2026-03-01T17:00:00Z", 3),
        ("2026-03-01T09:00:00Z", "2026-03-04T17:00:00Z", 4),
        ("2026-03-01T17:00:00Z", "2026-03-01T09:00:00Z", 6),
        ("2026-03-01", "2026-03-01T09:00:00Z", 1),
    ],
)
def test_the_time_between_two_articles_is_bucketed(first, second, bucket):
    a, b = (Article(Outlet(name), "", name, published=Moment.parse(at)) for name, at in (("A", first), ("B", second)))
    assert gap_of(a, b) == bucket


def test_without_a_date_the_time_between_two_articles_is_unknown():
    dated = Article(Outlet("A"), "", "A", published=Moment.parse("2026-03-01"))
    assert gap_of(dated, Article(Outlet("B"), "", "B")) == 0
